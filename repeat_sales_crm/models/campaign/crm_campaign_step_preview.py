from odoo import models


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    def _get_stand_in(self):
        """Return who does what nobody else does, as :func:`.action_query.stand_in`."""
        self.ensure_one()
        campaign = self.campaign_id
        known = self.user_id, campaign.user_id, campaign.create_uid
        for user in known:
            if user.active and campaign.company_id in user.company_ids:
                return user
        teams = self.env["crm.team"].search(
            [("company_id", "in", (False, campaign.company_id.id))], order="id"
        )
        return teams.user_id.filtered(
            lambda user: user.active and campaign.company_id in user.company_ids
        )[:1]

    def _spread(self, seller_id, count):
        """Return {user id: how many} of the actions for a seller's customers."""
        self.ensure_one()
        substitute = self._get_stand_in()
        if self.responsible == "user":
            return {substitute.id: count}
        if self.responsible == "team":
            users = self.team_id.crm_team_member_ids.user_id.filtered("active")
            if users:
                share, rest = divmod(count, len(users))
                return {
                    user.id: share + (number < rest)
                    for number, user in enumerate(users.sorted("id"))
                }
            return {substitute.id: count}
        seller = self.env["res.users"].browse(seller_id or ())
        at_work = seller.active and self.campaign_id.company_id in seller.company_ids
        return {(seller if at_work else substitute).id: count}
