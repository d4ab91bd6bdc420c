from odoo import fields, models
from odoo.tools import SQL

from ..lifecycle.customer_state import Scope

#: Where touches are read from.
_TOUCH_MODELS = (
    "calendar.attendee",
    "calendar.event",
    "crm.lead",
    "mail.activity",
    "mail.message",
    "sale.order",
)


class ResPartner(models.Model):
    """When somebody of ours last had to do with a person."""

    _inherit = "res.partner"

    stakeholder_ids = fields.One2many(
        "crm.lead.stakeholder",
        "person_id",
        string="Part in Deals",
        groups="sales_team.group_sale_salesman",
    )

    def _read_last_met(self, company):
        """Return when these people were last met: {id: date}; never met are left out.

        Met is: a meeting held with the person as a guest, an activity done on the
        person or on a deal or order of theirs, a message that the person wrote. These
        are the touches that facts of customers know, asked about one person.
        """
        today = company._lifecycle_today()
        met = self._read_last_met_on(company, [(person, today) for person in self.ids])
        return {person: day for (person, _until), day in met.items()}

    def _read_last_met_on(self, company, pairs):
        """Return when people were last met, as of days, with one query.

        :param pairs: iterable of (id of the person, date)
        :return: {(id of the person, date): date of the last touch until then}
        """
        pairs = sorted(set(pairs))
        if not pairs:
            return {}
        for model in _TOUCH_MODELS:
            self.env[model].flush_model()
        people = [person for person, _day in pairs]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pair.person_id, pair.until, MAX(touch.day)
                  FROM UNNEST(%(people)s::int[], %(days)s::date[])
                       AS pair (person_id, until)
                  JOIN (%(touches)s) AS touch
                    ON touch.partner_id = pair.person_id
                   AND touch.day <= pair.until
                 GROUP BY pair.person_id, pair.until
                """,
                people=people,
                days=[day for _person, day in pairs],
                touches=self._get_touches(company, Scope.of(set(people))),
            )
        )
        return {(person, until): day for person, until, day in rows}

    def _get_touches(self, company, scope):
        """Return a SELECT of partner_id (the person) and day of all touches."""
        customers = self.env["crm.customer"]
        today = company._lifecycle_today()
        return SQL(
            """
            WITH record AS MATERIALIZED (%(records)s)
            SELECT partner_id, day FROM (%(activities)s) AS activity
             UNION ALL
            SELECT partner_id, day FROM (%(meetings)s) AS meeting
             UNION ALL
            %(messages)s
            """,
            records=customers._get_contact_records(company, scope, who="id"),
            activities=customers._get_done_activities(),
            meetings=customers._get_held_meetings(company, scope, today, who="id"),
            messages=self._get_received_messages(company, scope),
        )

    def _get_received_messages(self, company, scope):
        return SQL(
            """
            SELECT message.author_id AS partner_id,
                   (message.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date
                       AS day
              FROM mail_message AS message
             WHERE message.message_type IN ('email', 'comment')
               AND %(in_scope)s
            """,
            timezone=company.lifecycle_tz,
            in_scope=scope.condition(SQL.identifier("message", "author_id")),
        )

    def action_open_influence_map(self):
        """Show who works here, who counts and who reports to whom."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "repeat_sales_crm.influence_map_action"
        )
        return action | {"context": {"map_organisation_id": self.id}}
