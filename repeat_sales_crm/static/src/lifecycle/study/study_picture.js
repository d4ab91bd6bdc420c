import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {StudyCurves} from "./study_curves";
import {StudyMatrix} from "./study_matrix";

/**
 * What a study found: who buys again, and how the proposed limits would sort customers.
 */
export class StudyPicture extends Component {
    static template = "repeat_sales_crm.StudyPicture";
    static components = {StudyCurves, StudyMatrix};
    static props = {...standardFieldProps};

    get picture() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("lifecycle_study", {
    component: StudyPicture,
    displayName: _t("Study of best limits"),
    supportedTypes: ["json"],
});
