import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** @returns {Object[]} steps that choose `text` in the many2one field `name` */
function choose(name, text, where = ".modal") {
    return [
        {
            trigger: `${where} .o_field_widget[name=${name}] input`,
            run: `edit ${text}`,
        },
        {
            trigger: `.o-autocomplete--dropdown-item:contains(${text}):first a`,
            run: "click",
        },
    ];
}

/** @returns {Object[]} steps that open the page of the competitors of a form */
function openCompetitors() {
    return [{trigger: ".o_notebook a[name=competitors]", run: "click"}];
}

/** @returns {Object[]} steps that open a deal by its name from the pipeline's list */
function openDeal(name) {
    return [
        {
            content: `open ${name}`,
            trigger: `.o_data_row:contains(${name}) .o_data_cell:contains(${name})`,
            run: "click",
        },
        {trigger: `.o_form_view .o_field_widget[name=name]`},
        ...openCompetitors(),
    ];
}

/** @returns {String} selector of what is told about a party of a wallet */
function part(category, party, text) {
    return `.o_supply_summary section[data-category=${category}] li[data-party=${party}]:contains(${text})`;
}

tours.add("competitor_seller_customer", {
    steps: () => [
        {
            content: "open the customer",
            trigger: ".o_data_row:contains(Own Buyer) .o_data_cell:contains(Own Buyer)",
            run: "click",
        },
        ...openCompetitors(),
        {trigger: "p:contains(A name is enough to begin with)"},
        {trigger: "button[name=action_add_supply]", run: "click"},
        {
            content: "a new name is enough",
            trigger: ".modal .o_field_widget[name=competitor_id] input",
            run: "edit Eastern Trade",
        },
        {
            trigger: ".o-autocomplete--dropdown-item.o_m2o_dropdown_option_create a",
            run: "click",
        },
        ...choose("categ_id", "Coffee"),
        {trigger: ".modal .o_field_widget[name=share] input", run: "edit 25"},
        {trigger: ".modal .o_form_button_save", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {trigger: part("Coffee", "theirs", "Eastern Trade")},
        {trigger: part("Coffee", "theirs", "25 %")},
        {trigger: part("Coffee", "ours", "75 %")},
        {
            content: "what they spend in all",
            trigger: "button[name=action_add_budget]",
            run: "click",
        },
        ...choose("categ_id", "Coffee"),
        {trigger: ".modal .o_field_widget[name=amount] input", run: "edit 1000"},
        {trigger: ".modal .o_form_button_save", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {trigger: part("Coffee", "ours", "30 %")},
        {trigger: part("Coffee", "unknown", "45 %")},
        {
            content: "what to say against them",
            trigger: `${part("Coffee", "theirs", "Eastern Trade")} .o_supply_card`,
            run: "click",
        },
        {trigger: ".modal .o_battle_card:contains(Nobody wrote down yet)"},
        {trigger: ".modal footer button:contains(Close)", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {
            trigger: `${part("Coffee", "theirs", "Eastern Trade")} .o_supply_fact`,
            run: "click",
        },
        {
            content: "the fact itself",
            trigger: ".o_form_view .o_field_widget[name=standing]:contains(Current)",
        },
    ],
});

tours.add("competitor_seller_deals", {
    steps: () => [
        ...openDeal("Coffee for the offices"),
        {
            content: "who is in the race",
            trigger:
                ".o_field_widget[name=competitor_line_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...choose("competitor_id", "Northern Wholesale", ".o_selected_row"),
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible"},
        {trigger: ".o_data_row:contains(Northern Wholesale):contains(In the Race)"},
        {
            content: "read the battle card",
            trigger: ".o_data_row button[name=action_open_card]",
            run: "click",
        },
        {trigger: ".modal .o_battle_card_pitch:contains(We deliver the same day)"},
        {trigger: ".modal footer button:contains(Close)", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {
            content: "it is lost to them",
            trigger: ".o_statusbar_buttons button:contains(Lost)",
            run: "click",
        },
        {trigger: ".modal .o_field_widget[name=competitor_id] input:value(Northern)"},
        {
            trigger: ".modal .o_field_widget[name=competitor_price] input",
            run: "edit 800",
        },
        {trigger: ".modal button[name=action_lost_reason_apply]", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {trigger: ".o_data_row:contains(Northern Wholesale):contains(Winner)"},
        {
            content: "they supply the customer now",
            trigger: part("Coffee", "theirs", "Northern Wholesale"),
        },
        {
            trigger: ".breadcrumb-item a:contains(Pipeline), .o_back_button",
            run: "click",
        },
        ...openDeal("Coffee once more"),
        {
            trigger:
                ".o_field_widget[name=competitor_line_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...choose("competitor_id", "Northern Wholesale", ".o_selected_row"),
        {trigger: ".o_form_button_save", run: "click"},
        {
            content: "by now they are the incumbent",
            trigger: ".o_data_row:contains(Northern Wholesale):contains(Incumbent)",
        },
        {
            content: "won back",
            trigger: "button[name=action_set_won_rainbowman]",
            run: "click",
        },
        {trigger: "p:contains(Nothing is known yet)"},
    ],
});

tours.add("competitor_manager", {
    steps: () => [
        {trigger: ".o_data_row:contains(Northern Wholesale)"},
        {
            content: "the profile",
            trigger: ".o_data_row .o_data_cell:contains(Northern Wholesale)",
            run: "click",
        },
        {trigger: ".o_form_view .o_field_widget[name=pitch]:contains(same day)"},
        {trigger: "button[name=action_open_supplies]", run: "click"},
        {trigger: ".o_data_row:contains(Own Buyer):contains(Current)"},
        {trigger: ".o_switch_view.o_calendar", run: "click"},
        {trigger: ".o_calendar_view"},
        {trigger: ".o_switch_view.o_list", run: "click"},
        {trigger: ".o_menu_sections button:contains(Competitors)", run: "click"},
        {
            content: "what to ask",
            trigger: ".o-dropdown--menu a:contains(Questions to Ask)",
            run: "click",
        },
        {trigger: ".o_group_header:contains(How Much)", run: "click"},
        {trigger: ".o_data_row:contains(How much Tea does Northern Wholesale sell)"},
        {trigger: ".o_data_row button[name=action_answer]", run: "click"},
        {trigger: ".modal .o_field_widget[name=share] input", run: "edit 40"},
        {trigger: ".modal .o_form_button_save", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {trigger: ".o_menu_sections button:contains(Reporting)", run: "click"},
        {
            trigger: ".o-dropdown--menu a:contains(/^Share of Wallet$/)",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Own Buyer):contains(Coffee):contains(30%)"},
        {trigger: ".o_switch_view.o_pivot", run: "click"},
        {trigger: ".o_pivot th:contains(Coffee)"},
        {trigger: ".o_menu_sections button:contains(Reporting)", run: "click"},
        {
            trigger: ".o-dropdown--menu a:contains(Share of Wallet over Time)",
            run: "click",
        },
        {trigger: ".o_graph_view canvas"},
        {trigger: ".o_menu_sections button:contains(Reporting)", run: "click"},
        {trigger: ".o-dropdown--menu a:contains(Won and Lost)", run: "click"},
        {trigger: ".o_pivot th:contains(Northern Wholesale)"},
        {trigger: ".o_menu_sections button:contains(Reporting)", run: "click"},
        {trigger: ".o-dropdown--menu a:contains(/Prices$/)", run: "click"},
        {trigger: ".o_pivot th:contains(Coffee)"},
        {trigger: ".o_menu_sections button:contains(Competitors)", run: "click"},
        {trigger: ".o-dropdown--menu a:contains(/^Actions$/)", run: "click"},
        {trigger: ".o_data_row:contains(20 % off)"},
        {trigger: ".o_switch_view.o_kanban", run: "click"},
        {trigger: ".o_competitor_timeline .o_kanban_record:contains(20 % off)"},
    ],
});
