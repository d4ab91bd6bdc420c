from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from ..lifecycle import company_day
from . import schedule

CRON = "repeat_sales_crm.ir_cron_campaign"

#: How often a campaign looks for customers who entered its audience.
LOOK_EVERY = timedelta(minutes=30)

#: What decides when the next wave is.
SCHEDULE_FIELDS = {
    "end_date",
    "hour",
    "month_day",
    "month_mode",
    "month_week",
    "repeat_every",
    "repeat_unit",
    "start_at",
    "trigger",
    "on_monday",
    "on_tuesday",
    "on_wednesday",
    "on_thursday",
    "on_friday",
    "on_saturday",
    "on_sunday",
}
#: Fields that say on which days of the week, Monday first.
WEEKDAYS = (
    "on_monday",
    "on_tuesday",
    "on_wednesday",
    "on_thursday",
    "on_friday",
    "on_saturday",
    "on_sunday",
)


class CrmCampaign(models.Model):
    """When a campaign is launched."""

    _inherit = "crm.campaign"

    trigger = fields.Selection(
        [
            ("once", "Once"),
            ("recurring", "Again and again"),
            ("enter", "When a customer enters the audience"),
        ],
        string="Launched",
        required=True,
        default="once",
    )
    start_at = fields.Datetime(
        string="Start",
        copy=False,
        help="Not before this moment. Left empty: at once.",
    )
    end_date = fields.Date(
        string="Until", help="The last day on which a wave is launched."
    )
    repeat_every = fields.Integer(default=1)
    repeat_unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks"), ("month", "Months")], default="month"
    )
    on_monday = fields.Boolean("Monday", default=True)
    on_tuesday = fields.Boolean("Tuesday")
    on_wednesday = fields.Boolean("Wednesday")
    on_thursday = fields.Boolean("Thursday")
    on_friday = fields.Boolean("Friday")
    on_saturday = fields.Boolean("Saturday")
    on_sunday = fields.Boolean("Sunday")
    month_mode = fields.Selection(
        [
            ("day", "On a day"),
            ("last_day", "On the last day"),
            ("weekday", "On weekdays of a week"),
        ],
        default="day",
    )
    month_day = fields.Integer(
        string="Day of the Month",
        default=1,
        help="In shorter months, their last day.",
    )
    month_week = fields.Selection(
        [
            ("1", "First"),
            ("2", "Second"),
            ("3", "Third"),
            ("4", "Fourth"),
            ("5", "Last"),
        ],
        default="1",
    )
    hour = fields.Float(
        default=9.0, help="Of the day, in the time zone of the company."
    )
    contact_present = fields.Boolean(
        string="Also Who Is Inside Now",
        help="When the campaign starts, contact who is in the audience already, and "
        "not only who enters from then on.",
    )
    next_run_at = fields.Datetime(
        string="Next Wave", readonly=True, copy=False, index="btree_not_null"
    )
    last_run_at = fields.Datetime(string="Last Wave", readonly=True, copy=False)

    _hour_check = models.Constraint(
        "CHECK(hour >= 0 AND hour < 24)", "The hour is between 0:00 and 23:59."
    )
    _repeat_check = models.Constraint(
        "CHECK(repeat_every >= 1 AND month_day BETWEEN 1 AND 31)",
        "Repeat every 1 or more days, weeks or months, on a day from 1 to 31.",
    )

    @api.constrains("trigger", "repeat_unit", "month_mode", *WEEKDAYS)
    def _check_weekdays(self):
        for campaign in self:
            by_weekday = campaign.repeat_unit == "week" or (
                campaign.repeat_unit == "month" and campaign.month_mode == "weekday"
            )
            needs_weekday = campaign.trigger == "recurring" and by_weekday
            if needs_weekday and not campaign._get_weekdays():
                raise ValidationError(
                    self.env._("Choose at least one day of the week.")
                )

    def write(self, vals):
        others = self.filtered(lambda campaign: campaign.trigger != "enter")
        result = super().write(vals)
        # Who is inside when it begins to look did not come in since.
        others.filtered(lambda campaign: not campaign.contact_present)._take_presence()
        if not SCHEDULE_FIELDS.isdisjoint(vals):
            self._plan_running()
        return result

    def _plan_running(self):
        """Plan the next wave anew where a running campaign changed its schedule."""
        running = self.filtered(lambda campaign: campaign.state == "running")
        running._plan_next(fields.Datetime.now())

    # ------------------------------------------------------------------
    # Moments
    # ------------------------------------------------------------------

    def _get_weekdays(self):
        return frozenset(number for number, name in enumerate(WEEKDAYS) if self[name])

    def _get_recurrence(self):
        """Return the :class:`.schedule.Recurrence` of a campaign that recurs."""
        self.ensure_one()
        tz = self.company_id.lifecycle_tz
        start = self.start_at or fields.Datetime.now()
        return schedule.Recurrence(
            unit=self.repeat_unit,
            every=self.repeat_every,
            weekdays=self._get_weekdays(),
            month_mode=self.month_mode,
            month_day=self.month_day,
            month_week=int(self.month_week or 1),
            hour=self.hour,
            tz=tz,
            start=company_day.local_day(start, tz),
            end=self.end_date or None,
        )

    def _get_next_run(self, now):
        """Return the next moment after ``now`` in UTC, or False."""
        self.ensure_one()
        if self.trigger == "recurring":
            after = max(now, self._get_first_moment(now) - timedelta(seconds=1))
            return schedule.next_run(self._get_recurrence(), after) or False
        if self.trigger == "enter":
            return max(now, self.start_at or now)
        if self.sudo().wave_ids:
            return False
        return max(now, self.start_at or now)

    def _get_first_moment(self, moment):
        """Return the first moment from another one on at which it can run again.

        A day has one wave: neither another hour nor another time zone brings a second
        one for the same day of the calendar.
        """
        moments = [moment, self.start_at or moment]
        last = self.sudo()._origin.wave_ids.sorted("day")[-1:].day
        if last:
            tz = self.company_id.lifecycle_tz
            moments.append(company_day.start_of_day(last + timedelta(days=1), tz))
        return max(moments)

    def _get_upcoming(self, start, end, limit=50):
        """Return the moments, in UTC, of waves to come between two moments."""
        self.ensure_one()
        if self.trigger == "recurring" and self.state == "running":
            start = self._get_first_moment(start)
            return schedule.runs_between(self._get_recurrence(), start, end, limit)
        moment = self.next_run_at
        return [moment] if moment and start <= moment < end else []

    def _plan_next(self, now):
        """Write the next moment of each campaign, and have the engine called then."""
        for campaign in self:
            campaign.next_run_at = campaign._get_next_run(now)
        self._trigger_engine()

    def _trigger_engine(self):
        moments = {moment for moment in self.mapped("next_run_at") if moment}
        if moments:
            self.env.ref(CRON).sudo()._trigger(at=sorted(moments))

    # ------------------------------------------------------------------
    # Launch, pause, resume, stop
    # ------------------------------------------------------------------

    def action_launch(self):
        """Start the campaign: its first wave comes at its moment."""
        self.check_access("write")
        now = fields.Datetime.now()
        for campaign in self:
            campaign.lock_for_update(allow_referencing=True)
            campaign._check_launch()
            campaign.segment_ids.sudo().filtered(
                lambda segment: not segment.keep_history
            ).keep_history = True
            campaign.write(
                {
                    "state": "running",
                    "problem": False,
                    # Every other week, say, is counted from here on.
                    "start_at": campaign.start_at or now,
                }
            )
            if not campaign.contact_present:
                campaign._take_presence()
            campaign._plan_next(now)

    def _check_launch(self):
        """Raise a UserError that says what is missing."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%s was launched already. Copy it to do it again.", self.name
                )
            )
        problem = self._find_launch_problem()
        if problem:
            raise UserError(
                self.env._(
                    "%(campaign)s cannot be launched. %(problem)s",
                    campaign=self.name,
                    problem=problem,
                )
            )

    def _find_launch_problem(self):
        """Return what is missing before the launch, or False."""
        if self.is_template:
            return self.env._("It is a playbook: make a campaign of it first.")
        steps = self._get_planned_steps()
        if not steps:
            return self.env._("Add at least one step: what is to be done?")
        for step in steps:
            problem = step._find_problem()
            if problem:
                return problem
        if not (self.lifecycle_segment_ids or self.segment_ids or self.partner_ids):
            return self.env._(
                "Choose whom it is for: cells of the matrix, segments, or customers."
            )
        if not (self.goal and self.goal_metric and self.goal_value):
            return self.env._(
                "Write down its goal, how it is measured and its target, so that you "
                "can tell afterwards whether it was reached."
            )
        return self._find_schedule_problem() or self._find_audience_problem()

    def _find_schedule_problem(self):
        """Return why no wave can come, or False."""
        if self.trigger == "once":
            return False
        now = fields.Datetime.now()
        if self.end_date and self.end_date < self._get_today(now):
            return self.env._(
                "It ended on %s. Choose a later day.",
                format_date(self.env, self.end_date),
            )
        if self.end_date and self.start_at:
            begin = self._get_today(self.start_at)
            if self.end_date < begin:
                return self.env._(
                    "It ends on %(end)s, before it begins on %(begin)s. Change one of "
                    "the dates.",
                    end=format_date(self.env, self.end_date),
                    begin=format_date(self.env, begin),
                )
        if not self._get_next_run(now):
            return self.env._("Its schedule has no moment to come. Change the dates.")
        return False

    def _find_audience_problem(self):
        """Return why it cannot be said who is in the audience, or False."""
        try:
            with self.env.cr.savepoint():
                self.env.execute_query(
                    SQL(
                        "SELECT COUNT(*) FROM (%s) AS audience",
                        self.sudo()._get_audience_query(),
                    )
                )
        except UserError as error:
            return str(error)
        return False

    def action_pause(self):
        """Hold everything that was not begun."""
        self.check_access("write")
        # No lock is asked for: a brake waits for who is at work, and is not refused.
        if any(campaign.state != "running" for campaign in self):
            raise UserError(self.env._("Only a running campaign can be paused."))
        self.write({"state": "paused", "next_run_at": False})

    def action_resume(self):
        """Go on: what became due meanwhile follows, waves that were missed do not."""
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        if any(campaign.state != "paused" for campaign in self):
            raise UserError(self.env._("Only a paused campaign can be resumed."))
        self.write({"state": "running", "problem": False})
        self._plan_next(fields.Datetime.now())
        self.env.ref(CRON).sudo()._trigger()

    def action_stop(self):
        """End the campaign: who waits is left alone, what was begun can be finished."""
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        if any(campaign.state not in ("running", "paused") for campaign in self):
            raise UserError(
                self.env._("Only a running or a paused campaign can be stopped.")
            )
        self.write({"state": "done", "next_run_at": False})
        self.sudo()._stop_members(fields.Datetime.now())

    def _stop_members(self, now):
        actions = self.env["crm.campaign.action"]
        parameters = {"now": now, "ids": self.ids}
        for query in (
            """
            UPDATE crm_campaign_action
               SET state = 'skipped', reason = 'stopped', done_at = %(now)s,
                   postponed_reason = NULL
             WHERE campaign_id = ANY(%(ids)s) AND state = 'waiting'
         RETURNING id
            """,
            """
            UPDATE crm_campaign_member
               SET state = 'exited', reason = 'stopped', finished_at = %(now)s
             WHERE campaign_id = ANY(%(ids)s) AND state = 'active'
         RETURNING id
            """,
            """
            UPDATE crm_campaign_wave
               SET state = CASE WHEN state = 'enrolling' THEN 'cancelled'
                                ELSE 'done' END
             WHERE campaign_id = ANY(%(ids)s) AND state IN ('enrolling', 'running')
         RETURNING id
            """,
        ):
            actions._execute(SQL(query, **parameters))
        self.env["crm.campaign.wave"].invalidate_model()
