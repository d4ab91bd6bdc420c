"""Signs of changed jobs wait until a seller says what is true."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import OperationalError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase
from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.people import (
    crm_contact_suspicion_search as search,
)

from .suspicion_common import GONE, NOW, SuspicionCommon

NEW = "ann@new.example.com"


@freeze_time("2026-06-15 12:00:00")
class TestSuspicion(SuspicionCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.phone = "+32 470 12 34 56"

    def test_a_dead_address(self):
        self.bounce(self.ann)
        self.find()
        one = self.of(self.ann)
        self.assertEqual(one.confidence, "medium")
        self.assertEqual(one.organisation_id, self.old)
        self.assertFalse(one.new_organisation_id)
        self.assertIn("User unknown", one.evidence)
        self.assertEqual(self.places(self.ann), [("Old Mill", True)])
        action = one.signal_ids.action_open_document()
        self.assertEqual(action["res_id"], self.mailing.id)

    def test_what_passes_is_no_sign(self):
        self.bounce(self.ann, "552 5.2.2 Mailbox full")
        self.bounce(self.ann, "451 4.7.1 Greylisted, try again later")
        self.bounce(self.ann, "550 5.7.1 Message rejected as spam")
        self.find()
        self.assertFalse(self.of(self.ann))

    def test_an_answer_after_the_bounce(self):
        trace = self.bounce(self.ann)
        self.letter(
            f'"Ann Mover" <{self.ann.email}>',
            author_id=self.ann.id,
            date=trace.write_date + timedelta(days=1),
        )
        self.find()
        self.assertFalse(self.of(self.ann))

    def test_a_mail_that_the_gateway_counts(self):
        message = self.ann.message_post(body="Hello")
        self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": self.ann.id,
                "notification_type": "email",
                "notification_status": "bounce",
                "failure_type": "mail_bounce",
                "failure_reason": GONE % self.ann.email,
            }
        )
        bob = self.make_person("Bob Stayer", self.new)
        bob.message_bounce = 3
        cyd = self.make_person("Cyd Full", self.new)
        cyd.message_bounce = 1
        self.find()
        self.assertEqual(self.of(self.ann).confidence, "medium")
        self.assertEqual(self.of(bob).confidence, "medium")
        self.assertFalse(self.of(cyd))

    def test_created_at_another_company(self):
        double = self.make_person(
            "Mover, Ann", self.new, email=NEW, phone="+32 470 12 34 56"
        )
        self.find()
        one = self.of(self.ann)
        self.assertEqual(one.confidence, "high")
        self.assertEqual(one.duplicate_id, double)
        self.assertEqual(one.new_organisation_id, self.new)
        self.assertEqual(one.new_email, NEW)
        self.assertIn("New Mill", one.evidence)
        self.assertFalse(self.of(double))

    def test_created_together(self):
        double = self.make_person("Ann Mover", self.new, phone=self.ann.phone)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET create_date = %s WHERE id IN %s",
                NOW,
                (self.ann | double)._ids,
            )
        )
        self.find()
        self.assertFalse(self.of(self.ann))

    def test_a_mail_from_a_new_domain(self):
        self.make_person("Zoe There", self.new, email="zoe@new.example.com")
        self.letter('"Ann Mover" <Ann@New.example.com>')
        self.letter("Ann Mover <ann.m@gmail.com>")
        self.letter('"Ann Mover" <ann.mover@old.example.com>')
        self.find()
        one = self.of(self.ann)
        self.assertEqual(one.confidence, "high")
        self.assertEqual(one.new_organisation_id, self.new)
        self.assertEqual(one.new_email, NEW)
        self.assertEqual(set(one.signal_ids.mapped("email")), {NEW, "ann.m@gmail.com"})

    def test_signs_add_up_and_are_told_once(self):
        self.letter('"Ann Mover" <ann@elsewhere.example.org>')
        self.find()
        one = self.of(self.ann)
        self.assertEqual(one.confidence, "medium")
        self.bounce(self.ann)
        self.find()
        self.find()
        self.assertEqual(self.of(self.ann), one)
        self.assertEqual(one.confidence, "high")
        self.assertEqual(len(one.signal_ids), 2)

    def test_dismissed_comes_back_with_new_evidence_only(self):
        self.bounce(self.ann)
        self.find()
        one = self.of(self.ann)
        one.with_user(self.seller).action_dismiss()
        self.assertEqual(one.decided_user_id, self.seller)
        self.bounce(self.ann, "550 no such user")
        self.find()
        self.assertEqual(self.of(self.ann), one)
        self.letter('"Ann Mover" <ann@elsewhere.example.org>')
        self.find()
        new = self.of(self.ann) - one
        self.assertEqual(new.signal_ids.kind, "mail")
        with self.assertRaises(UserError):
            one.with_user(self.seller).action_reopen()
        with self.assertRaises(UserError):
            one.with_user(self.seller).action_dismiss()
        new.with_user(self.seller).action_dismiss()
        one.with_user(self.seller).action_reopen()
        self.assertEqual(one.state, "waiting")

    def confirm(self, one, user=None, **values):
        action = one.with_user(user or self.seller).action_confirm()
        wizard = self.env[action["res_model"]].with_user(user or self.seller)
        form = Form(wizard.with_company(self.company).with_context(action["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def test_confirming_without_knowing_where(self):
        self.bounce(self.ann)
        self.find()
        one = self.of(self.ann)
        move = self.confirm(one)
        self.assertTrue(move.is_unknown)
        self.assertEqual(one.state, "waiting")
        move.action_apply()
        self.assertEqual(one.state, "confirmed")
        self.assertEqual(one.decided_user_id, self.seller)
        self.assertEqual(self.places(self.ann), [("Old Mill", False)])
        self.find()
        self.assertEqual(self.of(self.ann), one)

    def test_confirming_merges_the_double(self):
        self.seller.group_ids |= self.env.ref("base.group_partner_manager")
        double = self.make_person(
            "Ann Mover", self.new, email=NEW, phone=self.ann.phone, function="Director"
        )
        self.make_order(double, 2, 300)
        self.make_order(self.ann, 30, 700)
        self.bounce(double)
        self.find()
        move = self.confirm(self.of(self.ann))
        self.assertTrue(move.merge_duplicate)
        self.assertIn("cannot be undone", move.merge_words)
        self.assertEqual((move.organisation_id, move.email), (self.new, NEW))
        one = self.of(self.ann)
        move.action_apply()
        self.assertFalse(double.exists())
        self.assertEqual(one.state, "confirmed")
        self.assertEqual(self.ann.parent_id, self.new)
        self.assertEqual(self.ann.email, NEW)
        self.assertEqual(
            self.places(self.ann), [("Old Mill", False), ("New Mill", True)]
        )
        self.assertEqual(self.main_of(self.ann).job, "Director")
        self.assertEqual(
            self.ann.former_email_ids.mapped("email"), ["ann@old.example.com"]
        )
        bought = self.ann._read_purchases_through(self.company)
        self.assertEqual(
            {partner.name: row.amount for partner, row in bought.items()},
            {"Old Mill": 700, "New Mill": 300},
        )
        # What was suspected of the double is now suspected of the person.
        rest = self.of(self.ann) - one
        self.assertEqual(rest.signal_ids.kind, "bounce")
        self.find()
        self.assertEqual(self.of(self.ann), one | rest)

    def test_two_addresses_are_no_hindrance(self):
        self.seller.group_ids |= self.env.ref("base.group_partner_manager")
        double = self.make_person("Ann Mover", self.new, email=NEW)
        self.find()
        move = self.confirm(self.of(self.ann), email="director@new.example.com")
        move.action_apply()
        self.assertFalse(double.exists())
        self.assertEqual(self.ann.email, "director@new.example.com")
        self.assertEqual(
            set(self.ann.former_email_ids.mapped("email")), {NEW, "ann@old.example.com"}
        )

    def test_a_contact_that_the_gateway_made(self):
        self.seller.group_ids |= self.env.ref("base.group_partner_manager")
        stranger = self.make_person("Ann Mover", email="ann@elsewhere.example.org")
        self.letter(stranger.email_formatted, author_id=stranger.id)
        self.find()
        one = self.of(self.ann)
        self.assertEqual((one.duplicate_id, one.confidence), (stranger, "medium"))
        move = self.confirm(one)
        self.assertTrue(move.is_unknown)
        self.assertTrue(move.merge_duplicate)
        move.action_apply()
        self.assertFalse(stranger.exists())
        self.assertEqual(self.ann.email, "ann@elsewhere.example.org")
        self.assertEqual(self.places(self.ann), [("Old Mill", False)])

    def test_who_may_not_merge_is_told(self):
        double = self.make_person("Ann Mover", self.new, email=NEW)
        self.find()
        move = self.confirm(self.of(self.ann))
        self.assertFalse(move.merge_duplicate)
        self.assertIn("may not merge", move.merge_words)
        move.action_apply()
        self.assertTrue(double.exists())
        self.assertEqual(self.ann.parent_id, self.new)

    def test_who_can_log_in_is_not_merged(self):
        self.seller.group_ids |= self.env.ref("base.group_partner_manager")
        double = self.make_person("Ann Mover", self.new, email=NEW)
        self.env["res.users"].create(
            {
                "name": "Ann Mover",
                "login": NEW,
                "partner_id": double.id,
                "group_ids": [self.env.ref("base.group_portal").id],
            }
        )
        self.find()
        move = self.confirm(self.of(self.ann))
        with self.assertRaises(UserError):
            move.action_apply()

    def test_every_other_change_of_company_confirms(self):
        bob = self.make_person("Bob Stayer", self.old)
        self.bounce(self.ann)
        self.bounce(bob)
        self.find()
        self.ann.parent_id = self.new
        bob.write({"parent_id": self.new.id, "company_change": "correction"})
        self.assertEqual(self.of(self.ann).state, "confirmed")
        self.assertEqual(self.of(bob).state, "dismissed")

    def test_the_contact_says_so(self):
        self.bounce(self.ann)
        self.find()
        person = self.ann.with_user(self.seller)
        self.assertIn("came back", person.suspicion_evidence)
        self.assertEqual(
            person.action_confirm_suspicion()["res_model"], "crm.contact.move"
        )
        person.action_dismiss_suspicion()
        person.invalidate_recordset()
        self.assertFalse(person.suspicion_id)

    def test_merging_by_hand_keeps_one_of_each(self):
        double = self.make_person("Ann Mover", self.new, email=NEW)
        for person in (self.ann, double):
            self.bounce(person)
        self.find()
        self.assertEqual(self.of(double).signal_ids.mapped("kind"), ["bounce"])
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge([self.ann.id, double.id], self.ann, extra_checks=False)
        self.env.invalidate_all()
        waiting = self.of(self.ann)
        self.assertEqual(waiting.mapped("state"), ["waiting"])
        self.assertEqual(
            sorted(waiting.signal_ids.mapped("key")),
            ["ann@new.example.com", "ann@old.example.com"],
        )

    def test_access(self):
        bob = self.make_person("Bob Stayer", self.new)
        self.bounce(self.ann)
        self.bounce(bob)
        self.find()
        both = self.of(self.ann) | self.of(bob)

        def seen(user):
            found = self.suspicions.with_user(user).search([("id", "in", both.ids)])
            return found.person_id

        # A contact takes over the salesperson of its company.
        self.assertEqual(seen(self.seller), self.ann)
        self.assertEqual(seen(self.other_seller), bob)
        self.assertEqual(seen(self.manager), self.ann | bob)
        with self.assertRaises(AccessError):
            self.of(bob).with_user(self.seller).action_dismiss()
        other = self.make_company("Moony Trading")
        self.ann.company_id = self.old.company_id = other
        self.assertEqual(seen(self.manager), bob)
        for number, group in enumerate(("base.group_user", "base.group_portal")):
            outsider = self.make_user(f"outsider{number}", group)
            for model in ("crm.contact.suspicion", "crm.contact.suspicion.signal"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(outsider).search([])

    def test_people_of_two_companies_are_not_compared(self):
        other = self.make_company("Moony Trading")
        self.ann.company_id = self.old.company_id = self.company
        self.new.company_id = other
        self.make_person("Ann Mover", self.new, email=NEW, company_id=other.id)
        self.find()
        self.assertFalse(self.of(self.ann))

    def test_what_is_in_the_way_is_waited_for(self):
        now = self.env.cr.now()
        before = self.env["ir.cron.trigger"].search_count([])
        busy = patch.object(
            self.env.registry["crm.contact.suspicion"],
            "_look",
            side_effect=OperationalError("could not serialize access"),
        )
        with busy:
            self.assertEqual(self.run_cron(now), 0)
        self.assertEqual(self.env["ir.cron.trigger"].search_count([]), before + 1)

    def run_cron(self, now, left=60):
        progress = patch.object(
            self.env.registry["ir.cron"], "_commit_progress", return_value=left
        )
        with progress as commit:
            self.suspicions._cron_find(now)
        return commit.call_count

    def test_the_search_goes_on_where_it_was(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("repeat_sales_crm.suspicion_marks", "{}")
        fresh = self.make_partner("Fresh Mill")
        self.bounce(self.ann)
        now = self.env.cr.now() + timedelta(minutes=1)
        self.run_cron(now)
        self.assertTrue(self.of(self.ann))
        marks = self.suspicions._read_marks()
        self.assertEqual(set(marks), {"bounce", "double", "mail"})
        self.assertLess(marks["bounce"], now.isoformat())
        pieces = self.suspicions._get_pieces("double", now)
        self.assertLess(pieces[0].lower, fresh.id)
        # One that is cut short goes on there.
        with patch.object(search, "_CHUNK", 1):
            self.assertEqual(self.run_cron(now, left=0), 1)
            nexts = self.suspicions._read_marks()
            self.assertNotIn("bounce_next", nexts)
            self.suspicions._write_marks("double", pieces[-1], now, is_last=False)
            again = self.suspicions._get_pieces("double", now)
            self.assertFalse(again)
        # Two days later, what was new is settled.
        later = now + timedelta(days=2)
        self.run_cron(later)
        again = self.suspicions._get_pieces("double", later)
        self.assertFalse(again)

    def test_queries_do_not_grow(self):
        def count(number):
            people = [
                self.make_person(
                    f"Per{letter} Son{number}",
                    self.old,
                    email=f"p{letter}{number}@old.example.com",
                )
                for letter in range(number)
            ]
            for person in people:
                self.bounce(person)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.find_one("bounce")
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(2), count(12))
        seen = self.suspicions.with_user(self.seller)

        def read(limit):
            page = seen.search([], limit=limit)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page.mapped("evidence")
            return self.env.cr.sql_log_count - before

        read(1)
        self.assertEqual(read(2), read(12))

    def test_found_on_the_day_it_is_told(self):
        self.bounce(self.ann)
        self.find(NOW)
        self.assertEqual(self.of(self.ann).found_date, NOW.date())
