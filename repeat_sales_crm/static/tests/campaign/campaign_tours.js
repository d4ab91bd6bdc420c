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

const counted = (number) => ({
    content: `${number} will be contacted`,
    trigger: `.o_campaign_preview > div:not(.o_campaign_counting) .o_campaign_preview_count:contains(/^${number}$/)`,
});
const row = (text) => ({
    trigger: `.o_campaign_preview > div:not(.o_campaign_counting) .o_campaign_preview_row:contains(${text})`,
});
const openTab = (name) => ({trigger: `.nav-link[name=${name}]`, run: "click"});
const edit = (field, text) => ({
    trigger: `.o_field_widget[name=${field}] input`,
    run: `edit ${text} && press Tab`,
});
const choose = (field, text) => [
    {trigger: `.o_field_widget[name=${field}] input`, run: `edit ${text}`},
    {
        trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
        run: "click",
    },
];
const takeOff = (field, text) => ({
    trigger: `.o_field_widget[name=${field}] .o_tag:contains(${text}) .o_delete`,
    run: "hover && click",
});
const clickCell = (name) => ({
    trigger: `.o_segment_cell[data-cell='${name}']`,
    run: "click",
});

/** Nothing is saved until the end: the numbers are those of the form. */
tours.add("campaign_preview", {
    steps: () => [
        counted(3),
        openTab("goal"),
        edit("control_share", "50"),
        counted(2),
        row("Control group"),
        edit("control_share", "0"),
        counted(3),
        takeOff("partner_ids", "Asleep"),
        counted(2),
        clickCell("Promising sleeping"),
        counted(3),
        ...choose("exclude_segment_ids", "Recent"),
        counted(1),
        row("Excluded from this campaign"),
        takeOff("exclude_segment_ids", "Recent"),
        counted(3),
        ...choose("exclude_partner_ids", "Loyal"),
        counted(2),
        row("Taken out by a user"),
        takeOff("exclude_partner_ids", "Loyal"),
        clickCell("Promising sleeping"),
        counted(2),
        takeOff("partner_ids", "Fresh"),
        counted(1),
        ...choose("segment_ids", "Recent"),
        counted(2),
        openTab("steps"),
        {
            content: "another kind of step: nobody has a number",
            trigger: ".o_field_widget[name=step_ids] .o_data_row td[name=plan_what]",
            run: "click",
        },
        {trigger: ".modal .o_field_widget[name=kind] input", run: "click"},
        {trigger: ".o_select_menu_item:contains(/^Call$/)", run: "click"},
        ...closeDialog,
        counted(0),
        row("No address or number"),
        {
            content: "a step more, which needs none",
            trigger: ".o_field_widget[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {trigger: ".modal .o_field_widget[name=name] input", run: "edit Think"},
        {trigger: ".modal .o_field_widget[name=kind] input", run: "click"},
        {trigger: ".o_select_menu_item:contains(Task)", run: "click"},
        ...closeDialog,
        counted(2),
        row("Think"),
        {
            content: "the step is taken away again",
            trigger:
                ".o_field_widget[name=step_ids] .o_data_row:contains(Think) .o_list_record_remove button",
            run: "click",
        },
        counted(0),
        {
            trigger: ".o_field_widget[name=step_ids] .o_data_row td[name=plan_what]",
            run: "click",
        },
        {trigger: ".modal .o_field_widget[name=kind] input", run: "click"},
        {trigger: ".o_select_menu_item:contains(Task)", run: "click"},
        ...closeDialog,
        counted(2),
        openTab("schedule"),
        {
            trigger: ".o_field_widget[name=trigger] label:contains(When a customer)",
            run: "click",
        },
        counted(0),
        row("In the audience already"),
        {trigger: ".o_field_widget[name=contact_present] input", run: "click"},
        counted(2),
        {
            content: "a day that is over",
            trigger:
                ".o_field_widget[name=end_date] button, .o_field_widget[name=end_date] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=end_date] input",
            run: "edit 01/15/2020 && press Enter",
        },
        {trigger: ".o_campaign_preview .alert:contains(It ended on)"},
        {
            trigger:
                ".o_field_widget[name=end_date] button, .o_field_widget[name=end_date] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=end_date] input",
            run: "clear && press Enter",
        },
        {trigger: ".o_campaign_preview:not(:has(.alert))"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible"},
        counted(2),
        {
            content: "the number leads to the customers",
            trigger: ".o_campaign_preview_row:contains(Will be contacted)",
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row:contains(Loyal)"},
        {trigger: ".o_list_view .o_data_row:contains(Fresh)"},
    ],
});

tours.add("campaign_preview_new", {
    steps: () => [
        {trigger: ".o_control_panel .o-kanban-button-new", run: "click"},
        counted(0),
        {trigger: ".o_segment_summary:contains(No cell chosen.)"},
        clickCell("Promising sleeping"),
        counted(1),
        {
            trigger:
                ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea",
            run: "edit Wake them",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible"},
        counted(1),
        clickCell("Promising sleeping"),
        counted(0),
        {trigger: ".o_form_button_cancel", run: "click"},
        counted(1),
    ],
});

tours.add("campaign_take_out", {
    steps: () => [
        openTab("campaigns"),
        {
            trigger:
                ".o_field_widget[name=campaign_member_ids] button[name=action_take_out]",
            run: "click",
        },
        {trigger: ".modal .o_field_widget[name=note] input", run: "edit Has a claim"},
        {trigger: ".modal button[name=action_confirm]", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {
            trigger:
                ".o_field_widget[name=campaign_member_ids] button[name=action_put_back]",
        },
    ],
});
