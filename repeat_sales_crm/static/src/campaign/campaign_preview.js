import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {formatDay, formatInteger} from "../lifecycle/matrix/matrix_format";

/** Who would be contacted by a launch, who not and why, and when it would be done. */
export class CampaignPreview extends Component {
    static template = "repeat_sales_crm.CampaignPreview";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.formatInteger = formatInteger;
        this.formatDay = formatDay;
        this.state = useState({preview: null, stamp: null});
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((props) => this.load(props.record));
    }

    get record() {
        return this.props.record;
    }

    get isOutdated() {
        return this.record.dirty;
    }

    get moment() {
        const {moment} = this.state.preview;
        return moment
            ? deserializeDateTime(moment).toLocaleString(luxon.DateTime.DATETIME_MED)
            : "";
    }

    get finishedText() {
        return _t("Done by %s.", formatDay(this.state.preview.finished_on));
    }

    sellerText(seller) {
        return seller.days > 1
            ? _t("%(calls)s calls in %(days)s days", seller)
            : _t("%(calls)s calls", seller);
    }

    meetingsText(seller) {
        return seller.meeting_days > 1
            ? _t("%(meetings)s meetings in %(meeting_days)s days", seller)
            : _t("%(meetings)s meetings", seller);
    }

    stepText(step) {
        const count = formatInteger(step.count);
        return step.is_conditional ? _t("up to %s", count) : count;
    }

    /** Ask again once the record is saved: the server counts what it knows. */
    async load(record) {
        const stamp = record.resId && JSON.stringify([record.resId, record.data.state]);
        if (!record.resId || record.dirty) {
            if (!record.resId) {
                this.state.preview = null;
            }
            this.state.stamp = null;
            return;
        }
        if (stamp === this.state.stamp) {
            return;
        }
        this.state.stamp = stamp;
        const call = this.orm.call("crm.campaign", "get_preview", [[record.resId]]);
        this.state.preview = await this.keepLast.add(call);
    }

    open(state, reason) {
        return this.openBy("action_open_planned", state, reason || false);
    }

    openAudience() {
        return this.openBy("action_open_audience");
    }

    async openBy(method, ...args) {
        const action = await this.orm.call("crm.campaign", method, [
            [this.record.resId],
            ...args,
        ]);
        await this.action.doAction(action);
    }
}

registry.category("view_widgets").add("campaign_preview", {component: CampaignPreview});
