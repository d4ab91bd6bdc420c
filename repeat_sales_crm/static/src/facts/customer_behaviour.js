import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** What a customer does: a sentence for each matter, with bars where they say more. */
export class CustomerBehaviour extends Component {
    static template = "repeat_sales_crm.CustomerBehaviour";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get sections() {
        return this.props.record.data[this.props.name] || [];
    }

    width(bar) {
        return `width: ${Math.round(100 * bar.share)}%`;
    }

    open({method}) {
        const {resModel, resId} = this.props.record;
        return this.action.doActionButton({
            type: "object",
            name: method,
            resModel,
            resId,
            resIds: [resId],
        });
    }
}

export const customerBehaviour = {
    component: CustomerBehaviour,
    displayName: _t("Customer behaviour"),
    supportedTypes: ["json"],
};

registry.category("fields").add("customer_behaviour", customerBehaviour);
