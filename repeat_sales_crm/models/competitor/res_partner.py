from odoo import api, fields, models
from odoo.exceptions import UserError

_SALESMAN = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    _inherit = "res.partner"

    competitor_profile_ids = fields.One2many(
        "crm.competitor", "partner_id", groups=_SALESMAN
    )
    supply_count = fields.Integer(
        string="Competitors",
        compute="_compute_supply_count",
        groups=_SALESMAN,
        help="Competitors known to sell to this customer now.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_supply_count(self):
        counts = dict(
            self.env["crm.customer.supply"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("standing", "=", "current"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.supply_count = counts.get(partner.commercial_partner_id, 0)

    def action_add_supply(self):
        """Enter what a competitor sells to this customer, in a dialog."""
        if not self:
            raise UserError(
                self.env._("Choose the customer first: then say who supplies them.")
            )
        self.ensure_one()
        company_id = self.env.context.get("supply_company_id") or self.env.company.id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who Else Sells to %s?", self.display_name),
            "res_model": "crm.customer.supply",
            "views": [
                (
                    self.env.ref(
                        "repeat_sales_crm.crm_customer_supply_view_form_quick"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                "default_partner_id": self.commercial_partner_id.id,
                "default_company_id": company_id,
                "dialog_size": "medium",
            },
        }

    def action_open_supplies(self):
        """Open what competitors sell to this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_customer_supply_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }

    def action_open_competitor_actions(self):
        """Open what competitors were seen doing at this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_competitor_action_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }
