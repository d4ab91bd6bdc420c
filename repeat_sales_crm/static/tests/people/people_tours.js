import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("people_changed_job", {
    steps: () => [
        {
            content: "Who works at my customers",
            trigger: ".o_data_row:contains(Ann Mover):contains(Old Mill)",
        },
        {
            trigger: ".o_data_row:contains(Ann Mover) button[name=action_open_person]",
            run: "click",
        },
        {
            trigger: ".o_notebook a[name=career]",
            run: "click",
        },
        {
            trigger: "[name=position_ids] .o_data_row:contains(Old Mill)",
        },
        {
            trigger: "button[name=action_changed_job]",
            run: "click",
        },
        {
            content: "What hung on Ann is said at once",
            trigger: ".modal .o_field_widget[name=amount_total]:contains(2,000)",
        },
        {
            trigger: ".modal .o_field_widget[name=organisation_id] input",
            run: "edit New Mill",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(New Mill)",
            run: "click",
        },
        {
            content: "The new company is a rival of a customer",
            trigger: ".modal .alert-warning:contains(rival of our customer Old Mill)",
        },
        {
            trigger: ".modal .o_field_widget[name=job] input",
            run: "edit Director",
        },
        {
            trigger: ".modal .o_field_widget[name=new_user_id] input",
            run: "edit Seller",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(/^Seller$/)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The opportunity at the new company is open",
            trigger: ".o_form_view:contains(Ann Mover is now at New Mill)",
        },
        {
            trigger: ".o_notebook:contains(What we know of Ann Mover)",
        },
    ],
});

registry.category("web_tour.tours").add("people_former_contacts", {
    steps: () => [
        {
            content: "The company still shows who left",
            trigger: ".o_notebook a[name=people]",
            run: "click",
        },
        {
            trigger:
                "[name=former_position_ids] .o_data_row:contains(Ann Mover):contains(New Mill)",
        },
        {
            trigger: "[name=relation_ids] .o_data_row:contains(New Mill)",
        },
        {
            content: "And asks for a successor",
            trigger: ".o-mail-Activity:contains(Find the successor of Ann Mover)",
        },
        {
            trigger: "[name=staff_position_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "A second job of somebody is entered here",
            trigger: ".modal .o_field_widget[name=person_id] input",
            run: "edit Bob Stayer",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(Bob Stayer)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=job] input",
            run: "edit Adviser",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "[name=staff_position_ids] .o_data_row:contains(Adviser)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});

registry.category("web_tour.tours").add("people_correction", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=parent_id] input",
            run: "edit New Mill",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(New Mill)",
            run: "click",
        },
        {
            content:
                "The form asks what the change means, once the server has answered",
            trigger:
                ".o_field_widget[name=company_change] input[data-value=move]:checked",
        },
        {
            trigger:
                ".o_field_widget[name=company_change] input[data-value=correction]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=company_change] input[data-value=correction]:checked",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_notebook a[name=career]",
            run: "click",
        },
        {
            trigger:
                "[name=position_ids] .o_data_row:contains(New Mill):not(:contains(Old Mill))",
        },
    ],
});

registry.category("web_tour.tours").add("people_key_person", {
    steps: () => [
        {
            content: "The manager sees whose revenue hangs on one contact",
            trigger:
                ".o_data_row:contains(Old Mill):contains(Ann Mover):contains(Nobody else known)",
        },
        {
            trigger:
                ".o_data_row:contains(Ann Mover) button[name=action_open_key_person]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_notebook a[name=career]",
        },
    ],
});
