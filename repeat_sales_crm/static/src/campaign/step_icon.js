import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The icon that a field of text names, as a picture. */
export class StepIcon extends Component {
    static template = "repeat_sales_crm.StepIcon";
    static props = {...standardFieldProps};

    get icon() {
        return this.props.record.data[this.props.name] || "fa-circle-o";
    }
}

registry.category("fields").add("campaign_step_icon", {
    component: StepIcon,
    displayName: _t("Icon of a step"),
    supportedTypes: ["char"],
});
