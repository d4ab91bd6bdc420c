from odoo import fields, models
from odoo.tools import SQL


class CrmCustomer(models.Model):
    """When somebody of ours last spoke with the customer."""

    _inherit = "crm.customer"

    last_contact_date = fields.Date(
        string="Last Contact",
        readonly=True,
        help="The latest of: an activity done, a meeting held, a message sent by one "
        "of us, with the customer or the people there. Mailings do not count.",
    )
    last_contact_kind = fields.Selection(
        [("activity", "Activity"), ("meeting", "Meeting"), ("message", "Message")],
        string="Last Contact By",
        readonly=True,
    )

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "contact"]

    def _get_contact_facts(self, company, scope, today):
        query = SQL(
            """
            SELECT DISTINCT ON (partner_id) partner_id,
                   day AS last_contact_date, kind AS last_contact_kind
              FROM (%s) AS contact
             ORDER BY partner_id, day DESC, kind
            """,
            self._get_contacts(
                self._get_contact_records(company, scope), company, scope, today
            ),
        )
        return ["last_contact_date", "last_contact_kind"], query

    def _get_contacts(self, records, company, scope, today):
        """Return a SELECT of all contacts with customers until ``today``.

        OFFSET has every record looked up: there are indexes, and PostgreSQL would
        rather go through all messages there are.

        :param records: SQL of records as :meth:`_get_contact_records` gives them
        :return: SQL with the columns partner_id, day (of the company), kind, and moment
            (in UTC; of an activity done long ago, the end of its day)
        """
        return SQL(
            """
            SELECT *
              FROM (WITH record AS MATERIALIZED (%(records)s)
                    %(activities)s UNION ALL %(messages)s UNION ALL %(meetings)s)
                   AS contact
             WHERE day <= %(today)s
            """,
            records=records,
            activities=self._get_done_activities(),
            messages=self._get_sent_messages(company),
            meetings=self._get_held_meetings(company, scope, today),
            today=today,
        )

    def _get_done_activities(self):
        return SQL(
            """
            SELECT record.partner_id, activity.date_done AS day, 'activity' AS kind,
                   LEAST(activity.write_date, activity.date_done + INTERVAL '1 day')
                       AS moment
              FROM record
             CROSS JOIN LATERAL (
                 SELECT activity.date_done, activity.write_date
                   FROM mail_activity AS activity
                  WHERE activity.res_model = record.model
                    AND activity.res_id = record.res_id
                    AND activity.date_done IS NOT NULL
                    AND NOT activity.active
                 OFFSET 0
             ) AS activity
            """
        )

    def _get_sent_messages(self, company):
        """Return a SELECT of what users wrote to customers.

        Internal notes are left out, and what a mailing sent in somebody's name.
        """
        return SQL(
            """
            SELECT record.partner_id,
                   (message.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date, 'message',
                   message.date
              FROM record
             CROSS JOIN LATERAL (
                 SELECT message.id, message.date, message.author_id,
                        message.subtype_id
                   FROM mail_message AS message
                  WHERE message.model = record.model
                    AND message.res_id = record.res_id
                    AND message.message_type IN ('comment', 'email_outgoing')
                    AND message.is_internal IS NOT TRUE
                 OFFSET 0
             ) AS message
              LEFT JOIN mail_message_subtype AS subtype
                ON subtype.id = message.subtype_id
             WHERE subtype.internal IS NOT TRUE
               AND EXISTS (SELECT FROM res_users AS sender
                            WHERE sender.partner_id = message.author_id
                              AND sender.share IS NOT TRUE)
               AND NOT EXISTS (SELECT FROM mail_mail AS mail
                                WHERE mail.mail_message_id = message.id
                                  AND mail.mailing_id IS NOT NULL)
            """,
            company.lifecycle_tz,
        )

    def _get_held_meetings(self, company, scope, today, who="commercial_partner_id"):
        """Return a SELECT of the meetings that are over, by the day of their end.

        :param who: the column of contacts that is asked about, and that ``scope`` is of
        """
        column = SQL.identifier("contact", who)
        return SQL(
            """
            SELECT partner_id, day, 'meeting', moment
              FROM (
                  SELECT %(column)s AS partner_id, meeting.stop AS moment,
                         CASE WHEN meeting.allday THEN meeting.stop_date
                              ELSE (meeting.stop AT TIME ZONE 'UTC'
                                    AT TIME ZONE %(timezone)s)::date
                         END AS day
                    FROM res_partner AS contact
                   CROSS JOIN LATERAL (
                       SELECT calendar_event_id
                         FROM calendar_event_res_partner_rel
                        WHERE res_partner_id = contact.id
                       OFFSET 0
                   ) AS guest
                    JOIN calendar_event AS meeting
                      ON meeting.id = guest.calendar_event_id
                   WHERE meeting.active
                     AND %(in_scope)s
                     AND NOT EXISTS (SELECT FROM calendar_attendee AS attendee
                                      WHERE attendee.event_id = meeting.id
                                        AND attendee.partner_id = contact.id
                                        AND attendee.state = 'declined')
              ) AS meeting
             WHERE day < %(today)s
            """,
            column=column,
            timezone=company.lifecycle_tz,
            in_scope=scope.condition(column),
            today=today,
        )
