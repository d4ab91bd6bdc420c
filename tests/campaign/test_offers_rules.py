"""For which orders an offer can be used."""

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tools import mute_logger

from .calls_common import CALL, CallsCommon
from .offers_common import OffersCommon


class TestOfferRules(OffersCommon):
    def test_salespeople_choose_among_what_the_customer_was_given(self):
        ended = self.make_offer("Ended", discount=5, date_end="2026-06-14")
        later = self.make_offer("Later", discount=5, date_start="2026-06-16")
        hidden = self.make_offer("Hidden", discount=5, active=False, audience="anyone")
        public = self.make_offer("Public", discount=5, audience="anyone")
        (ended | later).audience = "anyone"
        other = self.make_offer("For others", discount=5)
        self.give(other, self.middle)
        order = self.quote()
        usable = order.available_campaign_offer_ids
        self.assertEqual(usable, self.offer | public)
        self.assertFalse((ended | later | hidden | other) & usable)
        form = self.fill_in(order)
        form.campaign_offer_id = self.offer
        self.assertFalse(form.campaign_offer_problem)
        self.assertIn("10 % off each line", form.campaign_offer_gift)
        form.save().action_confirm()
        self.assertFalse(self.quote().available_campaign_offer_ids & self.offer)

    def test_it_is_given_when_the_step_is_done(self):
        offer = self.make_offer("By phone", discount=5)
        campaign = self.launch({**CALL, "offer_id": offer.id})
        order = self.quote(offer=offer)
        with self.assertRaisesRegex(UserError, "not given to Big"):
            order.action_confirm()
        self.activity(campaign, self.big).action_done()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_person_at_the_customer(self):
        person = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.big.id}
        )
        order = self.quote(person, self.offer)
        self.assertFalse(order.campaign_offer_problem)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "used “Ten percent” already"):
            self.quote(offer=self.offer).action_confirm()

    def test_a_stranger(self):
        order = self.quote(self.middle, self.offer)
        self.assertIn("not given to Middle", order.campaign_offer_problem)
        with self.assertRaisesRegex(UserError, "Remove the offer"):
            order.action_confirm()
        with self.assertRaises(ValidationError):
            self.quote(self.middle, self.offer, state="sale")
        order.campaign_offer_id = False
        order.action_confirm()
        self.assertEqual(self.paid(order), [100])

    def test_the_control_group_was_given_nothing(self):
        offer = self.make_offer("Secret", discount=5)
        campaign = self.give(offer, self.all_partners, control_share=0.5)
        control = campaign.sudo().member_ids.filtered(
            lambda member: member.state == "control"
        )
        for partner in self.all_partners:
            order = self.quote(partner, offer).sudo()
            is_control = partner in control.partner_id
            self.assertEqual(bool(order.campaign_offer_problem), is_control)

    def test_another_customer_on_the_quotation(self):
        form = self.fill_in(self.quote(offer=self.offer))
        form.partner_id = self.middle
        self.assertIn("not given to Middle", form.campaign_offer_problem)
        order = form.save()
        self.assertEqual(order.campaign_offer_id, self.offer)
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_once_per_customer(self):
        first, second = (self.quote(offer=self.offer) for _number in range(2))
        first.action_confirm()
        self.assertIn(first.name, second.campaign_offer_problem)
        with self.assertRaisesRegex(UserError, f"with the order {first.name}"):
            second.action_confirm()
        first._action_cancel()
        second.action_confirm()
        first.action_draft()
        with self.assertRaises(UserError):
            first.action_confirm()
        second.campaign_offer_id = False
        first.action_confirm()

    def test_once_per_customer_for_two_orders_at_once(self):
        orders = self.quote(offer=self.offer) | self.quote(offer=self.offer)
        with self.assertRaises(ValidationError):
            orders.action_confirm()

    @mute_logger("odoo.sql_db")
    def test_the_database_lets_one_order_use_it_up(self):
        first, second = (self.quote(offer=self.offer) for _number in range(2))
        first.action_confirm()
        with self.assertRaisesRegex(Exception, "offer_use"), self.cr.savepoint():
            second.sudo().offer_use = first.offer_use
            self.env.flush_all()

    def test_the_order_of_a_colleague_is_not_named(self):
        first = self.quote(offer=self.offer)
        first.action_confirm()
        first.sudo().user_id = self.other_seller
        second = self.quote(offer=self.offer)
        self.assertIn("has used", second.campaign_offer_problem)
        self.assertNotIn(first.name, second.campaign_offer_problem)

    def test_any_number_of_times(self):
        self.offer.is_single_use = False
        for _number in range(2):
            self.quote(offer=self.offer).action_confirm()
        self.offer.is_single_use = True
        with self.assertRaises(UserError):
            self.quote(offer=self.offer).action_confirm()

    def test_a_credit_note_does_not_give_it_back(self):
        self.make_ledger()
        order = self.quote(offer=self.offer)
        order.action_confirm()
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        refund = invoice._reverse_moves(cancel=True)
        self.assertAlmostEqual(refund.amount_untaxed, 90)
        with self.assertRaises(UserError):
            self.quote(offer=self.offer).action_confirm()
        self.assertEqual(self.offer.order_count, 1)

    def test_the_last_day_is_over_at_midnight_of_the_company(self):
        # June 30 ends in Tokyo at 15:00 UTC.
        self.company.lifecycle_tz = "Asia/Tokyo"
        for moment, is_valid in (
            ({"days": 15, "hours": 5, "minutes": 59}, True),
            ({"days": 15, "hours": 6}, False),
        ):
            with self.subTest(moment), self.at(**moment), self.cr.savepoint():
                order = self.quote(offer=self.offer)
                offers = order.available_campaign_offer_ids
                self.assertEqual(self.offer in offers, is_valid)
                self.assertEqual(order.is_expired, not is_valid)
                if is_valid:
                    order.action_confirm()
                    self.assertEqual(self.paid(order), [90])
                    order._action_cancel()
                else:
                    with self.assertRaisesRegex(UserError, "ended on 06/30/2026"):
                        order.action_confirm()
                    self.assertEqual(self.paid(order), [90])

    def test_it_begins_at_midnight_of_the_company(self):
        self.company.lifecycle_tz = "Asia/Tokyo"
        self.offer.date_start = "2026-06-16"
        order = self.quote(offer=self.offer)
        with (
            self.at(hours=5, minutes=59),
            self.assertRaisesRegex(UserError, "begins on 06/16/2026"),
        ):
            order.action_confirm()
        with self.at(hours=6):
            order.action_confirm()

    def test_who_signed_in_time_has_ordered_in_time(self):
        order = self.quote(offer=self.offer)
        order.signed_on = Datetime.now()
        with self.at(days=20):
            order.action_confirm()
            order.partner_id = self.big
        self.assertEqual(order.state, "sale")

    def test_a_sale_is_of_its_day(self):
        past = Datetime.now() - timedelta(days=20)
        with self.assertRaises(ValidationError):
            self.quote(offer=self.offer, state="sale", date_order=past)
        order = self.quote(offer=self.offer, state="sale")
        with self.at(days=30):
            order.order_line = [self.line()]
            self.assertEqual(self.paid(order), [90, 90])

    def test_an_archived_offer(self):
        order = self.quote(offer=self.offer)
        self.offer.active = False
        self.assertIn("archived", order.campaign_offer_problem)
        with self.assertRaisesRegex(UserError, "archived"):
            order.action_confirm()

    def test_an_offer_of_another_company(self):
        other = self.make_company("Second Trading")
        self.seller.company_ids |= other
        foreign = self.make_offer(
            "Foreign", discount=50, company_id=other.id, audience="anyone"
        )
        order = self.quote()
        self.assertNotIn(foreign, order.available_campaign_offer_ids)
        with self.assertRaises(UserError):
            order.campaign_offer_id = foreign
        there = (
            self.env["sale.order"]
            .with_user(self.seller)
            .with_context(allowed_company_ids=[other.id])
            .create({"partner_id": self.big.id, "company_id": other.id})
        )
        self.assertEqual(there.available_campaign_offer_ids, foreign)

    def test_merged_customers(self):
        double = self.make_partner("Big Double", self.seller)
        order = self.quote(double, self.offer)
        self.assertTrue(order.campaign_offer_problem)
        first = self.quote(offer=self.offer)
        first.action_confirm()
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.big | double).ids, double)
        self.env.invalidate_all()
        self.assertEqual(first.partner_id, double)
        self.assertIn("has used", order.campaign_offer_problem)
        first._action_cancel()
        self.env.invalidate_all()
        self.assertFalse(order.campaign_offer_problem)
        order.action_confirm()

    def test_redemptions(self):
        order = self.quote(offer=self.offer)
        self.assertEqual(self.offer.order_count, 0)
        order.action_confirm()
        self.offer.invalidate_recordset()
        self.assertEqual((self.offer.given_count, self.offer.order_count), (1, 1))
        self.assertAlmostEqual(self.offer.amount_total, 90)

    def test_a_customer_of_the_shop_confirms(self):
        order = self.quote(offer=self.offer)
        public = self.env.ref("base.public_user")
        order.with_user(public).sudo()._validate_order()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.paid(order), [90])

    def test_users_without_sales_rights(self):
        clerk = self.make_user("clerk", "account.group_account_invoice")
        order = self.quote(offer=self.offer).with_user(clerk)
        self.assertEqual(order.read(["amount_untaxed"])[0]["amount_untaxed"], 90)


