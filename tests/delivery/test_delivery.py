"""The usual delivery method of a customer."""

from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import TransactionCase

from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope

from ..common import LifecycleCommon


class TestDelivery(LifecycleCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = cls.env["product.product"].create(
            {"name": "Delivery", "type": "service"}
        )
        cls.post, cls.van = cls.env["delivery.carrier"].create(
            [
                {"name": name, "product_id": service.id, "fixed_price": 5}
                for name in ("By post", "Our van")
            ]
        )
        cls.buyer = cls.make_customer("Buyer", [30, 20, 10], user=cls.seller)
        cls.other = cls.make_customer("Other", [5], user=cls.other_seller)
        cls.orders = cls.env["sale.order"].search(
            [("partner_id", "=", cls.buyer.id)], order="id"
        )
        for order, carrier in zip(
            cls.orders, (cls.post, cls.van, cls.post), strict=True
        ):
            order.carrier_id = carrier
        cls.refresh()

    def test_the_method_of_most_orders(self):
        customer = self.customer_of(self.buyer).with_user(self.seller)
        self.assertEqual(customer.carrier_id, self.post)
        self.assertFalse(self.customer_of(self.other).carrier_id)
        [told] = [
            section for section in customer.behaviour if section["name"] == "delivery"
        ]
        self.assertEqual(told["sentence"], "Usual delivery method: By post.")

    def test_of_two_the_last_one(self):
        self.orders[0].carrier_id = False
        self.refresh()
        self.assertEqual(self.customer_of(self.buyer).carrier_id, self.post)
        self.orders[2].carrier_id = self.van
        self.refresh()
        self.assertEqual(self.customer_of(self.buyer).carrier_id, self.van)

    def test_a_cancelled_order_does_not_count(self):
        self.orders[0]._action_cancel()
        self.orders[2]._action_cancel()
        self.refresh()
        self.assertEqual(self.customer_of(self.buyer).carrier_id, self.van)

    def test_who_moved_away_does_not_take_the_orders_along(self):
        company = self.make_partner("New employer")
        self.buyer.write({"is_company": False, "parent_id": company.id})
        self.refresh()
        self.assertFalse(self.customer_of(company).carrier_id)

    def test_it_can_be_grouped(self):
        groups = self.env["crm.customer"]._read_group(
            [("company_id", "=", self.company.id)], ["carrier_id"], ["__count"]
        )
        self.assertEqual(dict(groups), {self.post: 1, self.env["delivery.carrier"]: 1})

    def test_an_order_of_tomorrow_does_not_count_yet(self):
        for order in self.orders[1:]:
            order.carrier_id = self.van
        self.orders[1:].date_order = Datetime.now() + timedelta(days=2)
        self.refresh()
        self.assertEqual(self.customer_of(self.buyer).carrier_id, self.post)

    def test_of_companies_each_its_own(self):
        other = self.make_company("Other Trading")
        order = self.make_order(self.buyer, 3, 10, company=other)
        order.carrier_id = self.van
        self.refresh()
        self.assertEqual(self.customer_of(self.buyer).carrier_id, self.post)
        self.assertEqual(self.customer_of(self.buyer, other).carrier_id, self.van)

    def test_orders_from_before_the_addon_are_the_contacts(self):
        self.env.cr.execute(
            "UPDATE sale_order SET buyer_id = NULL WHERE id = ANY(%s)",
            [self.orders.ids],
        )
        self.env.invalidate_all()
        customers = self.env["crm.customer"]
        today = self.company._lifecycle_today()
        for carrier, scope in (
            (self.post, Scope.of(self.buyer.ids)),
            (self.van, Scope.between(self.buyer.id, self.buyer.id + 1)),
        ):
            self.env.cr.execute(
                "UPDATE sale_order SET carrier_id = %s WHERE id = ANY(%s)",
                [carrier.id, self.orders.ids],
            )
            customers._refresh_facts(self.company, today, scope)
            self.assertEqual(self.customer_of(self.buyer).carrier_id, carrier)

    def test_a_company_that_counts_invoices_delivers_orders(self):
        self.company.purchase_source = "invoice"
        self.refresh()
        self.assertEqual(self.customer_of(self.buyer).carrier_id, self.post)

    def test_in_a_segment(self):
        segment = self.env["crm.segment"].create(
            {
                "name": "By post",
                "company_id": self.company.id,
                "domain": repr([("carrier_id", "=", self.post.id)]),
            }
        )
        members = self.env["crm.customer"].search(
            [("saved_segment_ids", "in", segment.ids)]
        )
        self.assertEqual(members, self.customer_of(self.buyer))
