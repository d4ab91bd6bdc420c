"""The address that a person had still finds the person."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase

from odoo.addons.mail.tests.common import MailCommon

from .people_common import PeopleCommon

OLD = "ann@old.example.com"
NEW = "ann@new.example.com"

_MAIL = """From: "Ann Mover" <%(sender)s>
To: %(to)s
Subject: More
Message-Id: <more.1@old.example.com>
Date: Mon, 15 Jun 2026 10:00:00 +0000
Content-Type: text/plain; charset=utf-8

We need more of the same.
"""


class TestFormerAddresses(PeopleCommon, TransactionCase):
    def setUp(self):
        super().setUp()
        self.ann.email = NEW

    def find(self, *emails, **kwargs):
        return self.env["res.partner"]._find_or_create_from_emails(emails, **kwargs)

    def test_found_in_the_order_of_the_addresses(self):
        bob = self.make_person("Bob Stayer", self.old)
        found = self.find("new@x.example.com", f'"A" <{OLD.upper()}>', bob.email, NEW)
        self.assertEqual(found[1:], [self.ann, bob, self.ann])
        self.assertEqual(found[0].email, "new@x.example.com")
        self.assertFalse(self.find("nobody@x.example.com", no_create=True)[0])

    def test_whoever_has_the_address_now_comes_first(self):
        successor = self.make_person("Cyd Next", self.old, email=OLD)
        self.assertEqual(self.find(OLD), [successor])

    def test_filters_and_banned_addresses_hold(self):
        found = self.find(OLD, no_create=True, filter_found=lambda partner: False)
        self.assertFalse(found[0])
        self.assertFalse(self.find(OLD, ban_emails=[OLD], no_create=True)[0])

    def test_other_ways_to_ask(self):
        partners = self.env["res.partner"]
        self.assertEqual(partners.find_or_create(OLD), self.ann)
        thread = self.env["mail.thread"]
        self.assertEqual(thread._mail_find_partner_from_emails([OLD]), [self.ann])
        self.assertEqual(
            thread._mail_find_partner_from_emails([OLD], records=self.old), [self.ann]
        )
        self.assertEqual(
            partners.with_user(self.seller).name_search(OLD)[0][0], self.ann.id
        )
        clerk = self.make_user("clerk", "base.group_user")
        self.assertEqual(partners.with_user(clerk).name_search(OLD)[0][0], self.ann.id)

    def test_an_address_taken_up_again_is_kept_once(self):
        for email in (OLD, NEW, OLD, NEW):
            self.ann.email = email
        self.assertEqual(
            sorted(self.ann.former_email_ids.mapped("email")), sorted([OLD, NEW])
        )

    def test_archived_people_and_other_companies_are_not_found(self):
        self.ann.active = False
        self.assertFalse(self.find(OLD, no_create=True)[0])
        self.ann.active = True
        self.ann.company_id = self.make_company("Elsewhere")
        found = self.env["res.partner"].with_user(self.seller)
        self.assertFalse(found._find_or_create_from_emails([OLD], no_create=True)[0])

    def test_who_may_read_them(self):
        self.ann.user_id = self.other_seller
        former = self.ann.former_email_ids
        with self.assertRaises(AccessError):
            former.with_user(self.seller).read(["email"])
        self.assertTrue(former.with_user(self.manager).read(["email"]))


class TestIncomingMail(PeopleCommon, MailCommon):
    def test_mail_from_the_old_address_is_of_the_person(self):
        self.ann.write({"parent_id": self.new.id, "email": NEW})
        alias = self.env["mail.alias"].create(
            {
                "alias_name": "deals",
                "alias_domain_id": self.mail_alias_domain.id,
                "alias_model_id": self.env["ir.model"]._get("crm.lead").id,
                "alias_contact": "everyone",
            }
        )
        count = self.env["res.partner"].search_count([])
        mail = _MAIL % {"sender": OLD, "to": alias.alias_full_name}
        with self.mock_mail_gateway():
            lead_id = self.env["mail.thread"].message_process(None, mail)
        lead = self.env["crm.lead"].browse(lead_id)
        self.assertTrue(lead)
        self.assertEqual(lead.message_ids.author_id, self.ann)
        self.assertEqual(self.env["res.partner"].search_count([]), count)
