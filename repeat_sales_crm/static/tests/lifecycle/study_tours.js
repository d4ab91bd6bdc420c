import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("lifecycle_study", {
    steps: () => [
        {
            content: "the empty list says what a study is",
            trigger: ".o_view_nocontent:contains(Nothing has been studied yet)",
        },
        {
            content: "study the history",
            trigger: "button[name=action_study]",
            run: "click",
        },
        {
            content: "the verdict is in words",
            trigger: ".o_field_widget[name=verdict]:contains(Back-test)",
        },
        {
            content: "a curve for each band of purchases",
            trigger:
                ".o_lifecycle_curves:has(polyline[points*=',']) li:contains(Regular)",
        },
        {
            content: "customers before and after",
            trigger: ".o_lifecycle_study_matrix td[style]:contains(+)",
        },
        {
            content: "edit the proposal",
            trigger: "button[name=action_edit]",
            run: "click",
        },
        {trigger: ".modal .o_lifecycle_preview_cell"},
        {
            content: "leave it as it is",
            trigger: ".modal button[special=cancel]",
            run: "click",
        },
        {trigger: "body:not(:has(.modal)) button[name=action_accept]", run: "click"},
        {
            content: "nothing changes without a yes",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "the matrix has the new limits",
            trigger: ".o_lifecycle_cell",
        },
    ],
});

tours.add("lifecycle_study_too_few", {
    steps: () => [
        {trigger: "button[name=action_study]", run: "click"},
        {
            content: "it is said plainly",
            trigger: ".alert:contains(too few data)",
        },
        {trigger: "body:not(:has(button[name=action_accept]))"},
    ],
});
