import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

/** What each attitude looks like, besides its colour. */
export const ICONS = {
    champion: "fa-star",
    supporter: "fa-thumbs-up",
    neutral: "fa-minus",
    sceptic: "fa-question",
    opponent: "fa-thumbs-down",
    "": "fa-ellipsis-h",
};

/** A person in the map, in the drawing or in the list on a phone. */
export class MapNode extends Component {
    static template = "repeat_sales_crm.MapNode";
    static props = {
        person: Object,
        data: Object,
        isSelected: Boolean,
        isDropTarget: {type: Boolean, optional: true},
        isDraggable: {type: Boolean, optional: true},
        onSelect: Function,
        onDrag: {type: Function, optional: true},
        onDragOver: {type: Function, optional: true},
        onDrop: {type: Function, optional: true},
    };

    get person() {
        return this.props.person;
    }

    get icon() {
        return ICONS[this.person.attitude];
    }

    get attitude() {
        return (
            labelOf(this.props.data.attitudes, this.person.attitude) || _t("Unknown")
        );
    }

    get influence() {
        return labelOf(this.props.data.influences, this.person.influence);
    }

    /** When the person was last met, if that is too long ago. */
    get warning() {
        const days = metDays(this.person, this.props.data);
        if (days === null) {
            return _t("Never met");
        }
        return days > this.props.data.unmet_days
            ? _t("Met %s days ago", Math.round(days))
            : "";
    }

    /** All that the picture says, for those who do not see it. */
    get label() {
        const {name, job, role} = this.person;
        return [
            [name, job].filter(Boolean).join(", "),
            role,
            _t("Attitude: %s", this.attitude),
            _t("Influence: %s", this.influence),
            this.warning,
            this.person.part ? _t("On the deal") : "",
        ]
            .filter(Boolean)
            .join(". ");
    }
}

export function labelOf(choices, id) {
    return choices.find((choice) => choice.id === id)?.name || "";
}

export function metDays(person, data) {
    const {DateTime} = luxon;
    return person.last_met
        ? DateTime.fromISO(data.day).diff(DateTime.fromISO(person.last_met), "days")
              .days
        : null;
}
