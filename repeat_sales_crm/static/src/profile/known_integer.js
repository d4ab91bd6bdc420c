import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {IntegerField, integerField} from "@web/views/fields/integer/integer_field";

/** A number that is known or not: 0 stands for "not known" and shows as empty. */
export class KnownInteger extends IntegerField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

export const knownInteger = {
    ...integerField,
    component: KnownInteger,
    displayName: _t("Integer, empty if 0"),
    isEmpty: (record, fieldName) => !record.data[fieldName],
};

registry.category("fields").add("known_integer", knownInteger);
