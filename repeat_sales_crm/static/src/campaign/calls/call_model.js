import {useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";

const MODEL = "crm.campaign.action";
const DRAFT = "repeat_sales_crm.call_note";

/** So long after an outcome the next card takes no other one: a key pressed twice. */
const SETTLE = 600;

/** How long an outcome can be undone; the server allows a little more. */
const UNDO = 5 * 60 * 1000;

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
        isSettling: false,
        onlyLate: false,
        later: [],
        searchText: "",
        searched: "",
        found: [],
        undo: null,

        /** Whether the card on the screen is the chosen one, and can be worked on. */
        get isReady() {
            return Boolean(
                this.card &&
                this.card.id === this.openId &&
                !this.isBusy &&
                !this.isSettling
            );
        },

        get shown() {
            if (this.searched) {
                return this.found;
            }
            return this.onlyLate ? this.cards.filter((one) => one.is_late) : this.cards;
        },

        get left() {
            return this.cards.filter((one) => !one.is_later).length;
        },

        /** Ask for the list, and have the open card kept for the user for longer. */
        async load({isKept = false} = {}) {
            const kept = (isKept && this.card?.id) || false;
            const {is_kept, ...data} = await orm.silent.call(
                MODEL,
                "get_call_list",
                [],
                {open_id: kept}
            );
            Object.assign(this, data);
            if (kept && !is_kept && this.card?.id === kept && !this.isBusy) {
                this.close();
            }
        },

        find(id) {
            const all = [...this.cards, ...this.later, ...this.found];
            return all.find(
                (one) => one.id === id || one.also.some((other) => other.id === id)
            );
        },

        /** Find open cards by name or number, those of later days too. */
        async search(text) {
            this.searched = text.trim();
            if (!this.searched) {
                Object.assign(this, {found: [], searchText: ""});
                return;
            }
            const asked = this.searched;
            const found = await orm.silent.call(MODEL, "search_call_cards", [asked]);
            if (asked === this.searched) {
                this.found = found;
            }
        },

        close() {
            Object.assign(this, {openId: null, card: null, note: ""});
        },

        /** Open a card; where somebody else was faster, the next one. */
        async open(id) {
            if (this.isBusy || (id === this.card?.id && id === this.openId)) {
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
            if (this.isSettling) {
                this.settle();
            }
            this.note = browser.localStorage.getItem(`${DRAFT}.${id}`) || "";
        },

        /** Open what comes after a card that is done, or the first one there is. */
        async goOn(id) {
            const place = this.shown.findIndex((one) => one.id === id);
            this.cards = this.cards.filter((one) => one.id !== id);
            const ready = (one) => one && !one.is_later;
            this.later = this.later.filter((one) => one.id !== id);
            this.found = this.found.filter((one) => one.id !== id);
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

        /** Enter an outcome for the card on the screen, and go on with the next one. */
        async enter(outcome, values = {}) {
            if (!this.isReady) {
                return;
            }
            this.isBusy = true;
            const {id} = this.card;
            const name = this.card.name;
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
            this.offerUndo(result.undo, `${outcome.name}, ${name}`);
            this.isSettling = true;
            await this.follow(result, id);
        },

        /** Take outcomes a moment after the next card is there. */
        settle() {
            browser.setTimeout(() => {
                this.isSettling = false;
            }, SETTLE);
        },

        offerUndo(ids, text) {
            this.undo = ids.length ? {ids, text} : null;
            const offered = this.undo;
            browser.setTimeout(() => {
                if (this.undo === offered) {
                    this.undo = null;
                }
            }, UNDO);
        },

        /** Put the cards of the last outcome back, and open the first of them. */
        async takeBack() {
            if (!this.undo || this.isBusy) {
                return;
            }
            this.isBusy = true;
            const {ids} = this.undo;
            try {
                const result = await orm.call(MODEL, "undo_call_outcome", [ids]);
                notification.add(result.message, {type: "info"});
            } finally {
                this.isBusy = false;
                this.undo = null;
            }
            await this.load();
            await this.fetch(ids[0]);
        },

        async follow(result, id) {
            if (result.stays) {
                return this.fetch(id);
            }
            if (result.action) {
                return action.doAction(result.action);
            }
            this.done += 1;
            this.search("");
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