class TestOfferCalls(OffersCommon, CallsCommon):
    def test_an_order_by_phone_has_the_offer(self):
        offer = self.make_offer("By phone", discount=25)
        campaign = self.launch({**CALL, "offer_id": offer.id})
        card = self.actions(campaign, self.big).with_user(self.seller)
        card.set_call_outcome(self.outcomes["order"].id)
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.big.id), ("state", "=", "draft")]
        )
        self.assertEqual(order.campaign_offer_id, offer)
        form = self.fill_in(order.with_user(self.seller))
        self.add_line(form)
        order = form.save()
        self.assertFalse(order.campaign_offer_problem)
        order.action_confirm()
        self.assertEqual(self.paid(order), [75])

    def test_an_order_by_phone_after_the_last_day_says_so(self):
        offer = self.make_offer("By phone", discount=25, date_end="2026-06-16")
        campaign = self.launch({**CALL, "offer_id": offer.id})
        with self.at(days=3):
            card = self.actions(campaign, self.big).with_user(self.seller)
            card.set_call_outcome(self.outcomes["order"].id)
            order = self.env["sale.order"].search(
                [("partner_id", "=", self.big.id), ("state", "=", "draft")]
            )
            self.assertIn("ended on 06/16/2026", order.campaign_offer_problem)
            order.order_line = [Command.create({"product_id": self.product.id})]
            with self.assertRaisesRegex(UserError, "ended"):
                order.action_confirm()
