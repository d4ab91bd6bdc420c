"""Whether actions that are due may go: one query for all actions of a step."""

from datetime import timedelta
from typing import NamedTuple

from odoo.tools import SQL

from .action_query import join_seller, one_step, responsible
from .contact_query import best_contact, same_contact
from .refusal_query import Refusal, first_of, join_all
from .touch_query import touch_query

_PARTNER = SQL.identifier("action", "partner_id")

#: Who was picked, or was addressed before.
_ADDRESSED = SQL("COALESCE(member.contact_id, action.contact_id)")


class Verdict(NamedTuple):
    """What the query says of one action that is due."""

    action_id: int
    wave_id: int
    partner_id: int
    contact_id: int
    user_id: int
    address: str | None
    tz: str
    gate: int | None
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
        return SQL(
            """
            WITH touch AS MATERIALIZED (%(touches)s)
            SELECT action.id, action.wave_id, action.partner_id,
                   COALESCE(contact.id, action.partner_id),
                   %(responsible)s, contact.address,
                   COALESCE(contact.tz, partner.tz, %(company_tz)s),
                   %(gate)s,
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
              LEFT JOIN LATERAL (%(contact)s) AS contact ON TRUE
              %(joins)s
             WHERE action.id = ANY(%(ids)s)
             ORDER BY action.value DESC, action.id
            """,
            touches=touch_query(self.company, self.partner_ids, self.now),
            contact=self._get_contact(),
            joins=join_all(self.gates),
            responsible=responsible(SQL.identifier("action", "member_id")),
            company_tz=self.company.lifecycle_tz,
            gate=first_of(self.gates),
            cap_until=self._get_cap_until(),
            step=one_step(self.step),
            seller=join_seller(SQL("partner.user_id"), SQL("action.company_id")),
            ids=self.ids,
        )

    def _get_contact(self):
        """Return the SELECT of who is addressed."""
        addressee = self.step._get_addressee_condition()
        preferred = SQL("NULL::int") if addressee else _ADDRESSED
        if self.kind.needs:
            return best_contact(self.kind.needs, _PARTNER, preferred, addressee)
        return same_contact(_PARTNER, preferred, self.kind.carries, addressee)

    def _get_gates(self):
        """Yield the gates; the first one that stops an action gives the reason."""
        campaign = self.campaign
        addressee = self.step._get_addressee_condition()
        contact = SQL("NULL::int") if addressee else _ADDRESSED
        yield from campaign._get_refusals(contact, self.partner_ids)
        if not addressee:
            refused = campaign._get_refused_before_condition()
            leaves = not campaign._addresses_others()
            yield Refusal("refused", refused, leaves=leaves)
        if campaign.exit_on_purchase:
            bought = self.step._get_bought_condition(self.partner_ids)
            yield Refusal("bought", bought)
        if campaign.exit_on_leave:
            yield campaign._get_left_refusal(self.partner_ids)
        yield from self.step._get_step_gates(self.now)
        if self.step.condition != "always":
            met = self.step._get_condition(self.partner_ids)
            yield Refusal("condition", SQL("(%s) IS NOT TRUE", met), leaves=False)
        if self.kind.needs or addressee:
            yield Refusal("no_address", SQL("contact.id IS NULL"), leaves=False)
        if self.kind.needs or self.kind.carries:
            yield Refusal("blacklisted", SQL("contact.is_refused"), leaves=False)
            shared = campaign._get_shared_complaint_condition(SQL("contact.address"))
            yield Refusal("complaint", shared, leaves=False)
            yield Refusal("duplicate", self._is_addressed(), leaves=False)

    def _is_addressed(self):
        """Return whether that address has had the step in this wave already."""
        return SQL(
            """
            EXISTS (SELECT FROM crm_campaign_action AS twin
                     WHERE twin.wave_id = action.wave_id
                       AND twin.step_id = action.step_id
                       AND twin.address = contact.address
                       AND twin.state IN ('running', 'done'))
            """
        )

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
