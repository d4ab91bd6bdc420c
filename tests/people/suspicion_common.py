"""Signs that people changed job, and the days on which they are looked for."""

from datetime import datetime, timedelta

from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.people.suspicion_query import Ids, Moments

from .people_common import PeopleCommon

NOW = datetime(2026, 6, 15, 3, 0)

GONE = "550 5.1.1 <%s>: Recipient address rejected: User unknown"


class SuspicionCommon(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suspicions = cls.env["crm.contact.suspicion"]
        cls.mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "Summer offer",
                "mailing_model_id": cls.env["ir.model"]._get("res.partner").id,
            }
        )
        cls.begin = {
            name: cls.suspicions._find_id(table, cls.everything())
            for name, table in (("double", "res_partner"), ("mail", "mail_message"))
        }

    @classmethod
    def make_person(cls, name, organisation=None, **values):
        """Create a person, a week after the one before."""
        person = super().make_person(name, organisation, **values)
        cls.weeks = getattr(cls, "weeks", 0) + 1
        cls.env.cr.execute(
            SQL(
                "UPDATE res_partner SET create_date = %s WHERE id = %s",
                NOW + timedelta(weeks=cls.weeks - 1000),
                person.id,
            )
        )
        person.invalidate_recordset(["create_date"])
        return person

    @staticmethod
    def everything():
        return SQL("TRUE")

    @classmethod
    def find(cls, now=NOW):
        """Look for signs in all that the test made, whatever was looked at before."""
        cls.env.flush_all()
        for name in cls.suspicions._get_signal_sources():
            cls.find_one(name, now)
        cls.env.invalidate_all()

    @classmethod
    def find_one(cls, name, now=NOW):
        if name == "bounce":
            piece = Moments(datetime(2000, 1, 1), datetime(2100, 1, 1))
        else:
            piece = Ids(cls.begin[name], 2**31 - 1)
        return cls.suspicions._look(name, piece, now)

    @classmethod
    def bounce(cls, person, reason=None, email=None):
        """Let a mailing to the person come back."""
        email = email or person.email
        text = GONE % email if reason is None else reason
        return cls.env["mailing.trace"].create(
            {
                "mass_mailing_id": cls.mailing.id,
                "model": "res.partner",
                "res_id": person.id,
                "email": email,
                "trace_status": "bounce",
                "failure_type": "mail_bounce",
                "failure_reason": text,
            }
        )

    @classmethod
    def letter(cls, sender, days_ago=1, **values):
        """Let a mail arrive, as the gateway writes it down."""
        return cls.env["mail.message"].create(
            {
                "message_type": "email",
                "email_from": sender,
                "author_id": False,
                "date": NOW - timedelta(days=days_ago),
                "model": "res.partner",
                "res_id": cls.old.id,
                "body": "We need more of the same.",
                **values,
            }
        )

    @classmethod
    def of(cls, person):
        """Return what is suspected of a person, decided or not."""
        return cls.suspicions.search([("person_id", "=", person.id)], order="id")
