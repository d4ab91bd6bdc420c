import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {IntegerField, integerField} from "@web/views/fields/integer/integer_field";
import {MonetaryField, monetaryField} from "@web/views/fields/monetary/monetary_field";

/** A number that is known or not: 0 stands for "not known" and shows as empty. */
export class KnownInteger extends IntegerField {
    static template = "repeat_sales_crm.KnownInteger";
    static props = {
        ...IntegerField.props,
        placeholder: {type: String, optional: true},
    };

    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

export const knownInteger = {
    ...integerField,
    component: KnownInteger,
    displayName: _t("Integer, empty if 0"),
    isEmpty: (record, fieldName) => !record.data[fieldName],
    extractProps: (field, dynamic) => ({
        ...integerField.extractProps(field, dynamic),
        placeholder: field.placeholder,
    }),
};

/** An amount that is known or not. */
export class KnownMonetary extends MonetaryField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

export const knownMonetary = {
    ...monetaryField,
    component: KnownMonetary,
    displayName: _t("Amount, empty if 0"),
    isEmpty: (record, fieldName) => !record.data[fieldName],
};

const fields = registry.category("fields");
fields.add("known_integer", knownInteger);
fields.add("known_monetary", knownMonetary);
