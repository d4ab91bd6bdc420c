import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Contacts who may be the same, side by side: a click chooses what is kept. */
export class DuplicateComparison extends Component {
    static template = "repeat_sales_crm.DuplicateComparison";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({isWhole: false});
    }

    get isSmall() {
        return this.env.isSmall;
    }

    get data() {
        return this.props.record.data[this.props.name] || {};
    }

    get members() {
        return this.data.members || [];
    }

    get rows() {
        const rows = this.data.rows || [];
        return this.state.isWhole ? rows : rows.filter((row) => row.differs);
    }

    get sameCount() {
        return (this.data.rows || []).filter((row) => !row.differs).length;
    }

    get sameLabel() {
        return _t("Show what is the same, too (%s)", this.sameCount);
    }

    get columns() {
        return `--duplicates: ${this.members.length}`;
    }

    valueOf(row, member) {
        return row.values.find((value) => value.id === member.id);
    }

    isChoice(row, member) {
        return row.differs && !member.isLeftOut;
    }

    toggleWhole() {
        this.state.isWhole = !this.state.isWhole;
    }

    chooseKept(member) {
        return this.call("choose_kept", [member.id]);
    }

    chooseValue(row, member) {
        return this.call("choose_value", [row.name, member.id]);
    }

    leaveOut(member) {
        return this.call("leave_out", [member.id]);
    }

    async call(method, args) {
        const {record} = this.props;
        await this.orm.call(record.resModel, method, [[record.resId], ...args]);
        await record.load();
    }

    openContact(member) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: member.id,
            views: [[false, "form"]],
        });
    }
}

export const duplicateComparison = {
    component: DuplicateComparison,
    displayName: _t("Contacts side by side"),
    supportedTypes: ["json"],
};

registry.category("fields").add("duplicate_comparison", duplicateComparison);
