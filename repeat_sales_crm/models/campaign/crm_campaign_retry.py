from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_campaign_schedule import CRON


class CrmCampaignAction(models.Model):
    """Trying again, by hand, what failed."""

    _inherit = "crm.campaign.action"

    _failed_idx = models.Index("(campaign_id) WHERE state = 'failed'")

    def action_try_again(self):
        """Try the failed ones among these again."""
        self.campaign_id.check_access("write")
        # Whoever may change the campaign may have it go on.
        retried = self.sudo()._retry(SQL("action.id = ANY(%s)", self.ids))
        if not retried:
            raise UserError(
                self.env._(
                    "None of these can be tried again. Only what failed can, as long "
                    "as the plan has not gone on for the customer; a message that came "
                    "back needs another address first."
                )
            )

    def _retry(self, condition):
        """Have failed actions for which that makes sense wait again.

        :param condition: SQL over ``action``
        :return: the actions
        """
        now = fields.Datetime.now()
        rows = self._execute(retryable_query(condition))
        ids = [action_id for [action_id] in rows]
        if not ids:
            return self.browse()
        for query in (_DROP_LATER, _WAIT_AGAIN, _REJOIN, _REOPEN_WAVES):
            self._execute(SQL(query, ids=ids, now=now))
        self.env["crm.campaign.wave"].invalidate_model()
        retried = self.browse(ids)
        retried.campaign_id.filtered(
            lambda campaign: campaign.state == "done"
        ).state = "running"
        self.env.ref(CRON)._trigger()
        return retried


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    def action_try_again(self):
        """Try the step now: who waits for it, and who failed."""
        self.check_access("write")
        # Actions and scheduled actions are written by the engine alone.
        self.sudo()._try_again()

    def _try_again(self):
        if not self:
            return
        self.filtered("held_since").held_until = fields.Datetime.now()
        actions = self.env["crm.campaign.action"]
        actions._retry(SQL("action.step_id = ANY(%s)", self.ids))
        self.env.ref(CRON)._trigger()


class CrmCampaign(models.Model):
    _inherit = "crm.campaign"

    can_try_again = fields.Boolean(compute="_compute_can_try_again")

    def _compute_can_try_again(self):
        mine = SQL("action.campaign_id = ANY(%s)", self.ids)
        query = SQL(
            "SELECT DISTINCT action.campaign_id FROM crm_campaign_action AS action"
            " WHERE action.id IN (%s)",
            retryable_query(mine),
        )
        self.env.flush_all()
        failed = {campaign_id for [campaign_id] in self.env.execute_query(query)}
        for campaign in self:
            held = any(step.held_since for step in campaign.step_ids)
            campaign.can_try_again = held or campaign._origin.id in failed

    def action_try_again(self):
        """Try now what is on hold, and what failed."""
        self.check_access("write")
        self.step_ids.action_try_again()


def retryable_query(condition):
    """Return the SELECT of the ids of failed actions that can be tried again.

    These are the first failed one of each member for whom no later step was begun.
    What came back is tried again only at another address.

    :param condition: SQL over ``action``
    """
    return SQL(
        """
        SELECT DISTINCT ON (action.member_id) action.id
          FROM crm_campaign_action AS action
          JOIN crm_campaign_member AS member ON member.id = action.member_id
                                            AND member.state IN ('active', 'done')
          JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
                                       AND campaign.active
          JOIN crm_campaign_step AS step ON step.id = action.step_id AND step.active
          JOIN res_partner AS contact
               ON contact.id = COALESCE(action.contact_id, action.partner_id)
         WHERE action.state = 'failed'
           AND %s
           AND (action.reason = 'error'
                OR action.reason = 'bounced' AND EXISTS (
                    SELECT FROM mailing_trace AS trace
                     WHERE trace.mass_mailing_id = action.mailing_id
                       AND trace.model = 'res.partner'
                       AND trace.res_id = action.contact_id
                       AND COALESCE(trace.email, trace.sms_number)
                           NOT IN (COALESCE(contact.email_normalized, ''),
                                   COALESCE(contact.phone_sanitized, ''))))
           AND NOT EXISTS (
               SELECT FROM crm_campaign_action AS later
                WHERE later.member_id = action.member_id
                  AND later.id > action.id
                  AND (later.state IN ('running', 'done')
                       OR EXISTS (SELECT FROM crm_campaign_attempt AS attempt
                                   WHERE attempt.action_id = later.id)))
         ORDER BY action.member_id, action.id
        """,
        condition,
    )


#: The plan goes on from the action that is tried again: what waited comes after it.
_DROP_LATER = """
    DELETE FROM crm_campaign_action AS later
     USING crm_campaign_action AS action
     WHERE action.id = ANY(%(ids)s)
       AND later.member_id = action.member_id
       AND later.id > action.id
       AND later.state = 'waiting'
 RETURNING later.id
"""

_WAIT_AGAIN = """
    UPDATE crm_campaign_action
       SET state = 'waiting', reason = NULL, done_at = NULL, attempts = 0,
           due_at = %(now)s, postponed_reason = NULL, started_at = NULL,
           contact_at = NULL, mailing_id = NULL
     WHERE id = ANY(%(ids)s)
 RETURNING id
"""

_REJOIN = """
    UPDATE crm_campaign_member AS member
       SET state = 'active', finished_at = NULL
      FROM crm_campaign_action AS action
     WHERE action.id = ANY(%(ids)s) AND member.id = action.member_id
       AND member.state = 'done'
 RETURNING member.id
"""

_REOPEN_WAVES = """
    UPDATE crm_campaign_wave AS wave
       SET state = 'running'
      FROM crm_campaign_action AS action
     WHERE action.id = ANY(%(ids)s) AND wave.id = action.wave_id
       AND wave.state = 'done'
 RETURNING wave.id
"""
