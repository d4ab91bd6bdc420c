import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

import {loadBundle} from "@web/core/assets";

/**
 * A chart of Chart.js, drawn anew when its configuration changes.
 */
export class TrendChart extends Component {
    static template = "repeat_sales_crm.TrendChart";
    static props = {
        config: Object,
        label: String,
        class: {type: String, optional: true},
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (config) => {
                const chart = new Chart(this.canvas.el, config);
                return () => chart.destroy();
            },
            () => [this.props.config]
        );
    }
}
