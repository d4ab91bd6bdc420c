import {Component, useRef, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {CompanyChoice} from "../company_choice";
import {useDoors} from "../doors";
import {MatrixActive} from "./matrix_active";
import {cellActions, MatrixChoice} from "./matrix_choice";
import {MatrixDay} from "./matrix_day";
import {MatrixEmpty} from "./matrix_empty";
import {formatDay, formatInteger} from "./matrix_format";
import {MatrixGrid} from "./matrix_grid";
import {MatrixLeaving} from "./matrix_leaving";
import {useMatrixModel} from "./matrix_model";
import {MatrixMoves} from "./matrix_moves";
import {MatrixPlan} from "./matrix_plan";

/**
 * The app's home: customers by number of purchases and days since the last one.
 */
export class LifecycleMatrix extends Component {
    static template = "repeat_sales_crm.LifecycleMatrix";
    static components = {
        CompanyChoice,
        Dropdown,
        DropdownItem,
        Layout,
        MatrixActive,
        MatrixChoice,
        MatrixDay,
        MatrixEmpty,
        MatrixGrid,
        MatrixLeaving,
        MatrixMoves,
        MatrixPlan,
    };
    static props = {
        ...standardActionServiceProps,
        companyId: {type: Number, optional: true},
        day: {type: String, optional: true},
    };

    setup() {
        this.action = useService("action");
        this.doors = useDoors(() => this.data.company.id);
        this.ui = useState(useService("ui"));
        this.model = useMatrixModel({
            companyId: this.props.companyId || this.props.action.params?.company_id,
            day: this.props.day,
            ...this.props.state?.choices,
        });
        this.formatInteger = formatInteger;
        this.place = useState(this.props.state?.place || {row: 1, column: 1});
        this.choice = useState({cells: null});
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({choices: this.model.choices, place: this.place}),
        });
    }

    get data() {
        return this.model.data;
    }

    get isEmpty() {
        return this.model.isToday && !this.data.customer_count;
    }

    /** Settings are those of the current company. */
    get canOpenSettings() {
        return user.isSystem && this.data.company.id === user.activeCompany.id;
    }

    /** Cells of a past day are for looking only: segments are of today. */
    get canChoose() {
        return this.model.isToday && cellActions.getAll().length > 0;
    }

    get isChoosing() {
        return Boolean(this.canChoose && this.choice.cells);
    }

    get chosenCells() {
        return this.data.cells.filter((cell) => this.choice.cells.has(cell.id));
    }

    get colors() {
        return {count: _t("Colour: customers"), amount: _t("Colour: revenue")};
    }

    get words() {
        const data = this.data;
        return {
            customers: this.customersInWords,
            prospects: this.prospectsInWords,
            archived: _t("%s archived", formatInteger(data.archived_count)),
            source: _t("Purchases: %s", data.source),
            legend:
                this.model.colorBy === "count"
                    ? _t("The stronger the colour, the more customers.")
                    : _t("The stronger the colour, the more revenue."),
            changes: this.changesInWords,
            waiting: _t("Calculating… %s left", formatInteger(data.waiting)),
        };
    }

    get changesInWords() {
        const days = this.model.panel.changes?.days;
        return days
            ? _t(
                  "Small numbers: the change in %s days. Green is good news, red is not.",
                  days
              )
            : "";
    }

    get customersInWords() {
        const {customer_count: count, day} = this.data;
        if (!this.model.isToday) {
            return _t("Customers on %(day)s: %(count)s", {
                count: formatInteger(count),
                day: formatDay(day),
            });
        }
        return count === 1
            ? _t("1 customer")
            : _t("%s customers", formatInteger(count));
    }

    get prospectsInWords() {
        const count = this.data.prospect_count;
        if (!this.model.isToday) {
            return _t("Prospects today: %s", formatInteger(count));
        }
        return count === 1
            ? _t("1 prospect who never bought")
            : _t("%s prospects who never bought", formatInteger(count));
    }

    // -----------------------------------------------------------------------
    // Doors
    // -----------------------------------------------------------------------

    /**
     * Open the customers of some cells, as they are or as they were.
     *
     * @param {string} name
     * @param {number[]} segmentIds
     */
    openSegments(name, segmentIds) {
        if (this.model.isToday) {
            return this.doors.customers(name, [["segment_id", "in", segmentIds]]);
        }
        const title = _t("%(name)s on %(day)s", {
            name,
            day: formatDay(this.data.day, {isFull: true}),
        });
        return this.doors.customersOn(title, segmentIds, this.data.day);
    }

    toggleChoice() {
        this.choice.cells = this.isChoosing ? null : new Set();
    }

    /** Choose some cells; those that are all chosen already are left out again. */
    choose(cells) {
        const ids = cells.map((cell) => cell.id);
        const {cells: chosen} = this.choice;
        const isFull = ids.every((id) => chosen.has(id));
        this.choice.cells = isFull
            ? new Set([...chosen].filter((id) => !ids.includes(id)))
            : new Set([...chosen, ...ids]);
    }

    openChosen(name, cells) {
        return this.openSegments(
            name,
            cells.map((cell) => cell.id)
        );
    }

    openCell(cell) {
        if (this.isChoosing) {
            return this.choose([cell]);
        }
        return this.openSegments(cell.name, [cell.id]);
    }

    openBand(field, band) {
        const cells = this.data.cells.filter((cell) => cell[field] === band.id);
        if (this.isChoosing) {
            return this.choose(cells);
        }
        return this.openSegments(
            band.name,
            cells.map((cell) => cell.id)
        );
    }

    /** Open whom a step of the plan is about: a segment, or who leaves it soon. */
    openStep(step) {
        const leaving = [["next_move_date", "<=", this.model.panel.outlook.until]];
        return this.doors.customers(step.name, [
            ["segment_id", "=", step.segment_id],
            ...(step.is_leaving ? leaving : []),
        ]);
    }

    openActive() {
        return this.openBand("recency_band_id", this.data.recency_bands[0]);
    }

    openEverybody() {
        const segments = [...this.data.cells, ...this.data.former];
        return this.openSegments(
            _t("Customers"),
            segments.map((segment) => segment.id)
        );
    }

    openChange(cell) {
        const {date_from: from, date_to: to} = this.model.panel.changes;
        return this.doors.moves(_t("Moves: %s", cell.name), [
            ["date", ">=", from],
            ["date", "<=", to],
            "|",
            ["from_segment_id", "=", cell.id],
            ["to_segment_id", "=", cell.id],
        ]);
    }

    openProspects() {
        return this.doors.customers(_t("Prospects"), [["purchase_count", "=", 0]]);
    }

    openArchived() {
        return this.doors.customers(_t("Archived customers"), [
            ["purchase_count", ">", 0],
            ["active", "=", false],
        ]);
    }

    openStrategy(cell) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: cell.name,
            res_model: "crm.lifecycle.segment",
            res_id: cell.id,
            views: [[false, "form"]],
        });
    }

    openLimits() {
        return this.action.doAction("repeat_sales_crm.crm_lifecycle_limits_action", {
            additionalContext: {default_company_id: this.data.company.id},
        });
    }

    openSettings() {
        return this.action.doAction("repeat_sales_crm.res_config_settings_action");
    }
}

registry.category("actions").add("repeat_sales_crm.lifecycle_matrix", LifecycleMatrix);
