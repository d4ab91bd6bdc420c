import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Who supplies a customer: a bar for each category, and what is known of each part. */
export class SupplySummary extends Component {
    static template = "repeat_sales_crm.SupplySummary";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get wallets() {
        return this.props.record.data[this.props.name]?.wallets || [];
    }

    /** Parts may be more than the whole where facts contradict: the bar still fits. */
    width(wallet, part) {
        const whole = wallet.parts.reduce((sum, {share}) => sum + share, 0);
        return `width: ${(100 * part.share) / Math.max(whole, 1)}%`;
    }

    openCard(part) {
        return this.call("crm.competitor", part.competitor_id, "action_open_card");
    }

    openSupply(part) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.customer.supply",
            res_id: part.supply_id,
            views: [[false, "form"]],
        });
    }

    call(resModel, resId, name) {
        return this.action.doActionButton({
            type: "object",
            name,
            resModel,
            resId,
            resIds: [resId],
        });
    }
}

export const supplySummary = {
    component: SupplySummary,
    displayName: _t("Shares of competitors"),
    supportedTypes: ["json"],
};

registry.category("fields").add("supply_summary", supplySummary);
