import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** @returns {string} selector of the preview when so many are in */
function members(count) {
    return `.o_segment_count:contains(/^${count}$/)`;
}

const save = [
    {trigger: ".o_form_button_save", run: "click"},
    {
        trigger:
            ".o_form_saved, .o_form_status_indicator:not(:has(.o_form_button_save:visible))",
    },
];

/** @returns {Object[]} steps that open the segment with a name from the list of segments */
function openSegment(name) {
    return [
        {
            content: `open ${name}`,
            trigger: `.o_data_row td[name=name]:contains(${name})`,
            run: "click",
        },
        {trigger: ".o_segment_form .o_segment_cell"},
    ];
}

tours.add("segment_from_matrix", {
    steps: () => [
        {trigger: ".o_lifecycle_choose", run: "click"},
        {
            content: "nothing is chosen yet",
            trigger: ".o_lifecycle_choice_action:disabled",
        },
        {
            content: "a cell is chosen, not opened",
            trigger: ".o_lifecycle_cell[data-segment='Regular active']",
            run: "click",
        },
        {trigger: ".o_lifecycle_choice_summary:contains(Regular active: 1 customers)"},
        {
            content: "a band chooses its cells",
            trigger: ".o_lifecycle_column_band:contains(Sleeping)",
            run: "click",
        },
        {trigger: ".o_lifecycle_choice_summary:contains(4 cells: 3 customers)"},
        {
            content: "another click takes a cell out",
            trigger: ".o_lifecycle_cell[data-segment='Promising sleeping']",
            run: "click",
        },
        {
            content: "save as segment",
            trigger:
                ".o_lifecycle_choice:has(:contains(3 cells)) .o_lifecycle_choice_action",
            run: "click",
        },
        {
            content: "the cells are in the form",
            trigger: ".o_segment_summary:contains(3 cells chosen)",
        },
        {trigger: members(2)},
        {
            content: "one more click on the grid of the form",
            trigger: ".o_segment_cell[data-cell='Promising sleeping']",
            run: "click",
        },
        {trigger: members(3)},
        {
            content: "and back",
            trigger: ".o_segment_cell[data-cell='Promising sleeping']",
            run: "click",
        },
        {trigger: members(2)},
        {
            content: "add a condition",
            trigger: ".o_field_segment_rule a:contains(New Rule)",
            run: "click",
        },
        {
            content: "more than two purchases",
            trigger: members(1),
        },
        {
            content: "somebody for example",
            trigger: ".o_segment_example:contains(Loyal)",
            run: "click",
        },
        {trigger: ".modal .o_form_view:contains(Loyal)"},
        {trigger: ".modal .btn-close", run: "click"},
        {
            content: "compare",
            trigger: "body:not(:has(.modal)) .o_segment_other input",
            run: "edit Recent",
        },
        {trigger: ".o-autocomplete--dropdown-item:contains(Recent)", run: "click"},
        {trigger: ".o_segment_overlap [data-part=both]:contains(1)"},
        {trigger: ".o_segment_overlap [data-part=there]:contains(1)"},
        {
            content: "give it a name",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Best of them",
        },
        {
            content: "what is written is saved before a door opens",
            trigger: ".o_segment_overlap [data-part=both]",
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row:contains(Loyal)"},
        {trigger: ".o_breadcrumb:contains(Best of them)"},
        {
            content: "back in the segment",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {trigger: ".o_segment_overlap [data-part=both]:contains(1)"},
    ],
});

tours.add("segment_from_search", {
    steps: () => [
        {trigger: ".o_list_view .o_data_row:contains(Fresh)"},
        {trigger: ".o_searchview_dropdown_toggler", run: "click"},
        {
            trigger: ".o_filter_menu .o_menu_item:contains(Unusually Silent)",
            run: "click",
        },
        {trigger: ".o_list_view:not(:has(.o_data_row:contains(Fresh)))"},
        {
            content: "save what is found",
            trigger: ".o_favorite_menu .o_segment_save_search",
            run: "click",
        },
        {trigger: `.o_segment_form ${members(1)}`},
        {trigger: ".o_segment_example:contains(Asleep)"},
        {
            content: "it has the names of the filters",
            trigger:
                ".o_field_widget[name=name] input:value(Customers, Unusually Silent)",
            run: "edit Quiet ones",
        },
        ...save,
        {trigger: ".o_breadcrumb:contains(Quiet ones)"},
    ],
});

tours.add("segment_mailing", {
    steps: () => [
        ...openSegment("Recent"),
        {trigger: "button[name=action_send_mailing]", run: "click"},
        {trigger: ".o_field_widget[name=segment_id]:has(input:value(Recent))"},
        {
            content: "how many get it",
            trigger: "[name=segment_recipient_count]:contains(2)",
        },
        {
            content: "the domain is the segment's matter",
            trigger: ".o_form_view:not(:has([name=mailing_domain]:visible))",
        },
        {
            trigger: ".o_field_widget[name=subject] input",
            run: "edit News for you",
        },
        ...save,
    ],
});

tours.add("segment_moving_day", {
    steps: () => [
        {
            content: "open the segment",
            trigger: ".o_data_row .o_data_cell:contains(Recent)",
            run: "click",
        },
        {
            content: "the day moves along with the calendar",
            trigger: ".o_relative_day:has(option[value='-d']:checked) input:value(30)",
            run: "edit 60 && press Tab",
        },
        {
            content: "count months instead",
            trigger: ".o_relative_day select:has(option:contains(months ago))",
            run: "select -m",
        },
        {
            trigger: ".o_relative_day:has(option[value='-m']:checked) input",
            run: "edit 7 && press Tab",
        },
        ...save,
        {
            content: "another comparison keeps the day",
            trigger:
                ".o_tree_editor_condition .o_tree_editor_editor:nth-child(2) select",
            run: "selectByLabel before",
        },
        {trigger: ".o_relative_day input:value(7)"},
        ...save,
    ],
});

tours.add("segment_export", {
    steps: () => [
        ...openSegment("Recent"),
        {trigger: "button[name=action_export]", run: "click"},
        {
            content: "the ready-made columns",
            trigger:
                ".modal .o_field_widget[name=template_id] input:value(Customers of a segment)",
        },
        {
            content: "a list for ads says who is left out",
            trigger: ".modal [name=kind] input[data-value=remarketing]",
            run: "click",
        },
        {trigger: ".modal [name=contact_count]:contains(2)"},
        {trigger: ".modal [name=listed_count]:contains(0)"},
        {trigger: ".modal footer .btn-secondary", run: "click"},
        {trigger: "body:not(:has(.modal))"},
    ],
});

tours.add("segment_seller", {
    steps: () => [
        ...openSegment("Recent"),
        {
            content: "own customers are counted",
            trigger: members(1),
        },
        {
            content: "another's segment is for use, not for change",
            trigger: ".o_segment_cell[data-cell='Regular active']:disabled",
        },
        {trigger: ".o_segment_form:not(:has(button[name=action_send_mailing]))"},
        {
            content: "make it a favourite",
            trigger: "button[name=action_add_favorite]",
            run: "click",
        },
        {trigger: ".modal button[name=action_add]", run: "click"},
        {trigger: ".o_notification:contains(Recent)"},
        {
            content: "open the customers",
            trigger: "body:not(:has(.modal)) button[name=action_open_customers]",
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row:contains(Loyal)"},
        {trigger: ".o_searchview_dropdown_toggler", run: "click"},
        {
            content: "it is among the favourites",
            trigger: ".o_favorite_menu .o_menu_item:contains(Recent)",
        },
        {
            content: "group by segment",
            trigger: ".o_group_by_menu .o_menu_item:contains(Saved Segment)",
            run: "click",
        },
        {
            content: "open a group",
            trigger: ".o_group_header:contains(Recent)",
            run: "click",
        },
        {trigger: ".o_group_open ~ .o_data_row:contains(Loyal)"},
    ],
});

tours.add("segment_phone", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(Recent)",
            run: "click",
        },
        {
            content: "the grid fits",
            trigger: ".o_segment_cell[data-cell='New sleeping']",
            run() {
                const {right} = this.anchor.getBoundingClientRect();
                if (right > window.innerWidth) {
                    throw new Error(`the grid ends at ${right}`);
                }
            },
        },
        {trigger: members(2)},
        {
            trigger: ".o_segment_cell[data-cell='Regular active']",
            run: "click",
        },
        {trigger: members(1)},
        {trigger: ".o_segment_clear", run: "click"},
        {trigger: members(2)},
        {trigger: ".o_form_button_cancel", run: "click"},
    ],
});

tours.add("segment_keyboard", {
    steps: () => [
        ...openSegment("Recent"),
        {
            content: "a single cell is a tab stop",
            trigger: ".o_segment_grid",
            run() {
                const stops = this.anchor.querySelectorAll("[tabindex='0']");
                if (stops.length !== 1) {
                    throw new Error(`${stops.length} tab stops`);
                }
                stops[0].focus();
            },
        },
        {
            trigger: ".o_segment_cell[data-cell='Regular active']:focus",
            run: "press ArrowDown",
        },
        {
            trigger: ".o_segment_cell[data-cell='Promising active']:focus",
            run: "press ArrowDown",
        },
        {
            trigger: ".o_segment_cell[data-cell='New active']:focus",
            run: "press Enter",
        },
        {trigger: ".o_segment_cell[data-cell='New active'][aria-selected=true]"},
        {trigger: members(1)},
        {trigger: ".o_form_button_cancel", run: "click"},
        {trigger: members(2)},
    ],
});
