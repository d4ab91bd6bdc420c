from odoo import models

from . import webhook


class CrmCampaignAction(models.Model):
    """Nothing is sent into the own network, whatever name stands for it."""

    _inherit = "crm.campaign.action"

    def _post(self, now):
        problem = self.step_id.sudo()._find_address_problem(is_sending=True)
        if problem:
            raise webhook.Refused(problem)
        return super()._post(now)
