import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** @returns {string} selector of a number in the line of a segment */
function balance(segment, text) {
    return `.o_lifecycle_balance tr:has(th:contains(${segment})) button:contains(${text})`;
}

function back(title) {
    return {
        content: "go back",
        trigger: `.o_breadcrumb .o_back_button, .o_breadcrumb a:contains(${title})`,
        run: "click",
    };
}

/** The numbers of each line have to add up, and those of the sum line too. */
function checkBalance() {
    for (const row of document.querySelectorAll(
        ".o_lifecycle_balance tbody tr, .o_lifecycle_balance tfoot tr"
    )) {
        const [opening, entered, left, closing] = [...row.querySelectorAll("td")].map(
            (cell) => Number(cell.textContent.replace(/\D/g, ""))
        );
        if (opening + entered - left !== closing) {
            throw new Error(row.textContent);
        }
    }
}

const movement = (isManager) => [
    {
        content: "open it from the menu",
        trigger: "[data-menu-xmlid='repeat_sales_crm.menu_reporting']",
        run: "click",
    },
    {
        trigger: "[data-menu-xmlid='repeat_sales_crm.menu_movement']",
        run: "click",
    },
    {
        trigger: ".o_lifecycle_ribbons svg path",
        run: checkBalance,
    },
    {
        content: "another seller's move is only for who sees all",
        trigger: isManager
            ? ".o_lifecycle_from_to tr:has(th:contains(New active)) button:contains(1)"
            : ".o_lifecycle_from_to:not(:has(th:contains(/^New drifting$/)))",
    },
    {
        content: "only moves by a purchase",
        trigger: ".o_lifecycle_causes button:contains(Purchase)",
        run: "click",
    },
    {trigger: ".o_lifecycle_causes .active:contains(Purchase)"},
    {
        content: "open who came from outside",
        trigger:
            ".o_lifecycle_from_to tr:has(th:contains(Outside)) .o_lifecycle_heat:first",
        run: "click",
    },
    {trigger: ".o_breadcrumb:contains(Outside to New active)"},
    {trigger: ".o_data_row:contains(Own Newcomer):contains(Purchase)"},
    back("Movement"),
    {
        content: "the choice is kept; take it back",
        trigger: ".o_lifecycle_causes .active:contains(Purchase)",
        run: "click",
    },
    {trigger: ".o_lifecycle_causes .active:contains(All moves)"},
    {
        content: "a longer period",
        trigger: ".o_lifecycle_period",
        run: "click",
    },
    {
        trigger: ".o-dropdown-item:contains(Last 90 days)",
        run: "click",
    },
    {trigger: ".o_lifecycle_movement:contains(The ledger knows every move since)"},
    {
        content: "who was there when the period began",
        trigger: balance("New sleeping", isManager ? "1" : "0"),
        run: checkBalance,
    },
    {
        content: "who was there at the end",
        trigger: balance("Regular active", "= 1"),
        run: "click",
    },
    {trigger: ".o_data_row:contains(Own Regular)"},
    back("Movement"),
    {
        content: "click a ribbon",
        trigger: ".o_lifecycle_ribbons svg path:last",
        run() {
            this.anchor.dispatchEvent(new MouseEvent("click", {bubbles: true}));
        },
    },
    {trigger: ".o_list_view .o_data_row"},
];

tours.add("lifecycle_movement_seller", {steps: () => movement(false)});
tours.add("lifecycle_movement_manager", {steps: () => movement(true)});

tours.add("lifecycle_movement_empty", {
    steps: () => [{trigger: ".o_lifecycle_nothing:contains(Nobody moved)"}],
});

tours.add("lifecycle_trend", {
    steps: () => [
        {trigger: ".o_lifecycle_trend canvas"},
        {
            trigger: ".o_lifecycle_measure button:contains(Revenue)",
            run: "click",
        },
        {
            content: "another measure, another title",
            trigger: ".o_lifecycle_trend h2:contains(had bought by then)",
        },
        {
            trigger: ".o_lifecycle_span",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(24 months)",
            run: "click",
        },
        {trigger: ".o_lifecycle_span:contains(24 months)"},
        {
            content: "a click on the chart opens that day",
            trigger: ".o_lifecycle_trend canvas:first",
            run() {
                const {left, top, width, height} = this.anchor.getBoundingClientRect();
                this.anchor.dispatchEvent(
                    new MouseEvent("click", {
                        bubbles: true,
                        clientX: left + width * 0.6,
                        clientY: top + height * 0.5,
                    })
                );
            },
        },
        {trigger: ".o_lifecycle_matrix .o_lifecycle_today"},
        back("Trend"),
        {trigger: ".o_lifecycle_span:contains(24 months)"},
    ],
});

tours.add("lifecycle_trend_empty", {
    steps: () => [{trigger: ".o_lifecycle_nothing:contains(Nothing to compare yet)"}],
});

tours.add("lifecycle_cohorts", {
    steps: () => [
        {trigger: ".o_lifecycle_triangle tbody tr"},
        {
            content: "everybody who came in the oldest month",
            trigger: ".o_lifecycle_triangle tbody tr:first .o_lifecycle_heat:first",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(First purchase in)"},
        {trigger: ".o_data_row:contains(Own Regular)"},
        back("Cohorts"),
        {
            content: "who had bought again in the end",
            trigger: ".o_lifecycle_triangle tbody tr:first .o_lifecycle_heat:last",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(second by the end of)"},
        {trigger: ".o_data_row:contains(Own Regular)"},
        back("Cohorts"),
        {
            trigger: ".o_lifecycle_measure button:contains(Bought in that month)",
            run: "click",
        },
        {
            trigger:
                ".o_lifecycle_triangle tbody tr:first td:nth-child(3) .o_lifecycle_heat:contains(100%)",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains(bought in)"},
        {trigger: ".o_data_row:contains(Own Regular)"},
        back("Cohorts"),
        {
            trigger: ".o_lifecycle_months button:contains(24 months)",
            run: "click",
        },
        {trigger: ".o_lifecycle_months .active:contains(24 months)"},
    ],
});

tours.add("lifecycle_cohorts_empty", {
    steps: () => [{trigger: ".o_lifecycle_nothing:contains(No first purchase)"}],
});

tours.add("lifecycle_deal", {
    steps: () => [
        {
            content: "the deal warns of a customer who is silent",
            trigger: ".o_lifecycle_why.alert-warning:contains(Unusually silent)",
        },
    ],
});

/** All of a screen has to be in the width of the phone. */
function fits(trigger) {
    return {
        trigger,
        run() {
            const {scrollWidth, clientWidth} =
                document.querySelector(".o_lifecycle_content");
            if (scrollWidth > clientWidth) {
                throw new Error(`${scrollWidth} px in ${clientWidth} px`);
            }
        },
    };
}

tours.add("lifecycle_movement_phone", {
    steps: () => [
        fits(".o_lifecycle_ribbons svg path"),
        {
            trigger: ".o_lifecycle_line:contains(Outside):contains(New active)",
            run: "click",
        },
        {
            trigger:
                ".o_breadcrumb:contains(Outside to New active), .o_list_view, .o_kanban_view",
        },
    ],
});

tours.add("lifecycle_trend_phone", {
    steps: () => [fits(".o_lifecycle_trend canvas")],
});

tours.add("lifecycle_cohorts_phone", {
    steps: () => [fits(".o_lifecycle_triangle tbody tr")],
});
