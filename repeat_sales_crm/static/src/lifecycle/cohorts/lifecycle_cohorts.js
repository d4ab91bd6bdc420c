import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {areaStyle} from "../colors";
import {CompanyChoice} from "../company_choice";
import {useDoors} from "../doors";
import {formatInteger, formatShare} from "../matrix/matrix_format";
import {arrangeCohorts, endOfMonth} from "./cohorts_layout";

/** The colour of customers who buy, as in the matrix. */
const BUYING = "#2e9e6b";
const FAINT = 0.08;
const STRONG = 0.85;

/**
 * Customers by the month of their first purchase, and how many bought again.
 */
export class LifecycleCohorts extends Component {
    static template = "repeat_sales_crm.LifecycleCohorts";
    static components = {CompanyChoice, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.doors = useDoors(() => this.data.company.id);
        this.formatInteger = formatInteger;
        this.formatShare = formatShare;
        this.state = useState({
            companyId: false,
            months: 12,
            measure: "again",
            data: null,
            ...this.props.state?.choices,
        });
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({choices: {...this.state, data: null}}),
        });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    async load() {
        const {companyId, months} = this.state;
        const data = await this.keepLast.add(
            this.orm.call("crm.customer", "get_cohorts", [], {
                company_id: companyId,
                months,
            })
        );
        Object.assign(this.state, {data, companyId: data.company.id});
    }

    // -----------------------------------------------------------------------
    // Choices
    // -----------------------------------------------------------------------

    get measures() {
        return {again: _t("Had bought again"), active: _t("Bought in that month")};
    }

    get spans() {
        return [
            {months: 12, name: _t("12 months")},
            {months: 24, name: _t("24 months")},
        ];
    }

    setCompany(companyId) {
        this.state.companyId = companyId;
        return this.load();
    }

    setMonths(months) {
        this.state.months = months;
        return this.load();
    }

    // -----------------------------------------------------------------------
    // What is shown
    // -----------------------------------------------------------------------

    get triangle() {
        return arrangeCohorts(this.data.cohorts, this.state.measure);
    }

    get words() {
        return this.state.measure === "again"
            ? _t(
                  "Of the customers who bought for the first time in a month: the share that had bought a second time by the end of a later month."
              )
            : _t(
                  "Of the customers who bought for the first time in a month: the share that bought in a later month."
              );
    }

    monthName(month) {
        return luxon.DateTime.fromISO(month).toLocaleString({
            month: "short",
            year: "numeric",
        });
    }

    cellStyle(cell) {
        return cell.count
            ? areaStyle(BUYING, FAINT + (STRONG - FAINT) * cell.share)
            : "";
    }

    titleOf(row, cell) {
        const values = {
            first: this.monthName(row.month),
            later: this.monthName(endOfMonth(row.month, cell.after)),
        };
        return this.state.measure === "again"
            ? _t("First purchase in %(first)s, second by the end of %(later)s", values)
            : _t("First purchase in %(first)s, bought in %(later)s", values);
    }

    cellTooltip(row, cell) {
        const words = _t("%(title)s: %(count)s of %(size)s", {
            title: this.titleOf(row, cell),
            count: formatInteger(cell.count),
            size: formatInteger(row.size),
        });
        return cell.isOpen ? _t("%s. The month is not over.", words) : words;
    }

    // -----------------------------------------------------------------------
    // Doors
    // -----------------------------------------------------------------------

    cohortDomain(row) {
        return [
            ["first_date", ">=", row.month],
            ["first_date", "<=", endOfMonth(row.month, 0)],
        ];
    }

    openCohort(row) {
        return this.doors.customers(
            _t("First purchase in %s", this.monthName(row.month)),
            this.cohortDomain(row)
        );
    }

    openCell(row, cell) {
        const end = endOfMonth(row.month, cell.after);
        const start = `${end.slice(0, 8)}01`;
        return this.doors.customers(this.titleOf(row, cell), [
            ...this.cohortDomain(row),
            this.state.measure === "again"
                ? ["second_date", "<=", end]
                : [
                      "purchase_ids",
                      "any",
                      [
                          ["date", ">=", start],
                          ["date", "<=", end],
                          ["purchase_count", ">", 0],
                      ],
                  ],
        ]);
    }
}

registry
    .category("actions")
    .add("repeat_sales_crm.lifecycle_cohorts", LifecycleCohorts);
