"""Signs that some people at the trading company's customers changed job."""

from datetime import datetime, time

from odoo.tools import SQL

from ..models.people.suspicion_query import Ids, Moments

_GONE = "550 5.1.1 %s: Recipient address rejected: User unknown"


def arise(env, today):
    """Let mails come back, people be created twice, and somebody write from elsewhere.

    :param today: date
    """
    positions = env["crm.contact.position"].search(
        [("is_main", "=", True), ("is_current", "=", True), ("date_from", "=", False)],
        order="id desc",
        limit=12,
    )
    people = positions.person_id.filtered("email")
    if len(people) < 8:
        return
    moment = datetime.combine(today, time(9))
    last = env["res.partner"].search([], order="id desc", limit=1).id
    first_letter = env["mail.message"].search([], order="id desc", limit=1).id
    env.flush_all()
    env.cr.execute(
        SQL(
            "UPDATE res_partner SET create_date = create_date - INTERVAL '90 days'"
            " WHERE id = ANY(%s)",
            people.ids,
        )
    )
    people.invalidate_recordset(["create_date"])
    _return_mails(env, people[:3])
    _create_twice(env, people[3:5], people[6:8])
    _write_from_elsewhere(env, people[0], people[5], people[7])
    suspicions = env["crm.contact.suspicion"]
    env.flush_all()
    now = env.cr.now()
    suspicions._look("bounce", Moments(datetime(2000, 1, 1), now), moment)
    suspicions._look("double", Ids(last, 2**31 - 1), moment)
    suspicions._look("mail", Ids(first_letter, 2**31 - 1), moment)


def _return_mails(env, people):
    mailing = env["mailing.mailing"].search([], limit=1)
    env["mailing.trace"].create(
        [
            {
                "mass_mailing_id": mailing.id,
                "model": "res.partner",
                "res_id": person.id,
                "email": person.email_normalized,
                "trace_status": "bounce",
                "failure_type": "mail_bounce",
                "failure_reason": _GONE % person.email_normalized,
            }
            for person in people
        ]
    )


def _create_twice(env, people, colleagues):
    """Somebody created people again, where they work now."""
    for number, (person, colleague) in enumerate(zip(people, colleagues, strict=True)):
        local = person.email_normalized.split("@")[0]
        env["res.partner"].create(
            {
                "name": person.name,
                "parent_id": colleague.parent_id.id,
                "function": "Purchasing Manager",
                "email": f"{local}@{colleague.email_normalized.split('@')[1]}",
                "phone": person.phone if not number else False,
            }
        )


def _write_from_elsewhere(env, *people):
    for person in people:
        name = person.name
        local = person.email_normalized.split("@")[0]
        env["mail.message"].create(
            {
                "message_type": "email",
                "email_from": f'"{name}" <{local}@lighthouse-stores.example.net>',
                "author_id": False,
                "model": "res.partner",
                "res_id": person.parent_id.id,
                "subject": "New job",
                "body": "I have moved on, and would like to go on buying from you.",
            }
        )
