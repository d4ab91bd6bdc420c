import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {formatFloat} from "@web/views/fields/formatters";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {
    formatAmount,
    formatDay,
    formatInteger,
} from "../../lifecycle/matrix/matrix_format";

const COLORS = {more: "text-success", less: "text-danger"};

/** What came of the last waves, against the control group and the goal. */
export class CampaignResults extends Component {
    static template = "repeat_sales_crm.CampaignResults";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.formatInteger = formatInteger;
        this.formatDay = formatDay;
        this.state = useState({results: null, stamp: null});
        // The form does not wait for it: a big campaign takes seconds to count.
        useRecordObserver((record) => {
            this.load(record);
        });
    }

    get results() {
        return this.state.results;
    }

    get title() {
        const {waves} = this.results.total;
        return waves === 1 ? _t("Last wave") : _t("Last %s waves", waves);
    }

    get openText() {
        const {total} = this.results;
        return _t(
            "Purchases count until %s: numbers grow.",
            formatDay(total.window_end)
        );
    }

    get countText() {
        const {total} = this.results;
        return _t("%(bought)s of %(members)s", {
            bought: formatInteger(total.bought),
            members: formatInteger(total.members),
        });
    }

    get controlText() {
        const {total} = this.results;
        return _t("%(bought)s of %(members)s", {
            bought: formatInteger(total.control_bought),
            members: formatInteger(total.control),
        });
    }

    get effectText() {
        const {difference, lower, upper} = this.results.effect;
        const points = (share) => formatFloat(share * 100, {digits: [16, 1]});
        const sign = difference > 0 ? "+" : "";
        return _t("%(difference)s points (%(lower)s … %(upper)s)", {
            difference: sign + points(difference),
            lower: points(lower),
            upper: points(upper),
        });
    }

    get effectColor() {
        return COLORS[this.results.effect.verdict] || "";
    }

    get revenueText() {
        return _t("Revenue in %s days", this.results.attribution_days);
    }

    get purchasesText() {
        return _t("%s purchases", formatInteger(this.results.total.purchase_count));
    }

    get goalText() {
        const {label, target} = this.results.goal;
        return _t("Goal %(target)s: %(measure)s", {
            target: this.formatGoal(target),
            measure: label.toLowerCase(),
        });
    }

    get daysText() {
        const days = this.results.total.days_to_purchase;
        return _t("%s days", formatFloat(days, {digits: [16, 1]}));
    }

    get steps() {
        const {total} = this.results;
        return [
            ["contacted", _t("Contacted"), total.contacted],
            ["reached", _t("Reached"), total.reached],
            ["answered", _t("Answered"), total.answered],
            ["refused", _t("Refused"), total.refused],
        ];
    }

    /** The waves, their shares of buyers as heights relative to the highest one. */
    get bars() {
        const {waves} = this.results;
        const top = Math.max(
            ...waves.flatMap((wave) => [wave.rate || 0, wave.control_rate || 0])
        );
        const height = (rate) => (top ? Math.round((100 * (rate || 0)) / top) : 0);
        return waves.map((wave) => ({
            ...wave,
            height: height(wave.rate),
            controlHeight: height(wave.control_rate),
            title: this.waveTitle(wave),
        }));
    }

    waveTitle(wave) {
        const text = _t("Wave %(number)s, %(day)s: %(rate)s bought", {
            number: wave.number,
            day: formatDay(wave.day),
            rate: this.formatRate(wave.rate),
        });
        if (wave.control_rate === false) {
            return text;
        }
        return _t("%(wave)s, control group %(rate)s", {
            wave: text,
            rate: this.formatRate(wave.control_rate),
        });
    }

    formatRate(rate) {
        return rate === false ? "–" : `${formatFloat(rate * 100, {digits: [16, 1]})} %`;
    }

    formatAmount(amount) {
        return formatAmount(amount, this.results.currency_id);
    }

    formatGoal(value) {
        const {metric} = this.results.goal;
        if (metric === "buyers" || metric === "contacted") {
            return this.formatRate(value);
        }
        return metric === "revenue" ? this.formatAmount(value) : formatInteger(value);
    }

    /** Ask again when another campaign is shown, or this one was saved or reloaded. */
    async load(record) {
        const {resId, data} = record;
        const stamp =
            resId &&
            JSON.stringify([
                resId,
                data.attribution_days,
                data.goal_metric,
                data.goal_value,
                data.goal_days,
                data.budget,
                data.wave_count,
            ]);
        if (!resId || record.dirty || !data.wave_count || stamp === this.state.stamp) {
            return;
        }
        this.state.stamp = stamp;
        this.state.results = null;
        const call = this.orm.call("crm.campaign", "get_results", [[resId]]);
        this.state.results = await this.keepLast.add(call);
    }

    async run(method, ...args) {
        const {resId} = this.props.record;
        const action = await this.orm.call("crm.campaign", method, [[resId], ...args]);
        await this.action.doAction(action);
    }

    open(door) {
        return this.run("action_open_results", door, this.results.total.wave_ids);
    }

    openAll(door) {
        return this.run("action_open_results", door);
    }

    openWave(wave) {
        return this.run("action_open_results", "campaign", [wave.id]);
    }

    /** The door behind the fact: of all waves where the fact is of all. */
    openGoal() {
        const doors = {buyers: "bought", contacted: "in_time"};
        return this.openAll(doors[this.results.goal.metric] || "purchase_count");
    }
}

registry.category("view_widgets").add("campaign_results", {component: CampaignResults});
