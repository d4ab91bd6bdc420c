import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

/** A day that moves along with the calendar, as Odoo's domains write it. */
const RELATIVE = /^today(?: ([+-])(\d+)([dwmy]))?$/;

/** What a number can count from today, by sign and unit. */
const UNITS = {
    "-d": _t("days ago"),
    "-w": _t("weeks ago"),
    "-m": _t("months ago"),
    "-y": _t("years ago"),
    "+d": _t("days ahead"),
    "+w": _t("weeks ahead"),
    "+m": _t("months ahead"),
    "+y": _t("years ahead"),
};

/**
 * @param {any} value of a condition
 * @returns {Object|null} `number` and `unit` (a key of UNITS), if it is a moving day
 */
export function parseRelativeDay(value) {
    const match = typeof value === "string" && value.match(RELATIVE);
    if (!match) {
        return null;
    }
    const [, sign = "-", number = "0", unit = "d"] = match;
    return {number: Number(number), unit: sign + unit};
}

/**
 * @param {Number} number
 * @param {String} unit a key of UNITS
 * @returns {String} the value for a condition
 */
export function formatRelativeDay(number, unit) {
    return number ? `today ${unit[0]}${number}${unit[1]}` : "today";
}

/**
 * @param {any} value of a condition
 * @returns {String|null} a moving day in words
 */
export function describeRelativeDay(value) {
    const day = parseRelativeDay(value);
    if (!day) {
        return null;
    }
    return day.number ? `${day.number} ${UNITS[day.unit]}` : _t("today");
}

/** Chooses a day of the calendar, or a number of days, weeks, months or years. */
export class RelativeDay extends Component {
    static template = "repeat_sales_crm.RelativeDay";
    static props = {
        value: true,
        update: Function,
        // The editor of days of the calendar, and what stands there at first.
        calendar: Object,
    };

    setup() {
        this.units = Object.entries(UNITS);
    }

    get day() {
        return parseRelativeDay(this.props.value);
    }

    onUnit(ev) {
        const unit = ev.target.value;
        if (unit === "calendar") {
            this.props.update(this.props.calendar.defaultValue("="));
        } else {
            const number = this.day ? this.day.number : 30;
            this.props.update(formatRelativeDay(number, unit));
        }
    }

    onNumber(ev) {
        const number = Math.max(0, Math.round(Number(ev.target.value) || 0));
        ev.target.value = number;
        this.props.update(formatRelativeDay(number, this.day.unit));
    }
}
