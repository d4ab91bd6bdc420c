"""What was thought of somebody on a day, and what went before."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase
from odoo.tools import mute_logger

from .assessment_common import TODAY, AssessmentCommon


@freeze_time("2026-06-15 15:00:00")
class TestAssessment(AssessmentCommon, TransactionCase):
    # ------------------------------------------------------------------
    # What went before
    # ------------------------------------------------------------------

    def before(self, assessment):
        return assessment.preceding_kind, assessment.preceding_date

    def test_the_last_contact_until_the_day(self):
        visit = self.meet(self.doctor, 20)
        self.call(self.doctor, 10)
        self.meet(self.doctor, 1)
        found = self.assess(self.doctor, 15, loyalty=3)
        self.assertEqual(self.before(found), ("meeting", TODAY - timedelta(days=20)))
        action = found.action_open_preceding()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("calendar.event", visit.id)
        )
        later = self.assess(self.doctor, 5, loyalty=3)
        self.assertEqual(self.before(later), ("call", TODAY - timedelta(days=10)))
        self.assertEqual(later.action_open_preceding()["res_id"], self.doctor.id)
        same_day = self.assess(self.doctor, 20, loyalty=3)
        self.assertEqual(self.before(same_day)[0], "meeting")
        first = self.assess(self.doctor, 30, loyalty=3)
        self.assertEqual(self.before(first), (False, False))
        with self.assertRaises(UserError):
            first.action_open_preceding()

    def test_of_an_organisation_all_people_count(self):
        self.call(self.doctor, 3)
        self.meet(self.clinic, 9)
        self.assertEqual(self.assess(self.clinic, 0, 4).preceding_kind, "call")
        self.assertEqual(self.assess(self.clinic, 4, 4).preceding_kind, "meeting")
        self.assertFalse(self.assess(self.hospital, 0, 4).preceding_kind)

    def test_mails_mailings_and_sms(self):
        self.doctor.with_user(self.seller).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.doctor.with_user(self.seller).message_post(
            body="A note", subtype_xmlid="mail.mt_note"
        )
        self.assertEqual(self.assess(self.doctor, 0, 1).preceding_kind, "email")
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Congress",
                "mailing_model_id": self.env["ir.model"]._get("res.partner").id,
            }
        )
        for kind, days in (("mail", 5), ("sms", 8)):
            self.env["mailing.trace"].create(
                {
                    "trace_type": kind,
                    "mass_mailing_id": mailing.id,
                    "model": "res.partner",
                    "res_id": self.doctor.id,
                    "trace_status": "sent",
                    "sent_datetime": f"{TODAY - timedelta(days=days)} 10:00:00",
                }
            )
        self.assertEqual(self.assess(self.doctor, 4, 1).preceding_kind, "mailing")
        self.assertEqual(self.assess(self.doctor, 6, 1).preceding_kind, "sms")
        todo = "mail.mail_activity_data_todo"
        self.call(self.doctor, 20, todo)
        self.assertEqual(self.assess(self.doctor, 19, 1).preceding_kind, "task")

    def test_it_can_be_corrected(self):
        self.meet(self.doctor, 2)
        with Form(self.assessments.with_user(self.seller)) as form:
            form.partner_id = self.doctor
            form.loyalty_id = self.level("loyalty", 4)
            self.assertEqual(form.preceding_kind, "meeting")
            form.preceding_kind = "call"
        found = form.record
        self.assertEqual(found.preceding_kind, "call")
        self.assertFalse(found.preceding_res_id)
        found.note = "She said so"
        self.assertEqual(found.preceding_kind, "call")

    def test_queries_do_not_grow(self):
        people = self.env["res.partner"].create(
            [{"name": f"Doctor {number}"} for number in range(24)]
        )
        for person in people:
            self.meet(person, 2)
        self.env.flush_all()
        level = self.level("loyalty", 3).id

        def count(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assessments.create(
                [{"partner_id": person.id, "loyalty_id": level} for person in some]
            ).flush_recordset()
            return self.env.cr.sql_log_count - before

        count(people[:2])
        self.assertEqual(count(people[2:4]), count(people[4:]))

    # ------------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------------

    def test_bad_input(self):
        with self.assertRaises(ValidationError):
            self.assess(self.doctor, -1, loyalty=3)
        with self.assertRaises(ValidationError):
            self.assessments.create(
                {
                    "partner_id": self.doctor.id,
                    "potential_id": self.level("loyalty", 3).id,
                }
            )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.assess(self.doctor)
        self.assess(self.doctor, 0, loyalty=3)
        with self.assertRaises(ValidationError):
            self.level("loyalty", 3).axis = "potential"
        other = self.make_company("Moony Trading")
        self.hospital.company_id = other
        with self.assertRaises(ValidationError):
            self.assess(self.hospital, 0, loyalty=3)

    # ------------------------------------------------------------------
    # Shown on customers
    # ------------------------------------------------------------------

    def test_facts_of_the_customer(self):
        self.assess(self.clinic, 20, potential=5, loyalty=4)
        last = self.assess(self.clinic, 10, loyalty=2)
        self.refresh()
        customer = self.customer_of(self.clinic)
        self.assertEqual(customer.potential_level_id, self.level("potential", 5))
        self.assertEqual(customer.loyalty_level_id, self.level("loyalty", 2))
        self.assertEqual((customer.potential_change, customer.loyalty_change), (0, -2))
        self.assertEqual(customer.assessment_date, TODAY - timedelta(days=10))
        segment = self.env["crm.segment"].create(
            {
                "name": "Lost friends",
                "company_id": self.company.id,
                "domain": "['&', ('loyalty_change', '<', 0),"
                " ('potential_level_id.value', '>=', 4)]",
            }
        )
        found = self.env["crm.customer"].search(segment._get_rule_domain())
        self.assertEqual(found, customer)
        last.unlink()
        self.refresh()
        self.assertEqual(customer.loyalty_level_id, self.level("loyalty", 4))
        self.assertEqual(customer.loyalty_change, 0)

    def test_on_the_contact(self):
        self.assess(self.doctor, 9, potential=4, loyalty=2)
        self.assess(self.doctor, 3, loyalty=3)
        person = self.doctor.with_user(self.seller).with_company(self.company)
        self.assertEqual(person.assessment_words, "4 / 3")
        past = person.with_context(assessment_day="2026-06-08")
        self.assertEqual(past.assessment_words, "4 / 2")
        people = person.browse()
        level = self.level("loyalty", 3).id
        domain = [("assessed_loyalty_id", "=", level)]
        self.assertEqual(people.search(domain), person)
        none = people.with_context(assessment_day="2026-06-08").search(domain)
        self.assertFalse(none)
        unknown = [("assessed_loyalty_id", "=", False), ("id", "=", self.clinic.id)]
        self.assertTrue(people.search(unknown))
        self.assertEqual(
            people.search([("assessed_potential_id.name", "=", "High")]), person
        )
        self.assertFalse(self.hospital.with_user(self.seller).assessment_words)
        action = self.clinic.with_user(self.seller).action_open_assessments()
        found = self.assessments.search(action["domain"])
        self.assertEqual(found.partner_id, self.doctor)

    # ------------------------------------------------------------------
    # Access, merge
    # ------------------------------------------------------------------

    def test_access(self):
        own = self.assess(self.doctor, 2, loyalty=3)
        foreign = self.assess(self.hospital, 2, loyalty=3)
        both = own | foreign

        def seen(user):
            assessments = self.assessments.with_user(user)
            return assessments.search([("id", "in", both.ids)])

        self.assertEqual(seen(self.seller), own)
        self.assertEqual(seen(self.other_seller), foreign)
        self.assertEqual(seen(self.manager), both)
        mine = self.assessments.with_user(self.seller)
        mine.create(
            {
                "partner_id": self.clinic.id,
                "loyalty_id": self.level("loyalty", 5).id,
            }
        )
        with self.assertRaises(AccessError):
            mine.create(
                {
                    "partner_id": self.hospital.id,
                    "loyalty_id": self.level("loyalty", 5).id,
                }
            )
        with self.assertRaises(AccessError):
            foreign.with_user(self.seller).note = "Mine"
        with self.assertRaises(AccessError):
            self.level("loyalty", 5).with_user(self.seller).name = "Best"
        self.level("loyalty", 5).with_user(self.manager).name = "Best"
        other = self.make_company("Moony Trading")
        there = self.make_user("there", "sales_team.group_sale_manager", other)
        seen_there = self.env["crm.customer.assessment"].with_user(there)
        self.assertFalse(seen_there.search([("id", "in", both.ids)]))
        changes = self.env["crm.assessment.change"].with_user(there)
        self.assertFalse(changes.search([]))

    def test_nothing_for_outsiders(self):
        for number, group in enumerate(("base.group_user", "base.group_portal")):
            outsider = self.make_user(f"outsider{number}", group)
            for model in (
                "crm.customer.assessment",
                "crm.assessment.change",
                "crm.assessment.level",
            ):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(outsider).search([])

    def test_a_merge_keeps_all(self):
        twin = self.env["res.partner"].create({"name": "Dora Doctor"})
        first = self.assess(self.doctor, 9, loyalty=2)
        second = self.assess(twin, 9, loyalty=2)
        third = self.assess(twin, 3, loyalty=4)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge([self.doctor.id, twin.id], self.doctor, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual((first | second | third).partner_id, self.doctor)
        changes = self.env["crm.assessment.change"].search(
            [("partner_id", "=", self.doctor.id)]
        )
        self.assertEqual(sorted(changes.mapped("outcome")), ["rise", "same"])
