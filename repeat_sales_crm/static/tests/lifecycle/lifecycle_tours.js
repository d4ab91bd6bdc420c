import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** @returns {string} selector of a cell with so many customers */
function cell(name, count) {
    return `.o_lifecycle_cell[data-segment="${name}"]:has(.o_lifecycle_count:contains(/^${count}$/))`;
}

/** @returns {Object} step that presses a key on what has the focus */
function press(trigger, key) {
    return {
        content: `press ${key}`,
        trigger,
        run: `press ${key}`,
    };
}

const backToMatrix = {
    content: "go back to the matrix",
    trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb a:contains(Lifecycle Matrix)",
    run: "click",
};

tours.add("lifecycle_seller", {
    steps: () => [
        {
            content: "the seller's own customers and nobody's are counted",
            trigger: cell("Regular active", 1),
        },
        {trigger: cell("New active", 2)},
        {trigger: cell("New sleeping", 0)},
        {
            content: "a seller does not configure",
            trigger: "body:not(:has(.o_lifecycle_limits_door))",
        },
        {
            content: "open a cell",
            trigger: cell("New active", 2),
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(New active)"},
        {trigger: ".o_data_row:contains(Own Newcomer)"},
        {
            content: "another seller's customer is not in the list",
            trigger: ".o_list_renderer:not(:has(:contains(Foreign Newcomer)))",
        },
        {
            content: "the segment has its badge",
            trigger: ".o_data_row .o_lifecycle_badge:contains(New active)",
        },
        {
            content: "open a customer",
            trigger: ".o_data_row:contains(Own Newcomer) td[name=partner_id]",
            run: "click",
        },
        {trigger: ".o_form_view .o_lifecycle_badge:contains(New active)"},
        {
            content: "what to do is said",
            trigger: ".o_form_view [name=segment_goal]:contains(Second purchase)",
        },
        {
            content: "go back to the list",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row"},
        backToMatrix,
        {
            content: "choose the colour",
            trigger: ".o_lifecycle_color",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Colour: revenue)",
            run: "click",
        },
        {trigger: ".o_lifecycle_color:contains(Colour: revenue)"},
        {
            content: "open the prospects",
            trigger: ".o_lifecycle_prospects:contains(1 prospect who never bought)",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Own Prospect)"},
        backToMatrix,
        {
            content: "the choice of colour is kept",
            trigger: ".o_lifecycle_color:contains(Colour: revenue)",
        },
    ],
});

tours.add("lifecycle_keyboard", {
    steps: () => [
        {
            content: "a single cell is a tab stop",
            trigger: ".o_lifecycle_cell",
            run() {
                const stops = document.querySelectorAll(
                    ".o_lifecycle_grid [data-row][tabindex='0']"
                );
                if (stops.length !== 1) {
                    throw new Error(`${stops.length} tab stops`);
                }
                stops[0].focus();
            },
        },
        press(".o_lifecycle_cell[data-segment='Regular active']:focus", "ArrowRight"),
        press(".o_lifecycle_cell[data-segment='Regular drifting']:focus", "ArrowDown"),
        press(".o_lifecycle_cell[data-segment='Promising drifting']:focus", "End"),
        press(
            ".o_lifecycle_cell[data-segment='Promising sleeping']:focus",
            "ArrowRight"
        ),
        press(".o_lifecycle_cell[data-segment='Promising sleeping']:focus", "Home"),
        press(".o_lifecycle_cell[data-segment='Promising active']:focus", "ArrowLeft"),
        press(".o_lifecycle_row_band:focus:contains(Promising)", "ArrowRight"),
        press(".o_lifecycle_cell[data-segment='Promising active']:focus", "ArrowUp"),
        press(".o_lifecycle_cell[data-segment='Regular active']:focus", "ArrowUp"),
        press(".o_lifecycle_column_band:focus:contains(Active)", "Enter"),
        {
            content: "the band's customers are there",
            trigger: ".o_breadcrumb:contains(Active)",
        },
        {trigger: ".o_data_row:contains(Own Newcomer)"},
        backToMatrix,
        {
            content: "the tab stop is where it was",
            trigger: ".o_lifecycle_column_band[tabindex='0']:contains(Active)",
        },
        {
            trigger: ".o_lifecycle_cell[data-segment='Regular active']",
            run() {
                this.anchor.focus();
            },
        },
        press(".o_lifecycle_cell[data-segment='Regular active']:focus", "Space"),
        {trigger: ".o_breadcrumb:contains(Regular active)"},
        {trigger: ".o_data_row:contains(Own Regular)"},
    ],
});

tours.add("lifecycle_manager", {
    steps: () => [
        {
            content: "the manager sees all sellers' customers",
            trigger: cell("New active", 3),
        },
        {trigger: cell("New drifting", 0)},
        {
            content: "open the limits",
            trigger: ".o_lifecycle_limits_door",
            run: "click",
        },
        {trigger: ".modal .o_lifecycle_preview_cell:contains(3)"},
        {
            content: "make a gap",
            trigger: ".modal [name=recency_line_ids] .o_data_row:eq(1) td[name=lower]",
            run: "click",
        },
        {
            trigger:
                ".modal [name=recency_line_ids] .o_selected_row [name=lower] input",
            run: "edit 70 && press Tab",
        },
        {
            content: "it is told",
            trigger: ".modal .alert:contains(there is a gap between Active)",
        },
        {
            content: "nothing is shown that would not be",
            trigger: ".modal:not(:has(.o_lifecycle_preview))",
        },
        {
            content: "and refused",
            trigger: ".modal-footer button[name=action_apply]",
            run: "click",
        },
        {
            trigger:
                ".o_error_dialog .btn-primary, .modal:contains(Invalid Operation) .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "change the upper limit of the band before: the next one follows",
            trigger: ".modal [name=recency_line_ids] .o_data_row:eq(0) td[name=upper]",
            run: "click",
        },
        {
            trigger:
                ".modal [name=recency_line_ids] .o_selected_row [name=upper] input",
            run: "edit 5 && press Tab",
        },
        {
            trigger:
                ".modal [name=recency_line_ids] .o_selected_row [name=lower] input:value(6)",
        },
        {trigger: ".modal .o_lifecycle_preview th:contains(bought within 5 days)"},
        {
            content: "apply",
            trigger: ".modal-footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "the matrix has changed",
            trigger: cell("New drifting", 3),
        },
        {trigger: cell("New active", 0)},
        {trigger: ".o_lifecycle_column_band:contains(6 to 180 days)"},
    ],
});

tours.add("lifecycle_day", {
    steps: () => [
        {trigger: cell("New active", 3)},
        {
            content: "yesterday",
            trigger: ".o_lifecycle_previous",
            run: "click",
        },
        {trigger: ".o_lifecycle_today"},
        {
            content: "a past cell opens who was there",
            trigger: cell("New active", 3),
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(/New active on .* 20/)"},
        {trigger: ".o_data_row:contains(Own Newcomer):contains(New active)"},
        backToMatrix,
        {
            content: "the day is kept",
            trigger: ".o_lifecycle_today",
        },
        {
            content: "choose a day",
            trigger: ".o_lifecycle_pick",
            run: "click",
        },
        {
            trigger: ".o_datetime_picker .o_previous",
            run: "click",
        },
        {
            trigger:
                ".o_datetime_picker .o_date_item_cell:not(.o_out_of_range):contains(/^1$/)",
            run: "click",
        },
        {
            content: "nobody had bought for the first time yet",
            trigger: cell("New active", 0),
        },
        {
            content: "back to today",
            trigger: ".o_lifecycle_today",
            run: "click",
        },
        {trigger: cell("New active", 3)},
        {trigger: ".o_lifecycle_next:disabled"},
    ],
});

tours.add("lifecycle_partner", {
    steps: () => [
        {
            trigger: ".o_notebook a[name=lifecycle]",
            run: "click",
        },
        {trigger: ".o_lifecycle_badge:contains(Regular active)"},
        {
            content: "open what was bought",
            trigger: "button[name=action_open_lifecycle_purchases]",
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row:contains(Own Regular)"},
        {
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            trigger: ".o_notebook a[name=lifecycle]",
            run: "click",
        },
        {
            content: "open the customer",
            trigger: "button[name=action_open_lifecycle_customer]",
            run: "click",
        },
        {
            content: "open the strategy from the badge",
            trigger: ".o_form_view .oe_title .o_lifecycle_badge",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(Regular active)"},
    ],
});

tours.add("lifecycle_settings", {
    steps: () => [
        {
            trigger: ".o_lifecycle_settings_door",
            run: "click",
        },
        {
            content: "change the target",
            trigger: "[data-key=repeat_sales_crm] [name=lifecycle_active_target] input",
            run: "edit 95 && press Tab",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "[data-menu-xmlid='repeat_sales_crm.menu_matrix']",
            run: "click",
        },
        {trigger: ".o_lifecycle_active:contains(the target is 95%)"},
    ],
});

tours.add("lifecycle_empty", {
    steps: () => [
        {trigger: ".o_lifecycle_empty:contains(Regular active)"},
        {
            content: "a manager can import",
            trigger: ".o_lifecycle_empty button:contains(Import external purchases)",
        },
        {
            content: "open quotations",
            trigger: ".o_lifecycle_empty button:contains(Open quotations)",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(Quotations)"},
    ],
});

tours.add("lifecycle_companies", {
    steps: () => [
        {trigger: cell("New active", 3)},
        {
            trigger: ".o_lifecycle_company",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Other Trading)",
            run: "click",
        },
        {trigger: cell("Promising active", 1)},
        {
            trigger: cell("Promising active", 1),
            run: "click",
        },
        {trigger: ".o_data_row:contains(Own Newcomer)"},
        backToMatrix,
        {
            content: "the choice of company is kept",
            trigger: ".o_lifecycle_company:contains(Other Trading)",
        },
    ],
});

tours.add("lifecycle_waiting", {
    steps: () => [
        {
            content: "what is left is told",
            trigger: ".o_lifecycle_waiting:contains(3 left)",
        },
        {
            content: "and asked for again until nothing is",
            trigger: ".o_lifecycle_matrix:not(:has(.o_lifecycle_waiting))",
        },
    ],
});

tours.add("lifecycle_phone", {
    steps: () => [
        {
            content: "all of the matrix is in the width of the phone",
            trigger: cell("New active", 3),
            run() {
                const {scrollWidth, clientWidth} =
                    document.querySelector(".o_lifecycle_content");
                if (scrollWidth > clientWidth) {
                    throw new Error(`${scrollWidth} px in ${clientWidth} px`);
                }
            },
        },
        {
            trigger: cell("New active", 3),
            run: "click",
        },
        {trigger: ".o_kanban_record:contains(Own Newcomer)"},
    ],
});
