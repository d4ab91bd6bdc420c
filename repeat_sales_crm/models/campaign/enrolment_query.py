"""Who is in a wave and who is left out, and why: one query for all customers."""

from datetime import timedelta

from odoo.tools import SQL

from . import control_group
from .action_query import insert_actions, one_step
from .contact_query import has_address
from .refusal_query import Refusal, first_reason, join_all

_PARTNER = SQL.identifier("audience", "partner_id")

#: Who is left out for these reasons is never told another one.
_SAID_FIRST = ("excluded", "blocked", "taken_out")


class EnrolmentQuery:
    """The customers of a campaign at a moment, judged.

    The launch and its preview read the same query, so that they cannot disagree.

    :param campaign: one ``crm.campaign``, as superuser; or one as a form has it, not
        saved
    :param now: the moment of the launch, naive UTC
    :param source: SELECT of ``partner_id`` and ``contact_id``, in the place of who
        enters of the audience
    """

    def __init__(self, campaign, now, source=None):
        self.campaign = campaign
        self.campaign_id = campaign._origin.id or 0
        self.now = now
        self.source = source or campaign._get_entrants_query(now)
        self.refusals = list(self._get_refusals())

    def select(self):
        """Return the SELECT of all customers with their ``state`` and ``reason``.

        Its other columns are ``partner_id``, ``contact_id``, ``user_id``, ``value``,
        ``purchase_count``, ``lifecycle_segment_id`` and ``is_global_control``: whether
        it is the control group over all campaigns in which they are.
        """
        return SQL(
            """
            SELECT judged.partner_id, judged.contact_id, judged.user_id, judged.value,
                   judged.purchase_count, judged.lifecycle_segment_id, judged.reason,
                   CASE WHEN judged.reason IS NOT NULL THEN 'left_out'
                        WHEN judged.is_global OR %(control)s THEN 'control'
                        ELSE 'active' END AS state,
                   judged.is_global AND judged.reason IS NULL AS is_global_control
              FROM (
                  SELECT audience.partner_id, audience.contact_id, partner.user_id,
                         COALESCE(customer.amount_total, 0) AS value,
                         COALESCE(customer.purchase_count, 0) AS purchase_count,
                         customer.segment_id AS lifecycle_segment_id,
                         %(global_control)s AS is_global,
                         %(reason)s AS reason
                    FROM (%(source)s) AS audience
                    JOIN res_partner AS partner ON partner.id = audience.partner_id
                                               AND partner.active
                    LEFT JOIN crm_customer AS customer
                              ON customer.company_id = %(company)s
                             AND customer.partner_id = audience.partner_id
                    %(joins)s
              ) AS judged
            """,
            control=control_group.control_condition(
                self.campaign_id,
                SQL.identifier("judged", "partner_id"),
                self.campaign.control_share,
            ),
            global_control=self.campaign._get_global_control_condition(
                _PARTNER, self.now
            ),
            joins=join_all(self.refusals),
            reason=first_reason(self.refusals),
            source=self.source,
            company=self.campaign.company_id.id,
        )

    def insert(self, wave, first_step):
        """Return the INSERT of the members of a wave and of their first actions.

        It returns the ids of the members who got an action.
        """
        return SQL(
            """
            WITH entered AS (
                INSERT INTO crm_campaign_member
                            (wave_id, campaign_id, company_id, partner_id, contact_id,
                             user_id, value, purchase_count, lifecycle_segment_id,
                             state, is_global_control, reason, entered_at)
                SELECT %(wave)s, %(campaign)s, %(company)s, partner_id, contact_id,
                       user_id, value, purchase_count, lifecycle_segment_id, state,
                       is_global_control, reason, %(now)s
                  FROM (%(select)s) AS judged
                 ORDER BY value DESC, partner_id
                    ON CONFLICT (wave_id, partner_id) DO NOTHING
             RETURNING id AS member_id, wave_id, campaign_id, company_id, partner_id,
                       contact_id, user_id AS seller_id, value, entered_at, state
            )
            %(actions)s
            """,
            wave=wave.id,
            campaign=self.campaign_id,
            company=self.campaign.company_id.id,
            now=self.now,
            select=self.select(),
            actions=insert_actions(
                SQL("SELECT * FROM entered WHERE state = 'active'"),
                one_step(first_step),
                self.now,
                is_first=True,
            ),
        )

    def _get_refusals(self):
        """Yield why a customer is left out, the first that is true counts."""
        campaign = self.campaign
        asked = campaign._get_refusals(SQL.identifier("audience", "contact_id"))
        firm = [one for one in asked if one.reason in _SAID_FIRST]
        yield from firm
        yield Refusal("active", self._was_member(SQL("earlier.state = 'active'")))
        if campaign.reentry == "never":
            was_in = self._was_member(SQL("earlier.state != 'left_out'"))
            yield Refusal("reentry", was_in)
        elif campaign.reentry == "after":
            since = self.now - timedelta(days=campaign.reentry_days)
            condition = SQL(
                "earlier.state != 'left_out' AND earlier.entered_at > %s", since
            )
            yield Refusal("reentry", self._was_member(condition))
        yield from (one for one in asked if one not in firm)
        if campaign.reentry != "never" and not campaign._addresses_others():
            yield Refusal("refused", campaign._get_refused_before_condition())
        needs = campaign._get_needs()
        if needs:
            yield Refusal("no_address", SQL("NOT %s", has_address(needs, _PARTNER)))
            allowed = has_address(needs, _PARTNER, allowed=True)
            yield Refusal("blacklisted", SQL("NOT %s", allowed))

    def _was_member(self, condition):
        return SQL(
            """
            EXISTS (SELECT FROM crm_campaign_member AS earlier
                     WHERE earlier.campaign_id = %s
                       AND earlier.partner_id = %s
                       AND %s)
            """,
            self.campaign_id,
            _PARTNER,
            condition,
        )
