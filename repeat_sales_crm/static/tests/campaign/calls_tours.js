import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const shop = (number) => `Shop ${String(number).padStart(2, "0")}`;

const card = (number) => `.o_call_name:contains(${shop(number)})`;

/** The card is there, and its buttons can be used again. */
const ready = (number) =>
    `.o_call_card:has(${card(number)}) .o_call_outcomes:not(:has(:disabled))`;

const press = (number, key) => ({
    content: `${shop(number)}: ${key}`,
    trigger: ready(number),
    run: `press ${key}`,
});

const range = (first, last) =>
    Array.from({length: last - first + 1}, (_one, index) => first + index);

tours.add("calls_by_keyboard", {
    steps: () => [
        {trigger: ".o_call_left:contains(20 left)"},
        press(1, "n"),
        {trigger: ".o_call_note:focus", run: "edit They were glad"},
        {trigger: ".o_call_note:focus", run: "press Escape"},
        {trigger: ".o_call_note:not(:focus)"},
        press(1, "1"),
        press(2, "2"),
        press(3, "3"),
        {trigger: "#o_call_moment:focus", run: "press Enter"},
        press(4, "4"),
        {
            content: "the number is another one",
            trigger: ready(5),
            run: "press 5",
        },
        {trigger: "#o_call_phone:focus", run: "edit +1 555 0177"},
        {trigger: "#o_call_phone:focus", run: "press Enter"},
        {trigger: `.o_call_card:has(${card(5)}) .o_call_phone:contains(0177)`},
        press(5, "1"),
        press(6, "5"),
        {trigger: "#o_call_phone:focus", run: "press Enter"},
        press(7, "ArrowDown"),
        press(8, "ArrowUp"),
        ...range(7, 19).map((number) => press(number, "1")),
        press(20, "6"),
        {
            content: "the quotation",
            trigger: ".o_form_view .o_field_widget[name=partner_id]",
        },
        {
            trigger: ".breadcrumb-item:contains(My Calls Today), .o_back_button",
            run: "click",
        },
        {trigger: ".o_call_chip:contains(18 done)"},
    ],
});

const choose = (name, text) => [
    {trigger: `.modal .o_field_widget[name=${name}] input`, run: `edit ${text}`},
    {
        trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
        run: "click",
    },
];

tours.add("calls_hand_over", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Win them back) button:contains(Hand Over)",
            run: "click",
        },
        {trigger: ".modal .o_field_widget[name=running_count]:contains(20)"},
        ...choose("to_user_ids", "Other Seller"),
        {trigger: ".modal button[name=action_confirm]", run: "click"},
        {trigger: "body:not(:has(.modal))"},
    ],
});

tours.add("calls_report", {
    steps: () => [
        {trigger: ".o_pivot tbody th:contains(Seller)"},
        {trigger: ".o_pivot_cell_value:contains(20)"},
        {trigger: ".o_switch_view.o_list", run: "click"},
        {trigger: ".o_data_row:contains(Shop 01) td[name=partner_id]", run: "click"},
        {trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Shop 01)"},
        {
            trigger: "[data-menu-xmlid='repeat_sales_crm.menu_reporting']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='repeat_sales_crm.menu_calls_capacity']",
            run: "click",
        },
        {trigger: ".o_pivot tbody th:contains(Seller)"},
    ],
});

tours.add("calls_phone", {
    steps: () => [
        {trigger: ".o_call_line:contains(Shop 01)", run: "click"},
        {
            content: "a number to touch",
            trigger: `.o_call_phone[href="tel:+15550101"]`,
        },
        {
            content: "nothing is wider than the phone",
            trigger: ready(1),
            run() {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The card is wider than the phone");
                }
            },
        },
        {trigger: ".o_call_outcomes [data-code=reached]", run: "click"},
        {trigger: ready(2)},
        {trigger: ".o_call_back", run: "click"},
        {trigger: ".o_call_line:contains(Shop 02)"},
        {trigger: "body:not(:has(.o_call_card))"},
    ],
});

/** Answer each request so much later, as a bad network does. */
function slowDown(milliseconds) {
    const {send} = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (...args) {
        setTimeout(() => send.apply(this, args), milliseconds);
    };
}

tours.add("calls_wrong_keys", {
    steps: () => [
        {trigger: ready(1), run: () => slowDown(700)},
        {
            content: "the next card is on its way: the key is for none",
            trigger: ready(1),
            async run({press: hit}) {
                await hit("ArrowDown");
                await hit("4");
            },
        },
        {
            content: "one outcome, though the key is pressed twice",
            trigger: ready(2),
            async run({press: hit}) {
                await hit("1");
                await hit("1");
            },
        },
        {
            content: "nor is it for the next one",
            trigger: card(3),
            run: "press 1",
        },
        {trigger: ready(3)},
        {trigger: ".o_call_chip:contains(1 done)"},
        {trigger: ".o_call_undo:contains(Reached, Shop 02)"},
        press(3, "u"),
        {trigger: ready(2)},
        {trigger: ".o_call_chip:contains(0 done)"},
        {trigger: "body:not(:has(.o_call_undo))"},
        press(2, "4"),
        {trigger: ready(3)},
        {trigger: ".o_call_undo", run: "click"},
        {trigger: ready(2)},
        press(2, "2"),
        {trigger: ready(3)},
    ],
});

tours.add("calls_one_customer", {
    steps: () => [
        {trigger: ".o_call_left:contains(20 left)"},
        {trigger: ".o_call_line:contains(Shop 01):contains(also: Tell the news)"},
        {trigger: `.o_call_also:contains(Tell the news) input:checked`},
        press(1, "1"),
        {trigger: ready(2)},
        {trigger: ".o_call_also input", run: "click"},
        {trigger: ".o_call_also input:not(:checked)"},
        press(2, "1"),
        {trigger: ready(3)},
        {
            content: "the other card is a line of its own now",
            trigger: ".o_call_line:contains(Shop 02):not(:contains(also))",
        },
        press(3, "f"),
        {trigger: ".o_call_search:focus", run: "edit shop 17"},
        {trigger: ".o_call_line:contains(Shop 17)"},
        {trigger: ".o_call_lines:not(:contains(Shop 04))"},
        {trigger: ".o_call_search", run: "press Enter"},
        press(17, "3"),
        {trigger: ".o_call_question button:contains(Tomorrow)", run: "click"},
        {
            content: "later days are below",
            trigger: ".o_call_later_title ~ .o_call_line:contains(Shop 17)",
            run: "click",
        },
        {trigger: ready(17)},
    ],
});
