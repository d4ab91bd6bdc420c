import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {formatInteger} from "./matrix_format";
import {summarizeMoves} from "./matrix_layout";

/**
 * What the moves of the last days come to.
 */
export class MatrixMoves extends Component {
    static template = "repeat_sales_crm.MatrixMoves";
    static props = {data: Object, changes: Object, doors: Object};

    setup() {
        this.formatInteger = formatInteger;
    }

    get title() {
        const {days} = this.props.changes;
        return days === 1 ? _t("Moves in 1 day") : _t("Moves in %s days", days);
    }

    get lines() {
        return summarizeMoves(this.props.data, this.props.changes.flows).map(
            (line) => ({
                ...line,
                key: `${line.kind} ${line.band}`,
                name: this.nameOf(line),
                tone: !line.count
                    ? "text-muted"
                    : line.isGood
                      ? "text-success"
                      : "text-danger",
            })
        );
    }

    nameOf({kind, band}) {
        return {
            new: _t("Bought for the first time"),
            back: _t("Came back to %s", band),
            more: _t("Bought up to %s", band),
            less: _t("Fell to %s", band),
        }[kind];
    }

    open(line) {
        const {date_from: from, date_to: to} = this.props.changes;
        return this.props.doors.moves(line.name, [
            ["date", ">=", from],
            ["date", "<=", to],
            ["cause", "=", line.cause],
            ["from_segment_id", "in", line.from],
            ["to_segment_id", "in", line.to],
        ]);
    }
}
