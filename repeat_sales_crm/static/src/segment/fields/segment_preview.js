import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

import {solidColor} from "../../lifecycle/colors";
import {useDoors} from "../../lifecycle/doors";
import {
    formatAmount,
    formatDay,
    formatInteger,
} from "../../lifecycle/matrix/matrix_format";
import {ShareBar} from "./share_bar";

/** The segment that each one was last compared with, while the page is open. */
const compared = new Map();

/**
 * Who is in, as the rule is now: how many, what they bought, some of them, and how the
 * segment overlaps with another one.
 */
export class SegmentPreview extends Component {
    static template = "repeat_sales_crm.SegmentPreview";
    static components = {RecordSelector, ShareBar};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.doors = useDoors(() => this.companyId);
        this.formatDay = formatDay;
        this.formatInteger = formatInteger;
        this.keepLast = new KeepLast();
        this.state = useState({
            otherId: compared.get(this.props.record.resId) || false,
            overlap: null,
        });
        onWillStart(() => this.compare(this.props.record));
        onWillUpdateProps((props) => this.compareAnew(props));
    }

    get preview() {
        return this.props.record.data[this.props.name] || {count: 0, sample: []};
    }

    get companyId() {
        return this.props.record.data.company_id?.id || user.activeCompany.id;
    }

    get othersDomain() {
        return [
            ["company_id", "=", this.companyId],
            ["id", "!=", this.props.record.resId || 0],
        ];
    }

    get parts() {
        const {both, here, there} = this.state.overlap;
        const name = this.props.record.data.name || _t("this segment");
        const all = Math.max(both + here + there, 1);
        return [
            {key: "here", label: _t("Only in %s", name), count: here},
            {key: "both", label: _t("In both"), count: both},
            {key: "there", label: _t("Only in the other one"), count: there},
        ].map((part) => ({...part, style: `flex-grow: ${part.count / all}`}));
    }

    formatAmount(amount) {
        return formatAmount(amount, this.preview.currency_id);
    }

    dotStyle(example) {
        return `background-color: ${solidColor(example.color)};`;
    }

    // -----------------------------------------------------------------------
    // Overlap
    // -----------------------------------------------------------------------

    async compareAnew(props) {
        const before = this.question;
        if (
            JSON.stringify(before) !==
            JSON.stringify(this.prepareQuestion(props.record))
        ) {
            await this.compare(props.record);
        }
    }

    prepareQuestion(record) {
        return {
            company_id: record.data.company_id?.id || user.activeCompany.id,
            cell_ids: [...record.data.lifecycle_segment_ids.currentIds],
            domain: record.data.domain,
        };
    }

    async compare(record) {
        this.question = this.prepareQuestion(record);
        if (!this.state.otherId) {
            this.state.overlap = null;
            return;
        }
        this.state.overlap = await this.keepLast.add(
            this.orm.silent.call("crm.segment", "get_overlap", [
                this.question,
                this.state.otherId,
            ])
        );
    }

    chooseOther(otherId) {
        this.state.otherId = otherId;
        compared.set(this.props.record.resId, otherId);
        return this.compare(this.props.record);
    }

    // -----------------------------------------------------------------------
    // Doors
    // -----------------------------------------------------------------------

    openExample(example) {
        this.dialog.add(FormViewDialog, {
            title: example.name,
            resModel: "crm.customer",
            resId: example.id,
            preventEdit: true,
            preventCreate: true,
        });
    }

    openMembers() {
        return this.openPart({key: "members", label: this.props.record.data.name});
    }

    /** What is written is saved first: a list of customers asks for the saved rule. */
    async openPart({key, label}) {
        const {record} = this.props;
        if ((await record.isDirty()) || !record.resId) {
            if (!(await record.save())) {
                return;
            }
        }
        compared.set(record.resId, this.state.otherId);
        const here = (operator) => ["saved_segment_ids", operator, [record.resId]];
        const there = (operator) => [
            "saved_segment_ids",
            operator,
            [this.state.otherId],
        ];
        const domains = {
            members: [here("in")],
            both: [here("in"), there("in")],
            here: [here("in"), there("not in")],
            there: [there("in"), here("not in")],
        };
        await this.doors.customers(label, domains[key]);
    }
}

registry.category("fields").add("segment_preview", {
    component: SegmentPreview,
    displayName: _t("Preview of a segment"),
    supportedTypes: ["json"],
    fieldDependencies: [
        {name: "company_id", type: "many2one", relation: "res.company"},
    ],
});
