"""Who is in a wave and who is left out, and why: one query for all customers."""

from datetime import timedelta

from odoo.tools import SQL

from . import control_group
from .action_query import insert_actions, one_step
from .contact_query import has_address

_PARTNER = SQL.identifier("audience", "partner_id")


class EnrolmentQuery:
    """The customers of a campaign at a moment, judged.

    The launch and its preview read the same query, so that they cannot disagree.

    :param campaign: one ``crm.campaign``, as superuser
    :param now: the moment of the launch, naive UTC
    :param source: SELECT of ``partner_id`` and ``contact_id``, in the place of who
        enters of the audience
    """

    def __init__(self, campaign, now, source=None):
        self.campaign = campaign
        self.now = now
        self.source = source or campaign._get_entrants_query(now)

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
              ) AS judged
            """,
            control=control_group.control_condition(
                self.campaign.id,
                SQL.identifier("judged", "partner_id"),
                self.campaign.control_share,
            ),
            global_control=self.campaign._get_global_control_condition(
                _PARTNER, self.now
            ),
            reason=self._get_reason(),
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
            campaign=self.campaign.id,
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

    def _get_reason(self):
        cases = [
            SQL("WHEN %s THEN %s", condition, reason)
            for reason, condition in self._get_conditions()
        ]
        return SQL("CASE %s END", SQL(" ").join(cases))

    def _get_conditions(self):
        """Yield the reasons to leave a customer out, the first that is true counts."""
        campaign = self.campaign
        for reason, segments in (
            ("excluded", campaign.exclude_segment_ids),
            ("blocked", campaign.company_id.campaign_blocked_segment_id),
        ):
            if segments:
                blocked = campaign._get_segments_query(segments)
                yield reason, SQL("%s IN %s", _PARTNER, blocked)
        yield "active", self._was_member(SQL("earlier.state = 'active'"))
        if campaign.reentry == "never":
            yield "reentry", self._was_member(SQL("earlier.state != 'left_out'"))
        elif campaign.reentry == "after":
            since = self.now - timedelta(days=campaign.reentry_days)
            condition = SQL(
                "earlier.state != 'left_out' AND earlier.entered_at > %s", since
            )
            yield "reentry", self._was_member(condition)
        yield "opt_out", SQL("partner.campaign_opt_out IS TRUE")
        yield "complaint", campaign._get_complaint_condition(_PARTNER)
        needs = campaign._get_needs()
        if needs:
            yield "no_address", SQL("NOT %s", has_address(needs, _PARTNER))
            allowed = has_address(needs, _PARTNER, allowed=True)
            yield "blacklisted", SQL("NOT %s", allowed)

    def _was_member(self, condition):
        return SQL(
            """
            EXISTS (SELECT FROM crm_campaign_member AS earlier
                     WHERE earlier.campaign_id = %s
                       AND earlier.partner_id = %s
                       AND %s)
            """,
            self.campaign.id,
            _PARTNER,
            condition,
        )
