import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {areaStyle} from "../lifecycle/colors";
import {CompanyChoice} from "../lifecycle/company_choice";
import {MatrixDay} from "../lifecycle/matrix/matrix_day";
import {
    formatAmount,
    formatDay,
    formatInteger,
    formatShare,
} from "../lifecycle/matrix/matrix_format";

/** From "little potential, against us" to "much potential, on our side". */
const POOR = "#c0392b";
const MIDDLE = "#e0b400";
const GOOD = "#1b7f4f";
const FAINT = 0.12;
const STRONG = 0.7;

/**
 * People or organisations by potential and loyalty, and what was followed by a rise.
 */
export class AssessmentMatrix extends Component {
    static template = "repeat_sales_crm.AssessmentMatrix";
    static components = {CompanyChoice, Layout, MatrixDay};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.formatInteger = formatInteger;
        this.formatShare = formatShare;
        this.state = useState({
            companyId: false,
            day: false,
            isCompany: true,
            axis: "loyalty",
            data: null,
            ...this.props.state?.choices,
        });
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({
                choices: {
                    companyId: this.state.companyId,
                    day: this.state.day,
                    isCompany: this.state.isCompany,
                    axis: this.state.axis,
                },
            }),
        });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    async load() {
        const data = await this.keepLast.add(
            this.orm.call("crm.customer.assessment", "get_assessment_matrix", [], {
                company_id: this.state.companyId,
                day: this.state.day,
                is_company: this.state.isCompany,
            })
        );
        Object.assign(this.state, {data, companyId: data.company.id});
    }

    choose(choice) {
        Object.assign(this.state, choice);
        return this.load();
    }

    // -----------------------------------------------------------------------
    // The matrix
    // -----------------------------------------------------------------------

    get total() {
        return this.data.cells.reduce((sum, cell) => sum + cell.count, 0);
    }

    get largest() {
        return Math.max(1, ...this.data.cells.map((cell) => cell.count));
    }

    cell(potential, loyalty) {
        const found = this.data.cells.find(
            (cell) =>
                cell.potential_id === potential.id && cell.loyalty_id === loyalty.id
        );
        return found || {count: 0, amount: 0};
    }

    formatAmount(amount) {
        return formatAmount(amount, this.data.company.currency_id, true);
    }

    /** The colour says how loyal, the strength how many. */
    cellStyle(potential, loyalty) {
        const {count} = this.cell(potential, loyalty);
        const place = this.data.loyalties.indexOf(loyalty);
        const half = (this.data.loyalties.length - 1) / 2;
        const color = place < half ? POOR : place > half ? GOOD : MIDDLE;
        const share = Math.sqrt(count / this.largest);
        return areaStyle(color, count ? FAINT + (STRONG - FAINT) * share : 0.04);
    }

    cellTitle(potential, loyalty) {
        return _t("Potential: %(potential)s. Loyalty: %(loyalty)s", {
            potential: potential.name,
            loyalty: loyalty.name,
        });
    }

    cellLabel(potential, loyalty) {
        const {count, amount} = this.cell(potential, loyalty);
        return _t("%(title)s: %(count)s, %(amount)s", {
            title: this.cellTitle(potential, loyalty),
            count: formatInteger(count),
            amount: this.formatAmount(amount),
        });
    }

    get words() {
        const count = formatInteger(this.total);
        const said = this.state.isCompany
            ? _t("Organisations: %s, with what they bought in 12 months.", count)
            : _t("People: %s, with what was bought through them in 12 months.", count);
        const partial = this.data.partial
            ? _t("On one scale only: %s.", formatInteger(this.data.partial))
            : "";
        return `${said} ${partial}`.trim();
    }

    async openCell(potential, loyalty) {
        const {day, today, company, is_company: isCompany} = this.data;
        const loaded = await this.action.loadAction(
            "repeat_sales_crm.assessment_partner_action"
        );
        const title = this.cellTitle(potential, loyalty);
        const name =
            day === today
                ? title
                : _t("%(title)s on %(day)s", {
                      title,
                      day: formatDay(day, {isFull: true}),
                  });
        return this.action.doAction({
            ...loaded,
            name,
            display_name: name,
            domain: [
                ["assessed_potential_id", "=", potential.id],
                ["assessed_loyalty_id", "=", loyalty.id],
                ["is_company", "=", isCompany],
            ],
            context: {assessment_day: day, assessment_company: company.id},
        });
    }

    // -----------------------------------------------------------------------
    // What was followed by a rise
    // -----------------------------------------------------------------------

    get followed() {
        return this.data.followed[this.state.axis];
    }

    tell(row) {
        if (row.is_few) {
            return _t("too few to say");
        }
        return _t("%(share)s, between %(lower)s and %(upper)s", {
            share: formatShare(row.share),
            lower: formatShare(row.lower),
            upper: formatShare(row.upper),
        });
    }

    tellNumbers(row) {
        return _t(
            "Assessments: %(count)s. Rises: %(rises)s, unchanged: %(same)s, falls: %(falls)s",
            {
                count: formatInteger(row.count),
                rises: formatInteger(row.rises),
                same: formatInteger(row.same),
                falls: formatInteger(row.falls),
            }
        );
    }

    async openFollowed(row) {
        const loaded = await this.action.loadAction(
            "repeat_sales_crm.crm_assessment_change_action"
        );
        const name = row ? row.label : loaded.name;
        const domain = [
            ["company_id", "=", this.data.company.id],
            ["axis", "=", this.state.axis],
            ["is_company", "=", this.data.is_company],
        ];
        if (row) {
            domain.push(["kind", "=", row.kind]);
        }
        const views = row
            ? [[false, "list"]]
            : [
                  [false, "pivot"],
                  [false, "graph"],
                  [false, "list"],
              ];
        return this.action.doAction({
            ...loaded,
            name,
            display_name: name,
            domain,
            views,
            context: {},
        });
    }

    openAssessments() {
        return this.action.doAction("repeat_sales_crm.crm_customer_assessment_action");
    }

    openScales() {
        return this.action.doAction("repeat_sales_crm.crm_assessment_level_action");
    }
}

registry
    .category("actions")
    .add("repeat_sales_crm.assessment_matrix", AssessmentMatrix);
