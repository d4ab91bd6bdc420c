import {Component, markup, onMounted, useRef, useState} from "@odoo/owl";

import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {deserializeDateTime, serializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {areaStyle} from "../../lifecycle/colors";

const {DateTime} = luxon;
const LOCAL = "yyyy-MM-dd'T'HH:mm";
const KEYS = 9;

/** When to call back: later today, tomorrow morning, next week. */
function listMoments() {
    const now = DateTime.now();
    const at = (moment, hour) => moment.set({hour, minute: 0, second: 0});
    return [
        {name: _t("In an hour"), moment: now.plus({hours: 1})},
        {name: _t("Tomorrow at 10"), moment: at(now.plus({days: 1}), 10)},
        {name: _t("In a week at 10"), moment: at(now.plus({weeks: 1}), 10)},
    ];
}

/** Asks what an outcome needs to know: a moment, or the right number. */
export class CallQuestion extends Component {
    static template = "repeat_sales_crm.CallQuestion";
    static props = {
        outcome: Object,
        phone: String,
        onAnswer: Function,
        onCancel: Function,
    };

    setup() {
        this.moments = listMoments();
        const tomorrow = this.moments[1].moment;
        this.state = useState({
            moment: tomorrow.toFormat(LOCAL),
            phone: this.props.phone,
        });
        // A field for a moment has no selection that useAutofocus could set.
        const first = useRef("first");
        onMounted(() => first.el.focus());
    }

    get isMoment() {
        return this.props.outcome.effect === "call_back";
    }

    answer() {
        const {moment, phone} = this.state;
        if (this.isMoment) {
            return this.answerAt(DateTime.fromFormat(moment, LOCAL));
        }
        const isSame = phone.trim() === this.props.phone;
        return this.props.onAnswer({phone: isSame ? "" : phone});
    }

    answerAt(moment) {
        const isUsable = moment.isValid;
        return this.props.onAnswer({
            call_at: isUsable ? serializeDateTime(moment) : "",
        });
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            this.props.onCancel();
        }
    }
}

/** One customer to contact: why, what to say, what came of it. */
export class CallCard extends Component {
    static template = "repeat_sales_crm.CallCard";
    static components = {CallQuestion};
    static props = {model: Object, onBack: Function};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.note = useRef("note");
        this.phone = useRef("phone");
        this.state = useState({question: null, left: []});
        this.markup = markup;
        this.areaStyle = areaStyle;
        for (let number = 1; number <= KEYS; number++) {
            useHotkey(String(number), () => this.choose(this.outcomes[number - 1]));
        }
        useHotkey("c", () => this.props.model.isReady && this.phone.el?.click());
        useHotkey("n", () => this.props.model.isReady && this.note.el?.focus());
        useHotkey("escape", () => this.leaveNote());
    }

    get card() {
        return this.props.model.card;
    }

    get outcomes() {
        return this.card.outcomes;
    }

    get say() {
        return this.card.say ? markup(this.card.say) : "";
    }

    get localTime() {
        const {tz} = this.card;
        const there = tz && DateTime.now().setZone(tz);
        if (!there || !there.isValid || there.offset === DateTime.now().offset) {
            return "";
        }
        return _t("%s there", there.toLocaleString(DateTime.TIME_SIMPLE));
    }

    get subtitle() {
        return [this.card.place, this.localTime].filter(Boolean).join(" · ");
    }

    get planned() {
        const moment = deserializeDateTime(this.card.call_at);
        return _t("To be called at %s.", moment.toLocaleString(DateTime.DATETIME_MED));
    }

    get tries() {
        const {attempts} = this.card;
        return attempts === 1 ? _t("Tried once.") : _t("Tried %s times.", attempts);
    }

    labelOf(outcome) {
        const {name, hint} = outcome;
        return hint ? _t("%(name)s: %(hint)s", {name, hint}) : name;
    }

    keyOf(index) {
        return index < KEYS ? String(index + 1) : "";
    }

    leaveNote() {
        this.state.question = null;
        this.note.el?.blur();
    }

    /** Enter an outcome, or ask first what it needs to know. */
    choose(outcome) {
        if (!outcome || !this.props.model.isReady) {
            return;
        }
        if (["call_back", "wrong_number"].includes(outcome.effect)) {
            this.state.question = outcome;
        } else {
            this.enter(outcome);
        }
    }

    /** Enter an outcome, also for the other cards of the customer that are ticked. */
    enter(outcome, values = {}) {
        const also = this.card.also
            .map((one) => one.id)
            .filter((id) => this.isAlso(id));
        return this.props.model.enter(outcome, {...values, also_ids: also});
    }

    isAlso(id) {
        return !this.state.left.includes(id);
    }

    toggleAlso(id) {
        const {left} = this.state;
        this.state.left = this.isAlso(id)
            ? [...left, id]
            : left.filter((one) => one !== id);
    }

    async answer(values) {
        const {question} = this.state;
        await this.enter(question, values);
        this.state.question = null;
    }

    open(line) {
        if (line.model) {
            this.openRecord(line.model, line.res_id);
        }
    }

    /** Enter what the customer says, in a dialog; the card stays and shows it. */
    async enterFact(door) {
        const {id} = this.card;
        const dialog = await this.orm.call("crm.campaign.action", door.method, [[id]]);
        return this.action.doAction(dialog, {
            onClose: () => this.props.model.fetch(id),
        });
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
