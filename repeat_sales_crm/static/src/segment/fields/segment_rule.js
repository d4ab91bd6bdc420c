import {status} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {DomainSelector} from "@web/core/domain_selector/domain_selector";
import {condition} from "@web/core/tree_editor/condition_tree";
import {registry} from "@web/core/registry";
import {DomainField, domainField} from "@web/views/fields/domain/domain_field";

import {SegmentTreeEditor} from "./segment_tree_editor";
import {isOffered} from "./rule_fields";

/**
 * The domain editor, with the fields that say something about a customer.
 */
export class SegmentDomainSelector extends DomainSelector {
    static components = {
        ...DomainSelector.components,
        TreeEditor: SegmentTreeEditor,
    };

    /** Archived customers are in no segment. */
    getShowArchivedCheckBox() {
        return false;
    }

    getDefaultCondition() {
        return condition("purchase_count", ">", 2);
    }

    getPathEditorInfo(resModel, defaultCondition) {
        const info = super.getPathEditorInfo(resModel, defaultCondition);
        return {
            ...info,
            extractProps: (editor) => ({
                ...info.extractProps(editor),
                filter: (field, _path, model) => isOffered(field, model),
            }),
        };
    }
}

export class SegmentRule extends DomainField {
    static template = "repeat_sales_crm.SegmentRule";
    static components = {DomainSelector: SegmentDomainSelector};

    setup() {
        super.setup();
        this.written = null;
    }

    /** What was written last, even while the server still counts who is in. */
    getDomain(props = this.props) {
        const {written} = this;
        return written?.record === props.record
            ? written.domain
            : super.getDomain(props);
    }

    /** Show a change at once: the next one must not be made to what was before it. */
    async update(domain, isDebugEdited = false) {
        const {record} = this.props;
        const written = {record, domain};
        this.written = written;
        if (!isDebugEdited) {
            this.debugDomain = null;
        }
        this.render();
        const updating = record.update({[this.props.name]: domain});
        record.model.bus.trigger("FIELD_IS_DIRTY", false);
        try {
            await updating;
        } finally {
            if (this.written === written) {
                this.written = null;
                if (status(this) === "mounted") {
                    this.render();
                }
            }
        }
    }

    /** How many are in, and what is wrong, comes with the rest of the form. */
    checkProps() {
        this.updateState({isValid: true});
    }
}

registry.category("fields").add("segment_rule", {
    ...domainField,
    component: SegmentRule,
    displayName: _t("Rule of a segment"),
    supportedTypes: ["char"],
});
