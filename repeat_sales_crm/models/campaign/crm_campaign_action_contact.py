from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


def counted_attempts(action):
    """Return the SELECT of the moments at which people contacted a customer.

    :param action: SQL of the id of an action
    """
    return SQL(
        """
        SELECT attempt.moment
          FROM crm_campaign_attempt AS attempt
          JOIN crm_campaign_outcome AS tried
               ON tried.id = attempt.outcome_id AND tried.counts_as_contact
         WHERE attempt.action_id = %s
        """,
        action,
    )


class CrmCampaignAction(models.Model):
    """What of the work of people counts as a contact, however an action ends.

    Who was spoken with was contacted, though the customer bought before the call-back
    that was agreed; who did not answer was not, though the action is done.
    """

    _inherit = "crm.campaign.action"

    def write(self, vals):
        result = super().write(vals)
        if "outcome_id" in vals:
            self._settle_contacts()
        return result

    def _finish(self, state, reason=None, *, now=None, leaves=False):
        ended = super()._finish(state, reason, now=now, leaves=leaves)
        ended._settle_contacts()
        return ended

    def _withdraw(self, reason, now, leaves=False):
        """End actions, and take their activities away.

        What was tried already is done, with what came of it last; only a promise that
        was not kept in time is told as such.
        """
        tried = self.browse()
        if reason != "expired":
            tried = self.sudo().filtered("attempt_ids")
        activities = self.activity_id
        tried._finish("done", reason, now=now, leaves=leaves)
        others = super(CrmCampaignAction, self - tried)
        result = others._withdraw(reason, now, leaves=leaves)
        activities.exists().unlink()
        return result

    def _settle_contacts(self):
        """Write the moment and the outcome of the last attempt on what people ended."""
        if self:
            self.sudo()._execute(
                settle_contacts(SQL("action.id = ANY(%s)", self.ids)),
            )

    def _note_contact(self, moment):
        """Have an attempt count from now on, though the action goes on."""
        self.sudo().contact_at = moment

    @api.model
    def _count_contacted(self, group, records):
        """Return {id: customers who were contacted} of campaigns or of waves.

        :param group: ``campaign_id`` or ``wave_id``
        """
        spoken = Domain("attempt_ids.outcome_id.counts_as_contact", "=", True)
        domain = (
            Domain(group, "in", records.ids)
            & Domain("contact_at", "!=", False)
            & (Domain("state", "=", "done") | spoken)
        )
        groups = self._read_group(domain, [group], ["member_id:count_distinct"])
        return {record.id: count for record, count in groups}


def settle_contacts(condition):
    """Return the UPDATE of ended actions of people to what came of their attempts.

    :param condition: SQL over ``action``
    """
    return SQL(
        """
        UPDATE crm_campaign_action AS action
           SET contact_at = COALESCE(
                   (SELECT MAX(counted.moment) FROM (%(counted)s) AS counted),
                   CASE WHEN over.is_contact THEN action.done_at END),
               outcome_id = over.outcome_id,
               reason = CASE WHEN action.state != 'done' THEN action.reason END
          FROM (SELECT action.id, outcome.id AS outcome_id,
                       action.state = 'done'
                       AND outcome.counts_as_contact IS NOT FALSE AS is_contact
                  FROM crm_campaign_action AS action
                  LEFT JOIN crm_campaign_outcome AS outcome
                       ON outcome.id = COALESCE(
                          action.outcome_id,
                          (SELECT attempt.outcome_id
                             FROM crm_campaign_attempt AS attempt
                            WHERE attempt.action_id = action.id
                            ORDER BY attempt.moment DESC, attempt.id DESC LIMIT 1))
                 WHERE action.channel_group = 'human'
                   AND action.state IN ('done', 'skipped', 'failed')
                   AND %(condition)s) AS over
         WHERE action.id = over.id
     RETURNING action.id
        """,
        counted=counted_attempts(SQL.identifier("action", "id")),
        condition=condition,
    )
