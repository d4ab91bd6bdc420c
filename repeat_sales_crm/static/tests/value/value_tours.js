import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("value_rfm_map", {
    steps: () => [
        {
            content: "The map has a cell for each pair of scores",
            trigger: ".o_rfm_grid tr:nth-child(5) .o_rfm_cell",
        },
        {
            content: "A manager can open the borders of the scores",
            trigger: ".o_control_panel button:contains(Scores)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_scale_table",
        },
        {
            trigger: ".o_field_widget[name=mode] label:contains(Borders of our own)",
            run: "click",
        },
        {
            content: "Days out of order are refused in words",
            trigger: ".o_field_widget[name=recency_2] input",
            run: "edit 1",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".modal:contains(falling order) .modal-footer button",
            run: "click",
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            trigger: ".breadcrumb-item:contains(RFM Map) a",
            run: "click",
        },
        {
            content: "A group opens its customers",
            trigger: ".o_rfm_group:not(:disabled)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row",
        },
    ],
});

registry.category("web_tour.tours").add("value_whitespace", {
    steps: () => [
        {
            content: "What customers like mine buy and mine do not",
            trigger: ".o_group_header:contains(Seller)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Café):contains(Cups)",
        },
        {
            trigger: ".o_data_row:contains(Café) button:contains(Start an Opportunity)",
            run: "click",
        },
        {
            content: "The opportunity is ready to be worked on",
            trigger: ".o_form_view .o_field_widget[name=name]:has(textarea, input)",
        },
        {
            trigger: ".breadcrumb-item:contains(White Space) a",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Café) button:contains(Opportunity Begun)",
        },
    ],
});
