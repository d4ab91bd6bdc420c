import {_t} from "@web/core/l10n/translation";
import {
    formatInteger,
    formatMonetary,
    formatPercentage,
} from "@web/views/fields/formatters";

export {formatInteger};

/**
 * @param {number} share 0 to 1
 * @returns {string} in whole percent, but never 0 % of something or 100 % of not all
 */
export function formatShare(share) {
    if (share > 0 && share < 0.005) {
        return _t("under 1%");
    }
    const shown = share < 1 ? Math.min(share, 0.99) : share;
    return formatPercentage(shown, {digits: [16, 0]});
}

/**
 * @param {number} amount
 * @param {number} currencyId
 * @param {boolean} [isShort] 1.2k instead of 1,234
 * @returns {string} without decimals
 */
export function formatAmount(amount, currencyId, isShort = false) {
    if (isShort && Math.abs(amount) >= 10000) {
        return formatMonetary(amount, {
            currencyId,
            digits: [16, 0],
            humanReadable: true,
            minDigits: 2,
        });
    }
    return formatMonetary(amount, {currencyId, digits: [16, 0]});
}

/**
 * @param {string} day ISO date
 * @param {Object} [options]
 * @param {boolean} [options.isFull] always with the year
 * @returns {string} "22 Nov", with the year where it is another one
 */
export function formatDay(day, {isFull = false} = {}) {
    const date = luxon.DateTime.fromISO(day);
    const isThisYear = date.year === luxon.DateTime.now().year;
    return date.toLocaleString({
        day: "numeric",
        month: "short",
        year: isThisYear && !isFull ? undefined : "numeric",
    });
}
