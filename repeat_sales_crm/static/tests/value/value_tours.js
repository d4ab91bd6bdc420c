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
        {
            trigger: ".breadcrumb-item:contains(RFM Map) a",
            run: "click",
        },
        {
            content: "So does a class",
            trigger: ".o_rfm_group[data-class=a]:contains(of the revenue)",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains(A customers)",
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

/** Fail if anything of the screen ends beyond its right border, or can be moved there. */
function checkWidth() {
    const width = window.innerWidth;
    for (const element of document.querySelectorAll(".o_content *, .o_form_sheet *")) {
        const isFrame = element.matches(".o_notebook_headers, .o_notebook_headers *");
        const {right, width: own} = element.getBoundingClientRect();
        if (!isFrame && own && right > width + 1) {
            throw new Error(`${element.className || element.tagName} ends at ${right}`);
        }
    }
}

registry.category("web_tour.tours").add("value_phone_map", {
    steps: () => [
        {
            content: "The whole map fits",
            trigger: ".o_rfm_grid tr:nth-child(5)",
            run: checkWidth,
        },
        {
            trigger: ".o_rfm_cell:not(:disabled)",
            run: "click",
        },
        {
            trigger: ".o_kanban_view .o_kanban_record",
        },
    ],
});

registry.category("web_tour.tours").add("value_phone_whitespace", {
    steps: () => [
        {
            content: "Cards say what is missing",
            trigger: ".o_kanban_record:contains(Café):contains(buy Cups)",
            run: checkWidth,
        },
        {
            trigger: ".o_kanban_record:contains(Café) a:contains(Start an Opportunity)",
        },
        {
            trigger: ".o_kanban_record:contains(Café)",
            run: "click",
        },
        {
            trigger: ".o_notebook a[name=potential]",
            run: "click",
        },
        {
            content: "And so does the customer",
            trigger: "[name=whitespace_ids] .o_kanban_record:contains(buy Cups)",
            run: checkWidth,
        },
        {
            trigger: "button[name=action_open_whitespace]",
            run: "click",
        },
        {
            trigger: ".o_kanban_view .o_kanban_record:contains(Café)",
        },
    ],
});
