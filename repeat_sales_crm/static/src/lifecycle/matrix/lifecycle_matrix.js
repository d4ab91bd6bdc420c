import {Component, useRef, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {MatrixActive} from "./matrix_active";
import {MatrixDay} from "./matrix_day";
import {MatrixEmpty} from "./matrix_empty";
import {formatDay, formatInteger} from "./matrix_format";
import {MatrixGrid} from "./matrix_grid";
import {useMatrixModel} from "./matrix_model";

/**
 * The app's home: customers by number of purchases and days since the last one.
 */
export class LifecycleMatrix extends Component {
    static template = "repeat_sales_crm.LifecycleMatrix";
    static components = {
        Dropdown,
        DropdownItem,
        Layout,
        MatrixActive,
        MatrixDay,
        MatrixEmpty,
        MatrixGrid,
    };
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.ui = useState(useService("ui"));
        this.model = useMatrixModel({
            companyId: this.props.action.params?.company_id,
            ...this.props.state?.choices,
        });
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({choices: this.model.choices}),
        });
    }

    get data() {
        return this.model.data;
    }

    get isEmpty() {
        return this.model.isToday && !this.data.customer_count;
    }

    /** Settings are those of the current company. */
    get canOpenSettings() {
        return user.isSystem && this.data.company.id === user.activeCompany.id;
    }

    get colors() {
        return {count: _t("Colour: customers"), amount: _t("Colour: revenue")};
    }

    get words() {
        const data = this.data;
        return {
            customers: this.customersInWords,
            prospects: this.prospectsInWords,
            archived: _t("%s archived", formatInteger(data.archived_count)),
            source: _t("Purchases: %s", data.source),
            legend:
                this.model.colorBy === "count"
                    ? _t("The stronger the colour, the more customers.")
                    : _t("The stronger the colour, the more revenue."),
            waiting: _t("Calculating… %s left", formatInteger(data.waiting)),
        };
    }

    get customersInWords() {
        const {customer_count: count, day} = this.data;
        if (!this.model.isToday) {
            return _t("Customers on %(day)s: %(count)s", {
                count: formatInteger(count),
                day: formatDay(day),
            });
        }
        return count === 1
            ? _t("1 customer")
            : _t("%s customers", formatInteger(count));
    }

    get prospectsInWords() {
        const count = this.data.prospect_count;
        if (!this.model.isToday) {
            return _t("Prospects today: %s", formatInteger(count));
        }
        return count === 1
            ? _t("1 prospect who never bought")
            : _t("%s prospects who never bought", formatInteger(count));
    }

    // -----------------------------------------------------------------------
    // Doors
    // -----------------------------------------------------------------------

    /**
     * @param {string} name title of the list
     * @param {Array} domain besides the company
     */
    async openCustomers(name, domain) {
        const action = await this.action.loadAction(
            "repeat_sales_crm.crm_customer_action"
        );
        await this.action.doAction({
            ...action,
            name,
            display_name: name,
            domain: [["company_id", "=", this.data.company.id], ...domain],
            context: {},
        });
    }

    openCell(cell) {
        return this.openCustomers(cell.name, [["segment_id", "=", cell.id]]);
    }

    openBand(field, band) {
        return this.openCustomers(band.name, [[field, "=", band.id]]);
    }

    openActive() {
        return this.openBand("recency_band_id", this.data.recency_bands[0]);
    }

    openEverybody() {
        return this.openCustomers(_t("Customers"), [["purchase_count", ">", 0]]);
    }

    openProspects() {
        return this.openCustomers(_t("Prospects"), [["purchase_count", "=", 0]]);
    }

    openArchived() {
        return this.openCustomers(_t("Archived customers"), [
            ["purchase_count", ">", 0],
            ["active", "=", false],
        ]);
    }

    openStrategy(cell) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: cell.name,
            res_model: "crm.lifecycle.segment",
            res_id: cell.id,
            views: [[false, "form"]],
        });
    }

    openLimits() {
        return this.action.doAction("repeat_sales_crm.crm_lifecycle_limits_action", {
            additionalContext: {default_company_id: this.data.company.id},
        });
    }

    openSettings() {
        return this.action.doAction("repeat_sales_crm.res_config_settings_action");
    }
}

registry.category("actions").add("repeat_sales_crm.lifecycle_matrix", LifecycleMatrix);
