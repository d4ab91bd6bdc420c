from odoo import api, fields, models


class CrmLeadLost(models.TransientModel):
    _inherit = "crm.lead.lost"

    competitor_id = fields.Many2one(
        "crm.competitor",
        string="Lost to",
        compute="_compute_competitor_id",
        store=True,
        readonly=False,
        help="Who got the deal, if you know. What they sell there is updated.",
    )
    competitor_price = fields.Monetary(
        string="Their Price",
        currency_field="company_currency",
        help="For how much they got it, if you know.",
    )
    company_currency = fields.Many2one(
        "res.currency", compute="_compute_company_currency"
    )

    @api.depends("lead_ids")
    def _compute_competitor_id(self):
        """Name the competitor if only one is left in the race."""
        for wizard in self:
            left = wizard.lead_ids.competitor_line_ids.filtered(
                lambda line: line.status != "out"
            ).competitor_id
            wizard.competitor_id = left if len(left) == 1 else False

    @api.depends("lead_ids")
    def _compute_company_currency(self):
        for wizard in self:
            wizard.company_currency = (
                wizard.lead_ids[:1].company_currency or self.env.company.currency_id
            )

    def action_lost_reason_apply(self):
        if self.competitor_id:
            self.lead_ids.write(
                {
                    "lost_competitor_id": self.competitor_id.id,
                    "lost_price": self.competitor_price,
                }
            )
        return super().action_lost_reason_apply()
