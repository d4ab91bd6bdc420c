import {Component, useState} from "@odoo/owl";

import {useDateTimePicker} from "@web/core/datetime/datetime_picker_hook";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {formatDay} from "./matrix_format";

/**
 * Chooses the day as of which the matrix is shown.
 */
export class MatrixDay extends Component {
    static template = "repeat_sales_crm.MatrixDay";
    static props = {
        day: String,
        today: String,
        onChange: Function,
    };

    setup() {
        const component = this;
        this.ui = useState(useService("ui"));
        this.picker = useDateTimePicker({
            target: "day",
            get pickerProps() {
                return {
                    type: "date",
                    value: luxon.DateTime.fromISO(component.props.day),
                    maxDate: luxon.DateTime.fromISO(component.props.today),
                };
            },
            onApply: (date) => date && this.props.onChange(date.toISODate()),
        });
    }

    get isToday() {
        return this.props.day === this.props.today;
    }

    get label() {
        const day = formatDay(this.props.day);
        if (this.ui.isSmall) {
            return this.isToday ? _t("Today, %s", day) : day;
        }
        return this.isToday ? _t("As of today, %s", day) : _t("As of %s", day);
    }

    move(days) {
        const day = luxon.DateTime.fromISO(this.props.day).plus({days});
        this.props.onChange(day.toISODate());
    }
}
