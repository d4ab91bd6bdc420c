import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("lifecycle_kpi_manager", {
    steps: () => [
        {
            content: "the company has KPIs to start with",
            trigger: ".o_kanban_record:contains(Active customers):contains(100%)",
        },
        {
            content: "their last periods are drawn",
            trigger: ".o_kanban_record .o_lifecycle_history_running",
        },
        {
            content: "write down another one",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Second purchases of the year",
        },
        {
            trigger: ".o_field_widget[name=goal] textarea",
            run: "edit They stay",
        },
        {
            trigger: ".o_field_widget[name=measure] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(/^Second purchases$/)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=period] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(/^Year$/)",
            run: "click",
        },
        {
            content: "its value is there before it is saved",
            trigger: ".o_field_widget[name=value_text]:contains(/^2$/)",
        },
        {
            trigger: ".o_field_widget[name=target]:not(.o_field_percentage) input",
            run: "edit 2 && press Tab",
        },
        {
            trigger: ".o_field_widget[name=state]:contains(Reached)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "open the list behind the value",
            trigger: ".oe_stat_button:contains(Show the List):contains(2)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Own Second)",
        },
        {
            trigger: ".o_list_renderer:not(:has(.o_data_row:contains(Own Once)))",
        },
        {
            trigger: ".o_breadcrumb a:contains(KPIs)",
            run: "click",
        },
        {
            content: "open the list from the card",
            trigger:
                ".o_kanban_record:contains(Second purchases of the year) .o_lifecycle_kpi_value:contains(2)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Foreign Second)",
        },
    ],
});

tours.add("lifecycle_kpi_colleague", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(Active customers):contains(100%)",
        },
        {
            content: "who does not manage does not write",
            trigger: ".o_control_panel:not(:has(.o-kanban-button-new))",
        },
        {
            trigger: ".o_kanban_record:contains(Active customers)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_lifecycle_history",
        },
        {
            trigger: ".o_form_view:not(:has([name=name] input))",
        },
    ],
});

tours.add("lifecycle_kpi_seller", {
    steps: () => [
        {
            trigger: ".o_menu_sections button:contains(Reporting)",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Purchases)",
        },
        {
            content: "numbers of the company are not for sellers of their own",
            trigger: "body:not(:has(.o-dropdown-item:contains(KPIs)))",
        },
    ],
});
