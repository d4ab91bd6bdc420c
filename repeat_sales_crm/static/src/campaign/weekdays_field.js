import {Component} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Days of a week to choose, kept as a text of their numbers: Monday is 1. */
export class WeekdaysField extends Component {
    static template = "repeat_sales_crm.WeekdaysField";
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get days() {
        const names = luxon.Info.weekdays("long");
        return luxon.Info.weekdays("short").map((name, index) => ({
            key: String(index + 1),
            name,
            title: names[index],
            isChosen: this.value.includes(String(index + 1)),
        }));
    }

    toggle(day) {
        const chosen = this.days
            .filter((one) => (one.key === day.key) !== one.isChosen)
            .map((one) => one.key);
        return this.props.record.update({[this.props.name]: chosen.join("")});
    }
}

registry.category("fields").add("campaign_weekdays", {
    component: WeekdaysField,
    supportedTypes: ["char"],
});
