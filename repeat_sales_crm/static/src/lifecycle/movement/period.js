import {_t} from "@web/core/l10n/translation";

/** The period that the screen starts with. */
export const FIRST_PERIOD = "last_30";

/** @returns {Object} names of the periods, by their keys */
export function periodNames() {
    return {
        last_30: _t("Last 30 days"),
        last_90: _t("Last 90 days"),
        month: _t("This month"),
        last_month: _t("Last month"),
        quarter: _t("This quarter"),
    };
}

/**
 * @param {string} key
 * @param {string} today ISO date
 * @returns {{from: string, to: string}} its first and its last day
 */
export function periodDays(key, today) {
    const day = luxon.DateTime.fromISO(today);
    const [from, to] = {
        last_30: () => [day.minus({days: 29}), day],
        last_90: () => [day.minus({days: 89}), day],
        month: () => [day.startOf("month"), day],
        last_month: () => {
            const first = day.startOf("month").minus({months: 1});
            return [first, first.endOf("month")];
        },
        quarter: () => [day.startOf("quarter"), day],
    }[key]();
    return {from: from.toISODate(), to: to.toISODate()};
}
