import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {formatDay, formatShare} from "./matrix_format";

const WIDTH = 240;
const HEIGHT = 44;

/** Room above the highest and below the lowest value, as a share of their distance. */
const MARGIN = 0.15;

/**
 * The active share over time, as a line as small as a word, with the target.
 */
export class MatrixSparkline extends Component {
    static template = "repeat_sales_crm.MatrixSparkline";
    static props = {trend: Object, onOpen: Function};

    setup() {
        this.width = WIDTH;
        this.height = HEIGHT;
    }

    get points() {
        return this.props.trend.points;
    }

    get scale() {
        const shares = [
            this.props.trend.target,
            ...this.points.map((point) => point.active_share),
        ];
        const [low, high] = [Math.min(...shares), Math.max(...shares)];
        const room = (high - low || 0.1) * MARGIN;
        return {low: low - room, high: high + room};
    }

    y(share) {
        const {low, high} = this.scale;
        return (HEIGHT * (high - share)) / (high - low);
    }

    x(point) {
        const [first, last] = [this.points[0].day, this.points.at(-1).day].map(
            Date.parse
        );
        return (WIDTH * (Date.parse(point.day) - first)) / (last - first || 1);
    }

    path(points) {
        return points
            .map(
                (point) =>
                    `${this.x(point).toFixed(1)},${this.y(point.active_share).toFixed(1)}`
            )
            .join(" ");
    }

    get derivedPath() {
        const known = this.points.findIndex((point) => !point.is_derived);
        return this.path(known < 0 ? this.points : this.points.slice(0, known + 1));
    }

    get knownPath() {
        return this.path(this.points.filter((point) => !point.is_derived));
    }

    get targetY() {
        return this.y(this.props.trend.target);
    }

    get sentence() {
        const first = this.points[0];
        return _t("%(share)s on %(day)s", {
            share: formatShare(first.active_share),
            day: formatDay(first.day),
        });
    }
}
