"""Who counts at an organisation, today and on days that are over."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase

from .stakeholder_common import StakeholderCommon


@freeze_time("2026-06-15 12:00:00")
class TestInfluenceMap(StakeholderCommon, TransactionCase):
    def test_people_of_today(self):
        self.meet(self.ann, "2026-06-01")
        data, people = self.map_of()
        self.assertEqual(list(people), ["Dora Decider", "Ann Mover"])
        dora, ann = people.values()
        self.assertTrue(dora["decides"])
        self.assertEqual((dora["influence"], dora["attitude"]), ("5", "neutral"))
        self.assertEqual(ann["manager_id"], dora["id"])
        self.assertEqual((ann["last_met"], dora["last_met"]), ("2026-06-01", False))
        self.assertEqual(data["organisation"]["name"], "Old Mill")
        self.assertTrue(data["can_edit"])
        self.assertFalse(data["deal"])

    def test_the_map_of_a_contact_is_that_of_the_company(self):
        data, _people = self.map_of(organisation=self.ann)
        self.assertEqual(data["organisation"]["id"], self.old.id)

    def test_stakeholders_are_marked(self):
        self.join(self.ann, attitude="sceptic")
        data, people = self.map_of(lead_id=self.lead.id)
        self.assertEqual(data["deal"]["name"], "New ovens")
        self.assertEqual(people["Ann Mover"]["part"]["attitude"], "sceptic")
        self.assertFalse(people["Dora Decider"]["part"])
        self.dora_job.with_user(self.seller).add_to_deal(self.lead.id)
        _data, people = self.map_of(lead_id=self.lead.id)
        self.assertTrue(people["Dora Decider"]["part"])

    def test_as_it_was_known_on_a_day(self):
        with freeze_time("2026-07-01 12:00:00"):
            self.ann_job.write({"attitude": "opponent", "manager_id": False})
            bob = self.make_person("Bob Later", self.old)
            self.main_of(bob).date_from = "2026-07-01"
        with freeze_time("2026-08-01 12:00:00"):
            self.dora.parent_id = self.new
        with freeze_time("2026-09-01 12:00:00"):
            self.meet(self.ann, "2026-08-20")
            self.meet(self.ann, "2026-06-20")
            _data, people = self.map_of()
            self.assertEqual(set(people), {"Ann Mover", "Bob Later"})
            data, people = self.map_of(day="2026-06-25")
            self.assertFalse(data["can_edit"])
            self.assertEqual(set(people), {"Ann Mover", "Dora Decider"})
            ann = people["Ann Mover"]
            self.assertEqual(ann["attitude"], "champion")
            self.assertEqual(ann["manager_id"], self.dora_job.id)
            self.assertEqual(ann["last_met"], "2026-06-20")
            _data, people = self.map_of(day="2026-07-31")
            self.assertEqual(people["Ann Mover"]["attitude"], "opponent")
            self.assertIn("Dora Decider", people)
            _data, people = self.map_of(day="2026-08-01")
            self.assertNotIn("Dora Decider", people)

    def test_a_deal_is_marked_as_it_was_on_the_day(self):
        self.join(self.ann, date_from="2026-06-10", date_to="2026-06-12")
        parts = [
            self.map_of(lead_id=self.lead.id, day=day)[1]["Ann Mover"]["part"]
            for day in ("2026-06-09", "2026-06-11", "2026-06-12")
        ]
        self.assertFalse(parts[0])
        self.assertEqual([part["has_left"] for part in parts[1:]], [False, True])

    def test_a_closed_deal_opens_the_map_of_its_day(self):
        self.join(self.ann)
        self.lead.action_set_won()
        action = self.lead.with_user(self.seller).action_open_influence_map()
        self.assertEqual(
            action["context"],
            {
                "map_organisation_id": self.old.id,
                "map_lead_id": self.lead.id,
                "map_day": "2026-06-15",
            },
        )
        told = self.env["crm.lead"].create({"name": "Nobody"})
        self.assertEqual(
            told.action_open_influence_map()["tag"], "display_notification"
        )

    def test_from_the_customer(self):
        self.make_order(self.old, 3, 100)
        self.refresh()
        customer = self.customer_of(self.old).with_user(self.seller)
        context = customer.action_open_influence_map()["context"]
        self.assertEqual(context, {"map_organisation_id": self.old.id})

    def test_before_anything_was_known(self):
        _data, people = self.map_of(day="2026-06-14")
        self.assertEqual(people["Ann Mover"]["attitude"], "")
        self.assertEqual(people["Dora Decider"]["influence"], "0")

    def test_bad_input(self):
        with self.assertRaises(UserError):
            self.map_of(day="2026-06-16")
        positions = self.env["crm.contact.position"]
        for missing in (False, 0, 2**30):
            with self.assertRaises(UserError):
                positions.get_influence_map(missing)
        with self.assertRaises(UserError):
            positions.add_on_map(self.old.id, {"name": " "})

    def test_somebody_is_added(self):
        positions = self.env["crm.contact.position"].with_user(self.seller)
        added = positions.add_on_map(
            self.old.id,
            {
                "name": "Bob Builder",
                "job": "Foreman",
                "email": "bob@example.com",
                "attitude": "supporter",
                "manager_id": self.dora_job.id,
            },
        )
        position = positions.browse(added)
        self.assertEqual(position.person_id.email, "bob@example.com")
        self.assertEqual(position.manager_id, self.dora_job)
        self.assertTrue(position.is_main)

    def test_query_count_does_not_grow(self):
        self.join(self.ann)
        few = self.count_queries()
        for number in range(58):
            self.join(self.make_person(f"P{number} Many", self.old))
        jobs = self.old.staff_position_ids - self.dora_job
        jobs.write({"manager_id": self.dora_job.id, "attitude": "neutral"})
        self.assertLessEqual(self.count_queries(), few)
        with freeze_time("2026-06-20 12:00:00"):
            before = self.count_queries(day="2026-06-16")
            self.assertLessEqual(before, few + 2)

    def count_queries(self, **values):
        self.map_of(lead_id=self.lead.id, **values)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.map_of(lead_id=self.lead.id, **values)
        return self.cr.sql_log_count - before


class TestMapAccess(StakeholderCommon, TransactionCase):
    def test_own_customers_only(self):
        _data, people = self.map_of(self.seller)
        self.assertEqual(len(people), 2)
        self.dora.user_id = self.ann.user_id = self.seller
        _data, people = self.map_of(self.other_seller)
        self.assertFalse(people)
        _data, people = self.map_of(self.manager)
        self.assertEqual(len(people), 2)

    def test_a_deal_of_somebody_else(self):
        theirs = self.make_lead("Theirs", user_id=self.other_seller.id)
        with self.assertRaises(AccessError):
            self.map_of(self.seller, lead_id=theirs.id)

    def test_an_organisation_of_another_company(self):
        other = self.make_company("Moony Trading")
        (self.old | self.ann | self.dora).company_id = other
        with self.assertRaises(AccessError):
            self.map_of(self.manager)

    def test_nothing_outside_sales(self):
        for number, group in enumerate(("base.group_user", "base.group_portal")):
            user = self.make_user(f"stranger{number}", group)
            with self.assertRaises(AccessError):
                self.map_of(user)
            for model in ("crm.contact.stance", "crm.lead.stakeholder"):
                with self.assertRaises(AccessError, msg=model):
                    self.env[model].with_user(user).search([])

    def test_history_is_seen_with_the_job_and_written_by_nobody(self):
        stances = self.env["crm.contact.stance"]
        mine = [("position_id", "in", (self.ann_job | self.dora_job).ids)]
        (self.dora | self.ann).user_id = self.seller
        self.assertEqual(stances.with_user(self.seller).search_count(mine), 2)
        self.assertEqual(stances.with_user(self.other_seller).search_count(mine), 0)
        self.assertEqual(stances.with_user(self.manager).search_count(mine), 2)
        other = self.make_company("Moony Trading")
        (self.old | self.ann | self.dora).company_id = other
        self.assertEqual(stances.with_user(self.manager).search_count(mine), 0)
        with self.assertRaises(AccessError):
            self.ann_job.stance_ids.with_user(self.manager).attitude = "neutral"


@freeze_time("2026-06-15 12:00:00")
class TestLines(StakeholderCommon, TransactionCase):
    def history(self, position):
        """Return (day, attitude, manager) of each row, the first first."""
        position.invalidate_recordset(["stance_ids"])
        return [
            (str(row.date), row.attitude, row.manager_id.person_id.name)
            for row in position.stance_ids.sorted("date")
        ]

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target)
        self.env.invalidate_all()

    def test_no_circles(self):
        with self.assertRaisesRegex(ValidationError, "report to themselves"):
            self.dora_job.manager_id = self.ann_job
        with self.assertRaisesRegex(ValidationError, "report to themselves"):
            self.dora_job.manager_id = self.dora_job

    def test_lines_stay_within_an_organisation(self):
        with self.assertRaisesRegex(ValidationError, "same organisation"):
            self.ann_job.manager_id = self.main_of(self.zed)

    def test_whoever_leaves_takes_no_line_along(self):
        with freeze_time("2026-07-01 12:00:00"):
            self.dora.parent_id = self.new
        self.assertFalse(self.ann_job.manager_id)
        self.assertEqual(
            self.history(self.ann_job),
            [
                ("2026-06-15", "champion", "Dora Decider"),
                ("2026-07-01", "champion", False),
            ],
        )

    def test_whoever_reports_and_leaves(self):
        self.ann.parent_id = False
        self.ann.parent_id = self.old
        self.assertFalse(self.dora_job.report_ids - self.main_of(self.ann))

    def test_a_mistake_about_a_manager_ends_nothing_else(self):
        self.ann.with_context(position_correction=True).parent_id = self.new
        self.assertFalse(self.main_of(self.ann).manager_id)

    def test_a_job_that_is_deleted(self):
        second = self.env["crm.contact.position"].create(
            {"person_id": self.zed.id, "organisation_id": self.old.id}
        )
        self.ann_job.manager_id = second
        second.unlink()
        self.assertFalse(self.ann_job.manager_id)
        self.assertEqual(
            self.history(self.ann_job), [("2026-06-15", "champion", False)]
        )

    def test_one_row_a_day(self):
        self.ann_job.attitude = "sceptic"
        self.ann_job.attitude = "opponent"
        with freeze_time("2026-06-20 12:00:00"):
            self.ann_job.attitude = "neutral"
            self.ann_job.note = "Nothing new about the attitude"
        with freeze_time("2026-06-21 12:00:00"):
            self.ann_job.attitude = "neutral"
        self.assertEqual(
            self.history(self.ann_job),
            [
                ("2026-06-15", "opponent", "Dora Decider"),
                ("2026-06-20", "neutral", "Dora Decider"),
            ],
        )

    def test_a_past_job_was_like_that_from_its_beginning(self):
        past = self.env["crm.contact.position"].create(
            {
                "person_id": self.ann.id,
                "organisation_name": "Elsewhere",
                "date_from": "2010-01-01",
                "date_to": "2012-01-01",
                "attitude": "supporter",
            }
        )
        self.assertEqual(past.stance_ids.date, date(2010, 1, 1))

    def test_promotion_keeps_the_lines(self):
        move = self.env["crm.contact.move"].create(
            {
                "person_id": self.dora.id,
                "organisation_id": self.old.id,
                "job": "President",
                "date": "2026-06-14",
            }
        )
        move.action_apply()
        job = self.main_of(self.dora)
        self.assertNotEqual(job, self.dora_job)
        self.assertEqual(self.ann_job.manager_id, job)
        self.assertEqual((job.role_id, job.attitude), (self.decider, "neutral"))

    def test_a_move_that_never_was(self):
        """Whoever is back where they were has the same people above and below."""
        bob_job = self.main_of(self.make_person("Bob Below", self.old))
        bob_job.manager_id = self.ann_job
        with freeze_time("2026-07-01 12:00:00"):
            self.ann.parent_id = self.new
            self.assertFalse(bob_job.manager_id)
            self.ann.parent_id = self.old
            self.assertEqual(self.main_of(self.ann), self.ann_job)
            self.assertEqual(self.ann_job.manager_id, self.dora_job)
            self.assertEqual(bob_job.manager_id, self.ann_job)

    def test_a_move_that_was_a_correction(self):
        bob_job = self.main_of(self.make_person("Bob Elsewhere", self.new))
        with freeze_time("2026-07-01 12:00:00"):
            self.ann.parent_id = self.new
            job = self.main_of(self.ann)
            job.write({"attitude": "sceptic", "manager_id": bob_job.id})
        with freeze_time("2026-07-03 12:00:00"):
            job.action_was_correction()
        self.assertFalse(job.exists())
        self.assertEqual(self.ann_job.manager_id, bob_job)
        self.assertEqual(
            [row[:2] for row in self.history(self.ann_job)][:2],
            [("2026-06-15", "champion"), ("2026-07-01", "sceptic")],
        )

    def test_merge_of_people(self):
        """Ann and her double, of whom another thing was known, become one."""
        double = self.make_person("Ann Double", self.old)
        job = self.main_of(double)
        with freeze_time("2026-06-10 12:00:00"):
            job.attitude = "sceptic"
        bob_job = self.main_of(self.make_person("Bob Below", self.old))
        bob_job.manager_id = job
        self.merge(double, self.ann)
        self.assertFalse(job.exists())
        self.assertEqual(bob_job.manager_id, self.ann_job)
        self.assertEqual(self.ann_job.manager_id, self.dora_job)
        self.assertEqual(
            self.history(self.ann_job),
            [
                ("2026-06-10", "sceptic", None or False),
                ("2026-06-15", "champion", "Dora Decider"),
            ],
        )

    def test_merge_with_ones_own_manager(self):
        top = self.main_of(self.make_person("Top Boss", self.old))
        self.dora_job.manager_id = top
        bob_job = self.main_of(self.make_person("Bob Between", self.old))
        bob_job.manager_id = self.dora_job
        self.ann_job.manager_id = bob_job
        self.merge(self.dora, self.ann)
        self.assertFalse(self.dora_job.exists())
        self.assertEqual(self.ann_job.manager_id, top)
        self.assertEqual(bob_job.manager_id, self.ann_job)

    def test_merge_of_organisations(self):
        self.merge(self.new, self.old)
        self.assertEqual(self.ann_job.manager_id, self.dora_job)
        _data, people = self.map_of()
        self.assertEqual(len(people), 3)

    def test_fill(self):
        stances = self.env["crm.contact.stance"]
        jobs = self.ann_job | self.dora_job
        jobs.stance_ids.unlink()
        self.env["crm.contact.position"]._fill_stances()
        rows = stances.search([("position_id", "in", jobs.ids)])
        self.assertEqual(len(rows), 2)
        row = rows.filtered(lambda one: one.position_id == self.dora_job)
        self.assertEqual((row.role_id, row.influence), (self.decider, "5"))
        self.assertEqual(row.date, self.dora_job.write_date.date())
        self.env["crm.contact.position"]._fill_stances()
        self.assertEqual(len(stances.search([("position_id", "in", jobs.ids)])), 2)
