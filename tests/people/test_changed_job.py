"""Changed Job sets the seller of the old company and that of the new one to work."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase

from .people_common import PeopleCommon


@freeze_time("2026-06-15 12:00:00")
class TestChangedJob(PeopleCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for days in (30, 500):
            cls.make_order(cls.ann, days, 1000)
        cls.main_of(cls.ann).attitude = "champion"
        cls.refresh()

    def move(self, user=None, person=None, **values):
        wizard = self.env["crm.contact.move"].with_user(user or self.seller)
        wizard = wizard.with_company(self.company)
        form = Form(wizard.with_context(default_person_id=(person or self.ann).id))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def test_both_sides_are_set_to_work(self):
        move = self.move(
            organisation_id=self.new,
            job="Director",
            date="2026-06-01",
            email="ann@new.example.com",
        )
        self.assertEqual(move.amount_total, 2000)
        self.assertEqual(move.amount_year, 1000)
        self.assertEqual(move.new_user_id, self.other_seller)
        move.action_apply()
        self.assertEqual(self.ann.parent_id, self.new)
        self.assertEqual(self.ann.user_id, self.other_seller)
        self.assertEqual(
            self.career(self.ann),
            [
                ("Old Mill", "Buyer", False, date(2026, 6, 1), "former"),
                ("New Mill", "Director", date(2026, 6, 1), False, "active"),
            ],
        )
        self.assertEqual(self.main_of(self.ann).source, "changed_job")
        activity = self.old.activity_ids
        self.assertEqual(activity.user_id, self.seller)
        self.assertIn("successor of Ann Mover", activity.summary)
        self.assertIn("2,000.00", activity.note)
        self.assertIn("1,000.00", activity.note)

    def test_the_new_side_gets_what_is_known(self):
        self.move(organisation_id=self.new).action_apply()
        lead = self.env["crm.lead"].search([("partner_id", "=", self.ann.id)])
        self.assertEqual(lead.user_id, self.other_seller)
        self.assertEqual(lead.company_id, self.company)
        self.assertIn("Old Mill bought 2 times", lead.description)
        self.assertIn("Champion", lead.description)
        self.assertNotIn("2,000", lead.description, "amounts of others' customers")

    def test_amounts_for_those_who_may_see_them(self):
        self.move(organisation_id=self.new, new_user_id=self.manager).action_apply()
        lead = self.env["crm.lead"].search([("partner_id", "=", self.ann.id)])
        self.assertIn("2,000.00", lead.description)

    def test_a_task_instead(self):
        self.move(organisation_id=self.new, follow_up="task").action_apply()
        self.assertEqual(self.ann.activity_ids.user_id, self.other_seller)
        self.assertFalse(
            self.env["crm.lead"].search([("partner_id", "=", self.ann.id)])
        )

    def test_a_company_that_is_not_known_yet_is_created(self):
        created = self.env["res.partner"].with_user(self.seller)
        created = created.with_context(default_is_company=True)
        name_id, _name = created.name_create("Unheard Of")
        move = self.move(organisation_id=self.env["res.partner"].browse(name_id))
        self.assertEqual(move.new_user_id, self.seller, "the old one's seller")
        move.action_apply()
        self.assertEqual(
            self.places(self.ann), [("Old Mill", False), ("Unheard Of", True)]
        )

    def test_nobody_knows_where_to(self):
        move = self.move(is_unknown=True)
        self.assertEqual(move.follow_up, "none")
        move.action_apply()
        self.assertEqual(self.places(self.ann), [("Old Mill", False)])
        self.assertTrue(self.old.activity_ids)

    def test_a_promotion_moves_nothing_else(self):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.ann.id, "type": "opportunity"}
        )
        move = self.move(organisation_id=self.old, job="Director")
        self.assertTrue(move.is_promotion)
        self.assertFalse(move.find_successor)
        move.action_apply()
        self.assertEqual(
            [(place, job) for place, job, *_rest in self.career(self.ann)],
            [("Old Mill", "Buyer"), ("Old Mill", "Director")],
        )
        self.assertEqual(self.ann.function, "Director")
        self.assertEqual(lead.partner_id, self.ann)
        self.assertFalse(self.old.activity_ids)

    def test_bad_input_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "About to Leave"):
            self.move(organisation_id=self.new, date="2026-07-01").action_apply()
        wizard = self.env["crm.contact.move"].create({"person_id": self.ann.id})
        with self.assertRaisesRegex(UserError, "Choose the new company"):
            wizard.action_apply()
        self.move(organisation_id=self.new, date="2026-06-10").action_apply()
        with self.assertRaisesRegex(UserError, "began the present job"):
            move = self.move(organisation_id=self.old, date="2026-06-01")
            move.action_apply()

    def test_rivals_are_said(self):
        relations = self.env["crm.partner.relation"].with_user(self.manager)
        relations.create(
            [
                {"partner_id": self.old.id, "other_id": self.new.id},
                {"partner_id": self.new.id, "other_id": self.company.partner_id.id},
            ]
        )
        move = self.move(organisation_id=self.new)
        self.assertIn("New Mill is a competitor of ours.", move.warning)
        self.assertIn("New Mill is a rival of our customer Old Mill.", move.warning)
        move.action_apply()
        lead = self.env["crm.lead"].search([("partner_id", "=", self.ann.id)])
        self.assertIn("competitor of ours", lead.description)

    def test_each_company_counts_its_own(self):
        other = self.make_company("Moony Trading")
        self.make_order(self.ann, 10, 7, company=other)
        user = self.make_user(
            "traveller",
            "sales_team.group_sale_salesman_all_leads",
            self.company | other,
        )
        move = self.move(user, organisation_id=self.new)
        self.assertEqual(move.amount_total, 2000)
        move.invalidate_recordset()
        elsewhere = move.with_context(allowed_company_ids=other.ids)
        self.assertEqual(elsewhere.amount_total, 7)
