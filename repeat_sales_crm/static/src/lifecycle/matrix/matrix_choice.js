import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

import {formatInteger} from "./matrix_format";

/**
 * What can be done with the customers of chosen cells. Other rooms add to it: each
 * item has a `label` (function), an `icon` and `run(env, {companyId, name, cells})`.
 */
export const cellActions = registry.category("repeat_sales_crm.cell_actions");

/**
 * The bar below the matrix while cells are being chosen.
 */
export class MatrixChoice extends Component {
    static template = "repeat_sales_crm.MatrixChoice";
    static props = {
        companyId: Number,
        cells: Array,
        onOpen: Function,
        onClose: Function,
    };

    get actions() {
        return cellActions.getAll();
    }

    get name() {
        return this.props.cells.map((cell) => cell.name).join(", ");
    }

    get summary() {
        const {cells} = this.props;
        const customers = cells.reduce((sum, cell) => sum + cell.count, 0);
        if (!cells.length) {
            return _t("Choose one cell or several.");
        }
        return _t("%(cells)s: %(customers)s customers", {
            cells: cells.length === 1 ? this.name : _t("%s cells", cells.length),
            customers: formatInteger(customers),
        });
    }

    run(action) {
        const {cells, companyId} = this.props;
        return action.run(this.env, {companyId, name: this.name, cells});
    }
}
