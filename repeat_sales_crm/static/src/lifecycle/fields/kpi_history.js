import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The picture's own units; it is stretched to the room there is. */
const HEIGHT = 40;
const STEP = 10;
const GAP = 2;
/** What is nothing is drawn too, so that it can be pointed at. */
const LEAST = 1;

/**
 * The last periods of a KPI as bars, the running one in full colour, with a line where
 * the target is.
 */
export class KpiHistory extends Component {
    static template = "repeat_sales_crm.KpiHistory";
    static props = {
        ...standardFieldProps,
        hasLabels: {type: Boolean, optional: true},
    };

    get history() {
        return this.props.record.data[this.props.name];
    }

    get periods() {
        return this.history.periods;
    }

    get isEmpty() {
        return !this.history || this.periods.every(({value}) => value === null);
    }

    get viewBox() {
        return `0 0 ${this.periods.length * STEP} ${HEIGHT}`;
    }

    get highest() {
        const values = this.periods.map(({value}) => value || 0);
        return Math.max(...values, this.history.target || 0) || 1;
    }

    get bars() {
        return this.periods.map(({name, value, text, is_met: isMet}, index) => {
            const height = Math.max((HEIGHT * (value || 0)) / this.highest, LEAST);
            return {
                x: index * STEP + GAP / 2,
                y: HEIGHT - height,
                width: STEP - GAP,
                height,
                isKnown: value !== null,
                isMet,
                isRunning: index === this.periods.length - 1,
                title: `${name}: ${text}`,
            };
        });
    }

    /** Height of the target, or nothing if there is none. */
    get targetY() {
        const {target} = this.history;
        return target === null ? null : HEIGHT * (1 - target / this.highest);
    }

    /** What a reader hears who does not see the picture. */
    get spoken() {
        return this.bars.map(({title}) => title).join("; ");
    }
}

export const kpiHistory = {
    component: KpiHistory,
    displayName: _t("KPI history"),
    supportedTypes: ["json"],
    extractProps: ({options}) => ({hasLabels: Boolean(options.labels)}),
};

registry.category("fields").add("lifecycle_history", kpiHistory);
