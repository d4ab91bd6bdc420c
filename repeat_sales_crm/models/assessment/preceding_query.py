"""The SQL that finds the last contact of ours before an assessment."""

from typing import NamedTuple

from odoo.tools import SQL

#: What a contact is called in the report. Other rooms and addons may add kinds.
KINDS = [
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("email", "E-mail or Message"),
    ("task", "Other Activity"),
    ("mailing", "Mailing"),
    ("sms", "SMS"),
]


class Question(NamedTuple):
    """An assessment whose preceding contact is looked for.

    :param number: what the answer is known by
    :param partner_id: the person, or the organisation with all people there
    :param day: date of the assessment; contacts of that day count
    :param timezone: name of the time zone of the company's days
    """

    number: int
    partner_id: int
    day: object
    timezone: str


def preceding_query(questions):
    """Return the SELECT of the last contact until the day of each question.

    Columns: number, kind, day, model and res_id (what tells of the contact).

    :param questions: list of :class:`Question`
    """
    numbers, partners, days, zones = zip(*questions, strict=True)
    return SQL(
        """
        WITH question AS MATERIALIZED (
                 SELECT * FROM UNNEST(%(numbers)s::int[], %(partners)s::int[],
                                      %(days)s::date[], %(zones)s::varchar[])
                            AS row (number, partner_id, until, timezone)
             ),
             contact AS MATERIALIZED (%(contacts)s),
             record AS MATERIALIZED (%(records)s)
        SELECT DISTINCT ON (number) number, kind, day, model, res_id
          FROM (%(activities)s UNION ALL %(messages)s UNION ALL %(meetings)s
                UNION ALL %(mailings)s) AS found
         WHERE day <= until
         ORDER BY number, day DESC, moment DESC, kind, res_id DESC
        """,
        numbers=list(numbers),
        partners=list(partners),
        days=list(days),
        zones=list(zones),
        contacts=_contacts(),
        records=_records(),
        activities=_activities(),
        messages=_messages(),
        meetings=_meetings(),
        mailings=_mailings(),
    )


def _contacts():
    """Return a SELECT of who was assessed, and of an organisation of all there."""
    return SQL(
        """
        SELECT question.number, question.until, question.timezone,
               partner.id AS partner_id
          FROM question
         CROSS JOIN LATERAL (
             SELECT question.partner_id AS id
              UNION
             SELECT id FROM res_partner
              WHERE commercial_partner_id = question.partner_id
         ) AS partner
        """
    )


def _records():
    """Return a SELECT of the records through which one speaks with the contacts."""
    documents = [
        SQL(
            "SELECT contact.*, %s AS model, document.id AS res_id FROM contact"
            " JOIN %s AS document ON document.partner_id = contact.partner_id",
            model,
            SQL.identifier(table),
        )
        for model, table in (("crm.lead", "crm_lead"), ("sale.order", "sale_order"))
    ]
    partners = SQL(
        "SELECT contact.*, 'res.partner' AS model, partner_id AS res_id FROM contact"
    )
    return SQL(" UNION ALL ").join([partners, *documents])


def _local_day(moment):
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE timezone)::date", moment)


def _activities():
    return SQL(
        """
        SELECT record.number, record.until, activity.date_done AS day,
               LEAST(activity.write_date, activity.date_done + INTERVAL '1 day')
                   AS moment,
               CASE type.category WHEN 'phonecall' THEN 'call'
                                  WHEN 'meeting' THEN 'meeting'
                    ELSE CASE WHEN type.icon = 'fa-envelope' THEN 'email'
                              WHEN type.icon = 'fa-phone' THEN 'call'
                              ELSE 'task' END
               END AS kind,
               'mail.activity' AS model, activity.id AS res_id
          FROM record
         CROSS JOIN LATERAL (
             SELECT * FROM mail_activity
              WHERE res_model = record.model AND res_id = record.res_id
                AND date_done IS NOT NULL AND date_done <= record.until AND NOT active
             OFFSET 0
         ) AS activity
          LEFT JOIN mail_activity_type AS type ON type.id = activity.activity_type_id
        """
    )


def _messages():
    """Return a SELECT of what users wrote; not notes, and not mailings."""
    return SQL(
        """
        SELECT record.number, record.until, %(day)s, message.date, 'email',
               'mail.message', message.id
          FROM record
         CROSS JOIN LATERAL (
             SELECT * FROM mail_message
              WHERE model = record.model AND res_id = record.res_id
                AND message_type IN ('comment', 'email_outgoing')
                AND is_internal IS NOT TRUE
             OFFSET 0
         ) AS message
          LEFT JOIN mail_message_subtype AS subtype ON subtype.id = message.subtype_id
         WHERE subtype.internal IS NOT TRUE
           AND EXISTS (SELECT FROM res_users AS sender
                        WHERE sender.partner_id = message.author_id
                          AND sender.share IS NOT TRUE)
           AND NOT EXISTS (SELECT FROM mail_mail AS mail
                            WHERE mail.mail_message_id = message.id
                              AND mail.mailing_id IS NOT NULL)
        """,
        day=_local_day(SQL.identifier("message", "date")),
    )


def _meetings():
    return SQL(
        """
        SELECT contact.number, contact.until,
               CASE WHEN meeting.allday THEN meeting.stop_date ELSE %(day)s END,
               meeting.stop, 'meeting', 'calendar.event', meeting.id
          FROM contact
         CROSS JOIN LATERAL (
             SELECT calendar_event_id FROM calendar_event_res_partner_rel
              WHERE res_partner_id = contact.partner_id
             OFFSET 0
         ) AS guest
          JOIN calendar_event AS meeting ON meeting.id = guest.calendar_event_id
         WHERE meeting.active
           AND NOT EXISTS (SELECT FROM calendar_attendee AS attendee
                            WHERE attendee.event_id = meeting.id
                              AND attendee.partner_id = contact.partner_id
                              AND attendee.state = 'declined')
        """,
        day=_local_day(SQL.identifier("meeting", "stop")),
    )


def _mailings():
    """Return a SELECT of mailings that arrived."""
    return SQL(
        """
        SELECT record.number, record.until, %(day)s, trace.sent_datetime,
               CASE trace.trace_type WHEN 'sms' THEN 'sms' ELSE 'mailing' END,
               'mailing.mailing', trace.mass_mailing_id
          FROM record
         CROSS JOIN LATERAL (
             SELECT * FROM mailing_trace
              WHERE model = record.model AND res_id = record.res_id
                AND trace_status IN ('sent', 'open', 'reply')
                AND sent_datetime IS NOT NULL AND is_test_trace IS NOT TRUE
             OFFSET 0
         ) AS trace
        """,
        day=_local_day(SQL.identifier("trace", "sent_datetime")),
    )
