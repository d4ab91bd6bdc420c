import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {deserializeDate, deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {areaStyle} from "../../lifecycle/colors";
import {formatAmount} from "../../lifecycle/matrix/matrix_format";
import {CallCard} from "./call_card";
import {useCallModel} from "./call_model";

/** How often the list is asked for again, which keeps the open card too. */
const EVERY = 60 * 1000;
const PAGE = 60;

/** A seller's calls of today: the list, and the card that is open. */
export class CallList extends Component {
    static template = "repeat_sales_crm.CallList";
    static components = {CallCard, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.ui = useService("ui");
        this.root = useRef("root");
        this.searchBox = useRef("search");
        this.model = useCallModel();
        this.areaStyle = areaStyle;
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({openId: this.model.openId}),
        });
        onWillStart(() => this.start());
        this.useTimer();
        for (const [key, step] of [
            ["arrowdown", 1],
            ["arrowup", -1],
        ]) {
            useHotkey(key, () => this.model.move(step), {allowRepeat: true});
        }
        useHotkey("u", () => this.model.takeBack());
        useHotkey("f", () => this.searchBox.el?.focus());
        this.search = useDebounced((text) => this.model.search(text), 250);
        useEffect(
            () => this.showOpen(),
            () => [this.model.openId]
        );
    }

    useTimer() {
        let timer = null;
        onMounted(() => {
            timer = browser.setInterval(() => this.model.load({isKept: true}), EVERY);
        });
        onWillUnmount(() => browser.clearInterval(timer));
    }

    async start() {
        const {model} = this;
        await model.load();
        const wanted = model.find(this.props.state?.openId);
        const first = wanted || model.cards.find((one) => !one.is_later);
        if (first && !this.ui.isSmall) {
            await model.open(first.id);
        } else if (first && wanted) {
            await model.open(wanted.id);
        }
    }

    /** Have the open card's line in sight. */
    showOpen() {
        this.root.el
            ?.querySelector(".o_call_line.active")
            ?.scrollIntoView({block: "nearest"});
    }

    /** Lines that are on the screen: the first ones, and those until the open card. */
    get lines() {
        const {shown, openId} = this.model;
        const place = shown.findIndex((one) => one.id === openId);
        return shown.slice(0, Math.max(PAGE, place + PAGE / 2));
    }

    get hiddenCount() {
        return this.model.shown.length - this.lines.length;
    }

    get words() {
        const {done, late} = this.model;
        return {
            done: _t("%s done", done),
            late: _t("%s late", late),
            more: _t("%s more after these", this.hiddenCount),
            undo: this.model.undo && _t("Undo: %s", this.model.undo.text),
            nothing: _t("No open card for “%s”.", this.model.searched),
        };
    }

    lineText(line) {
        if (line.call_at) {
            const moment = deserializeDateTime(line.call_at);
            return _t(
                "call back %s",
                moment.toLocaleString(luxon.DateTime.TIME_SIMPLE)
            );
        }
        return line.why;
    }

    amountText(line) {
        return line.value ? formatAmount(line.value, line.currency_id) : "";
    }

    /** The day of a card that is for later. */
    dayText(line) {
        const day = deserializeDate(line.day);
        if (day <= luxon.DateTime.now()) {
            return "";
        }
        return day.toLocaleString({weekday: "short", day: "numeric", month: "short"});
    }

    alsoText(line) {
        return _t("also: %s", line.also.map((one) => one.why).join("; "));
    }

    onSearchInput(ev) {
        this.model.searchText = ev.target.value;
        this.search(ev.target.value);
    }

    async onSearchKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            ev.target.blur();
            await this.model.search("");
        } else if (ev.key === "Enter") {
            ev.target.blur();
            await this.model.search(ev.target.value);
            const [first] = this.model.found;
            if (first) {
                await this.model.open(first.id);
            }
        }
    }

    toggleLate() {
        this.model.onlyLate = !this.model.onlyLate;
    }
}

registry.category("actions").add("repeat_sales_crm.call_list", CallList);
