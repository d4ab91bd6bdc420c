import {Component} from "@odoo/owl";

import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {registry} from "@web/core/registry";

/**
 * Keeps what the customer list is filtered by as a segment.
 */
export class SaveSearch extends Component {
    static template = "repeat_sales_crm.SaveSearch";
    static components = {DropdownItem};
    static props = {};

    async save() {
        // The menu closes meanwhile, and calls of a component end with it.
        const {searchModel} = this.env;
        const {action: actions, orm} = this.env.services;
        const name = searchModel.facets
            .filter((facet) => facet.type !== "groupBy")
            .flatMap((facet) => facet.values)
            .join(", ");
        const action = await orm.call("crm.segment", "action_from_search", [
            searchModel.domain,
            name || this.env.config.getDisplayName(),
        ]);
        await actions.doAction(action);
    }
}

const item = {
    Component: SaveSearch,
    groupNumber: 20,
    // Past days cannot be asked for by a rule, which is about today.
    isDisplayed: ({config, searchModel}) =>
        config.viewType !== "form" &&
        searchModel?.resModel === "crm.customer" &&
        !searchModel.context.lifecycle_day,
};

registry.category("cogMenu").add("repeat_sales_crm.save_search", item);
registry
    .category("favoriteMenu")
    .add("repeat_sales_crm.save_search", item, {sequence: 10});
