import {_t} from "@web/core/l10n/translation";

import {cellActions} from "../lifecycle/matrix/matrix_choice";

cellActions.add("segment", {
    label: () => _t("Save as segment"),
    icon: "fa-users",
    run: (env, {companyId, name, cells}) =>
        env.services.action.doAction({
            type: "ir.actions.act_window",
            name: _t("New Segment"),
            res_model: "crm.segment",
            views: [[false, "form"]],
            context: {
                default_name: name,
                default_company_id: companyId,
                default_lifecycle_segment_ids: cells.map((cell) => cell.id),
            },
        }),
});
