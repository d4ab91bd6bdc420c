import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const closeDialog = [
    {trigger: ".modal .o_form_button_save", run: "click"},
    {trigger: "body:not(:has(.modal))"},
];

tours.add("campaign_launch", {
    steps: () => [
        {trigger: ".o_control_panel .o-kanban-button-new", run: "click"},
        {
            trigger:
                ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea",
            run: "edit Thank the loyal ones",
        },
        {
            content: "who",
            trigger: ".o_field_widget[name=segment_ids] input",
            run: "edit Recent",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(/^Recent$/)",
            run: "click",
        },
        {
            content: "what",
            trigger: ".o_field_widget[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Say thank you",
        },
        {
            trigger: ".modal .o_field_widget[name=kind] input",
            run: "click",
        },
        {trigger: ".o_select_menu_item:contains(Task)", run: "click"},
        ...closeDialog,
        {trigger: ".o_data_row:contains(Say thank you)"},
        {
            content: "without a goal",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {trigger: "button[name=action_launch]", run: "click"},
        {
            content: "it says what is missing",
            trigger: ".modal:contains(Write down its goal) .btn-primary",
            run: "click",
        },
        {trigger: ".nav-link[name=goal]", run: "click"},
        {
            trigger: ".o_field_widget[name=goal] textarea",
            run: "edit More repeat sales",
        },
        {trigger: ".o_field_widget[name=goal_metric] input", run: "click"},
        {trigger: ".o_select_menu_item:contains(Number of purchases)", run: "click"},
        {trigger: ".o_field_widget[name=goal_value] input", run: "edit 3"},
        {trigger: "button[name=action_launch]", run: "click"},
        {
            trigger:
                ".o_arrow_button_current:contains(Running), .o_statusbar_status:contains(Running) [aria-checked=true]",
        },
        {trigger: "button[name=action_pause]"},
    ],
});

tours.add("campaign_wave", {
    steps: () => [
        {
            trigger:
                ".o_data_row:contains(Thank the loyal ones) button[name=action_open_members]",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Loyal) td[name=partner_id]", run: "click"},
        {
            trigger:
                ".o_field_widget[name=action_ids] .o_data_row:contains(Say thank you)",
        },
    ],
});

tours.add("campaign_seller", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Loyal) td[name=partner_id]",
            run: "click",
        },
        {trigger: ".o_field_widget[name=note] textarea", run: "edit They were glad"},
        {trigger: "button[name=action_done]", run: "click"},
        {trigger: ".o_form_view:not(:has(button[name=action_done]))"},
    ],
});

tours.add("campaign_results", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(Thank the loyal ones)",
            run: "click",
        },
        {
            content: "one of two bought, and there is no control group",
            trigger: ".o_campaign_results button[name=bought]:contains(50.0 %)",
        },
        {trigger: ".o_campaign_results:contains(No control group)"},
        {trigger: ".o_campaign_results button[name=goal]:contains(Goal)"},
        {
            trigger: ".o_campaign_results button[name=bought]",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Loyal):only-of-type"},
        {
            trigger: ".o_data_row:contains(Loyal) button[name=action_open_purchases]",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(Purchases)"},
        {
            trigger: ".breadcrumb-item a:contains(Thank the loyal ones):first",
            run: "click",
        },
        {trigger: ".o_campaign_results button[name=by_step]", run: "click"},
        {trigger: ".o_pivot:contains(Say thank you)"},
        {
            trigger: ".breadcrumb-item a:contains(Thank the loyal ones):first",
            run: "click",
        },
        {trigger: ".o_campaign_results button[name=compare]", run: "click"},
        {
            content: "the wave is not settled",
            trigger: ".o_searchview_facet:contains(Window Over) .o_facet_remove",
            run: "click",
        },
        {trigger: ".o_graph_renderer canvas"},
    ],
});
