from odoo import models
from odoo.tools import SQL

from .action_query import join_seller, responsible, team_users

#: So many open cards are looked after in a transaction.
_CHUNK = 500

_AT_WORK = SQL(
    """
    EXISTS (SELECT FROM res_users AS working
              JOIN res_company_users_rel AS works ON works.user_id = working.id
                                                 AND works.cid = action.company_id
             WHERE working.id = action.user_id AND working.active)
    """
)


class CrmCampaignAction(models.Model):
    """Open cards stay with people who are there, and with the customer's salesperson.

    What a user who left had to do goes to whoever would do it now. A card of the
    customer's salesperson follows when the customer gets another one, unless somebody
    was given it on purpose, has it open, or has spoken with the customer already: then
    whoever began ends it.
    """

    _inherit = "crm.campaign.action"

    def _get_sweeps(self):
        # Before activities that are gone end their actions.
        return ["_rehome_chunk", "_follow_chunk", *super()._get_sweeps()]

    def _rehome_chunk(self, now, user_ids=None):
        """Give what people who are not there have to do to others.

        :param user_ids: of these users alone
        :return: of how many actions; what nobody can take stays
        """
        condition = SQL(
            "NOT %s AND %s != action.user_id",
            _AT_WORK,
            responsible(SQL.identifier("action", "member_id")),
        )
        if user_ids is not None:
            condition = SQL("%s AND action.user_id = ANY(%s)", condition, user_ids)
        found = self._find_responsible(condition)
        if found:
            taken = {action: user for action, _former, user in found}
            self._give_by_plan(taken)
            self._tell_taken_over(taken, dict(row[:2] for row in found))
        return len(found)

    def _follow_chunk(self, now):
        """Give cards of the customer's salesperson to the new one."""
        found = self._find_responsible(
            SQL(
                """
                step.responsible = 'seller'
                AND seller.id IS DISTINCT FROM action.user_id
                AND seller.id IS NOT NULL
                AND action.user_id = action.planned_user_id
                AND member.handed_to_id IS DISTINCT FROM action.user_id
                AND (action.claim_until IS NULL OR action.claim_until <= %s)
                AND NOT EXISTS (SELECT FROM crm_campaign_attempt AS attempt
                                 WHERE attempt.action_id = action.id)
                """,
                now,
            )
        )
        self._give_by_plan({action: user for action, _former, user in found})
        return len(found)

    def _find_responsible(self, condition):
        """Return (action id, user id, id of who should do it) of open cards, locked.

        :param condition: SQL over ``action``, ``member``, ``campaign``, ``step`` and
            ``seller``, the salesperson if at work
        """
        return self._execute(
            SQL(
                """
                SELECT action.id, action.user_id, %(responsible)s
                  FROM crm_campaign_action AS action
                  JOIN crm_campaign_member AS member ON member.id = action.member_id
                  JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
                  JOIN res_partner AS partner ON partner.id = action.partner_id
                  JOIN (SELECT step.*, %(team_users)s AS team_user_ids
                          FROM crm_campaign_step AS step
                       ) AS step ON step.id = action.step_id
                  %(seller)s
                 WHERE action.state = 'running' AND action.channel_group = 'human'
                   AND action.activity_id IS NOT NULL
                   AND %(condition)s
                 LIMIT %(limit)s
                   FOR NO KEY UPDATE OF action SKIP LOCKED
                """,
                responsible=responsible(SQL.identifier("action", "member_id")),
                team_users=team_users(),
                seller=join_seller(SQL("partner.user_id"), SQL("action.company_id")),
                condition=condition,
                limit=_CHUNK,
            )
        )

    def _give_by_plan(self, given):
        """Give actions to others as the plan says, not on purpose."""
        self._give_to(given)
        actions = self.browse(sorted(given))
        for user_id, group in actions.grouped(lambda one: one.user_id.id).items():
            group.planned_user_id = user_id

    def _tell_taken_over(self, taken, formers):
        """Tell the owners of campaigns, and those who take over."""
        actions = self.browse(sorted(taken))
        users = self.env["res.users"].browse(
            {user for user in formers.values() if user}
        )
        for campaign, group in actions.grouped("campaign_id").items():
            told = campaign.user_id.filtered("active") | group.user_id
            lang = campaign.user_id.lang
            campaign = campaign.with_context(lang=lang)
            gone = users.filtered(
                lambda user, group=group: (
                    user.id in {formers[action.id] for action in group}
                )
            )
            campaign.message_post(
                body=campaign.env._(
                    "%(gone)s cannot do it any more: %(count)s open actions went to "
                    "%(users)s.",
                    gone=", ".join(gone.mapped("name")) or campaign.env._("Nobody"),
                    count=len(group),
                    users=", ".join(group.user_id.mapped("name")),
                ),
                partner_ids=told.partner_id.ids,
            )
