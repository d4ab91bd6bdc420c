from odoo import api, fields, models

STATUSES = [
    ("incumbent", "Incumbent"),
    ("race", "In the Race"),
    ("out", "Out"),
    ("winner", "Winner"),
]


class CrmLeadCompetitor(models.Model):
    """A competitor on a deal."""

    _name = "crm.lead.competitor"
    _description = "Competitor on a Deal"
    _order = "lead_id, id"
    _rec_name = "competitor_id"

    lead_id = fields.Many2one(
        "crm.lead", string="Deal", required=True, ondelete="cascade"
    )
    competitor_id = fields.Many2one(
        "crm.competitor", required=True, index=True, ondelete="restrict"
    )
    status = fields.Selection(
        STATUSES,
        required=True,
        compute="_compute_status",
        store=True,
        readonly=False,
        precompute=True,
        help="Incumbent: sells it to this customer today. Out: no longer considered. "
        "Winner: got the deal that we lost.",
    )
    price = fields.Monetary(help="What they offer for this deal.")
    currency_id = fields.Many2one(related="lead_id.company_currency")
    note = fields.Char()
    status_before = fields.Selection(
        STATUSES, readonly=True, help="What it was before the deal was lost."
    )
    is_from_loss = fields.Boolean(readonly=True)

    _competitor_uniq = models.Constraint(
        "UNIQUE(lead_id, competitor_id)", "This competitor is on the deal already."
    )

    @api.depends("competitor_id")
    def _compute_status(self):
        """Whoever supplies the customer today is the incumbent."""
        known = self.env["crm.customer.supply"].sudo()
        supplied = known.search(
            [
                ("partner_id", "in", self.lead_id.partner_id.commercial_partner_id.ids),
                ("competitor_id", "in", self.competitor_id.ids),
                ("is_latest", "=", True),
            ]
        ).filtered(lambda supply: supply.standing == "current")
        pairs = {(supply.partner_id.id, supply.competitor_id.id) for supply in supplied}
        for line in self:
            partner = line.lead_id.partner_id.commercial_partner_id
            key = (partner._origin.id or partner.id, line.competitor_id.id)
            if not line.status or line.status in ("race", "incumbent"):
                line.status = "incumbent" if key in pairs else "race"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._sync_deals(lines.lead_id)
        return lines

    def write(self, vals):
        leads = self.lead_id
        result = super().write(vals)
        self._sync_deals(leads | self.lead_id)
        return result

    def unlink(self):
        leads = self.lead_id
        result = super().unlink()
        self._sync_deals(leads)
        return result

    def _sync_deals(self, leads):
        if not self.env.context.get("competitor_syncing"):
            leads.exists()._sync_supplies()

    def action_open_card(self):
        """Show what to say against this competitor."""
        return self.competitor_id.action_open_card()
