"""Who is told of a bad rating: once, and not too late."""

from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command, Datetime
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from odoo.addons.repeat_sales_crm_rating.models import crm_rating_reminder

from .rating_common import RatingCommon


class TestReminders(RatingCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rating_reminder_since = Datetime.now() - timedelta(days=30)
        cls.cron = cls.env.ref(crm_rating_reminder.CRON)

    def remind(self):
        """Calculate, and let the scheduled action work."""
        self.refresh()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.buyer.activity_ids

    def test_the_seller_is_told_once(self):
        self.company.rating_reminder_days = 3
        self.rate(self.order, 1, feedback="Late <again>.")
        activity = self.remind()
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(
            activity.date_deadline,
            self.company._lifecycle_today() + timedelta(days=3),
        )
        self.assertEqual(activity.summary, "Unhappy with the service: 1 of 5")
        self.assertIn(f"Petra rated {self.order.name}.", activity.note)
        self.assertIn("Late &lt;again&gt;.", activity.note)
        self.assertEqual(self.remind(), activity)
        self.assertIn(
            "Seller is to do so by",
            self.customer_of(self.buyer).with_user(self.manager).satisfaction_text,
        )
        activity.with_user(self.seller).action_done()
        self.assertFalse(self.remind())
        reminder = self.env["crm.rating.reminder"].search(
            [("partner_id", "=", self.buyer.id)]
        )
        self.assertTrue(reminder.is_done)
        self.assertEqual(reminder.date_done, activity.date_done)
        action = reminder.with_user(self.seller).action_open_customer()
        self.assertEqual(action["res_id"], self.customer_of(self.buyer).id)

    def test_each_bad_rating(self):
        self.rate(self.order, 1, 3)
        first = self.remind()
        self.rate(self.order, 2, 1)
        self.assertEqual(len(self.remind() - first), 1)

    def test_a_good_rating_disturbs_nobody(self):
        self.rate(self.order, 4)
        self.assertFalse(self.remind())

    def test_in_the_sellers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.seller.lang = "fr_FR"
        seen = []
        model = type(self.env["crm.rating.reminder"])
        original = model._prepare_texts

        def prepare(records, customer):
            seen.append(customer.env.lang)
            return original(records, customer)

        self.rate(self.order, 1)
        with patch.object(model, "_prepare_texts", prepare):
            self.remind()
        self.assertEqual(seen, ["fr_FR"])

    def test_nobody_is_told_where_it_is_switched_off(self):
        self.company.rating_reminder = False
        self.rate(self.order, 1)
        self.assertFalse(self.remind())
        # What was given before is not dug up when it is switched on.
        self.company.rating_reminder = True
        self.assertFalse(self.remind())
        self.rate(self.order, 1, -0.001)
        self.assertTrue(self.remind())

    def test_not_for_archived_customers(self):
        self.rate(self.order, 1)
        self.buyer.active = False
        self.assertFalse(self.remind())

    def test_not_when_somebody_was_faster(self):
        self.rate(self.order, 1)
        self.buyer.with_user(self.seller).message_post(
            body="Sorry!", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(self.remind())

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    def test_without_a_seller_the_leader_of_the_team(self):
        self.buyer.user_id = False
        self.order.team_id = self.env["crm.team"].create(
            {"name": "North", "user_id": self.other_seller.id, "company_id": False}
        )
        self.rate(self.order, 1)
        self.assertEqual(self.remind().user_id, self.other_seller)

    def test_without_a_leader_who_is_responsible(self):
        self.buyer.user_id = False
        self.order.team_id = False
        self.company.rating_responsible_id = self.manager
        self.rate(self.order, 1)
        self.assertEqual(self.remind().user_id, self.manager)

    def test_without_anybody_it_is_only_listed(self):
        self.buyer.user_id = False
        self.order.team_id = False
        self.rate(self.order, 1)
        self.rate(self.beans, 1)
        self.assertFalse(self.remind())
        self.assertTrue(self.customer_of(self.buyer).bad_rating_open)
        # Whoever gets the customer is told then.
        self.buyer.user_id = self.seller
        self.assertEqual(self.remind().user_id, self.seller)

    def test_who_left_is_not_told(self):
        self.company.rating_responsible_id = self.manager
        self.seller.active = False
        self.rate(self.order, 1)
        self.assertEqual(self.remind().user_id, self.manager)

    def test_who_is_not_in_the_company_is_not_told(self):
        other = self.make_company("Other Trading")
        self.seller.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.rate(self.order, 1)
        self.assertFalse(self.remind())

    def test_of_one_rating_one_company_speaks(self):
        other = self.make_company("Other Trading")
        other.rating_reminder_since = self.company.rating_reminder_since
        self.seller.company_ids |= other
        self.make_order(self.buyer, 3, 10, company=other)
        self.rate(self.beans, 1)
        self.assertEqual(len(self.remind()), 1)

    # ------------------------------------------------------------------
    # Second thoughts
    # ------------------------------------------------------------------

    def test_a_better_rating_takes_the_reminder_back(self):
        rating = self.rate(self.order, 1)
        self.assertTrue(self.remind())
        rating.rating = 5
        self.assertFalse(self.remind())
        rating.rating = 1
        self.assertTrue(self.remind())

    def test_a_deleted_rating_takes_the_reminder_back(self):
        rating = self.rate(self.order, 1)
        self.assertTrue(self.remind())
        rating.unlink()
        self.assertFalse(self.remind())

    def test_what_was_done_stays(self):
        rating = self.rate(self.order, 1)
        activity = self.remind()
        activity.with_user(self.seller).action_done()
        rating.rating = 5
        self.remind()
        self.assertTrue(activity.exists())
        self.assertTrue(self.env["crm.rating.reminder"].search_count([]))

    # ------------------------------------------------------------------
    # How
    # ------------------------------------------------------------------

    def test_the_customer_does_not_wait_for_it(self):
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", self.cron.id)])
        self.rate(self.order, 1)
        self.assertFalse(self.buyer.activity_ids)
        self.env.cr.flush()
        after = triggers.search([("cron_id", "=", self.cron.id)], order="id desc")
        self.assertEqual(len(after) - before, 1)
        self.assertGreater(after[0].call_at, Datetime.now() + timedelta(minutes=4))

    def test_one_that_fails_keeps_nobody_waiting(self):
        worse = self.make_customer("Worse", [3], 900, user=self.seller)
        self.rate(self.beans, 1, partner=worse)
        self.rate(self.order, 1)
        model = type(self.env["crm.rating.reminder"])
        original = model._prepare_texts

        def prepare(records, customer):
            if customer.partner_id == worse:
                raise ValueError("broken")
            return original(records, customer)

        with (
            patch.object(model, "_prepare_texts", prepare),
            mute_logger(crm_rating_reminder.__name__),
        ):
            self.assertTrue(self.remind())
        self.assertFalse(worse.activity_ids)
        self.remind()
        self.assertTrue(worse.activity_ids)

    def test_the_worst_and_most_valuable_come_first(self):
        rich = self.make_customer("Rich", [3], 900, user=self.seller)
        poor = self.make_customer("Poor", [3], 5, user=self.seller)
        mild = self.make_customer("Mild", [3], 9000, user=self.seller)
        for partner, value in ((poor, 1), (rich, 1), (mild, 2)):
            self.rate(self.beans, value, partner=partner)
        self.refresh()
        found = self.env["crm.rating.reminder"]._find_unhappy(self.company)
        self.assertEqual(found.partner_id.mapped("name"), ["Rich", "Poor", "Mild"])
