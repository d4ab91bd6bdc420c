import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {areaStyle, solidColor} from "../colors";
import {CompanyChoice} from "../company_choice";
import {useDoors} from "../doors";
import {formatDay, formatInteger} from "../matrix/matrix_format";
import {arrangeTable, countCauses, flowsByCause} from "./movement_layout";
import {MovementPeriod} from "./movement_period";
import {MovementRibbons} from "./movement_ribbons";
import {FIRST_PERIOD, periodDays} from "./period";

/** How strong the colours of the table are. */
const FAINT = 0.12;
const STRONG = 0.7;

/**
 * Who moved where in a period, and why.
 */
export class LifecycleMovement extends Component {
    static template = "repeat_sales_crm.LifecycleMovement";
    static components = {CompanyChoice, Layout, MovementPeriod, MovementRibbons};
    static props = {
        ...standardActionServiceProps,
        companyId: {type: Number, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.ui = useState(useService("ui"));
        this.keepLast = new KeepLast();
        this.doors = useDoors(() => this.data.company.id);
        this.formatDay = formatDay;
        this.formatInteger = formatInteger;
        this.solidColor = solidColor;
        this.state = useState({
            companyId: this.props.companyId || false,
            period: FIRST_PERIOD,
            from: false,
            to: false,
            cause: false,
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
        const {companyId, period, from, to} = this.state;
        // The first time the company's own day is not known yet: the server does it.
        const days =
            period && this.data ? periodDays(period, this.data.today) : {from, to};
        const [data, fields] = await this.keepLast.add(
            Promise.all([
                this.orm.call("crm.lifecycle.move", "get_flows", [], {
                    company_id: companyId,
                    date_from: days.from,
                    date_to: days.to,
                }),
                this.fields || this.readFields(),
            ])
        );
        this.fields = fields;
        Object.assign(this.state, {data, companyId: data.company.id, ...days});
    }

    readFields() {
        return this.orm
            .cache({type: "disk"})
            .call("crm.lifecycle.move", "fields_get", [["cause"], ["selection"]]);
    }

    // -----------------------------------------------------------------------
    // Choices
    // -----------------------------------------------------------------------

    setCompany(companyId) {
        this.state.companyId = companyId;
        return this.load();
    }

    choosePeriod(period) {
        this.state.period = period;
        return this.load();
    }

    setDays(from, to) {
        Object.assign(this.state, {period: false, from, to});
        return this.load();
    }

    setCause(cause) {
        this.state.cause = this.state.cause === cause ? false : cause;
    }

    // -----------------------------------------------------------------------
    // What is shown
    // -----------------------------------------------------------------------

    get outside() {
        return {id: false, name: _t("Outside"), color: "#374151"};
    }

    get places() {
        return [...this.data.segments, this.outside];
    }

    get causeNames() {
        return Object.fromEntries(this.fields.cause.selection);
    }

    /** All causes in the period, with their counts; the first is all of them. */
    get causes() {
        const counts = countCauses(this.data.flows);
        const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
        return [
            {key: false, name: _t("All moves"), count: all},
            ...this.fields.cause.selection
                .filter(([key]) => counts[key])
                .map(([key, name]) => ({key, name, count: counts[key]})),
        ];
    }

    /** A cause that the chosen period does not have leaves nothing to show. */
    get cause() {
        return this.causes.some(({key}) => key === this.state.cause)
            ? this.state.cause
            : false;
    }

    get flows() {
        return flowsByCause(this.data.flows, this.cause);
    }

    get table() {
        return arrangeTable(this.places, this.flows);
    }

    /** The same moves for a narrow screen: the most frequent first. */
    get lines() {
        return this.table.rows
            .flatMap((row) => row.cells)
            .filter((cell) => cell.count)
            .sort((first, second) => second.count - first.count);
    }

    cellStyle(cell) {
        if (!cell.count) {
            return "";
        }
        const share = Math.sqrt(cell.count / this.table.most);
        return areaStyle(cell.to.color, FAINT + (STRONG - FAINT) * share);
    }

    get balance() {
        const sum = (key) =>
            this.data.segments.reduce((total, segment) => total + segment[key], 0);
        return {
            opening: sum("opening"),
            entered: sum("entered"),
            left: sum("left"),
            closing: sum("closing"),
        };
    }

    describe(from, to) {
        const flow = this.data.flows.find(
            (one) => one.from_id === from.id && one.to_id === to.id
        );
        const causes = Object.entries(flow?.causes || {})
            .map(
                ([cause, count]) => `${this.causeNames[cause]} ${formatInteger(count)}`
            )
            .join(", ");
        return _t("%(from)s to %(to)s: %(causes)s", {
            from: from.name,
            to: to.name,
            causes: causes || "0",
        });
    }

    get words() {
        const {start, date_from: from, date_to: to} = this.data;
        return {
            period: _t("%(from)s to %(to)s", {
                from: formatDay(from),
                to: formatDay(to),
            }),
            start:
                this.state.from && this.state.from < from
                    ? _t(
                          "The ledger knows every move since %s: the period starts then.",
                          formatDay(from)
                      )
                    : "",
            opening: _t("Before %s", formatDay(from)),
            closing: _t("After %s", formatDay(to)),
            young: _t(
                "The ledger began on %s. Moves of the days after that are shown here.",
                formatDay(start)
            ),
            picture: _t("Moves from the segments on the left to those on the right"),
        };
    }

    // -----------------------------------------------------------------------
    // Doors
    // -----------------------------------------------------------------------

    openMoves(name, conditions = []) {
        const {date_from: from, date_to: to} = this.data;
        const cause = this.cause ? [["cause", "=", this.cause]] : [];
        return this.doors.moves(name, [
            ["date", ">=", from],
            ["date", "<=", to],
            ...cause,
            ...conditions,
        ]);
    }

    openAll() {
        return this.openMoves(_t("Moves, %s", this.words.period));
    }

    openFlow(from, to) {
        return this.openMoves(
            _t("%(from)s to %(to)s, %(period)s", {
                from: from.name,
                to: to.name,
                period: this.words.period,
            }),
            [
                ["from_segment_id", "=", from.id],
                ["to_segment_id", "=", to.id],
            ]
        );
    }

    openLeft(place) {
        const name = _t("Left %(segment)s, %(period)s", {
            segment: place.name,
            period: this.words.period,
        });
        return this.openMoves(name, [["from_segment_id", "=", place.id]]);
    }

    openEntered(place) {
        const name = _t("Entered %(segment)s, %(period)s", {
            segment: place.name,
            period: this.words.period,
        });
        return this.openMoves(name, [["to_segment_id", "=", place.id]]);
    }

    /** Open who was in a segment when the period began, or when it ended. */
    openStanding(segment, isClosing) {
        const {date_from: from, date_to: to, today} = this.data;
        const day = isClosing
            ? to
            : luxon.DateTime.fromISO(from).minus({days: 1}).toISODate();
        const name = _t("%(name)s on %(day)s", {
            name: segment.name,
            day: formatDay(day, {isFull: true}),
        });
        return day >= today
            ? this.doors.customers(segment.name, [["segment_id", "=", segment.id]])
            : this.doors.customersOn(name, [segment.id], day);
    }
}

registry
    .category("actions")
    .add("repeat_sales_crm.lifecycle_movement", LifecycleMovement);
