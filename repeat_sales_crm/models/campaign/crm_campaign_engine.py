import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from ..lifecycle import company_day
from ..lifecycle.drainer import own_transaction
from . import schedule
from .crm_campaign_schedule import LOOK_EVERY
from .enrolment_query import EnrolmentQuery

_logger = logging.getLogger(__name__)

#: A wave that starts later than this is called late.
_PUNCTUAL = timedelta(minutes=30)

#: How long a wave waits for customers to be calculated before it starts all the same.
_PATIENCE = timedelta(hours=1)

#: How many notes of changed customers are worked through first.
_BATCHES = 20


class CrmCampaign(models.Model):
    """What the scheduled action does: launch, enrol, look, and do what is due.

    Any number of processes can do it at once. Each bit of work is a transaction of its
    own that claims what it works on and skips what another one holds. After a crash
    nothing of it has happened, and it is done again.
    """

    _inherit = "crm.campaign"

    @api.model
    def _cron_run(self):
        """Do all that is to be done now, as far as the time allows."""
        try:
            self.env["crm.customer.refresh"]._drain(batches=_BATCHES)
        except Exception:
            _logger.exception("Customers could not be calculated for campaigns")
        cron = self.env["ir.cron"]
        for work in ("_launch_next", "_enrol_next", "_look_next"):
            if not self._repeat(work):
                return
        if self.env["crm.campaign.action"]._work_through():
            self._call_engine("crm.campaign.wave", "_close_finished")
            cron._commit_progress(remaining=0)

    def _repeat(self, work):
        """Do bits of work while there are any, and return whether time is left.

        Each notes first what it works on: what fails is not tried again in this run, so
        that it keeps nothing else waiting.
        """
        cron = self.env["ir.cron"]
        seen, before = [], -1
        while len(seen) > before:
            before = len(seen)
            self._call_engine(self._name, work, seen)
            if not cron._commit_progress(len(seen) - before, remaining=1):
                return False
        return True

    @api.model
    def _call_engine(self, model, method, *args):
        """Call a method of the engine in a transaction of its own, as superuser.

        What another transaction gets in the way of is left for the next run. So is what
        fails in a way that nobody thought of: the rest of the work goes on.
        """
        try:
            with own_transaction(self.env.registry) as env:
                return getattr(env[model], method)(*args, fields.Datetime.now())
        except OperationalError as error:
            _logger.info("Campaigns go on later: %s", error)
        except Exception:
            _logger.exception("%s of campaigns failed", method)
        return None

    def _claim(self, query):
        """Return the ids that a query finds, and locks."""
        self.env.flush_all()
        return [record_id for [record_id] in self.env.execute_query(query)]

    # ------------------------------------------------------------------
    # Launch
    # ------------------------------------------------------------------

    def _launch_next(self, seen, now):
        """Make the wave of one campaign whose moment has come."""
        campaign = self._claim_due(
            SQL("trigger NOT IN ('enter', 'standing')"), seen, now
        )
        if campaign:
            campaign._try(campaign._launch, now)

    def _claim_due(self, condition, seen, now):
        """Lock the campaign whose moment came first, if it is no other process's."""
        query = SQL(
            """
            SELECT id FROM crm_campaign
             WHERE state = 'running' AND active AND next_run_at <= %s AND %s
               AND id != ALL(%s)
             ORDER BY next_run_at, id
             LIMIT 1
               FOR NO KEY UPDATE SKIP LOCKED
            """,
            now,
            condition,
            seen,
        )
        campaign = self.browse(self._claim(query))
        seen.extend(campaign.ids)
        return campaign

    def _launch(self, now):
        """Make the wave for the moment that has come, and write the next moment.

        Of several moments that were missed, the latest one is made up for.
        """
        moment, missed = self.next_run_at, 0
        if self.trigger == "recurring":
            recurrence = self._get_recurrence()
            before = moment - timedelta(seconds=1)
            latest, count = schedule.missed(recurrence, before, now)
            if latest:
                moment, missed = latest, count - 1
        wave = self._create_wave(moment, now, missed)
        self.last_run_at = moment
        self._plan_next(now)
        if now - moment > _PUNCTUAL:
            self._tell_late(wave)

    def _create_wave(self, moment, now, missed=0):
        waves = self.env["crm.campaign.wave"]
        known = [("campaign_id", "=", self.id)]
        day = self._get_today(moment)
        return waves.search([*known, ("day", "=", day)], limit=1) or waves.create(
            {
                "campaign_id": self.id,
                "company_id": self.company_id.id,
                "number": waves.search_count(known) + 1,
                "scheduled_at": moment,
                "started_at": now,
                "late_minutes": (now - moment).total_seconds() // 60,
                "missed_count": missed,
            }
        )

    def _tell_late(self, wave):
        lang = self.user_id.lang
        campaign = self.with_context(lang=lang)
        body = campaign.env._(
            "Wave %(number)s was planned for %(moment)s and started %(minutes)s "
            "minutes late.",
            number=wave.number,
            moment=self._format_moment(wave.scheduled_at),
            minutes=wave.late_minutes,
        )
        if wave.missed_count:
            body += " " + campaign.env._(
                "It stands for %s earlier moments that were missed too.",
                wave.missed_count,
            )
        self.message_post(body=body)

    def _format_moment(self, moment):
        return format_datetime(self.env, moment, tz=self.company_id.lifecycle_tz)

    # ------------------------------------------------------------------
    # Enrol
    # ------------------------------------------------------------------

    def _enrol_next(self, seen, now):
        """Enrol the customers of one wave."""
        query = SQL(
            """
            SELECT wave.id
              FROM crm_campaign_wave AS wave
              JOIN crm_campaign AS campaign ON campaign.id = wave.campaign_id
             WHERE wave.state = 'enrolling' AND campaign.state = 'running'
               AND campaign.active
               AND campaign.trigger NOT IN ('enter', 'standing') AND wave.id != ALL(%s)
             ORDER BY wave.id
             LIMIT 1
               FOR NO KEY UPDATE SKIP LOCKED
            """,
            seen,
        )
        wave = self.env["crm.campaign.wave"].browse(self._claim(query))
        seen.extend(wave.ids)
        if wave:
            wave.campaign_id._try(wave.campaign_id._enrol, wave, now)

    def _enrol(self, wave, now):
        """Insert the members of a wave and their first actions.

        It waits until the customers are calculated as they are at that moment.
        """
        refresh = self.env["crm.customer.refresh"]
        waiting = refresh._catch_up(self.company_id)
        if waiting and now - wave.started_at < _PATIENCE:
            return
        self._insert_members(wave, EnrolmentQuery(self, now))
        wave.state = "running"

    def _insert_members(self, wave, query):
        step = self.step_ids[:1]
        if not step:
            raise UserError(self.env._("The campaign has no step any more. Add one."))
        actions = self.env["crm.campaign.action"]
        return actions._execute(query.insert(wave, step))

    def _try(self, work, *args):
        """Do some work; where it cannot be done, the owner is told why, once."""
        try:
            with self.env.cr.savepoint():
                work(*args)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001
            # A segment that cannot be used, say: nobody is contacted on a guess.
            self._tell_failure(error)
        else:
            self._tell_problem(False)

    def _tell_failure(self, error):
        """Tell of an exception; one that nobody thought of is logged, too, once."""
        text = str(error)
        if not isinstance(error, UserError):
            text = self.env._("Something unexpected went wrong: %s", repr(error))
            if text != self.problem:
                _logger.warning("Campaign %s: %s", self.id, text, exc_info=error)
        self._tell_problem(text)

    def _is_enrolling(self):
        """Tell whether it can have the problems of enrolling, which only that mends."""
        self.ensure_one()
        waves = self.wave_ids.filtered(lambda wave: wave.state == "enrolling")
        return self.trigger in ("enter", "standing") or bool(waves)

    def _tell_problem(self, problem):
        """Show a problem on the campaign, and tell its owner when it is a new one."""
        if problem != self.problem:
            self.problem = problem
            if problem:
                self.message_post(body=problem, partner_ids=self.user_id.partner_id.ids)

    # ------------------------------------------------------------------
    # Enter
    # ------------------------------------------------------------------

    def _look_next(self, seen, now):
        """Look who entered the audience of one campaign since the last look."""
        campaign = self._claim_due(SQL("trigger IN ('enter', 'standing')"), seen, now)
        if campaign:
            campaign.next_run_at = now + LOOK_EVERY
            campaign._try(campaign._look, now)
            if campaign.end_date and campaign._get_today(now) > campaign.end_date:
                campaign.next_run_at = False

    def _get_today(self, now):
        return company_day.local_day(now, self.company_id.lifecycle_tz)

    def _was_moved(self, now):
        """Return the condition that somebody, not the customer, changed their cell.

        After a change of the limits customers are elsewhere in the matrix, and did not
        come there by themselves. Whoever is inside at the launch is contacted however
        they came there, if the campaign is for them too.
        """
        is_first = self.contact_present and not self.last_run_at
        if not self.lifecycle_segment_ids or is_first:
            return SQL("FALSE")
        return SQL(
            """
            EXISTS (SELECT FROM crm_customer AS moved
                     WHERE moved.company_id = %s
                       AND moved.partner_id = audience.partner_id
                       AND moved.segment_id = ANY(%s)
                       AND moved.move_cause IN ('rule', 'import', 'merge')
                       AND moved.moved_at > %s)
            """,
            self.company_id.id,
            self.lifecycle_segment_ids.ids,
            now - timedelta(days=1),
        )

    def _get_wave_of_day(self, now):
        """Return the wave of those who enter today, under way."""
        tz = self.company_id.lifecycle_tz
        moment = company_day.start_of_day(self._get_today(now), tz)
        wave = self._create_wave(moment, now)
        wave.write({"state": "running", "late_minutes": 0})
        return wave

    def _get_newcomers_query(self, now):
        """Return the SELECT of who is in the audience and was not at the last look."""
        return SQL(
            "SELECT audience.* FROM (%s) AS audience WHERE NOT EXISTS ("
            "SELECT FROM crm_campaign_presence AS present"
            " WHERE present.campaign_id = %s"
            " AND present.partner_id = audience.partner_id)"
            " AND NOT %s",
            self._get_audience_query(),
            self._origin.id,
            self._was_moved(now),
        )

    def _look(self, now):
        """Enrol who entered in the wave of the company's day."""
        self.env["crm.customer.refresh"]._catch_up(self.company_id)
        if self.end_date and self._get_today(now) > self.end_date:
            return
        self._drop_absent()
        newcomers = self._get_newcomers_query(now)
        if self._claim(SQL("SELECT 1 FROM (%s) AS newcomer LIMIT 1", newcomers)):
            wave = self._get_wave_of_day(now)
            self._insert_members(wave, EnrolmentQuery(self, now, newcomers))
        # Also who was moved inside: otherwise they would be newcomers one day later.
        self._add_presence()
        self.last_run_at = now
