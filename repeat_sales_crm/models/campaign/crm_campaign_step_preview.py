from odoo import models


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    def _get_stand_in(self):
        """Return who does what nobody else does, as :func:`.action_query.stand_in`."""
        self.ensure_one()
        campaign = self.campaign_id
        for user in (self.user_id, campaign.user_id, campaign.create_uid):
            if self._is_at_work(user):
                return user
        teams = self.env["crm.team"].search(
            [("company_id", "in", (False, campaign.company_id.id))], order="id"
        )
        return teams.user_id.filtered(self._is_at_work)[:1]

    def _is_at_work(self, user):
        return user.active and self.campaign_id.company_id in user.company_ids

    def _spread(self, seller_id, count):
        """Return {user id: how many} of the actions for a seller's customers."""
        self.ensure_one()
        substitute = self._get_stand_in()
        if self.responsible == "user":
            return {substitute.id: count}
        if self.responsible == "team":
            users = self.team_id.crm_team_member_ids.user_id
            users = users.filtered(self._is_at_work)
            if users:
                share, rest = divmod(count, len(users))
                return {
                    user.id: share + (number < rest)
                    for number, user in enumerate(users.sorted("id"))
                }
            return {substitute.id: count}
        seller = self.env["res.users"].browse(seller_id or ())
        return {(seller if self._is_at_work(seller) else substitute).id: count}
