"""Offers on quotations, used as salespeople use them."""

from datetime import timedelta

from odoo.fields import Command, Date
from odoo.tests import HttpCase

from .test_segment_tours import SegmentTourCommon


class TestOfferTours(SegmentTourCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As installed: discounts of lines are hidden.
        cls.env.ref("base.group_user")._remove_group(
            cls.env.ref("sale.group_discount_per_so_line")
        )
        cls.product.company_id = cls.company
        today = Date.today()
        cls.offer, cls.other = cls.env["crm.campaign.offer"].create(
            [
                {
                    "name": name,
                    "discount": 10,
                    "company_id": cls.company.id,
                    "audience": audience,
                    "date_start": today - timedelta(days=2),
                    "date_end": today + timedelta(days=9),
                }
                for name, audience in (
                    ("Ten percent", "anyone"),
                    ("Not for them", "given"),
                )
            ]
        )

    def test_a_quotation_with_an_offer(self):
        order = (
            self.env["sale.order"]
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.loyal.id,
                    "company_id": self.company.id,
                    "user_id": self.seller.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            )
        )
        self.start_tour(
            f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}",
            "offer_on_quotation",
            login="seller",
        )
        self.assertFalse(order.campaign_offer_id)
        self.assertEqual(order.order_line.mapped("price_subtotal"), [100, 100])

    def test_an_offer_that_the_customer_was_not_given(self):
        order = (
            self.env["sale.order"]
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.loyal.id,
                    "company_id": self.company.id,
                    "user_id": self.seller.id,
                    "campaign_offer_id": self.other.id,
                }
            )
        )
        self.start_tour(
            f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}",
            "offer_not_given",
            login="seller",
        )
        self.assertEqual(order.state, "sale")
