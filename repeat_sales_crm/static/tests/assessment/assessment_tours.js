import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("assessment_entered", {
    steps: () => [
        {
            trigger: ".o_notebook a[name=assessments]",
            run: "click",
        },
        {
            trigger: "[name=assessment_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "One line is enough",
            trigger: "[name=assessment_ids] .o_field_widget[name=potential_id] input",
            run: "edit High",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(/^4 High$/)",
            run: "click",
        },
        {
            trigger: "[name=assessment_ids] .o_field_widget[name=loyalty_id] input",
            run: "edit Friendly",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(Friendly)",
            run: "click",
        },
        {
            content: "What went before is found by itself",
            trigger:
                "[name=assessment_ids] .o_selected_row .o_field_widget[name=preceding_kind]:contains(Meeting), [name=assessment_ids] .o_selected_row .o_field_widget[name=preceding_kind] input:value(Meeting)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".oe_stat_button:contains(4 / 4)",
        },
    ],
});

registry.category("web_tour.tours").add("assessment_matrix", {
    steps: () => [
        {
            content: "The organisation is where it was put",
            trigger: ".o_assessment_cell[data-cell='4-4']:contains(1):contains(500)",
        },
        {
            content: "After what it rose: too little to say so far",
            trigger: ".o_assessment_row[data-kind=meeting]:contains(too few to say)",
        },
        {
            trigger: ".o_assessment_people",
            run: "click",
        },
        {
            trigger: ".o_assessment_cell[data-cell='2-3']:contains(1)",
        },
        {
            trigger: ".o_assessment_organisations",
            run: "click",
        },
        {
            trigger: ".o_assessment_cell[data-cell='4-4']:contains(1)",
            run: "click",
        },
        {
            content: "The list behind a cell",
            trigger: ".o_list_view .o_data_row:contains(Clinic)",
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            trigger: ".o_assessment_row[data-kind=meeting]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Clinic):contains(Rise)",
        },
    ],
});
