import {registry} from "@web/core/registry";

const card = (name) => `.o_duplicates thead th[data-contact='${name}']`;
const value = (field, name) =>
    `.o_duplicates tr[data-field=${field}] td[data-contact='${name}']`;

registry.category("web_tour.tours").add("duplicate_manager", {
    steps: () => [
        {
            content: "The most certain is first",
            trigger:
                ".o_data_row:first:contains(Blue Mill):contains(same VAT):contains(250.00)",
        },
        {
            trigger: ".o_data_row:first .o_data_cell[name=display_name]",
            run: "click",
        },
        {
            content: "Who bought more is kept",
            trigger: `${card("Blue Mill")}:contains(Kept):contains(200.00)`,
        },
        {
            content: "The phone of the other one is right",
            trigger: `${value("phone", "Blue Mill GmbH")} .o_duplicate_value`,
            run: "click",
        },
        {
            trigger: `${value("phone", "Blue Mill GmbH")} .o_duplicate_kept`,
        },
        {
            content: "The third is somebody else",
            trigger: `${card("Grey Mill")} .o_duplicate_leave`,
            run: "click",
        },
        {
            trigger: `${card("Grey Mill")}:contains(Not merged)`,
        },
        {
            trigger: ".o_duplicates_whole",
            run: "click",
        },
        {
            content: "What is the same can be seen, too",
            trigger: `${value("is_company", "Blue Mill")} .o_duplicate_text`,
        },
        {
            trigger: "button[name=action_merge_next]",
            run: "click",
        },
        {
            content: "The next one opens by itself",
            trigger: `${card("Red Mill")}`,
        },
        {
            content: "The other one is kept",
            trigger: `${card("Rot Mill")} .o_duplicate_keep`,
            run: "click",
        },
        {
            trigger: `${card("Rot Mill")}:contains(Kept)`,
        },
        {
            content: "No, these are two",
            trigger: "button[name=action_different]",
            run: "click",
        },
        {
            content: "None is left",
            trigger: ".o_view_nocontent:contains(No duplicates to check)",
        },
        {
            trigger: ".o_menu_sections button:contains(People)",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Judged Different)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Rot Mill) button[name=action_undo]",
        },
        {
            trigger: ".o_menu_sections button:contains(People)",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Merges)",
            run: "click",
        },
        {
            trigger:
                ".o_data_row:contains(Blue Mill GmbH) .o_data_cell[name=kept_name]",
            run: "click",
        },
        {
            content: "What was not kept is told",
            trigger: ".o_field_widget[name=value_ids] .o_data_row:contains(1111111)",
        },
        {
            trigger: "button[name=action_open_kept]",
            run: "click",
        },
        {
            content: "The chatter tells it in plain words",
            trigger:
                ".o-mail-Message:contains(merged Blue Mill GmbH into this contact)",
        },
    ],
});

registry.category("web_tour.tours").add("duplicate_seller", {
    steps: () => [
        {
            content: "A seller selects two contacts that are the same",
            trigger: ".o_data_row:contains(Sea Mill) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Ocean Mill) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel .o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Mark as Duplicates)",
            run: "click",
        },
        {
            content: "The manager will decide",
            trigger: ".alert-info:contains(Ask your manager)",
        },
        {
            trigger: `${card("Sea Mill")}`,
        },
        {
            trigger: ".alert-info:contains(Seller)",
        },
    ],
});
