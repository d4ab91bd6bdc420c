import {onWillStart, onWillUnmount, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";

/** Milliseconds between two looks at numbers that are still being calculated. */
export const REFETCH_DELAY = 3000;

/**
 * What the matrix shows, and the user's choices about it.
 */
export class MatrixModel {
    constructor(orm, {companyId = false, day = false, colorBy = "count"}) {
        this.orm = orm;
        this.keepLast = new KeepLast();
        this.companyId = companyId;
        // No day means today, so that a screen left open over midnight goes with it.
        this.day = day;
        this.colorBy = colorBy;
        this.data = null;
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
    }

    stop() {
        browser.clearTimeout(this.timer);
    }

    async setCompany(companyId) {
        this.companyId = companyId;
        await this.load();
    }

    /**
     * @param {string|false} day ISO date; no day is today
     */
    async setDay(day) {
        this.day = day && day < this.data.today ? day : false;
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
