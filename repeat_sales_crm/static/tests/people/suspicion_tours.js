import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("people_suspected_move", {
    steps: () => [
        {
            content: "The list tells what speaks for it",
            trigger:
                ".o_data_row:contains(Ann Mover):contains(was created at New Mill):contains(came back)",
        },
        {
            content: "One who is still there is dismissed",
            trigger: ".o_data_row:contains(Bob Stayer) button[name=action_dismiss]",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:contains(Bob Stayer))",
        },
        {
            trigger: ".o_data_row:contains(Ann Mover) button[name=action_open_person]",
            run: "click",
        },
        {
            content: "The contact says so, too",
            trigger: ".o_form_view .alert-warning:contains(May have changed job)",
        },
        {
            trigger: "button[name=action_confirm_suspicion]",
            run: "click",
        },
        {
            content: "Changed Job knows the company and the address",
            trigger:
                ".modal .o_field_widget[name=organisation_id] input:value(New Mill)",
        },
        {
            trigger:
                ".modal .o_field_widget[name=email] input:value(ann@new.example.com)",
        },
        {
            content: "And says what becomes of the second contact",
            trigger:
                ".modal .o_field_widget[name=merge_words]:contains(cannot be undone)",
        },
        {
            trigger: ".modal .o_field_widget[name=follow_up] label:contains(Nothing)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:contains(May have changed job))",
        },
        {
            content: "The seller of the new company has the contact now",
            trigger: ".o_field_widget[name=parent_id] input:value(New Mill)",
        },
        {
            trigger: ".o_notebook a[name=career]",
            run: "click",
        },
        {
            trigger: "[name=position_ids] .o_data_row:contains(Old Mill)",
        },
    ],
});
