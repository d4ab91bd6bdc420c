import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {CompanyChoice} from "../company_choice";
import {useDoors} from "../doors";
import {formatDay, formatShare} from "../matrix/matrix_format";
import {TrendChart} from "./trend_chart";
import {areasConfig, arrangeSegments, shareConfig} from "./trend_config";

/** How far back, and how many days there are from one point to the next. */
const SPANS = {
    quarter: {months: 3, step: 1},
    year: {months: 12, step: 7},
    years: {months: 24, step: 14},
};

/**
 * The segments over time, and the active share against its target.
 */
export class LifecycleTrend extends Component {
    static template = "repeat_sales_crm.LifecycleTrend";
    static components = {CompanyChoice, Dropdown, DropdownItem, Layout, TrendChart};
    static props = {
        ...standardActionServiceProps,
        companyId: {type: Number, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.doors = useDoors(() => this.data.company.id);
        this.state = useState({
            companyId: this.props.companyId || false,
            span: "year",
            measure: "counts",
            ...this.props.state?.choices,
        });
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({choices: {...this.state}}),
        });
        this.drawn = useState({data: null, areas: null, share: null});
        onWillStart(() => this.load());
    }

    get data() {
        return this.drawn.data;
    }

    async load() {
        const {companyId, span} = this.state;
        const {months, step} = SPANS[span];
        const from = luxon.DateTime.now().minus({months}).startOf("day");
        const data = await this.keepLast.add(
            this.orm.call("crm.lifecycle.snapshot", "get_trend", [], {
                company_id: companyId,
                date_from: from.toISODate(),
                step,
            })
        );
        this.state.companyId = data.company.id;
        this.drawn.data = data;
        this.draw();
    }

    draw() {
        const data = this.data;
        const onDay = (day) => this.doors.matrix(day);
        this.drawn.areas = this.isEmpty
            ? null
            : areasConfig(data, this.state.measure, onDay);
        this.drawn.share = this.isEmpty ? null : shareConfig(data, onDay);
    }

    // -----------------------------------------------------------------------
    // Choices
    // -----------------------------------------------------------------------

    get spans() {
        return {
            quarter: _t("3 months"),
            year: _t("12 months"),
            years: _t("24 months"),
        };
    }

    get measures() {
        return {counts: _t("Customers"), amounts: _t("Revenue")};
    }

    setCompany(companyId) {
        this.state.companyId = companyId;
        return this.load();
    }

    setSpan(span) {
        this.state.span = span;
        return this.load();
    }

    setMeasure(measure) {
        this.state.measure = measure;
        this.draw();
    }

    // -----------------------------------------------------------------------
    // What is shown
    // -----------------------------------------------------------------------

    /** One day is a point, not a line. */
    get isEmpty() {
        const filled = this.data.points.filter((point) =>
            Object.values(point.counts).some(Boolean)
        );
        return this.data.points.length < 2 || !filled.length;
    }

    get legend() {
        return arrangeSegments(this.data.segments).toReversed();
    }

    get words() {
        const {points, target, start} = this.data;
        const last = points.at(-1);
        return {
            share: last
                ? _t("%(share)s today, target %(target)s", {
                      share: formatShare(last.active_share),
                      target: formatShare(target),
                  })
                : "",
            derived: points.some((point) => point.is_derived)
                ? _t(
                      "Before %s only the ends of months are known, derived from the purchases: drawn lighter.",
                      formatDay(start, {isFull: true})
                  )
                : "",
            areas:
                this.state.measure === "counts"
                    ? _t("Customers by segment")
                    : _t("What the customers of each segment had bought by then"),
        };
    }
}

registry.category("actions").add("repeat_sales_crm.lifecycle_trend", LifecycleTrend);
