import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatInteger} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {areaStyle} from "../colors";

const FAINT = 0.12;
const STRONG = 0.7;

/**
 * The matrix as it would be with the limits that are being entered.
 */
export class LimitsPreview extends Component {
    static template = "repeat_sales_crm.LimitsPreview";
    static props = {...standardFieldProps};

    setup() {
        this.formatInteger = formatInteger;
    }

    get preview() {
        return this.props.record.data[this.props.name];
    }

    /** Rows from the most purchases to the fewest, as the matrix has them. */
    get rows() {
        const {count, cells} = this.preview;
        return count.map((band, index) => ({band, cells: cells[index]})).toReversed();
    }

    cellStyle(cell) {
        const most = Math.max(1, ...this.preview.cells.flat().map(({count}) => count));
        const strength = FAINT + (STRONG - FAINT) * Math.sqrt(cell.count / most);
        return areaStyle(cell.color, strength);
    }
}

registry.category("fields").add("lifecycle_limits_preview", {
    component: LimitsPreview,
    displayName: _t("Preview of matrix limits"),
    supportedTypes: ["json"],
});
