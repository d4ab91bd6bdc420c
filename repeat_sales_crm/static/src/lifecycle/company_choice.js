import {Component} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";

/**
 * Chooses one of the user's companies; nothing where there is no choice.
 */
export class CompanyChoice extends Component {
    static template = "repeat_sales_crm.CompanyChoice";
    static components = {Dropdown, DropdownItem};
    static props = {
        company: Object,
        companies: Array,
        onChange: Function,
    };
}
