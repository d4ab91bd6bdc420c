import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("rating_seller", {
    steps: () => [
        {
            content: "the app has a list of the dissatisfied",
            trigger: ".o_menu_sections [data-menu-xmlid*=menu_customers_root]",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid*=menu_dissatisfied]",
            run: "click",
        },
        {
            content: "the worst comes first",
            trigger:
                ".o_data_row:first:contains(Own Buyer):contains(1.0):contains(Late again.)",
        },
        {trigger: ".o_data_row:eq(1):contains(Own Other):contains(2.0)"},
        {trigger: ".o_list_renderer:not(:contains(Foreign))"},
        {trigger: ".o_list_renderer:not(:contains(Own Happy))"},
        {
            content: "open the customer",
            trigger: ".o_data_row .o_data_cell:contains(Own Buyer)",
            run: "click",
        },
        {
            trigger:
                ".o_customer_unhappy:contains(Unhappy with the service: 1 of 5):contains(Nobody has followed it up yet)",
        },
        {
            content: "read all they said",
            trigger: ".o_customer_unhappy button[name=action_open_ratings]",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Unhappy):contains(Late again.)"},
        {trigger: ".o_data_row:contains(Happy):contains(5.0)"},
        {trigger: ".o_breadcrumb a:contains(Own Buyer)", run: "click"},
        {
            content: "note what was said",
            trigger: ".o_customer_unhappy button[name=action_follow_up]",
            run: "click",
        },
        {
            trigger: ".modal [name=note] textarea",
            run: "edit Promised a call before each delivery",
        },
        {trigger: ".modal button[name=action_done]", run: "click"},
        {
            trigger:
                ".o_form_view:not(:has(.o_customer_unhappy)):contains(Followed up on)",
        },
        {
            content: "what waits comes before what was followed up",
            trigger: ".o_breadcrumb a:contains(Dissatisfied)",
            run: "click",
        },
        {trigger: ".o_data_row:first:contains(Own Other)"},
        {
            trigger:
                ".o_data_row:eq(1):contains(Own Buyer):not(:has(button[name=action_follow_up]))",
        },
    ],
});

tours.add("rating_customers", {
    steps: () => [
        {trigger: ".o_searchview_dropdown_toggler", run: "click"},
        {trigger: ".o_menu_item:contains(Service: Unhappy)", run: "click"},
        {trigger: ".o_data_row:contains(Own Buyer)"},
        {trigger: ".o_list_renderer:not(:has(.o_data_row:contains(Own Other)))"},
        {trigger: ".o_facet_remove:last", run: "click"},
        {trigger: ".o_searchview_dropdown_toggler:not(.show)", run: "click"},
        {trigger: ".o_menu_item:contains(/^Satisfaction$/)", run: "click"},
        {trigger: ".o_group_header:contains(Unhappy)"},
        {trigger: ".o_group_header:contains(Happy)"},
    ],
});

tours.add("rating_subjects", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Sales Order) td[name=subject]",
            run: "click",
        },
        {
            trigger:
                ".o_data_row.o_selected_row td[name=subject] select, .o_data_row.o_selected_row td[name=subject] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Product)",
            run: "click",
        },
        {trigger: ".o_list_button_save", run: "click"},
        {
            trigger:
                ".o_data_row:contains(Sales Order) td[name=subject]:contains(Product)",
        },
        {trigger: ".o_list_button_add", run: "click"},
        {trigger: ".o_list_button_discard", run: "click"},
    ],
});

tours.add("rating_reminders", {
    steps: () => [
        {
            trigger:
                ".o_data_row:contains(Own Buyer):contains(Seller) .o_data_cell:first",
            run: "click",
        },
        {trigger: ".o_form_view h1:contains(Own Buyer)"},
        {trigger: ".o_customer_unhappy:contains(Seller is to do so by)"},
    ],
});
