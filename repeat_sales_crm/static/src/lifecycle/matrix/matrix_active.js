import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {formatInteger, formatShare} from "./matrix_format";
import {compareWithTarget} from "./matrix_layout";
import {MatrixSparkline} from "./matrix_sparkline";

/**
 * The share of active customers against the target: large, as a bar, and in words.
 */
export class MatrixActive extends Component {
    static template = "repeat_sales_crm.MatrixActive";
    static components = {MatrixSparkline};
    static props = {
        data: Object,
        trend: {type: Object, optional: true},
        onOpenActive: Function,
        onOpenTrend: Function,
    };

    get share() {
        return formatShare(this.props.data.active_share);
    }

    get targetLabel() {
        return _t("target %s", formatShare(this.props.data.target));
    }

    get isReached() {
        return compareWithTarget(this.props.data).needed <= 0;
    }

    percent(share) {
        return `${Math.min(100, share * 100).toFixed(1)}%`;
    }

    get sentence() {
        const {needed} = compareWithTarget(this.props.data);
        const values = {
            share: this.share,
            count: formatInteger(this.props.data.customer_count),
            target: formatShare(this.props.data.target),
            distance: formatInteger(Math.abs(needed)),
        };
        if (needed > 0) {
            return _t(
                "%(share)s of %(count)s customers are active; the target is %(target)s. To reach it, %(distance)s more have to be active.",
                values
            );
        }
        if (needed < 0) {
            return _t(
                "%(share)s of %(count)s customers are active; the target is %(target)s. That is %(distance)s active customers more than needed.",
                values
            );
        }
        return _t(
            "%(share)s of %(count)s customers are active, just what the target of %(target)s asks for.",
            values
        );
    }
}
