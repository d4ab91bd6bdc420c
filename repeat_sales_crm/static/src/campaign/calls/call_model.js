import {useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";

const MODEL = "crm.campaign.action";
const DRAFT = "repeat_sales_crm.call_note";

/**
 * The cards of the user's day, and the one that is open.
 *
 * A note that was begun is kept by the browser until its outcome is entered.
 *
 * @returns {Object} reactive state and what can be done with it
 */
export function useCallModel() {
    const orm = useService("orm");
    const notification = useService("notification");
    const action = useService("action");
    const keepLast = new KeepLast();
    const model = useState({
        cards: [],
        done: 0,
        late: 0,
        openId: null,
        card: null,
        note: "",
        isBusy: false,
        onlyLate: false,

        get shown() {
            return this.onlyLate ? this.cards.filter((one) => one.is_late) : this.cards;
        },

        get left() {
            return this.cards.filter((one) => !one.is_later).length;
        },

        /** Ask for the list, and have the open card kept for the user for longer. */
        async load({isKept = false} = {}) {
            const data = await orm.silent.call(MODEL, "get_call_list", [], {
                open_id: (isKept && this.card?.id) || false,
            });
            Object.assign(this, data);
            if (this.openId && !this.find(this.openId)) {
                this.close();
            }
        },

        find(id) {
            return this.cards.find((one) => one.id === id);
        },

        close() {
            Object.assign(this, {openId: null, card: null, note: ""});
        },

        /** Open a card; where somebody else was faster, the next one. */
        async open(id) {
            if (id === this.card?.id && id === this.openId) {
                return;
            }
            return this.fetch(id);
        },

        async fetch(id) {
            this.openId = id;
            const card = await keepLast.add(orm.call(MODEL, "get_call_card", [[id]]));
            if (card.taken) {
                notification.add(card.taken, {type: "info"});
                return this.goOn(id);
            }
            this.card = card;
            this.note = browser.localStorage.getItem(`${DRAFT}.${id}`) || "";
        },

        /** Open what comes after a card that is done, or the first one there is. */
        async goOn(id) {
            const place = this.shown.findIndex((one) => one.id === id);
            this.cards = this.cards.filter((one) => one.id !== id);
            const ready = (one) => one && !one.is_later;
            const next = [this.shown[place], this.shown[0]].find(ready);
            this.close();
            if (next) {
                await this.open(next.id);
            }
        },

        /** Open the card before or after the open one. */
        move(step) {
            const place = this.shown.findIndex((one) => one.id === this.openId);
            const target = this.shown[place + step];
            return target && this.open(target.id);
        },

        setNote(note) {
            this.note = note;
            const key = `${DRAFT}.${this.card.id}`;
            if (note) {
                browser.localStorage.setItem(key, note);
            } else {
                browser.localStorage.removeItem(key);
            }
        },

        /** Enter an outcome, and go on with the next card. */
        async enter(outcome, values = {}) {
            if (this.isBusy) {
                return;
            }
            this.isBusy = true;
            const {id} = this.card;
            let result = null;
            try {
                result = await orm.call(MODEL, "set_call_outcome", [
                    [id],
                    outcome.id,
                    this.note,
                    values,
                ]);
            } finally {
                this.isBusy = false;
            }
            browser.localStorage.removeItem(`${DRAFT}.${id}`);
            notification.add(result.message, {type: "success"});
            await this.follow(result, id);
        },

        async follow(result, id) {
            if (result.stays) {
                return this.fetch(id);
            }
            if (result.action) {
                return action.doAction(result.action);
            }
            this.done += 1;
            const next = this.goOn(id);
            // What is for later today comes back in its place.
            await Promise.all([next, this.load()]);
        },

        get title() {
            return this.left === 1 ? _t("1 left") : _t("%s left", this.left);
        },
    });
    return model;
}
