from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from . import standing_query

#: What a plan of contacts begins with.
_STANDING_DAYS = 30


class CrmCampaign(models.Model):
    """A standing campaign contacts customers as long as they are in its audience.

    It needs no memory of who was inside: who is inside now, is not under way and was
    not asked for lately, enters. So nobody is forgotten whose contact came to nothing.
    """

    _inherit = "crm.campaign"

    trigger = fields.Selection(
        selection_add=[("standing", "As long as they are in the audience")],
        ondelete={"standing": "set default"},
    )
    ask_again_days = fields.Integer(
        string="If Nothing Was Done, After",
        default=3,
        help="Days after which a customer enters again for whom nothing was done: the "
        "activity was cancelled, or not done in time. With a reason in the note of the "
        "action, the customer waits as after a contact.",
    )

    _ask_again_days_check = models.Constraint(
        "CHECK(ask_again_days >= 1)", "Ask again after one day at least."
    )

    @api.constrains("trigger", "reentry_days")
    def _check_standing_days(self):
        for campaign in self:
            if campaign.trigger == "standing" and campaign.reentry_days < 1:
                raise ValidationError(
                    self.env._("Contact customers again after one day at least.")
                )

    @api.onchange("trigger")
    def _onchange_standing(self):
        if self.trigger == "standing":
            self.reentry_days = _STANDING_DAYS
            self.exit_on_leave = True

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        campaigns._let_in_again()
        return campaigns

    def write(self, vals):
        result = super().write(vals)
        if not {"trigger", "reentry"}.isdisjoint(vals):
            self._let_in_again()
        return result

    def _let_in_again(self):
        """Leave it to who enters a standing campaign when customers come again."""
        standing = self.filtered(
            lambda campaign: (
                campaign.trigger == "standing" and campaign.reentry != "wave"
            )
        )
        if standing:
            standing.reentry = "wave"

    # ------------------------------------------------------------------
    # Engine
    # ------------------------------------------------------------------

    def _get_next_run(self, now):
        if self.trigger == "standing":
            return max(now, self.start_at or now)
        return super()._get_next_run(now)

    def _get_entrants_query(self, now):
        if self.trigger == "standing":
            return standing_query.entrants(self, now)
        return super()._get_entrants_query(now)

    def _look(self, now):
        """Enrol who is to be contacted (again) in the wave of the company's day."""
        if self.trigger != "standing":
            return super()._look(now)
        self.env["crm.customer.refresh"]._catch_up(self.company_id)
        if self.end_date and self._get_today(now) > self.end_date:
            return None
        query = standing_query.StandingQuery(self, now)
        if self._claim(SQL("SELECT 1 FROM (%s) AS entrant LIMIT 1", query.select())):
            self._insert_members(self._get_wave_of_day(now), query)
        self.last_run_at = now
        return None

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    @api.depends("reentry_days")
    def _compute_schedule_text(self):
        return super()._compute_schedule_text()

    def _tell_schedule(self):
        if self.trigger == "standing":
            return self.env._(
                "As long as they are in the audience, again %s days after the last "
                "contact",
                self.reentry_days,
            )
        return super()._tell_schedule()
