from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CrmCampaign(models.Model):
    """The goal of plans of contacts: that customers are contacted in time."""

    _inherit = "crm.campaign"

    goal_metric = fields.Selection(
        selection_add=[("contacted", "Share of members contacted in time")],
        ondelete={"contacted": "set null"},
    )
    goal_days = fields.Integer(
        string="In Time Is Within",
        default=14,
        help="By then a message was sent, or a salesperson did their part; counted "
        "from entering.",
    )

    _goal_days_check = models.Constraint(
        "CHECK(goal_days >= 0)", "Enter a number of days that is not negative."
    )

    @api.constrains("goal_metric", "goal_value")
    def _check_contact_goal(self):
        for campaign in self:
            is_share = campaign.goal_metric == "contacted"
            if is_share and not 0 <= campaign.goal_value <= 1:
                raise ValidationError(
                    self.env._("The share of members is between 0 % and 100 %.")
                )

    def _tell_goal(self, settled, waves):
        if self.goal_metric != "contacted" or not self.goal_value:
            return super()._tell_goal(settled, waves)
        label = self.env._("Contacted within %s days", self.goal_days)
        fact = self._get_contact_share()
        return {
            "text": self.goal or label,
            "metric": self.goal_metric,
            "label": label,
            "target": self.goal_value,
            "fact": fact,
            "is_reached": fact is not False and fact >= self.goal_value,
        }

    def _get_contact_share(self):
        """Return the share of members contacted in time, or False without any.

        Of those whose days are over; as long as there is none, of all.
        """
        mine = Domain("campaign_id", "=", self.id)
        today = self.company_id._lifecycle_today()
        over = Domain("contact_until", "<", today)
        for domain in (mine & over, mine):
            [(expected, in_time)] = self.env["crm.campaign.result"]._read_group(
                list(domain), [], ["expected:sum", "in_time:sum"]
            )
            if expected:
                return in_time / expected
        return False
