import {useService} from "@web/core/utils/hooks";

/**
 * What the numbers of the lifecycle's screens open.
 *
 * @param {Function} getCompanyId the company that the screen is about
 * @returns {Object} functions, each with the title of what it opens and a domain
 */
export function useDoors(getCompanyId) {
    const action = useService("action");

    async function open(xmlId, name, domain, context = {}) {
        const loaded = await action.loadAction(xmlId);
        await action.doAction({
            ...loaded,
            name,
            display_name: name,
            domain: [["company_id", "=", getCompanyId()], ...domain],
            context,
        });
    }

    return {
        customers(name, domain) {
            return open("repeat_sales_crm.crm_customer_action", name, domain);
        },

        /** Customers by the day on which time moves them. */
        leavers(name, domain) {
            return open("repeat_sales_crm.crm_customer_leavers_action", name, domain);
        },

        /**
         * Customers as they were at the end of a past day.
         *
         * @param {string} name
         * @param {number[]} segmentIds where they were
         * @param {string} day ISO date
         */
        customersOn(name, segmentIds, day) {
            return open(
                "repeat_sales_crm.crm_customer_day_action",
                name,
                [["day_segment_id", "in", segmentIds]],
                {lifecycle_day: day, active_test: false}
            );
        },

        moves(name, domain) {
            return open("repeat_sales_crm.crm_lifecycle_move_action", name, domain);
        },

        customer(id, name) {
            return action.doAction({
                type: "ir.actions.act_window",
                name,
                res_model: "crm.customer",
                res_id: id,
                views: [[false, "form"]],
            });
        },

        matrix(day) {
            return action.doAction("repeat_sales_crm.lifecycle_matrix_action", {
                props: {day, companyId: getCompanyId()},
            });
        },

        trend() {
            return action.doAction("repeat_sales_crm.lifecycle_trend_action", {
                props: {companyId: getCompanyId()},
            });
        },
    };
}
