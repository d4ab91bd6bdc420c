import {Component, useEffect, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {idsBelow} from "./map_layout";
import {labelOf, metDays} from "./map_node";

/** What is known of one person, to be changed; or a new person. */
export class MapPanel extends Component {
    static template = "repeat_sales_crm.MapPanel";
    static props = {
        data: Object,
        person: {type: Object, optional: true},
        onChange: Function,
        onAdd: Function,
        onJoin: Function,
        onOpen: Function,
        onClose: Function,
    };

    setup() {
        this.name = useRef("name");
        this.state = useState({
            values: {
                name: "",
                job: "",
                email: "",
                phone: "",
                role_id: false,
                attitude: "",
                influence: "0",
                manager_id: false,
            },
        });
        useEffect(
            () => this.name.el?.focus(),
            () => []
        );
    }

    get isNew() {
        return !this.props.person;
    }

    get values() {
        return this.props.person || this.state.values;
    }

    /** To whom the person may report: nobody below, which would be a circle. */
    get managers() {
        const {people} = this.props.data;
        const below = this.isNew ? new Set() : idsBelow(people, this.props.person.id);
        return people
            .filter((person) => !below.has(person.id))
            .sort((one, other) => one.name.localeCompare(other.name));
    }

    get managerName() {
        const {people} = this.props.data;
        return people.find(({id}) => id === this.values.manager_id)?.name || "";
    }

    get attitudeName() {
        return labelOf(this.props.data.attitudes, this.values.attitude);
    }

    get influenceName() {
        return labelOf(this.props.data.influences, this.values.influence);
    }

    get met() {
        const days = metDays(this.props.person, this.props.data);
        if (days === null) {
            return _t("never");
        }
        const date = luxon.DateTime.fromISO(this.props.person.last_met);
        return _t("%(day)s, %(count)s days before", {
            day: date.toLocaleString(),
            count: Math.round(days),
        });
    }

    /** The person's part in the deal, which may differ from what the map says. */
    get partWords() {
        const {part} = this.values;
        const known = [part.role, labelOf(this.props.data.attitudes, part.attitude)];
        const words = known.filter(Boolean).join(", ") || _t("role not known");
        return part.has_left
            ? _t("Has left the deal (%s)", words)
            : _t("Takes part in the deal (%s)", words);
    }

    set(field, value) {
        const isReference = ["role_id", "manager_id"].includes(field);
        const stored = isReference ? Number(value) || false : value || false;
        if (this.isNew) {
            this.state.values[field] = stored;
            return;
        }
        return this.props.onChange(this.props.person.id, {[field]: stored});
    }

    add() {
        return this.props.onAdd(this.state.values);
    }
}
