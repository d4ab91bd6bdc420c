import {registry} from "@web/core/registry";

const openMapOfCompany = [
    {
        trigger: ".o_notebook a[name=people]",
        run: "click",
    },
    {
        trigger: "button[name=action_open_influence_map]",
        run: "click",
    },
];

registry.category("web_tour.tours").add("people_influence_map", {
    steps: () => [
        ...openMapOfCompany,
        {
            content: "Who is above whom, and whom nobody has met",
            trigger: ".o_influence_tree .o_influence_node:contains(Dora Decider)",
        },
        {
            trigger: ".o_influence_node:contains(Ann Mover):contains(Never met)",
            run: "click",
        },
        {
            content: "The attitude is changed in place",
            trigger: ".o_influence_panel #o_influence_attitude",
            run: "selectByLabel Opponent",
        },
        {
            trigger: ".o_influence_node[data-attitude=opponent]:contains(Ann Mover)",
        },
        {
            content: "A line is drawn by dragging",
            trigger: ".o_influence_loose .o_influence_node:contains(Carl Newcomer)",
            run: "drag_and_drop .o_influence_tree .o_influence_node:contains(Ann Mover)",
        },
        {
            trigger: ".o_influence_tree .o_influence_node:contains(Carl Newcomer)",
            run: "click",
        },
        {
            content: "Or chosen",
            trigger: ".o_influence_panel #o_influence_manager",
            run: "selectByLabel Dora Decider",
        },
        {
            trigger: ".o_influence_panel h2:contains(Carl Newcomer)",
        },
        {
            trigger: "button.o_influence_add",
            run: "click",
        },
        {
            trigger: ".o_influence_panel #o_influence_name",
            run: "edit Eva Added",
        },
        {
            trigger: ".o_influence_panel #o_influence_job",
            run: "edit Foreman",
        },
        {
            trigger: ".o_influence_panel .o_influence_save",
            run: "click",
        },
        {
            trigger: ".o_influence_loose .o_influence_node:contains(Eva Added)",
        },
        {
            content: "Days that are over are only looked at",
            trigger: ".o_influence_map .o_lifecycle_previous",
            run: "click",
        },
        {
            trigger: ".o_influence_past",
        },
        {
            trigger: ".o_influence_map:not(:has(button.o_influence_add))",
        },
        {
            trigger: ".o_influence_map .o_lifecycle_today",
            run: "click",
        },
        {
            trigger: "button.o_influence_add",
        },
    ],
});

registry.category("web_tour.tours").add("people_influence_map_empty", {
    steps: () => [
        ...openMapOfCompany,
        {
            trigger: ".o_influence_empty:contains(Nobody is known at Empty Mill yet)",
        },
        {
            trigger: ".o_influence_empty button",
            run: "click",
        },
        {
            trigger: ".o_influence_panel #o_influence_name",
        },
    ],
});

registry.category("web_tour.tours").add("people_deal_stakeholders", {
    steps: () => [
        {
            trigger: ".o_notebook a[name=stakeholders]",
            run: "click",
        },
        {
            content: "What is missing is named",
            trigger: ".o_stakeholder_gaps:contains(Nobody is known who takes part)",
        },
        {
            trigger: "button[name=action_add_people]",
            run: "click",
        },
        {
            trigger: "[name=stakeholder_ids] .o_data_row:contains(Dora Decider)",
        },
        {
            trigger: ".o_stakeholder_gaps:contains(Never met: Dora Decider)",
        },
        {
            trigger: "button[name=action_open_influence_map]",
            run: "click",
        },
        {
            content: "The map marks who takes part",
            trigger: ".o_influence_on_deal:contains(Dora Decider)",
        },
        {
            trigger: ".o_influence_deal button:contains(New ovens)",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_set_won_rainbowman]",
            run: "click",
        },
        {
            trigger: ".o_notebook a[name=stakeholders]",
            run: "click",
        },
        {
            content: "Won: from now on it stays as it was",
            trigger: ".tab-pane:contains(Buying centre on)",
        },
        {
            trigger:
                "[name=stakeholder_ids]:not(:has(.o_field_x2many_list_row_add)) .o_data_row",
        },
    ],
});

registry.category("web_tour.tours").add("people_no_decision_maker", {
    steps: () => [
        {
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains(No Decision Maker Known)",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains(New ovens):contains(No decision maker)",
        },
    ],
});
