import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const backToMatrix = {
    content: "go back to the matrix",
    trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb a:contains(Lifecycle Matrix)",
    run: "click",
};

/** @returns {string} selector of a line of the panel with so many customers */
function line(card, name, count) {
    return `.o_lifecycle_${card} .o_lifecycle_line:contains(${name}):has(b:contains(/^${count}$/))`;
}

tours.add("lifecycle_panel_seller", {
    steps: () => [
        {
            content: "who leaves soon is counted, and what they bought",
            trigger:
                ".o_lifecycle_leaving:contains(1 customer):contains(bought):contains(in the last 12 months)",
        },
        {trigger: line("leaving", "This week", 1)},
        {
            content: "another seller's customers are not counted",
            trigger: ".o_lifecycle_leaving:not(:contains(Foreign Soon))",
        },
        {
            content: "a seller has no trend",
            trigger: ".o_lifecycle_active:not(:has(.o_lifecycle_sparkline))",
        },
        {
            content: "open the customer",
            trigger: ".o_lifecycle_leaver:contains(Own Soon):contains(2 purchases)",
            run: "click",
        },
        {
            content: "it says why and what next",
            trigger:
                ".o_form_view .o_lifecycle_why:contains(2 purchases, the last 55 days ago.):contains(it becomes Promising drifting)",
        },
        {
            content: "the history has its causes",
            trigger: ".o_notebook a[name=moves]",
            run: "click",
        },
        {
            trigger:
                "[name=move_ids] .o_data_row:contains(New active):contains(Purchase)",
        },
        backToMatrix,
        {
            content: "open the list",
            trigger: ".o_lifecycle_leaving_list",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(Leaving Active in 30 days)"},
        {trigger: ".o_data_row:contains(Own Soon)"},
        backToMatrix,
        {
            content: "who leaves the next band",
            trigger: ".o_lifecycle_leaving .btn-group button:contains(Drifting)",
            run: "click",
        },
        {trigger: ".o_lifecycle_leaving:contains(Nobody leaves Drifting in 30 days)"},
        {
            content: "what moved",
            trigger: line("moves", "Bought for the first time", 2),
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(Bought for the first time)"},
        {trigger: ".o_data_row:contains(Own Newcomer):contains(Purchase)"},
        {trigger: ".o_list_renderer:not(:has(:contains(Foreign)))"},
        backToMatrix,
        {
            content: "the change of a cell",
            trigger:
                ".o_lifecycle_cell[data-segment='New active'] .o_lifecycle_change.text-success:contains(+2)",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(Moves: New active)"},
        {trigger: ".o_data_row:contains(Own Newcomer)"},
    ],
});

tours.add("lifecycle_panel_manager", {
    steps: () => [
        {
            content: "all sellers' customers",
            trigger: ".o_lifecycle_leaving:contains(2 customers)",
        },
        {
            content: "open the trend from the small line",
            trigger: ".o_lifecycle_sparkline",
            run: "click",
        },
        {trigger: ".o_lifecycle_trend .o_lifecycle_chart canvas"},
    ],
});

tours.add("lifecycle_former", {
    steps: () => [
        {
            content: "yesterday the matrix had other segments",
            trigger: ".o_lifecycle_previous",
            run: "click",
        },
        {
            trigger: ".o_lifecycle_former button:contains(New sleeping)",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(/New sleeping on .* 20/)"},
        {trigger: ".o_data_row:contains(Foreign Sleeper)"},
    ],
});
