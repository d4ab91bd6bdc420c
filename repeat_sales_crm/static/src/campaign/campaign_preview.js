import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {formatDay, formatInteger} from "../lifecycle/matrix/matrix_format";

/** How long the form is left alone after a change before it is counted again. */
const DELAY = 300;

/** Chosen and written on, but with no say in who is contacted. */
const IDLE = new Set(["message_ids", "message_follower_ids", "activity_ids"]);

/** What a record says, as plain values; reading them is what has us told of changes. */
function tellApart(record) {
    return Object.keys(record.data)
        .filter((name) => !IDLE.has(name))
        .map((name) => {
            const value = record.data[name];
            return value?.currentIds
                ? [name, value.currentIds.slice(), value.records.map(tellApart)]
                : [name, value];
        });
}

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
        this.state = useState({preview: null, error: "", isCounting: false});
        this.countLater = useDebounced(() => this.count(), DELAY);
        // The form does not wait for it: a big campaign takes seconds to count.
        this.count();
        useRecordObserver((record) => this.watch(record));
    }

    get record() {
        return this.props.record;
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

    /** Count again when something changed that decides: saved or not, it counts. */
    watch(record) {
        const stamp = JSON.stringify([record.resId, tellApart(record)]);
        if (this.stamp !== undefined && stamp !== this.stamp) {
            this.state.isCounting = true;
            this.countLater();
        }
        this.stamp = stamp;
    }

    async count() {
        const {record} = this;
        const changes = await record.model.mutex.exec(() => record._getChanges());
        const ids = record.resId ? [record.resId] : [];
        this.state.isCounting = true;
        const call = this.orm.silent.call("crm.campaign", "get_preview", [
            ids,
            Object.keys(changes).length ? changes : null,
        ]);
        try {
            this.state.preview = await this.keepLast.add(call);
            this.state.error = "";
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.state.error = error.data?.message || error.message;
        }
        this.state.isCounting = false;
    }

    open(state, reason) {
        return this.openBy("action_open_planned", state, reason || false);
    }

    openAudience() {
        return this.openBy("action_open_audience");
    }

    /** Lists show what is saved, so that it is saved first, as by any button. */
    async openBy(method, ...args) {
        if (!(await this.record.save())) {
            return;
        }
        const action = await this.orm.call("crm.campaign", method, [
            [this.record.resId],
            ...args,
        ]);
        await this.action.doAction(action);
    }
}

registry.category("view_widgets").add("campaign_preview", {component: CampaignPreview});
