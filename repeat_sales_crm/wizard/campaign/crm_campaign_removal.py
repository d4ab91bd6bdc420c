from odoo import fields, models


class CrmCampaignRemoval(models.TransientModel):
    """Takes customers out of a campaign, and asks why."""

    _name = "crm.campaign.removal"
    _description = "Take Out of Campaign"

    member_ids = fields.Many2many(
        "crm.campaign.member", string="Customers", readonly=True
    )
    note = fields.Char(string="Why", help="It is noted on the campaign.")

    def action_confirm(self):
        """Take them out."""
        self.ensure_one()
        self.member_ids._take_out(self.note)
        return {"type": "ir.actions.act_window_close"}
