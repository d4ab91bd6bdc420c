import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** @returns {string} selector of what is told about one matter */
function section(name, text) {
    return `.o_customer_behaviour section[data-section=${name}]:contains(${text})`;
}

tours.add("facts_seller", {
    steps: () => [
        {
            content: "open the customer",
            trigger: ".o_data_row:contains(Own Buyer) .o_data_cell:contains(Own Buyer)",
            run: "click",
        },
        {
            content: "read what they do",
            trigger: ".o_notebook a[name=behaviour]",
            run: "click",
        },
        {trigger: section("categories", "Buys mostly Coffee, and Tea.")},
        {
            trigger: `${section("categories", "Coffee")} .o_customer_behaviour_bar`,
        },
        {trigger: section("basket", "less than before")},
        {trigger: section("mailings", "Opened 1 of 2 mailings")},
        {trigger: section("contact", "Somebody of us last wrote to them today.")},
        {trigger: section("deals", "One deal was lost")},
        {
            content: "open what they bought",
            trigger: `${section("categories", "Coffee")} button`,
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(Bought Categories)"},
        {trigger: ".o_data_row:contains(Coffee):contains(5)"},
        {
            content: "a category leads back to its customer",
            trigger: ".o_data_row .o_data_cell:contains(Coffee)",
            run: "click",
        },
        {trigger: ".o_form_view h1:contains(Own Buyer)"},
    ],
});

tours.add("facts_filters", {
    steps: () => [
        {
            content: "search the customers",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_menu_item:contains(Basket Falling)",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Own Buyer)"},
        {trigger: ".o_list_renderer:not(:has(.o_data_row:contains(Own Other)))"},
        {
            trigger: ".o_facet_remove:last",
            run: "click",
        },
        {
            trigger: ".o_searchview_dropdown_toggler:not(.show)",
            run: "click",
        },
        {
            trigger: ".o_menu_item:contains(Main Category)",
            run: "click",
        },
        {trigger: ".o_group_header:contains(Coffee)"},
    ],
});

tours.add("facts_categories", {
    steps: () => [
        {
            content: "all that is bought, by category",
            trigger: ".o_group_header:contains(Coffee)",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Own Buyer)"},
        {trigger: ".o_list_renderer:not(:contains(Foreign))"},
        {
            trigger: ".o_switch_view.o_pivot",
            run: "click",
        },
        {trigger: ".o_pivot th:contains(Coffee)"},
    ],
});
