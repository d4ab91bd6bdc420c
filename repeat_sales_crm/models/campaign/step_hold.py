from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .crm_campaign_schedule import CRON

#: How long a step is held after each trial that failed; the last one stays.
_PAUSES = [timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 60)]

#: How many customers a step is tried with that is held: enough to tell a channel that
#: fails from a customer for whom it does.
TRIAL = 20

#: So many messages of a campaign wait in Odoo's queues at most, so that pausing it
#: holds the rest.
QUEUE = 1000


class CrmCampaignStep(models.Model):
    """A step waits while the channel fails by which its messages go.

    The customers keep their attempts. The owner is told once, and once more when it
    works again; meanwhile it is tried again with growing pauses, for as long as needed.
    """

    _inherit = "crm.campaign.step"

    held_since = fields.Datetime(string="On Hold Since", readonly=True, copy=False)
    held_until = fields.Datetime(
        string="Tried Again At", readonly=True, copy=False, help="In the next minutes."
    )
    held_reason = fields.Text(string="On Hold Because", readonly=True, copy=False)
    held_count = fields.Integer(
        string="Trials", readonly=True, copy=False, help="How often it failed."
    )

    def _hold(self, why, now):
        """Hold the step; one that is held already is waited for longer at each trial.

        :param why: what went wrong, for users to read
        """
        self.ensure_one()
        if not self.held_since:
            self.write({"held_since": now, "held_reason": why, "held_count": 0})
            self._wait_for_channel(now)
            self.campaign_id._tell_problem(False)

    def _wait_for_channel(self, now):
        """Write when the step is tried again, later each time."""
        pause = _PAUSES[min(self.held_count, len(_PAUSES) - 1)]
        self.write({"held_until": now + pause, "held_count": self.held_count + 1})
        self.env.ref(CRON).sudo()._trigger(at=self.held_until)

    def _tell_it_works(self):
        """End the hold of steps by which somebody was reached, and say so."""
        for step in self.filtered("held_since"):
            step._release_hold()
            campaign = step.campaign_id
            campaign = campaign.with_context(lang=campaign.user_id.lang)
            campaign.message_post(
                body=campaign.env._("“%s” works again. It goes on.", step.name),
                partner_ids=campaign.user_id.partner_id.ids,
            )

    def _release_hold(self):
        self.write(
            {
                "held_since": False,
                "held_until": False,
                "held_reason": False,
                "held_count": 0,
            }
        )
        for campaign in self.campaign_id:
            campaign._tell_problem(False)

    # ------------------------------------------------------------------
    # What the engine asks
    # ------------------------------------------------------------------

    def _filter_open(self, now):
        """Return the steps that are not held now, and have room in Odoo's queues."""
        full = self._get_full_campaigns()
        return self.filtered(
            lambda step: (
                step.campaign_id.active
                and not (step.held_until and step.held_until > now)
                and not (step.sends_mailing and step.campaign_id in full)
            )
        )

    def _get_full_campaigns(self):
        """Return the campaigns of which Odoo has enough messages to send."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT step.campaign_id
                  FROM crm_campaign_step AS step
                  JOIN crm_campaign_action AS action
                       ON action.step_id = step.id
                      AND action.state = 'running'
                      AND action.channel_group = 'message'
                      AND action.mailing_id IS NOT NULL
                 WHERE step.campaign_id = ANY(%s)
                 GROUP BY step.campaign_id
                HAVING COUNT(*) >= %s
                """,
                self.campaign_id.ids,
                QUEUE,
            )
        )
        return self.env["crm.campaign"].browse([row[0] for row in rows])


class CrmCampaign(models.Model):
    _inherit = "crm.campaign"

    def _tell_problem(self, problem):
        """While a step is held that is a problem, whatever else was mended."""
        texts = [problem or "", *self._get_held_texts()]
        return super()._tell_problem("\n".join(filter(None, texts)) or False)

    def _get_held_texts(self):
        env = self.with_context(lang=self.user_id.lang).env
        return [
            env._(
                "“%(step)s” is on hold, and tried again by itself: %(reason)s",
                step=step.name,
                reason=step.held_reason,
            )
            for step in self.step_ids.filtered("held_since")
        ]


class CrmCampaignAction(models.Model):
    _inherit = "crm.campaign.action"

    def _find_due_steps(self, now):
        steps = self.env["crm.campaign.step"].browse(super()._find_due_steps(now))
        return steps._filter_open(now).ids

    def _work_chunk(self, step_id, now):
        step = self.env["crm.campaign.step"].browse(step_id)
        was_held = step.held_since
        worked = super()._work_chunk(step_id, now)
        if worked and was_held:
            step._wait_for_channel(now)
        return worked

    def _get_chunk_size(self, step):
        """Try a step that is held with some customers only."""
        size = super()._get_chunk_size(step)
        return min(size, TRIAL) if step.held_since else size
