import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {areaStyle, solidColor} from "../colors";

/** How strong the badge's background is; the dot in it has the full colour. */
const STRENGTH = 0.22;

/**
 * A lifecycle segment in its own colour. Segments follow from purchases, so that there
 * is nothing to edit; in a form, the badge opens the segment with its strategy.
 */
export class SegmentBadge extends Component {
    static template = "repeat_sales_crm.SegmentBadge";
    static props = {
        ...standardFieldProps,
        canOpen: {type: Boolean, optional: true},
        placeholder: {type: String, optional: true},
    };

    setup() {
        this.action = useService("action");
    }

    get segment() {
        return this.props.record.data[this.props.name];
    }

    get badgeStyle() {
        return areaStyle(this.segment.color, STRENGTH);
    }

    get dotStyle() {
        return `background-color: ${solidColor(this.segment.color)};`;
    }

    open() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: this.segment.display_name,
            res_model: "crm.lifecycle.segment",
            res_id: this.segment.id,
            views: [[false, "form"]],
        });
    }
}

export const segmentBadge = {
    component: SegmentBadge,
    displayName: _t("Lifecycle segment"),
    supportedTypes: ["many2one"],
    // Read along with the records of a list, for all of them at once.
    relatedFields: [
        {name: "display_name", type: "char"},
        {name: "color", type: "char"},
    ],
    extractProps: ({viewType, placeholder}) => ({
        canOpen: viewType === "form",
        placeholder,
    }),
};

registry.category("fields").add("lifecycle_segment", segmentBadge);
