import {onWillStart, onWillUnmount, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";

/** Milliseconds between two looks at numbers that are still being calculated. */
export const REFETCH_DELAY = 3000;

/** Days between two points of the small trend line. */
const TREND_STEP = 14;

/**
 * What the matrix shows, and the user's choices about it.
 */
export class MatrixModel {
    constructor(orm, {companyId = false, day = false, colorBy = "count"}) {
        this.orm = orm;
        this.keepLast = new KeepLast();
        this.keepLastPanel = new KeepLast();
        this.companyId = companyId;
        // No day means today, so that a screen left open over midnight goes with it.
        this.day = day;
        this.colorBy = colorBy;
        this.data = null;
        this.panel = {};
        this.timer = null;
    }

    get choices() {
        return {companyId: this.companyId, day: this.day, colorBy: this.colorBy};
    }

    get isToday() {
        return this.data.day === this.data.today;
    }

    async load() {
        this.stop();
        this.data = await this.keepLast.add(
            this.orm.call("crm.lifecycle.segment", "get_matrix", [], {
                company_id: this.companyId,
                day: this.day,
            })
        );
        this.companyId = this.data.company.id;
        if (this.isToday) {
            this.day = false;
        }
        if (this.data.waiting) {
            this.timer = browser.setTimeout(() => this.load(), REFETCH_DELAY);
        }
        // Not waited for: the grid is there at once, the rest follows.
        this.loadPanel();
    }

    async loadPanel() {
        const {company, day, can_see_trend: canSeeTrend} = this.data;
        const call = (model, method, options) =>
            this.orm.silent.call(model, method, [], {
                company_id: company.id,
                ...options,
            });
        const [changes, outlook, trend, plan] = await this.keepLastPanel.add(
            Promise.all([
                call("crm.lifecycle.move", "get_changes", {day}),
                this.isToday ? call("crm.customer", "get_outlook", {}) : null,
                canSeeTrend
                    ? call("crm.lifecycle.snapshot", "get_trend", {
                          date_to: day,
                          step: TREND_STEP,
                      })
                    : null,
                this.isToday ? call("crm.customer", "get_active_base", {}) : null,
            ])
        );
        this.panel = {changes, outlook, trend, plan};
    }

    stop() {
        browser.clearTimeout(this.timer);
    }

    async setCompany(companyId) {
        this.companyId = companyId;
        this.panel = {};
        await this.load();
    }

    /**
     * @param {string|false} day ISO date; no day is today
     */
    async setDay(day) {
        this.day = day && day < this.data.today ? day : false;
        this.panel = {};
        await this.load();
    }

    setColorBy(colorBy) {
        this.colorBy = colorBy;
    }
}

/**
 * @param {Object} choices those of an earlier visit, see `MatrixModel.choices`
 * @returns {MatrixModel} loaded before the component appears
 */
export function useMatrixModel(choices) {
    const model = useState(new MatrixModel(useService("orm"), choices));
    onWillStart(() => model.load());
    onWillUnmount(() => model.stop());
    return model;
}
