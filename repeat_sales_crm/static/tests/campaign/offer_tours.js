import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const OFFER = ".o_field_widget[name=campaign_offer_id] input";
const TOTAL = ".o_field_widget[name=tax_totals]";

const save = [
    {trigger: ".o_form_button_save", run: "click"},
    {trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible"},
];

tours.add("offer_on_quotation", {
    steps: () => [
        {content: "what it costs", trigger: `${TOTAL}:contains(100.00)`},
        {trigger: OFFER, run: "edit percent"},
        {
            content: "only what this customer can use is there",
            trigger:
                ".o-autocomplete--dropdown-menu:not(:contains(Not for them)) .o-autocomplete--dropdown-item:contains(Ten percent)",
            run: "click",
        },
        {trigger: `${TOTAL}:contains(90.00)`},
        {trigger: ".o_field_widget[name=campaign_offer_gift]:contains(10 % off)"},
        ...save,
        {content: "it stays", trigger: `${TOTAL}:contains(90.00)`},
        {
            content: "a line later",
            trigger: 'a:contains("Add a product"), button:contains("Add a product")',
            run: "click",
        },
        {
            trigger: ".o_selected_row [name=product_template_id] input",
            run: "edit Coffee Beans",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(/^Coffee Beans$/)",
            run: "click",
        },
        {trigger: `${TOTAL}:contains(180.00)`},
        ...save,
        {trigger: `${TOTAL}:contains(180.00)`},
        {content: "without it", trigger: OFFER, run: "clear"},
        {trigger: ".o_field_widget[name=partner_id]", run: "click"},
        {trigger: `${TOTAL}:contains(200.00)`},
        ...save,
        {trigger: `${TOTAL}:contains(200.00)`},
    ],
});

tours.add("offer_not_given", {
    steps: () => [
        {trigger: ".alert-warning:contains(was not given to Loyal)"},
        {trigger: "button[name=action_confirm]", run: "click"},
        {
            content: "it says what to do",
            trigger: ".modal:contains(Remove the offer) .btn-primary",
            run: "click",
        },
        {trigger: OFFER, run: "clear"},
        {trigger: ".o_field_widget[name=partner_id]", run: "click"},
        {trigger: "body:not(:has(.alert-warning:contains(was not given)))"},
        {trigger: "button[name=action_confirm]", run: "click"},
        {
            trigger:
                ".o_arrow_button_current:contains(Sales Order), .o_statusbar_status [aria-checked=true]:contains(Sales Order)",
        },
    ],
});
