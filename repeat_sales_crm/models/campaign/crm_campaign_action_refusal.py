from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_campaign_action_engine import CHUNK
from .refusal_query import first_of, join_all


class CrmCampaignAction(models.Model):
    """What is under way is taken back from who must not be contacted any more."""

    _inherit = "crm.campaign.action"

    def _get_sweeps(self):
        return [*super()._get_sweeps(), "_refuse_chunk"]

    def _refuse_chunk(self, now):
        """Take open cards back, each with its reason, and return how many."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT campaign_id, ARRAY_AGG(id), ARRAY_AGG(partner_id)
                  FROM crm_campaign_action
                 WHERE state = 'running' AND channel_group = 'human' AND %s
                 GROUP BY campaign_id
                """,
                self._is_free(now),
            )
        )
        done = 0
        for campaign_id, ids, partner_ids in rows:
            campaign = self.env["crm.campaign"].browse(campaign_id)
            try:
                with self.env.cr.savepoint():
                    done += self._refuse_of(campaign, ids, partner_ids, now)
            except UserError as error:
                # A segment that cannot be used, say.
                campaign._tell_problem(str(error))
        return done

    def _is_free(self, now):
        """Return the condition that no user has the card open, maybe on the phone."""
        return SQL("(claim_until IS NULL OR claim_until <= %s)", now)

    def _refuse_of(self, campaign, ids, partner_ids, now):
        refusals = campaign._get_under_way_refusals(
            SQL.identifier("action", "contact_id"), partner_ids
        )
        rows = self._execute(
            SQL(
                """
                WITH asked AS MATERIALIZED (
                    SELECT action.id, %(first)s AS number
                      FROM crm_campaign_action AS action
                      JOIN res_partner AS partner ON partner.id = action.partner_id
                      %(joins)s
                     WHERE action.id = ANY(%(ids)s)
                )
                SELECT action.id, asked.number
                  FROM crm_campaign_action AS action
                  JOIN asked ON asked.id = action.id AND asked.number IS NOT NULL
                 WHERE action.state = 'running' AND %(free)s
                 LIMIT %(chunk)s
                   FOR NO KEY UPDATE OF action SKIP LOCKED
                """,
                first=first_of(refusals),
                joins=join_all(refusals),
                ids=ids,
                free=self._is_free(now),
                chunk=CHUNK,
            )
        )
        refused = defaultdict(list)
        for action_id, number in rows:
            refused[refusals[number].reason, refusals[number].leaves].append(action_id)
        for (reason, leaves), found in refused.items():
            self.browse(found)._withdraw(reason, now, leaves=leaves)
        return len(rows)
