"""Who decides on a deal, what is missing, and what stays when it is closed."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, TransactionCase
from odoo.tools import mute_logger

from .stakeholder_common import StakeholderCommon


@freeze_time("2026-06-15 12:00:00")
class TestStakeholders(StakeholderCommon, TransactionCase):
    def test_what_is_known_is_taken_over_and_then_the_deals_own(self):
        dora = self.join(self.dora)
        self.assertEqual(dora.role_id, self.decider)
        self.assertEqual((dora.influence, dora.attitude), ("5", "neutral"))
        self.assertEqual(dora.organisation_name, "Old Mill")
        dora.attitude = "sceptic"
        self.assertEqual(self.dora_job.attitude, "neutral")
        self.dora_job.attitude = "opponent"
        self.assertEqual(dora.attitude, "sceptic")

    def test_what_has_changed_since_can_be_taken_over(self):
        dora = self.join(self.dora).with_user(self.seller)
        self.assertFalse(dora.is_outdated)
        self.dora_job.attitude = "opponent"
        self.env.invalidate_all()
        self.assertTrue(dora.is_outdated)
        dora.action_take_over()
        self.assertEqual((dora.attitude, dora.is_outdated), ("opponent", False))
        self.dora_job.attitude = "champion"
        self.lead.action_set_lost()
        self.env.invalidate_all()
        self.assertFalse(dora.is_outdated)

    def test_given_values_win(self):
        ann = self.join(self.ann, attitude="sceptic")
        self.assertEqual((ann.attitude, ann.job), ("sceptic", "Buyer"))

    def test_somebody_from_elsewhere(self):
        adviser = self.join(self.zed)
        self.assertEqual(adviser.organisation_name, "New Mill")

    def test_nobody_twice(self):
        self.join(self.ann)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.join(self.ann)

    def test_days_that_have_not_come(self):
        with self.assertRaises(ValidationError):
            self.join(self.ann, date_to="2026-07-01")

    def test_everybody_of_the_customer(self):
        lead = self.lead.with_user(self.seller)
        self.join(self.ann)
        self.assertFalse(lead.action_add_people())
        self.assertEqual(self.lead.stakeholder_ids.person_id, self.ann | self.dora)
        told = lead.action_add_people()["params"]["message"]
        self.assertEqual(told, "Everybody known at Old Mill is here.")
        empty = self.make_lead("Nothing", self.make_partner("Empty", self.seller))
        told = empty.with_user(self.seller).action_add_people()["params"]["message"]
        self.assertIn("Nobody is known at Empty yet", told)

    def test_gaps_in_plain_sentences(self):
        self.assertEqual(
            self.gaps(), ["Nobody is known who takes part in the decision."]
        )
        ann = self.join(self.ann)
        self.assertEqual(
            self.gaps(), ["No decision maker known.", "Never met: Ann Mover."]
        )
        dora = self.join(self.dora, attitude="opponent")
        ann.attitude = "supporter"
        self.meet(self.ann, "2026-06-10")
        self.meet(self.dora, "2026-04-10")
        self.assertEqual(
            self.gaps(),
            [
                "Against us: Dora Decider, and no champion for us.",
                "Met more than 30 days ago: Dora Decider.",
            ],
        )
        self.company.stakeholder_unmet_days = 90
        dora.attitude = False
        self.assertEqual(
            self.gaps(), ["Decides, and the attitude is not known: Dora Decider."]
        )
        dora.date_to = Date.today()
        self.assertEqual(self.gaps(), ["No decision maker known."])
        self.assertEqual(self.lead.stakeholder_gap_count, 1)
        self.assertEqual(self.lead.stakeholder_hint, "No decision maker known.")

    def test_somebody_left_the_customer(self):
        self.join(self.dora)
        self.meet(self.dora, "2026-06-10")
        self.dora.parent_id = self.new
        self.assertEqual(self.gaps(), ["Works there no more: Dora Decider."])

    def test_private_persons_have_no_buying_centre(self):
        nina = self.env["res.partner"].create({"name": "Nina Private"})
        self.assertFalse(self.gaps(self.make_lead("A coffee", nina)))
        lead = self.make_lead("Just an enquiry", type="lead")
        self.assertFalse(self.gaps(lead))

    def test_gaps_follow_what_is_typed(self):
        with Form(self.lead.with_user(self.seller)) as form:
            with form.stakeholder_ids.new() as row:
                row.person_id = self.ann
                self.assertEqual(row.attitude, "champion")
            self.assertIn("No decision maker known", form.stakeholder_gaps)
            with form.stakeholder_ids.edit(0) as row:
                row.role_id = self.decider
            self.assertNotIn("No decision maker known", form.stakeholder_gaps)

    def test_filter(self):
        domain = [
            ("stakeholder_ids", "not any", [("role_id.is_decider", "=", True)]),
            ("id", "=", self.lead.id),
        ]
        leads = self.env["crm.lead"].with_user(self.seller)
        self.join(self.ann)
        self.assertTrue(leads.search(domain))
        self.join(self.dora)
        self.assertFalse(leads.search(domain))

    def test_last_met(self):
        ann = self.join(self.ann)
        self.assertFalse(ann.last_met)
        self.meet(self.zed, "2026-06-12")
        self.meet(self.ann, "2026-06-20")
        declined = self.meet(self.ann, "2026-06-09")
        declined.attendee_ids.state = "declined"
        self.meet(self.ann, "2026-06-01")
        self.assertEqual(self._last_met(ann), date(2026, 6, 1))
        self.receive(self.ann, "2026-06-03 10:00:00")
        self.assertEqual(self._last_met(ann), date(2026, 6, 3))
        activity = self.ann.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.seller.id
        )
        self.assertEqual(self._last_met(ann), date(2026, 6, 3))
        activity.action_done()
        self.assertEqual(self._last_met(ann), date(2026, 6, 15))

    def _last_met(self, stakeholder):
        stakeholder.invalidate_recordset(["last_met"])
        return stakeholder.with_company(self.company).last_met


@freeze_time("2026-06-15 12:00:00")
class TestClosedDeal(StakeholderCommon, TransactionCase):
    def test_nothing_changes_what_was_when_won(self):
        dora = self.join(self.dora)
        self.meet(self.dora, "2026-06-10")
        self.lead.action_set_won()
        self.assertEqual(self.lead.buying_centre_date, date(2026, 6, 15))
        self.dora_job.write({"attitude": "opponent", "role_id": self.user_role.id})
        with freeze_time("2026-12-15 12:00:00"):
            self.meet(self.dora, "2026-12-01")
            self.dora.parent_id = self.new
            self.env.invalidate_all()
            self.assertEqual((dora.role_id, dora.attitude), (self.decider, "neutral"))
            self.assertEqual(dora.organisation_name, "Old Mill")
            self.assertEqual(dora.last_met, date(2026, 6, 10))
            self.assertEqual(self.gaps(), [])

    def test_nobody_rewrites_a_closed_deal(self):
        ann = self.join(self.ann)
        self.lead.action_set_lost()
        with self.assertRaises(UserError):
            ann.attitude = "opponent"
        with self.assertRaises(UserError):
            self.join(self.dora)
        with self.assertRaises(UserError):
            ann.unlink()

    def test_a_deal_that_is_open_again(self):
        ann = self.join(self.ann)
        self.lead.action_set_lost()
        self.assertTrue(self.lead.buying_centre_date)
        self.lead.action_unarchive()
        self.assertFalse(self.lead.buying_centre_date)
        ann.attitude = "opponent"
        with freeze_time("2026-07-01 12:00:00"):
            self.lead.action_set_won()
        self.assertEqual(self.lead.buying_centre_date, date(2026, 7, 1))

    def test_a_deal_that_is_won_from_the_beginning(self):
        stage = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        lead = self.make_lead("Won at once", stage_id=stage.id)
        self.assertEqual(lead.buying_centre_date, date(2026, 6, 15))

    def test_a_closed_deal_can_be_deleted(self):
        ann = self.join(self.ann)
        self.lead.action_set_won()
        self.lead.unlink()
        self.assertFalse(ann.exists())


class TestStakeholderMerge(StakeholderCommon, TransactionCase):
    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target)
        self.env.invalidate_all()

    def test_people_who_are_one(self):
        double = self.make_person("Ann Double", self.old)
        self.join(self.ann, attitude=False)
        self.join(double, attitude="supporter", note="Wants it quiet")
        closed = self.make_lead("Closed")
        kept = self.join(double, closed, attitude="opponent")
        closed.action_set_won()
        self.merge(double, self.ann)
        row = self.lead.stakeholder_ids
        self.assertEqual(len(row), 1)
        self.assertEqual(row.person_id, self.ann)
        self.assertEqual((row.attitude, row.note), ("supporter", "Wants it quiet"))
        self.assertEqual(kept.person_id, self.ann)
        self.assertEqual(kept.attitude, "opponent")

    def test_deals_that_are_one(self):
        other = self.make_lead("New ovens, again", probability=1)
        self.join(self.ann, note="")
        self.join(self.ann, other, note="Wants it quiet")
        self.join(self.dora, other)
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual(merged.stakeholder_ids.person_id, self.ann | self.dora)
        ann = merged.stakeholder_ids.filtered(lambda row: row.person_id == self.ann)
        self.assertEqual(ann.note, "Wants it quiet")


class TestStakeholderAccess(StakeholderCommon, TransactionCase):
    def seen(self, user):
        rows = self.env["crm.lead.stakeholder"].with_user(user)
        return len(rows.search([("id", "in", self.rows.ids)]))

    def test_stakeholders_go_with_their_deal(self):
        theirs = self.make_lead("Theirs", self.new, user_id=self.other_seller.id)
        lost = self.make_lead("Lost")
        self.rows = self.join(self.ann) | self.join(self.zed, theirs)
        self.rows |= self.join(self.ann, lost)
        lost.action_set_lost()
        self.assertEqual(self.seen(self.seller), 2)
        self.assertEqual(self.seen(self.other_seller), 1)
        self.assertEqual(self.seen(self.manager), 3)
        other = self.make_company("Moony Trading")
        there = self.make_user("there", "sales_team.group_sale_manager", other)
        self.assertEqual(self.seen(there), 0)

    def test_a_deal_tells_no_more_than_the_people_do(self):
        """Whoever may not see the job takes nothing over from it."""
        self.main_of(self.zed).attitude = "champion"
        self.zed.user_id = self.other_seller
        lead = self.lead.with_user(self.seller)
        row = lead.stakeholder_ids.create(
            {"lead_id": lead.id, "person_id": self.zed.id}
        )
        self.assertFalse(row.attitude)

    def test_query_count_does_not_grow(self):
        leads = self.make_lead("One")
        self.join(self.ann, leads)
        few = self.count_queries(leads)
        for number in range(6):
            lead = self.make_lead(f"More {number}")
            self.join(self.ann, lead)
            self.join(self.dora, lead)
            leads |= lead
        self.assertLessEqual(self.count_queries(leads), few)
        for number, lead in enumerate(leads):
            with freeze_time(f"2026-07-0{number + 1} 12:00:00"):
                lead.action_set_won()
        self.assertLessEqual(self.count_queries(leads), few)

    def count_queries(self, leads):
        names = ["stakeholder_gaps", "stakeholder_hint", "stakeholder_count"]
        leads.with_user(self.seller).read(names)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        leads.with_user(self.seller).read(names)
        return self.cr.sql_log_count - before
