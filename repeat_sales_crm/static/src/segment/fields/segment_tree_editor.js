import {Range} from "@web/core/tree_editor/tree_editor_components";
import {TreeEditor} from "@web/core/tree_editor/tree_editor";
import {getValueEditorInfo} from "@web/core/tree_editor/tree_editor_value_editors";

import {RelativeDay, describeRelativeDay, parseRelativeDay} from "./relative_day";

const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="];

/**
 * @param {Object} calendar the editor of days of the calendar
 * @returns {Object} the editor that knows days which move along, too
 */
function makeDayEditor(calendar) {
    const isSupported = (value) =>
        Boolean(parseRelativeDay(value)) || calendar.isSupported(value);
    return {
        ...calendar,
        component: RelativeDay,
        extractProps: ({value, update}) => ({value, update, calendar}),
        isSupported,
        shouldResetValue: (value) => !isSupported(value),
        stringify: (value) => describeRelativeDay(value) || calendar.stringify(value),
    };
}

/** The editor of conditions, in which days may move along with the calendar. */
export class SegmentTreeEditor extends TreeEditor {
    getValueEditorInfo(node) {
        const info = super.getValueEditorInfo(node);
        const fieldDef = this.getFieldDef(node.path);
        if (!["date", "datetime"].includes(fieldDef?.type)) {
            return info;
        }
        if (COMPARISONS.includes(node.operator)) {
            return makeDayEditor(info);
        }
        if (node.operator === "in range") {
            return this._makeRangeEditor(info, fieldDef);
        }
        return info;
    }

    /** Let both ends of a range of one's own be days that move along. */
    _makeRangeEditor(info, fieldDef) {
        const editorInfo = makeDayEditor(getValueEditorInfo(fieldDef, "="));
        return {
            ...info,
            extractProps: (editor) => {
                const props = info.extractProps(editor);
                return {
                    ...props,
                    betweenEditorInfo: {
                        ...props.betweenEditorInfo,
                        component: Range,
                        extractProps: ({value, update}) => ({
                            value,
                            update,
                            editorInfo,
                        }),
                    },
                };
            },
        };
    }

    /** Another comparison keeps the day. */
    _updateLeafOperator(node, operator, negate) {
        const value = node.value;
        super._updateLeafOperator(node, operator, negate);
        if (COMPARISONS.includes(operator) && parseRelativeDay(value)) {
            node.value = value;
        }
    }
}

SegmentTreeEditor.components = {
    ...TreeEditor.components,
    TreeEditor: SegmentTreeEditor,
};
