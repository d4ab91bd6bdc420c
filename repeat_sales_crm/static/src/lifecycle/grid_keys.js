import {useState} from "@odoo/owl";

import {localization} from "@web/core/l10n/localization";

/** Where an arrow key leads: rows down, columns to the end of the line. */
const STEPS = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
};

/**
 * Move within a grid as WAI-ARIA describes it: a single tab stop, arrow keys within.
 * Its elements carry their place as data-row and data-column; 0 is for headers.
 *
 * @param {Object} root reference to the element that has all of them
 * @param {{row: number, column: number}} place where the tab stop is
 * @param {Function} getColumnCount
 * @returns {Object} `tabIndex`, and the handlers `onFocusin` and `onKeydown`
 */
export function useGridKeys(root, place, getColumnCount) {
    const current = useState(place);

    function elementAt(row, column) {
        return root.el.querySelector(`[data-row="${row}"][data-column="${column}"]`);
    }

    function findTarget(key) {
        const {row, column} = current;
        if (key === "Home" || key === "End") {
            return elementAt(row, key === "Home" ? 1 : getColumnCount());
        }
        if (!(key in STEPS)) {
            return null;
        }
        const [down, right] = STEPS[key];
        const forward = localization.direction === "rtl" ? -right : right;
        return elementAt(row + down, column + forward);
    }

    return {
        tabIndex(row, column) {
            return current.row === row && current.column === column ? 0 : -1;
        },

        onFocusin(ev) {
            const element = ev.target.closest("[data-row]");
            if (element) {
                current.row = Number(element.dataset.row);
                current.column = Number(element.dataset.column);
            }
        },

        onKeydown(ev) {
            if (ev.ctrlKey || ev.altKey || ev.metaKey) {
                return;
            }
            if (["Enter", " "].includes(ev.key)) {
                if (ev.target.dataset.row) {
                    ev.preventDefault();
                    ev.target.click();
                }
                return;
            }
            const target = findTarget(ev.key);
            if (target) {
                ev.preventDefault();
                target.focus();
            }
        },
    };
}
