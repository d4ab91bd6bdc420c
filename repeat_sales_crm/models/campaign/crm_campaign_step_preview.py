from odoo import models


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    def _spread(self, seller_id, count):
        """Return {user id: how many} of the actions for a seller's customers."""
        self.ensure_one()
        stand_in = self.user_id or self.campaign_id.user_id
        if self.responsible == "user":
            return {stand_in.id: count}
        if self.responsible == "team":
            users = self.team_id.crm_team_member_ids.user_id.filtered("active")
            if users:
                share, rest = divmod(count, len(users))
                return {
                    user.id: share + (number < rest)
                    for number, user in enumerate(users.sorted("id"))
                }
            return {stand_in.id: count}
        seller = self.env["res.users"].browse(seller_id or ())
        at_work = seller.active and self.campaign_id.company_id in seller.company_ids
        return {(seller if at_work else stand_in).id: count}
