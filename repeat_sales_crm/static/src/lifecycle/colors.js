import {convertCSSColorToRgba, isCSSColor, mixCssColors} from "@web/core/utils/colors";

const DARK = "#111827";
const LIGHT = "#ffffff";
const NEUTRAL = "#8f9aab";

/** The contrast ratio that WCAG 2.1 asks for text of normal size (1.4.3). */
const READABLE = 4.5;

/**
 * Return the inline style of an area in a colour of the user's choice, with a text
 * colour that can be read on it.
 *
 * @param {string} color what the user chose, possibly nothing that is a colour
 * @param {number} strength 0 (white) to 1 (the colour itself)
 * @returns {string}
 */
export function areaStyle(color, strength) {
    const background = mixCssColors(solidColor(color), LIGHT, strength);
    const isDarkReadable = contrast(background, DARK) >= READABLE;
    const text =
        isDarkReadable || contrast(background, DARK) >= contrast(background, LIGHT)
            ? DARK
            : LIGHT;
    return `background-color: ${background}; color: ${text};`;
}

/**
 * @param {string} color
 * @returns {string} the colour, or a neutral one where it is none
 */
export function solidColor(color) {
    return color && isCSSColor(color) ? color : NEUTRAL;
}

/** WCAG 2.1: contrast ratio. */
function contrast(first, second) {
    const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}

/** WCAG 2.1: relative luminance. */
function luminance(color) {
    const {red, green, blue} = convertCSSColorToRgba(color);
    const [r, g, b] = [red, green, blue].map((channel) => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
