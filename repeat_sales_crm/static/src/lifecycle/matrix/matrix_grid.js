import {Component, useRef} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {useGridKeys} from "../grid_keys";
import {formatAmount, formatDay, formatInteger, formatShare} from "./matrix_format";
import {arrangeMatrix} from "./matrix_layout";

/** More columns than this do not fit side by side on a phone. */
const MOST_PHONE_COLUMNS = 3;

/** More columns than this leave no room for texts and long numbers. */
const MOST_WIDE_COLUMNS = 4;

/**
 * The grid, as WAI-ARIA describes one: a single tab stop, arrow keys within.
 */
export class MatrixGrid extends Component {
    static template = "repeat_sales_crm.MatrixGrid";
    static props = {
        data: Object,
        changes: {type: Object, optional: true},
        colorBy: String,
        isToday: Boolean,
        isSmall: Boolean,
        place: Object,
        chosen: {type: Object, optional: true},
        onOpenBand: Function,
        onOpenCell: Function,
        onOpenChange: Function,
        onOpenStrategy: Function,
    };

    setup() {
        // The parent keeps the place, so that whoever comes back is where they left.
        this.keys = useGridKeys(
            useRef("root"),
            this.props.place,
            () => this.columnCount
        );
        this.formatInteger = formatInteger;
        this.formatShare = formatShare;
    }

    get matrix() {
        return arrangeMatrix(this.props.data, this.props.colorBy, this.props.changes);
    }

    get isDense() {
        return (
            this.props.isSmall ||
            this.props.data.recency_bands.length > MOST_WIDE_COLUMNS
        );
    }

    get isStacked() {
        return (
            this.props.isSmall &&
            this.props.data.recency_bands.length > MOST_PHONE_COLUMNS
        );
    }

    formatAmount(amount) {
        return formatAmount(amount, this.props.data.company.currency_id, this.isDense);
    }

    /** While cells are being chosen, a click chooses instead of opening. */
    get isChoosing() {
        return Boolean(this.props.chosen);
    }

    isChosen(cell) {
        return this.isChoosing ? this.props.chosen.has(cell.id) : undefined;
    }

    cellTooltip(cell) {
        if (this.isChoosing) {
            return "";
        }
        return this.props.isToday ? cell.goal : this.doorTooltip;
    }

    get doorTooltip() {
        if (this.isChoosing) {
            return _t("Choose all of these");
        }
        return this.props.isToday
            ? _t("Open these customers")
            : _t("Open who was here on %s", formatDay(this.props.data.day));
    }

    formatDifference(change) {
        const {difference} = change;
        return difference > 0
            ? `+${formatInteger(difference)}`
            : difference
              ? `−${formatInteger(-difference)}`
              : "±0";
    }

    changeLabel(cell) {
        return _t(
            "%(name)s, %(difference)s in %(days)s days: %(entered)s came, %(left)s went",
            {
                name: cell.name,
                difference: this.formatDifference(cell.change),
                days: this.props.changes.days,
                entered: formatInteger(cell.change.entered),
                left: formatInteger(cell.change.left),
            }
        );
    }

    bandLabel(band) {
        return _t("%(band)s, %(limits)s: %(count)s customers", {
            band: band.name,
            limits: band.limits,
            count: formatInteger(band.count),
        });
    }

    cellLabel(cell) {
        return _t(
            "%(name)s: %(count)s customers, %(share)s of all, revenue %(amount)s. %(goal)s",
            {
                name: cell.name,
                count: formatInteger(cell.count),
                share: formatShare(cell.share),
                amount: formatAmount(cell.amount, this.props.data.company.currency_id),
                goal: cell.goal,
            }
        );
    }

    strategyLabel(cell) {
        return _t("Strategy of %s", cell.name);
    }

    get columnCount() {
        return this.props.data.recency_bands.length;
    }
}
