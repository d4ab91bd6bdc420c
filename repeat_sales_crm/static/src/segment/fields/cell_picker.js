import {
    Component,
    markRaw,
    onWillStart,
    onWillUpdateProps,
    useRef,
    useState,
} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {formatInteger} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {areaStyle} from "../../lifecycle/colors";
import {useGridKeys} from "../../lifecycle/grid_keys";

/** How strong the colour of a cell is that is chosen, and of one that is not. */
const CHOSEN = 0.8;
const FREE = 0.16;

/**
 * The matrix as a small grid in which cells are chosen; a band chooses all its cells.
 */
export class CellPicker extends Component {
    static template = "repeat_sales_crm.CellPicker";
    static props = {...standardFieldProps, isPart: {type: Boolean, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.state = useState({cells: {columns: [], rows: []}, pending: null});
        this.keys = useGridKeys(
            useRef("root"),
            {row: 1, column: 1},
            () => this.state.cells.columns.length
        );
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", (ev) =>
            ev.detail.proms.push(this.pending)
        );
    }

    async load({record}) {
        const companyId = record.data.company_id?.id;
        if (companyId && companyId !== this.companyId) {
            this.companyId = companyId;
            this.state.cells = await this.orm.call("crm.segment", "get_cells", [
                companyId,
            ]);
        }
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get chosen() {
        return new Set(this.state.pending || this.list.currentIds);
    }

    /** Chosen before the limits of the matrix changed. */
    get former() {
        const present = this.allCells.map((cell) => cell.id);
        return this.list.records
            .filter(({resId}) => this.chosen.has(resId) && !present.includes(resId))
            .map(({resId, data}) => ({id: resId, name: data.display_name}));
    }

    get allCells() {
        return this.state.cells.rows.flatMap((row) => row.cells);
    }

    get summary() {
        const count = this.chosen.size;
        if (!count && this.props.isPart) {
            return _t("No cell chosen.");
        }
        if (!count) {
            return _t(
                "None chosen: all customers, and prospects who have not bought yet."
            );
        }
        return count === 1 ? _t("1 cell chosen.") : _t("%s cells chosen.", count);
    }

    cellsOf(column) {
        return this.state.cells.rows.flatMap((row) =>
            row.cells.slice(column, column + 1)
        );
    }

    cellStyle(cell) {
        return areaStyle(cell.color, this.chosen.has(cell.id) ? CHOSEN : FREE);
    }

    cellLabel(cell) {
        return _t("%(name)s: %(count)s customers", {
            name: cell.name,
            count: formatInteger(cell.count),
        });
    }

    // -----------------------------------------------------------------------
    // Handlers
    // -----------------------------------------------------------------------

    toggle(cells) {
        const ids = cells.map((cell) => cell.id);
        const isFull = ids.every((id) => this.chosen.has(id));
        return this.choose(
            isFull
                ? [...this.chosen].filter((id) => !ids.includes(id))
                : [...new Set([...this.chosen, ...ids])]
        );
    }

    /** Show the choice at once, and tell the record one choice after the other. */
    choose(ids) {
        if (this.props.readonly) {
            return;
        }
        this.state.pending = markRaw(ids);
        const before = this.pending || Promise.resolve();
        this.pending = before.then(() => this.commit(ids));
        return this.pending;
    }

    async commit(ids) {
        if (this.state.pending !== ids) {
            // Somebody clicks faster than the server answers: the last choice counts.
            return;
        }
        const current = this.list.currentIds;
        const add = ids.filter((id) => !current.includes(id));
        const remove = current.filter((id) => !ids.includes(id));
        if (add.length || remove.length) {
            await this.list.addAndRemove({add, remove});
        }
        if (this.state.pending === ids) {
            this.state.pending = null;
        }
    }
}

registry.category("fields").add("segment_cells", {
    component: CellPicker,
    displayName: _t("Cells of the matrix"),
    supportedTypes: ["many2many"],
    isEmpty: () => false,
    /** Part of something larger, without cells it does not stand for everybody. */
    extractProps: ({options}) => ({isPart: Boolean(options.is_part)}),
    relatedFields: [{name: "display_name", type: "char"}],
    fieldDependencies: [
        {name: "company_id", type: "many2one", relation: "res.company"},
    ],
});
