from datetime import UTC, timedelta

from odoo import fields, models
from odoo.tools import SQL

from . import webhook
from .contact_query import allowed_addresses
from .delivery_query import (
    SUSPICIOUS,
    delivery_joins,
    held_number,
    message_refusals,
)

#: How many messages of a step are sent before that is committed; and of one on hold:
#: enough to tell a receiver that is down from a message that it cannot take.
_CHUNK = 40
_TRIAL = 3

#: How many messages of all steps are sent before that is committed.
_ALL = 200

#: So long a message is one process's. It is far longer than sending a chunk takes.
_LEASE = timedelta(minutes=10)


class CrmCampaignAction(models.Model):
    """Messages by webhook, sent after the decision to send them is committed.

    A process takes some for a while, sends them outside of any transaction, and writes
    down what became of them. After a crash in between, a message may be sent again,
    with the same key: a receiver that heeds it acts once.
    """

    _inherit = "crm.campaign.action"

    message = fields.Text(
        string="Said", readonly=True, help="What was said by webhook."
    )

    def _work_through(self):
        # One chunk before the steps and the rest after them: receivers can be slow.
        self._post_messages(once=True)
        return super()._work_through() and self._post_messages()

    def _post_messages(self, once=False):
        """Send what waits to be sent, and return whether the time was enough."""
        call = self.env["crm.campaign"]._call_engine
        while messages := call(self._name, "_claim_messages"):
            results = webhook.post_all(messages)
            call(self._name, "_settle_messages", list(messages), results)
            if not self.env["ir.cron"]._commit_progress(len(results), remaining=1):
                return False
            if once:
                break
        return True

    def _claim_messages(self, now):
        """Take messages that nobody else is sending, some of each step.

        :return: {action id: :class:`.webhook.Message`}
        """
        rows = self._execute(
            SQL(
                """
                WITH ready AS (
                    SELECT action.id, step.held_since,
                           ROW_NUMBER() OVER (PARTITION BY action.step_id
                                              ORDER BY action.id) AS number
                      FROM crm_campaign_action AS action
                      JOIN crm_campaign_step AS step ON step.id = action.step_id
                      JOIN crm_campaign AS campaign
                           ON campaign.id = action.campaign_id
                          AND campaign.state = 'running' AND campaign.active
                     WHERE action.state = 'running'
                       AND action.channel_group = 'message'
                       AND action.kind = 'webhook'
                       AND (action.claim_until IS NULL OR action.claim_until <= %(now)s)
                       AND (step.held_until IS NULL OR step.held_until <= %(now)s)
                ), chosen AS (
                    SELECT action.id FROM crm_campaign_action AS action
                      JOIN ready ON ready.id = action.id
                     WHERE ready.number <= CASE WHEN ready.held_since IS NULL
                                               THEN %(chunk)s ELSE %(trial)s END
                       AND (action.claim_until IS NULL OR action.claim_until <= %(now)s)
                     ORDER BY ready.number, action.id
                     LIMIT %(all)s
                       FOR NO KEY UPDATE OF action SKIP LOCKED
                )
                UPDATE crm_campaign_action AS action
                   SET claim_until = %(until)s
                  FROM chosen
                 WHERE action.id = chosen.id AND action.state = 'running'
             RETURNING action.id
                """,
                now=now,
                until=now + _LEASE,
                all=_ALL,
                chunk=_CHUNK,
                trial=_TRIAL,
            )
        )
        actions = self.browse(sorted(action_id for [action_id] in rows))
        held = actions._find_held()
        # They are taken back with the next sweep.
        held.claim_until = False
        actions -= held
        for step in actions.step_id.filtered("held_since"):
            step._wait_for_channel(now)
        addresses = actions._read_allowed_addresses()
        return {
            action.id: action._prepare_message(addresses, now) for action in actions
        }

    def _find_held(self):
        """Return those that may not go now, asked at the last moment."""
        held = self.browse()
        for campaign, actions in self.grouped("campaign_id").items():
            refusals = message_refusals(campaign, actions.partner_id.ids)
            rows = self.env.execute_query(
                SQL(
                    "SELECT action.id FROM crm_campaign_action AS action %s"
                    " WHERE action.id = ANY(%s) AND %s IS NOT NULL",
                    delivery_joins(refusals),
                    actions.ids,
                    held_number(refusals),
                )
            )
            held |= self.browse([action_id for [action_id] in rows])
        return held

    def _read_allowed_addresses(self):
        """Return {contact id: (email, phone)}; what was refused is None."""
        contact_ids = (self.contact_id | self.partner_id).ids
        rows = self.env.execute_query(allowed_addresses(contact_ids))
        return {contact_id: addresses for contact_id, *addresses in rows}

    def _prepare_message(self, addresses, now):
        step = self.step_id
        database = self.env["ir.config_parameter"].get_param("database.uuid")
        return webhook.Message(
            receiver=step.id,
            url=step.webhook_url,
            payload=self._prepare_payload(addresses),
            key=f"{database}/{self.id}",
            secret=step.webhook_secret,
            moment=int(now.replace(tzinfo=UTC).timestamp()),
            hosts=frozenset(step._get_allowed_hosts()),
            inside=step._tell_forbidden_address(),
        )

    def _settle_messages(self, ids, results, now):
        """Write down what became of messages.

        :param ids: ids of the actions that were claimed
        :param results: see :func:`.webhook.post_all`
        """
        claimed = self.browse(ids).filtered(lambda action: action.state == "running")
        claimed.claim_until = False
        for step in claimed.step_id:
            actions = claimed.filtered(lambda action, step=step: action.step_id == step)
            actions._settle_receiver(step, results, now)

    def _settle_receiver(self, step, results, now):
        """End the actions of one step; what its receiver could not take stays as is."""
        tried = self.filtered(lambda action: action.id in results)
        done = tried.filtered(lambda action: not results[action.id])
        failed = tried - done
        down = failed.filtered(
            lambda action: isinstance(results[action.id], webhook.Down)
        )
        if done:
            # It works for others.
            down = self.browse()
        elif len(failed) >= SUSPICIOUS:
            down = failed
        done._finish("done", now=now)
        for action in failed - down:
            action._take_back(str(results[action.id]), now)
        if down:
            step._hold(str(results[down[0].id]), now)
        if done:
            step._tell_it_works()

    def _prepare_payload(self, addresses):
        """Return what a receiver gets to know.

        :param addresses: see :meth:`_read_allowed_addresses`
        """
        contact = self.contact_id or self.partner_id
        email, phone = addresses[contact.id]
        return {
            "campaign": self.campaign_id.name,
            "wave": self.wave_id.number,
            "step": self.step_id.name,
            "text": self.message or "",
            "customer": {
                "id": contact.id,
                "name": contact.name,
                "email": email,
                "phone": phone,
                "language": contact.lang,
            },
        }
