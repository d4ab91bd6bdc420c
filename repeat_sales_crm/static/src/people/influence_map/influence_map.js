import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {MatrixDay} from "../../lifecycle/matrix/matrix_day";
import {
    NODE_HEIGHT,
    NODE_WIDTH,
    buildTrees,
    flatten,
    idsBelow,
    layoutTree,
} from "./map_layout";
import {ICONS, MapNode} from "./map_node";
import {MapPanel} from "./map_panel";

/** Stands for the panel of a person who is not there yet. */
const NEW = "new";

/**
 * Who works at an organisation, who counts there, who is for us and who reports to whom.
 */
export class InfluenceMap extends Component {
    static template = "repeat_sales_crm.InfluenceMap";
    static components = {Layout, MapNode, MapPanel, MatrixDay};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.keepLast = new KeepLast();
        this.icons = ICONS;
        const context = this.props.action.context || {};
        this.state = useState({
            organisationId: context.map_organisation_id || false,
            leadId: context.map_lead_id || false,
            day: context.map_day || false,
            data: null,
            selected: false,
            dragged: false,
            target: false,
            ...this.props.state?.choices,
        });
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({
                choices: {
                    organisationId: this.state.organisationId,
                    leadId: this.state.leadId,
                    day: this.state.day,
                },
            }),
        });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    async load() {
        if (!this.state.organisationId) {
            return;
        }
        const data = await this.keepLast.add(
            this.orm.call(
                "crm.contact.position",
                "get_influence_map",
                [this.state.organisationId],
                {day: this.state.day, lead_id: this.state.leadId}
            )
        );
        Object.assign(this.state, {
            data,
            organisationId: data.organisation.id,
            day: data.is_past ? data.day : false,
        });
        this.env.config.setDisplayName(
            _t("Influence Map of %s", data.organisation.name)
        );
    }

    // -----------------------------------------------------------------------
    // What is shown
    // -----------------------------------------------------------------------

    get forest() {
        return buildTrees(this.data.people);
    }

    get drawings() {
        return this.forest.trees.map((tree) => ({
            id: tree.person.id,
            ...layoutTree(tree),
        }));
    }

    get lines() {
        return this.forest.trees.flatMap((tree) => flatten(tree));
    }

    get selectedPerson() {
        return this.data.people.find(({id}) => id === this.state.selected);
    }

    get isAdding() {
        return this.state.selected === NEW && this.data.can_edit;
    }

    get attitudes() {
        return [...this.data.attitudes, {id: "", name: _t("Not known")}];
    }

    get pastWords() {
        const day = luxon.DateTime.fromISO(this.data.day);
        return _t(
            "As it was known on %s. It can be looked at, not changed.",
            day.toLocaleString(luxon.DateTime.DATE_FULL)
        );
    }

    get emptyWords() {
        return this.data.is_past
            ? _t("Nobody was known here on that day")
            : _t("Nobody is known at %s yet", this.data.organisation.name);
    }

    placeStyle(place) {
        return (
            `left: ${place.x}px; top: ${place.y}px; ` +
            `width: ${NODE_WIDTH}px; height: ${NODE_HEIGHT}px;`
        );
    }

    indentStyle(depth) {
        return `padding-inline-start: ${Math.min(depth, 6) * 1.25}rem`;
    }

    // -----------------------------------------------------------------------
    // Changes
    // -----------------------------------------------------------------------

    setDay(day) {
        Object.assign(this.state, {day: day || false});
        return this.load();
    }

    select(id) {
        this.state.selected = this.state.selected === id ? false : id;
    }

    startAdding() {
        this.state.selected = NEW;
    }

    close() {
        this.state.selected = false;
    }

    /** Write what was changed; what the server refuses is shown as it was. */
    async change(id, values) {
        try {
            await this.orm.write("crm.contact.position", [id], values);
        } finally {
            await this.load();
        }
    }

    async add(values) {
        if (!values.name.trim()) {
            this.notification.add(_t("Enter the name of the person."), {
                type: "warning",
            });
            return;
        }
        const id = await this.orm.call("crm.contact.position", "add_on_map", [
            this.state.organisationId,
            {...values},
        ]);
        await this.load();
        this.state.selected = id;
    }

    async join(id) {
        await this.orm.call("crm.contact.position", "add_to_deal", [
            [id],
            this.state.leadId,
        ]);
        await this.load();
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    // -----------------------------------------------------------------------
    // Drag somebody onto whom they report to
    // -----------------------------------------------------------------------

    drag(ev, id) {
        this.state.dragged = id;
        // Firefox does not begin to drag without data.
        ev.dataTransfer?.setData("text/plain", String(id));
    }

    dragOver(ev, id) {
        ev.stopPropagation();
        if (this.state.dragged && this.state.dragged !== id) {
            ev.preventDefault();
            this.state.target = id;
        }
    }

    endDrag() {
        Object.assign(this.state, {dragged: false, target: false});
    }

    drop(ev, managerId) {
        ev.preventDefault();
        ev.stopPropagation();
        const id = this.state.dragged;
        this.endDrag();
        if (!id || id === managerId) {
            return;
        }
        if (managerId && idsBelow(this.data.people, id).has(managerId)) {
            this.notification.add(
                _t("Nobody reports to somebody below them: move that person first."),
                {type: "warning"}
            );
            return;
        }
        return this.change(id, {manager_id: managerId});
    }
}

registry.category("actions").add("repeat_sales_crm.influence_map", InfluenceMap);
