"""The career follows every way in which Odoo changes a person's company."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase
from odoo.tools import mute_logger

from .people_common import PeopleCommon

TODAY = date(2026, 6, 15)
MOVED = [("Old Mill", False), ("New Mill", True)]


@freeze_time("2026-06-15 12:00:00")
class TestWaysToChangeCompany(PeopleCommon, TransactionCase):
    def assert_moved(self):
        self.assertEqual(self.places(self.ann), MOVED)
        former, present = self.ann.position_ids.sorted("id")
        self.assertEqual(former.date_to, TODAY)
        self.assertEqual(former.job, "Buyer")
        self.assertEqual(former.email, "ann@old.example.com")
        self.assertEqual(former.address, "Oldtown")
        self.assertEqual(present.date_from, TODAY)
        self.assertEqual(present.organisation_id, self.new)
        self.assertEqual(self.old.former_position_ids.person_id, self.ann)
        self.assertEqual(self.new.staff_position_ids.person_id, self.ann)
        self.assertFalse(self.old.staff_position_ids)

    def test_a_new_contact_has_a_position_since_nobody_knows_when(self):
        self.assertEqual(
            self.career(self.ann), [("Old Mill", "Buyer", False, False, "active")]
        )

    def test_by_code(self):
        self.ann.parent_id = self.new
        self.assert_moved()

    def test_by_the_form_as_a_seller(self):
        with Form(self.ann.with_user(self.seller)) as form:
            form.parent_id = self.new
            self.assertEqual(form.company_change, "move")
        self.assert_moved()

    def test_by_the_form_as_a_correction(self):
        with Form(self.ann.with_user(self.seller)) as form:
            form.parent_id = self.new
            form.company_change = "correction"
        self.assertEqual(self.places(self.ann), [("New Mill", True)])
        self.assertEqual(self.main_of(self.ann).organisation_id, self.new)

    def test_by_the_companys_list_of_contacts(self):
        self.new.write({"child_ids": [Command.link(self.ann.id)]})
        self.assert_moved()

    def test_a_contact_made_in_the_companys_list(self):
        self.new.write({"child_ids": [Command.create({"name": "Bob Fresh"})]})
        self.assertEqual(self.places(self.new.child_ids), [("New Mill", True)])

    def test_by_import(self):
        self.env["ir.model.data"].create(
            {
                "module": "repeat_sales_test",
                "name": "ann",
                "model": "res.partner",
                "res_id": self.ann.id,
            }
        )
        result = (
            self.env["res.partner"]
            .with_context(import_file=True)
            .load(
                ["id", "name", "parent_id/.id"],
                [
                    ["repeat_sales_test.ann", "Ann Mover", str(self.new.id)],
                    ["repeat_sales_test.zoe", "Zoe New", str(self.new.id)],
                ],
            )
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.places(self.ann), MOVED)
        self.assertEqual(self.main_of(self.ann).source, "import")
        zoe = self.env["res.partner"].browse(result["ids"][1])
        self.assertEqual(self.places(zoe), [("New Mill", True)])

    def test_by_create_company(self):
        self.ann.parent_id = False
        self.ann.company_name = "Ann's Own"
        self.ann.create_company()
        self.assertEqual(
            self.places(self.ann), [("Old Mill", False), ("Ann's Own", True)]
        )

    def test_by_leaving_for_nobody(self):
        self.ann.parent_id = False
        self.assertEqual(self.places(self.ann), [("Old Mill", False)])

    def test_a_branch_that_moves_takes_its_people_along(self):
        office = self.env["res.partner"].create(
            {"name": "Office", "parent_id": self.old.id, "type": "other"}
        )
        self.ann.parent_id = office
        self.assertEqual(self.places(self.ann), [("Old Mill", True)])
        office.parent_id = self.new
        self.assertEqual(self.places(self.ann), MOVED)
        self.assertFalse(office.position_ids, "an address has no job")

    def test_a_person_who_is_a_company_after_all_never_had_a_job(self):
        self.ann.is_company = True
        self.assertFalse(self.ann.position_ids)
        self.ann.is_company = False
        self.assertEqual(self.places(self.ann), [("Old Mill", True)])

    def test_what_was_found_out_is_never_thrown_away(self):
        self.main_of(self.ann).attitude = "champion"
        self.ann.type = "delivery"
        self.assertEqual(self.ann.position_ids.attitude, "champion")
        self.assertEqual(self.ann.position_ids.status, "former")

    def test_an_address_has_no_job(self):
        address = self.make_person("Warehouse", self.old, type="delivery")
        self.assertFalse(address.position_ids)

    def test_the_job_title_follows_the_contact_and_the_reverse(self):
        self.ann.function = "Head of Purchasing"
        self.assertEqual(self.main_of(self.ann).job, "Head of Purchasing")
        self.main_of(self.ann).with_user(self.seller).job = "Director"
        self.assertEqual(self.ann.function, "Director")
        self.assertEqual(len(self.ann.position_ids), 1)

    def test_back_on_the_same_day_was_a_slip(self):
        self.main_of(self.ann).role_id = self.env["crm.contact.role"].search(
            [], limit=1
        )
        before = self.main_of(self.ann)
        self.ann.parent_id = self.new
        self.ann.parent_id = self.old
        self.assertEqual(self.places(self.ann), [("Old Mill", True)])
        self.assertEqual(self.main_of(self.ann), before)
        self.assertTrue(before.role_id)

    def test_back_on_the_same_day_with_a_purchase_between_was_none(self):
        self.ann.parent_id = self.new
        self.make_order(self.ann, 0, 10)
        self.ann.parent_id = self.old
        self.assertEqual(len(self.ann.position_ids), 3)

    def test_it_was_a_correction(self):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.ann.id, "type": "opportunity"}
        )
        self.main_of(self.ann).attitude = "supporter"
        self.ann.parent_id = self.new
        self.assertEqual(lead.partner_id, self.old)
        self.main_of(self.ann).with_user(self.manager).action_was_correction()
        self.assertEqual(self.places(self.ann), [("New Mill", True)])
        self.assertEqual(self.main_of(self.ann).attitude, "supporter")
        self.assertEqual(lead.partner_id, self.ann)
        self.assertFalse(lead.former_contact_id)

    def test_deals_stay_with_the_company(self):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.ann.id, "type": "opportunity"}
        )
        lost = lead.copy({"name": "Lost"})
        lost.action_set_lost()
        email = lead.email_from
        self.ann.write({"parent_id": self.new.id, "email": "ann@new.example.com"})
        self.env.invalidate_all()
        self.assertEqual((lead | lost).partner_id, self.old)
        self.assertEqual((lead | lost).former_contact_id, self.ann)
        self.assertEqual(lead.email_from, email)
        self.assertFalse(self.old.email, "no address is written on the company")
        self.assertEqual(self.old.opportunity_count, 2)


@freeze_time("2026-06-15 12:00:00")
class TestPositions(PeopleCommon, TransactionCase):
    def test_past_and_second_jobs_are_entered_freely(self):
        positions = self.env["crm.contact.position"].with_user(self.seller)
        positions.create(
            [
                {
                    "person_id": self.ann.id,
                    "organisation_name": "Long Gone Ltd",
                    "date_from": "2001-01-01",
                    "date_to": "2005-12-31",
                },
                {"person_id": self.ann.id, "organisation_id": self.new.id},
            ]
        )
        self.assertEqual(
            self.places(self.ann),
            [("Old Mill", True), ("Long Gone Ltd", False), ("New Mill", True)],
        )
        self.assertEqual(self.ann.parent_id, self.old)

    def test_the_main_job_is_not_left_by_hand(self):
        main = self.main_of(self.ann).with_user(self.seller)
        with self.assertRaisesRegex(UserError, "Changed Job"):
            main.date_to = TODAY
        with self.assertRaisesRegex(UserError, "Changed Job"):
            main.unlink()
        with self.assertRaisesRegex(ValidationError, "contact's form"):
            main.organisation_id = self.new

    def test_nobody_has_left_in_the_future(self):
        with self.assertRaisesRegex(ValidationError, "About to Leave"):
            self.env["crm.contact.position"].create(
                {
                    "person_id": self.ann.id,
                    "organisation_id": self.new.id,
                    "date_to": "2027-01-01",
                }
            )

    @mute_logger("odoo.sql_db")
    def test_a_job_ends_after_it_begins(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["crm.contact.position"].create(
                {
                    "person_id": self.ann.id,
                    "organisation_id": self.new.id,
                    "date_from": "2020-01-01",
                    "date_to": "2019-01-01",
                }
            )

    def test_a_job_taken_up_again_has_no_end(self):
        second = self.env["crm.contact.position"].create(
            {
                "person_id": self.ann.id,
                "organisation_id": self.new.id,
                "date_to": "2020-01-01",
            }
        )
        self.assertEqual(second.status, "former")
        second.status = "active"
        self.assertFalse(second.date_to)

    def test_an_organisation_that_is_deleted_leaves_its_name(self):
        self.old.unlink()
        self.assertEqual(self.places(self.ann), [("Old Mill", False)])
        self.assertFalse(self.ann.position_ids.organisation_id)

    def test_archived_people_are_former_contacts_too(self):
        self.ann.parent_id = self.new
        self.ann.active = False
        self.env.invalidate_all()
        self.assertEqual(self.old.former_position_ids.person_id, self.ann)
        self.assertFalse(self.new.staff_position_ids)
        self.assertEqual(len(self.ann.position_ids), 2)


@freeze_time("2026-06-15 12:00:00")
class TestMerge(PeopleCommon, TransactionCase):
    def merge(self, partners, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, target, extra_checks=False)
        self.env.invalidate_all()

    def test_a_double_at_another_company(self):
        double = self.make_person("Ann M.", self.new, email="ann@new.example.com")
        self.main_of(self.ann).attitude = "champion"
        self.merge(self.ann | double, double)
        self.assertEqual(self.places(double), MOVED)
        former = double.position_ids.filtered(lambda one: not one.is_current)
        self.assertEqual(former.attitude, "champion")
        self.assertEqual(former.email, "ann@old.example.com")
        self.assertEqual(double.former_email_ids.email, "ann@old.example.com")

    def test_a_double_at_the_same_company(self):
        double = self.make_person("Ann M.", self.old)
        self.main_of(double).attitude = "opponent"
        self.merge(self.ann | double, self.ann)
        self.assertEqual(self.places(self.ann), [("Old Mill", True)])
        self.assertEqual(self.main_of(self.ann).attitude, "opponent")

    def test_a_double_without_company(self):
        double = self.make_person("Ann M.")
        self.merge(self.ann | double, double)
        self.assertEqual(self.places(double), [("Old Mill", True)])
        self.assertEqual(double.parent_id, self.old)

    def test_three_at_three_companies(self):
        third = self.make_partner("Third Mill")
        doubles = self.ann
        for organisation in (self.new, third):
            doubles |= self.make_person("Ann M.", organisation)
        self.merge(doubles, doubles[2])
        self.assertEqual(
            sorted(self.places(doubles[2])),
            [("New Mill", False), ("Old Mill", False), ("Third Mill", True)],
        )

    def test_companies_that_merge_are_no_change_of_job(self):
        self.merge(self.old | self.new, self.new)
        self.assertEqual(self.main_of(self.ann).organisation_id, self.new)
        self.assertEqual(len(self.ann.position_ids), 1)


@freeze_time("2026-06-15 12:00:00")
class TestQueries(PeopleCommon, TransactionCase):
    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _create(self, number):
        return self.env["res.partner"].create(
            [
                {"name": f"Person {index}", "parent_id": self.old.id}
                for index in range(number)
            ]
        )

    def test_positions_of_many_contacts_are_opened_at_once(self):
        def count(number):
            people = self._create(number)
            people.position_ids.with_context(position_follows=True).unlink()
            people.mapped("commercial_partner_id.name")
            before = self.env.cr.sql_log_count
            self.env["crm.contact.position"]._follow(dict.fromkeys(people))
            self.env.flush_all()
            self.assertEqual(len(people.position_ids), number)
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(3), count(60))

    def test_lists_ask_no_question_per_row(self):
        specification = {
            "person_id": {"fields": {"display_name": {}}},
            "organisation_id": {"fields": {"display_name": {}}},
            "job": {},
            "attitude": {},
            "user_id": {"fields": {"display_name": {}}},
            "present_organisation_id": {"fields": {"display_name": {}}},
            "display_name": {},
        }
        positions = self.env["crm.contact.position"].with_user(self.seller)

        def read(limit):
            positions.web_search_read([], specification, limit=limit)

        self._create(80)
        read(5)
        self.assertEqual(self._count(lambda: read(5)), self._count(lambda: read(70)))

    def test_a_contact_that_changes_nothing_about_work_costs_nothing(self):
        def change(phone):
            self.ann.phone = phone

        change("1")
        with self.assertQueries([], flush=False):
            self.env["crm.contact.position"]._follow({})
        self.assertTrue(self._count(lambda: change("2")))
