from odoo import models
from odoo.exceptions import UserError


class CrmCampaign(models.Model):
    """A campaign that is put away contacts nobody."""

    _inherit = "crm.campaign"

    def write(self, vals):
        if vals.get("active") is False:
            self.filtered(lambda one: one.state == "running").action_pause()
        return super().write(vals)

    def action_resume(self):
        away = self.filtered(lambda campaign: not campaign.active)
        if away:
            raise UserError(
                self.env._(
                    "%s is archived. Unarchive it first, then resume it.",
                    ", ".join(away.mapped("name")),
                )
            )
        return super().action_resume()
