import {Component} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {useDateTimePicker} from "@web/core/datetime/datetime_picker_hook";
import {_t} from "@web/core/l10n/translation";

import {formatDay} from "../matrix/matrix_format";
import {periodNames} from "./period";

/**
 * Chooses a period: one that has a name, or two days.
 */
export class MovementPeriod extends Component {
    static template = "repeat_sales_crm.MovementPeriod";
    static components = {Dropdown, DropdownItem};
    static props = {
        period: {type: [String, Boolean]},
        from: String,
        to: String,
        today: String,
        onChoose: Function,
        onChange: Function,
    };

    setup() {
        const component = this;
        this.picker = useDateTimePicker({
            target: "days",
            get pickerProps() {
                const {from, to, today} = component.props;
                return {
                    type: "date",
                    range: true,
                    value: [luxon.DateTime.fromISO(from), luxon.DateTime.fromISO(to)],
                    maxDate: luxon.DateTime.fromISO(today),
                };
            },
            onApply: ([from, to]) => {
                if (from && to) {
                    this.props.onChange(from.toISODate(), to.toISODate());
                }
            },
        });
    }

    get names() {
        return Object.entries(periodNames());
    }

    get name() {
        return periodNames()[this.props.period] || _t("Period");
    }

    get days() {
        return _t("%(from)s to %(to)s", {
            from: formatDay(this.props.from),
            to: formatDay(this.props.to),
        });
    }
}
