from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmCampaign(models.Model):
    """What a campaign does while nobody is there, or while it is paused."""

    _inherit = "crm.campaign"

    def _find_absence(self):
        """Return that nobody is there for something that is to be done, or False."""
        waiting = Domain("state", "=", "waiting") & Domain(
            "postponed_reason", "=", "nobody"
        )
        left = Domain("state", "=", "running") & Domain("user_id.active", "=", False)
        action = (
            self.env["crm.campaign.action"]
            .sudo()
            .search(
                Domain("campaign_id", "=", self.id)
                & Domain("channel_group", "=", "human")
                & (waiting | left),
                limit=1,
            )
        )
        if not action:
            return False
        return self.env._(
            "Nobody is there to do “%s”. Choose an owner of the campaign, or a person "
            "for the step, who works for this company.",
            action.step_id.name,
        )

    def _tell_problem(self, problem):
        """Tell the marketers of the company too where the owner is not there."""
        is_new = problem and problem != self.problem
        result = super()._tell_problem(problem)
        owner = self.user_id
        if is_new and not (owner.active and self.company_id in owner.company_ids):
            marketers = self.env.ref("repeat_sales_crm.group_marketer").all_user_ids
            told = marketers.filtered(
                lambda user: user.active and self.company_id in user.company_ids
            )
            self.message_post(body=problem, partner_ids=told.partner_id.ids)
        return result

    def action_resume(self):
        """Count the time to do what is open anew: it was held meanwhile."""
        result = super().action_resume()
        self.env["crm.campaign.action"].sudo()._execute(
            SQL(
                """
                UPDATE crm_campaign_action AS action
                   SET expire_at = GREATEST(action.expire_at, %s::timestamp
                                            + step.expire_days * INTERVAL '1 day')
                  FROM crm_campaign_step AS step
                 WHERE step.id = action.step_id AND action.campaign_id = ANY(%s)
                   AND action.state = 'running' AND action.expire_at IS NOT NULL
             RETURNING action.id
                """,
                fields.Datetime.now(),
                self.ids,
            )
        )
        return result
