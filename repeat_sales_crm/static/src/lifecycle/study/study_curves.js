import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {mixCssColors} from "@web/core/utils/colors";
import {formatInteger, formatPercentage} from "@web/views/fields/formatters";

/** The drawing's own units; it is scaled to the width there is. */
const WIDTH = 720;
const HEIGHT = 300;
const MARGIN = {top: 24, right: 12, bottom: 40, left: 48};

const FEW = "#9db4d6";
const MANY = "#123a7a";

/** Steps of an axis that people count in. */
const DAY_STEPS = [7, 10, 20, 30, 50, 60, 90, 100, 180, 200, 365];
const SHARE_STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25];
const MOST_STEPS = 8;

/**
 * The probability to buy again against the days of silence, a line for each band of
 * purchases, and the limits of the recency bands as vertical lines.
 */
export class StudyCurves extends Component {
    static template = "repeat_sales_crm.StudyCurves";
    static props = {picture: Object};

    setup() {
        this.width = WIDTH;
        this.height = HEIGHT;
        this.margin = MARGIN;
        this.right = WIDTH - MARGIN.right;
        this.bottom = HEIGHT - MARGIN.bottom;
    }

    get picture() {
        return this.props.picture;
    }

    get longest() {
        return Math.max(1, this.picture.longest);
    }

    get highest() {
        const shares = this.picture.curves.flatMap(({points}) =>
            points.map(([, share]) => share)
        );
        const most = Math.max(0.01, ...shares);
        const step = this.stepOf(SHARE_STEPS, most);
        return Math.min(1, Math.ceil(most / step) * step);
    }

    get curves() {
        const {curves} = this.picture;
        return curves.map(({name, limits, points}, index) => ({
            name,
            limits,
            color: mixCssColors(MANY, FEW, index / Math.max(1, curves.length - 1)),
            points: points
                .map(([days, share]) => `${this.x(days)},${this.y(share)}`)
                .join(" "),
            markers: points.map(([days, share, count]) => ({
                key: days,
                x: this.x(days),
                y: this.y(share),
                title: _t("%(name)s, %(days)s days: %(share)s of %(count)s customers", {
                    name,
                    days,
                    share: formatPercentage(share, {digits: [16, 1]}),
                    count: formatInteger(count),
                }),
            })),
        }));
    }

    /** Vertical lines; where today's and the proposed limit are one, it is drawn once. */
    get limits() {
        const {today, proposed} = this.picture.limits;
        const lines = [
            ...today.map((days) => ({days, isProposed: false})),
            ...proposed.map((days) => ({days, isProposed: true})),
        ];
        return lines
            .filter(
                ({days, isProposed}) =>
                    days <= this.longest && (isProposed || !proposed.includes(days))
            )
            .map((line) => ({
                ...line,
                key: `${line.isProposed}-${line.days}`,
                x: this.x(line.days),
            }));
    }

    get isTodayShown() {
        return this.limits.some(({isProposed}) => !isProposed);
    }

    get dayTicks() {
        return this.ticks(DAY_STEPS, this.longest).map((days) => ({
            key: days,
            x: this.x(days),
            label: formatInteger(days),
        }));
    }

    get shareTicks() {
        return this.ticks(SHARE_STEPS, this.highest).map((share) => ({
            key: share,
            y: this.y(share),
            label: formatPercentage(share, {digits: [16, 0]}),
        }));
    }

    get caption() {
        return _t(
            "Probability to buy within %s days, by days since the last purchase",
            [this.picture.horizon]
        );
    }

    stepOf(steps, most) {
        return steps.find((step) => most / step <= MOST_STEPS) || steps.at(-1);
    }

    ticks(steps, most) {
        const step = this.stepOf(steps, most);
        const count = Math.floor(most / step + 1e-9);
        return Array.from({length: count + 1}, (_item, index) => index * step);
    }

    x(days) {
        const share = days / this.longest;
        return MARGIN.left + share * (WIDTH - MARGIN.left - MARGIN.right);
    }

    y(share) {
        const part = share / this.highest;
        return this.bottom - part * (this.bottom - MARGIN.top);
    }
}
