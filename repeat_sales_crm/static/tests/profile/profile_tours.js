import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const saved = {
    content: "it is saved",
    trigger: ".o_form_view .o_form_status_indicator_buttons.invisible:not(:visible)",
};

/** @returns {Object[]} steps that choose in the search menu */
function choose(name, section) {
    return [
        {
            content: "open the search menu",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            content: `choose ${name}`,
            trigger: `.o_search_bar_menu ${section} .o_menu_item:contains(/^${name}$/)`,
            run: "click",
        },
        {
            content: "close the search menu",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
    ];
}

tours.add("profile_seller", {
    steps: () => [
        {
            content: "open a customer",
            trigger: ".o_data_row:contains(Own Person) td[name=partner_id]",
            run: "click",
        },
        {
            content: "open the contact",
            trigger: ".o_form_view button[name=action_open_partner]",
            run: "click",
        },
        {
            content: "the facts have a tab of their own",
            trigger: ".o_notebook a[name=facts]",
            run: "click",
        },
        {
            content: "the area table says where nothing is entered",
            trigger: "[name=area_text]:contains(Temperate):contains(240 per km²)",
        },
        {
            content: "nobody checked them yet: there is no date",
            trigger: "[name=facts_checked_date] input:value(/^$/)",
        },
        {
            trigger: "[name=birth_date] input",
            run: `edit 01/01/${new Date().getFullYear() - 30} && press Tab`,
        },
        {
            content: "the age is there at once",
            trigger: "[name=age]:contains(30)",
        },
        {
            trigger: "[name=occupation] input",
            run: "edit Carpenter",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        saved,
        {
            content: "entering facts checked them",
            trigger: "[name=facts_checked_date] button",
        },
        {
            content: "back to the customers",
            trigger: ".o_breadcrumb a:contains(Customers), .o_back_button",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Own Older)"},
        ...choose("25 to 34 Years", ".o_filter_menu"),
        {
            content: "only the person of that age is left",
            trigger:
                ".o_list_renderer:has(.o_data_row:contains(Own Person)):not(:has(.o_data_row:contains(Own Older)))",
        },
        {
            content: "take the filter away",
            trigger: ".o_facet_remove:last",
            run: "click",
        },
        ...choose("Age Group", ".o_group_by_menu"),
        {trigger: ".o_group_header:contains(25 to 34)"},
        {trigger: ".o_group_header:contains(65 and over)"},
    ],
});

tours.add("profile_areas", {
    steps: () => [
        {
            content: "a line is edited where it stands",
            trigger: ".o_data_row:contains(Germany) td[name=population_density]",
            run: "click",
        },
        {
            trigger: ".o_selected_row [name=population_density] input",
            run: "edit 235",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Germany):contains(235)"},
        {
            content: "a city gets a line",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_selected_row [name=country_id] input",
            run: "edit Germany",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Germany)",
            run: "click",
        },
        {
            trigger: ".o_selected_row [name=city] input",
            run: "edit Koln",
        },
        {
            trigger: ".o_selected_row [name=area_type] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Urban)",
            run: "click",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "both lines are there",
            trigger:
                ".o_list_renderer:has(.o_data_row:contains(Koln):contains(Urban)):not(:has(.o_selected_row))",
        },
    ],
});

tours.add("profile_area_effect", {
    steps: () => [
        {trigger: ".o_data_row:contains(Own Person)"},
        ...choose("Area Type", ".o_group_by_menu"),
        {
            content: "open who lives in a city",
            trigger: ".o_group_header:contains(Urban)",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Own Person)"},
    ],
});

tours.add("profile_areas_empty", {
    steps: () => [
        {
            content: "an empty table says what to enter",
            trigger: ".o_view_nocontent:contains(most specific line)",
        },
    ],
});

tours.add("profile_phone", {
    steps: () => [
        {
            trigger: ".o_notebook a[name=facts]",
            run: "click",
        },
        {trigger: "[name=age]:visible"},
        {
            content: "nothing is wider than the phone",
            trigger: ".o_form_view",
            run() {
                const page = document.querySelector(".o_notebook_content");
                if (page.scrollWidth > window.innerWidth) {
                    throw new Error(`the tab is ${page.scrollWidth} pixels wide`);
                }
            },
        },
    ],
});
