"""Whether actions that are due may go: one query for all actions of a step."""

from datetime import timedelta
from typing import NamedTuple

from odoo.tools import SQL

from .action_query import join_seller, one_step, responsible
from .contact_query import best_contact
from .touch_query import touch_query

_PARTNER = SQL.identifier("action", "partner_id")


class Gate(NamedTuple):
    """A condition that stops an action.

    :param reason: one of :data:`.reasons.REASONS`
    :param condition: SQL over ``action``, ``member``, ``partner``, ``customer`` and,
        where the step needs an address, ``contact``
    :param leaves: whether the member leaves the campaign, rather than go on with the
        next step
    """

    reason: str
    condition: SQL
    leaves: bool = False


class Verdict(NamedTuple):
    """What the query says of one action that is due."""

    action_id: int
    partner_id: int
    contact_id: int
    user_id: int
    tz: str
    reason: str | None
    cap_until: object


class GateQuery:
    """The actions of a step that are due, judged.

    :param step: one ``crm.campaign.step``, as superuser
    :param ids: ids of the actions
    :param partner_ids: ids of their customers
    :param now: naive UTC
    """

    def __init__(self, step, ids, partner_ids, now):
        self.step = step
        self.campaign = step.campaign_id
        self.company = step.campaign_id.company_id
        self.kind = step._get_kind_info()
        self.ids = ids
        self.partner_ids = partner_ids
        self.now = now
        self.gates = list(self._get_gates())

    def get_verdicts(self):
        """Return the :class:`Verdict` of each action, the most valuable first."""
        rows = self.step.env.execute_query(self._get_query())
        return [Verdict(*row) for row in rows]

    def _get_query(self):
        contact, contact_join = self._get_contact()
        return SQL(
            """
            WITH touch AS MATERIALIZED (%(touches)s)
            SELECT action.id, action.partner_id, %(contact)s,
                   %(responsible)s,
                   COALESCE(%(tz)s, partner.tz, %(company_tz)s),
                   CASE %(cases)s END,
                   %(cap_until)s
              FROM crm_campaign_action AS action
              JOIN crm_campaign_member AS member ON member.id = action.member_id
              JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
              JOIN res_partner AS partner ON partner.id = action.partner_id
              LEFT JOIN crm_customer AS customer
                        ON customer.company_id = action.company_id
                       AND customer.partner_id = action.partner_id
              %(step)s
              %(seller)s
              %(contact_join)s
             WHERE action.id = ANY(%(ids)s)
             ORDER BY action.value DESC, action.id
            """,
            touches=touch_query(self.company, self.partner_ids, self.now),
            contact=contact,
            contact_join=contact_join,
            responsible=responsible(SQL.identifier("action", "member_id")),
            tz=SQL("contact.tz") if self.kind.needs else SQL("NULL"),
            company_tz=self.company.lifecycle_tz,
            cases=SQL(" ").join(
                SQL("WHEN %s THEN %s", gate.condition, gate.reason)
                for gate in self.gates
            ),
            cap_until=self._get_cap_until(),
            step=one_step(self.step),
            seller=join_seller(SQL("partner.user_id"), SQL("action.company_id")),
            ids=self.ids,
        )

    def _get_contact(self):
        """Return who is addressed, and the join that finds it."""
        if not self.kind.needs:
            return SQL("COALESCE(action.contact_id, action.partner_id)"), SQL()
        found = best_contact(self.kind.needs, _PARTNER, SQL("action.contact_id"))
        return (
            SQL("COALESCE(contact.id, action.partner_id)"),
            SQL("LEFT JOIN LATERAL (%s) AS contact ON TRUE", found),
        )

    def get_leaving(self):
        """Return the reasons for which members leave."""
        return {gate.reason for gate in self.gates if gate.leaves}

    def _get_gates(self):
        """Yield the gates; the first one that stops an action gives the reason."""
        campaign = self.campaign
        yield Gate("archived", SQL("NOT partner.active"), leaves=True)
        if campaign.exit_on_purchase:
            bought = self.step._get_bought_condition(self.partner_ids)
            yield Gate("bought", bought, leaves=True)
        if campaign.exit_on_leave:
            inside = campaign._get_audience_query(self.partner_ids)
            yield Gate(
                "left",
                SQL(
                    "%s NOT IN (SELECT inside.partner_id FROM (%s) AS inside)",
                    _PARTNER,
                    inside,
                ),
                leaves=True,
            )
        for reason, segments in (
            ("excluded", campaign.exclude_segment_ids),
            ("blocked", self.company.campaign_blocked_segment_id),
        ):
            if segments:
                blocked = campaign._get_segments_query(segments, self.partner_ids)
                yield Gate(reason, SQL("%s IN %s", _PARTNER, blocked), leaves=True)
        if campaign.exclude_partner_ids:
            taken_out = campaign._get_taken_out_condition(_PARTNER)
            yield Gate("taken_out", taken_out, leaves=True)
        yield Gate("opt_out", SQL("partner.campaign_opt_out IS TRUE"), leaves=True)
        yield Gate("complaint", campaign._get_complaint_condition(_PARTNER))
        if self.step.condition != "always":
            met = self.step._get_condition(self.partner_ids)
            yield Gate("condition", SQL("(%s) IS NOT TRUE", met))
        if self.kind.needs:
            yield Gate("no_address", SQL("contact.id IS NULL"))
            yield Gate("blacklisted", SQL("contact.blacklisted"))

    def _get_cap_until(self):
        """Return the moment until which caps forbid to contact the customer, in SQL.

        Under a cap of n contacts, the next one is allowed when the n-th last one leaves
        the window.
        """
        if self.kind.group == "silent":
            return SQL("NULL::timestamp")
        caps = self.company.env["crm.campaign.cap"].search(
            [
                ("company_id", "=", self.company.id),
                ("channel_group", "in", (self.kind.group, "any")),
            ]
        )
        ends = [self._get_window_end(cap) for cap in caps]
        return SQL("GREATEST(%s)", SQL(", ").join([SQL("NULL::timestamp"), *ends]))

    def _get_window_end(self, cap):
        """Return when the window of one cap has room again.

        What somebody has to do and has not done yet counts as a contact that may happen
        any moment: it is looked at again a day later.
        """
        window = timedelta(days=cap.days)
        groups = ["human", "message"]
        if cap.channel_group != "any":
            groups = [cap.channel_group]
        return SQL(
            """
            (SELECT contacted.moment + %(window)s
               FROM (SELECT CASE WHEN past.state = 'running'
                                  AND past.channel_group = 'human'
                                 THEN GREATEST(past.contact_at, %(soon)s::timestamp)
                                 ELSE past.contact_at END AS moment
                       FROM crm_campaign_action AS past
                      WHERE past.partner_id = action.partner_id
                        AND past.company_id = action.company_id
                        AND past.channel_group = ANY(%(groups)s)
                        AND past.contact_at IS NOT NULL
                        AND (past.contact_at > %(start)s OR past.state = 'running')
                      UNION ALL
                     SELECT touch.moment
                       FROM touch
                      WHERE touch.partner_id = action.partner_id
                        AND touch.channel_group = ANY(%(groups)s)
                    ) AS contacted
              WHERE contacted.moment > %(start)s
              ORDER BY contacted.moment DESC
             OFFSET %(allowed)s
              LIMIT 1)
            """,
            window=window,
            soon=self.now - window + timedelta(days=1),
            groups=groups,
            start=self.now - window,
            allowed=cap.max_count - 1,
        )


def bought_since(timezone):
    """Return the condition that ``customer`` bought since ``member`` entered.

    Days of purchases are whole days; their number tells a purchase of the day of the
    entry from those before.

    :param timezone: SQL of the name of the company's time zone
    """
    return SQL(
        "(customer.last_date > %(day)s OR customer.last_date = %(day)s"
        " AND customer.purchase_count > member.purchase_count)",
        day=SQL(
            "(member.entered_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", timezone
        ),
    )
