import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {formatInteger, formatShare} from "./matrix_format";

/** How many segments to begin with are shown before the others are asked for. */
const FIRST_STEPS = 3;

/**
 * What it takes to reach the target: how many have to come back, and from where.
 */
export class MatrixPlan extends Component {
    static template = "repeat_sales_crm.MatrixPlan";
    static props = {plan: Object, onOpenSegment: Function};

    setup() {
        this.action = useService("action");
        this.state = useState({showsAll: false});
        this.formatInteger = formatInteger;
    }

    get title() {
        return _t("To have %(share)s active in %(days)s days", {
            share: formatShare(this.props.plan.target),
            days: this.props.plan.days,
        });
    }

    /** The steps are shown as lines of their own; their sentences say the same. */
    get sentences() {
        const {sentences, steps} = this.props.plan;
        if (!steps.length) {
            return sentences;
        }
        return [...sentences.slice(0, 2), sentences[sentences.length - 1]];
    }

    get steps() {
        const {steps} = this.props.plan;
        return this.state.showsAll ? steps : steps.slice(0, FIRST_STEPS);
    }

    get hiddenCount() {
        return this.props.plan.steps.length - this.steps.length;
    }

    get moreLabel() {
        return _t("%s more segments", this.hiddenCount);
    }

    nameOf(step) {
        return step.is_leaving ? _t("%s, about to leave", step.name) : step.name;
    }

    explain(step) {
        return _t("%(share)s of %(customers)s come back by themselves", {
            share: formatShare(step.probability),
            customers: formatInteger(step.customers),
        });
    }

    openStudy() {
        return this.action.doAction("repeat_sales_crm.crm_lifecycle_study_action");
    }
}
