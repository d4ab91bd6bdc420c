import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";

import {areaStyle} from "../colors";

const STRENGTH = 0.22;

/**
 * The matrix with the customers of each cell as it is and as it would be.
 */
export class StudyMatrix extends Component {
    static template = "repeat_sales_crm.StudyMatrix";
    static props = {matrix: Object};

    /** Rows from the most purchases to the fewest, as the matrix has them. */
    get rows() {
        const {count, cells} = this.props.matrix;
        return count.map((band, index) => ({band, cells: cells[index]})).toReversed();
    }

    cellStyle(cell) {
        return areaStyle(cell.color, STRENGTH);
    }

    before(cell) {
        return formatInteger(cell.today);
    }

    after(cell) {
        return formatInteger(cell.proposed);
    }

    change(cell) {
        const gain = cell.proposed - cell.today;
        if (!gain) {
            return _t("no change");
        }
        return gain > 0 ? `+${formatInteger(gain)}` : `−${formatInteger(-gain)}`;
    }
}
