import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {areaStyle} from "../colors";
import {formatInteger} from "./matrix_format";
import {arrangeMatrix} from "./matrix_layout";

/** How strong the colours of the sketch are. */
const STRENGTH = 0.2;

/**
 * Says what will be here, and what brings it about.
 */
export class MatrixEmpty extends Component {
    static template = "repeat_sales_crm.MatrixEmpty";
    static props = {
        data: Object,
        canOpenSettings: Boolean,
        onOpenSettings: Function,
    };

    setup() {
        this.action = useService("action");
    }

    get rows() {
        return arrangeMatrix(this.props.data, "count").rows;
    }

    cellStyle(cell) {
        return areaStyle(cell.color, STRENGTH);
    }

    get prospects() {
        return _t(
            "Prospects waiting for their first purchase: %s",
            formatInteger(this.props.data.prospect_count)
        );
    }

    get source() {
        return _t(
            "Purchases come from: %s. The settings can change that.",
            this.props.data.source
        );
    }

    openOrders() {
        return this.action.doAction("sale.action_quotations_with_onboarding");
    }

    openImport() {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "import",
            name: _t("Import external purchases"),
            params: {active_model: "crm.purchase.external", context: {}},
        });
    }
}
