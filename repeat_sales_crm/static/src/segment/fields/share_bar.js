import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {formatShare} from "../../lifecycle/matrix/matrix_format";

/**
 * A share as a bar with its percentage beside it.
 */
export class ShareBar extends Component {
    static template = "repeat_sales_crm.ShareBar";
    static props = {share: Number};

    get percentage() {
        return formatShare(this.props.share);
    }

    get width() {
        return `width: ${Math.min(this.props.share, 1) * 100}%`;
    }
}

export class ShareBarField extends Component {
    static template = "repeat_sales_crm.ShareBarField";
    static components = {ShareBar};
    static props = {...standardFieldProps};
}

registry.category("fields").add("share_bar", {
    component: ShareBarField,
    displayName: _t("Share as a bar"),
    supportedTypes: ["float"],
});
