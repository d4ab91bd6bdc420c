import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {areaStyle, solidColor} from "../lifecycle/colors";
import {CompanyChoice} from "../lifecycle/company_choice";
import {useDoors} from "../lifecycle/doors";
import {
    formatAmount,
    formatInteger,
    formatShare,
} from "../lifecycle/matrix/matrix_format";

/** One colour for each group, from the best customers to the lost ones. */
const COLORS = {
    champion: "#1b7f4f",
    loyal: "#2e9e6b",
    potential: "#58b368",
    recent: "#4a90d9",
    promising: "#6fa8dc",
    needs_attention: "#e0b400",
    about_to_sleep: "#e69f3d",
    at_risk: "#e0703a",
    cannot_lose: "#c0392b",
    hibernating: "#95a5b5",
    lost: "#7f8c9a",
};
const FAINT = 0.12;
const STRONG = 0.75;

/**
 * The customers by how lately, how often and for how much they bought.
 */
export class RfmMap extends Component {
    static template = "repeat_sales_crm.RfmMap";
    static components = {CompanyChoice, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.doors = useDoors(() => this.data.company.id);
        this.formatInteger = formatInteger;
        this.formatShare = formatShare;
        this.state = useState({
            companyId: false,
            data: null,
            ...this.props.state?.choices,
        });
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({choices: {companyId: this.state.companyId}}),
        });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    async load() {
        const data = await this.keepLast.add(
            this.orm.call("crm.customer", "get_rfm_map", [], {
                company_id: this.state.companyId,
            })
        );
        Object.assign(this.state, {data, companyId: data.company.id});
    }

    setCompany(companyId) {
        this.state.companyId = companyId;
        return this.load();
    }

    // -----------------------------------------------------------------------
    // What is shown
    // -----------------------------------------------------------------------

    get cells() {
        return this.data.rows.flat();
    }

    get total() {
        return this.cells.reduce((sum, cell) => sum + cell.count, 0);
    }

    get largest() {
        return Math.max(1, ...this.cells.map((cell) => cell.count));
    }

    /** The groups with their customers, in the order of the colours. */
    get groups() {
        const groups = Object.keys(COLORS).map((name) => ({
            name,
            label: this.data.groups[name],
            count: 0,
            amount: 0,
        }));
        const byName = Object.fromEntries(groups.map((group) => [group.name, group]));
        for (const cell of this.cells) {
            byName[cell.group].count += cell.count;
            byName[cell.group].amount += cell.amount;
        }
        return groups;
    }

    formatAmount(amount) {
        return formatAmount(amount, this.data.company.currency_id, true);
    }

    cellStyle(cell) {
        const share = Math.sqrt(cell.count / this.largest);
        return areaStyle(COLORS[cell.group], FAINT + (STRONG - FAINT) * share);
    }

    dotStyle(name) {
        return `background-color: ${solidColor(COLORS[name])}`;
    }

    cellTitle(cell) {
        return _t("%(group)s: recency %(recency)s, frequency and money %(value)s", {
            group: this.data.groups[cell.group],
            recency: cell.recency,
            value: cell.value,
        });
    }

    /** All that a cell says, for those who do not see it, or see it small. */
    cellLabel(cell) {
        return _t("%(title)s: %(count)s customers, %(amount)s", {
            title: this.cellTitle(cell),
            count: this.formatInteger(cell.count),
            amount: this.formatAmount(cell.amount),
        });
    }

    /** What share of all revenue a class makes, beside its letter. */
    classLabel(item) {
        const amount = this.data.classes.reduce((sum, {amount}) => sum + amount, 0);
        return amount > 0
            ? _t("%(class)s: %(share)s of the revenue", {
                  class: item.label,
                  share: this.formatShare(item.amount / amount),
              })
            : item.label;
    }

    get words() {
        return this.data.mode === "fixed"
            ? _t("Scores from 1 to 5, the best, by borders of your own.")
            : _t(
                  "Scores from 1 to 5, the best: each is about a fifth of the customers, measured on %s.",
                  luxon.DateTime.fromISO(this.data.measured).toLocaleString()
              );
    }

    // -----------------------------------------------------------------------
    // Doors
    // -----------------------------------------------------------------------

    openCell(cell) {
        return this.doors.customers(this.cellTitle(cell), [
            ["rfm_recency", "=", cell.recency],
            ["rfm_value", "=", cell.value],
        ]);
    }

    openGroup(group) {
        return this.doors.customers(group.label, [["rfm_group", "=", group.name]]);
    }

    openClass(item) {
        return this.doors.customers(_t("%s customers", item.label), [
            ["value_class", "=", item.name],
        ]);
    }

    openScale() {
        return this.action.doAction("repeat_sales_crm.crm_customer_scale_action");
    }
}

registry.category("actions").add("repeat_sales_crm.rfm_map", RfmMap);
