from datetime import timedelta

from odoo.tests.common import TransactionCase
from odoo.tools import convert_file

from odoo.addons.repeat_sales_crm.demo import trading_company

_USERS = "demo/res_users_demo.xml"


class TestDemo(TransactionCase):
    """The trading company that a database with demo data starts with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Demo", "lifecycle_tz": "Europe/Berlin"}
        )
        cls.env.user.write(
            {"company_ids": [(4, cls.company.id)], "company_id": cls.company.id}
        )
        env = cls.env(context={**cls.env.context, "tracking_disable": True})
        if not env.ref("repeat_sales_crm.user_anna", raise_if_not_found=False):
            convert_file(env, "repeat_sales_crm", _USERS, {}, "init", noupdate=True)
        env.ref("repeat_sales_crm.user_anna").company_ids |= cls.company
        env.ref("repeat_sales_crm.user_boris").company_ids |= cls.company
        trading_company.load(env, size=45)
        env.cr.flush()
        while env["crm.customer.refresh"]._process():
            pass
        cls.customers = env["crm.customer"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.orders = env["sale.order"].search([("company_id", "=", cls.company.id)])
        cls.today = cls.company._lifecycle_today()

    def test_every_cell_is_filled(self):
        segments = self.env["crm.lifecycle.segment"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(segments), 9)
        self.assertEqual(self.customers.segment_id, segments)

    def test_active_share_is_near_the_aim(self):
        placed = self.customers.filtered("segment_id")
        active = placed.filtered(lambda customer: customer.days_since <= 60)
        self.assertAlmostEqual(len(active) / len(placed), 0.37, delta=0.05)

    def test_prospects_have_not_bought(self):
        prospects = self.customers.filtered(lambda line: not line.segment_id)
        self.assertEqual(len(prospects), 9)
        self.assertEqual(sum(prospects.mapped("purchase_count")), 0)

    def test_some_leave_the_active_ones_soon(self):
        soon = self.today + timedelta(days=30)
        leaving = self.customers.filtered(
            lambda line: line.next_move_date and line.next_move_date <= soon
        )
        self.assertGreater(len(leaving), 3)

    def test_orders_are_as_a_user_would_have_made_them(self):
        orders = self.orders.filtered(lambda order: order.state == "sale")
        self.assertGreater(len(orders), 100)
        self.assertEqual(len(set(orders.mapped("name"))), len(orders))
        for order in orders:
            self.assertTrue(order.order_line)
            self.assertTrue(order.buyer_id)
            self.assertGreater(order.amount_untaxed, 0)
            self.assertEqual(order.amount_untaxed, order.amount_total)
            self.assertLess(order.date_order.date(), self.today)

    def test_there_is_life_beside_orders(self):
        self.assertIn("cancel", self.orders.mapped("state"))
        external = self.env["crm.purchase.external"].search_count(
            [("company_id", "=", self.company.id)]
        )
        self.assertTrue(external)
        archived = (
            self.env["crm.customer"]
            .with_context(active_test=False)
            .search_count(
                [("company_id", "=", self.company.id), ("active", "=", False)]
            )
        )
        self.assertGreaterEqual(archived, 3)

    def test_a_contact_moved(self):
        moved = self.orders.filtered(
            lambda order: (
                order.buyer_id
                and order.partner_id.commercial_partner_id != order.buyer_id
            )
        )
        self.assertTrue(moved)

    def test_competitors_are_known_at_some_customers(self):
        supplies = self.env["crm.customer.supply"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertGreater(len(supplies), 5)
        self.assertTrue(supplies.filtered("contract_end"))
        mine = [("company_id", "=", self.company.id)]
        deals = self.env["crm.competitor.deal"].search(mine)
        self.assertEqual(
            {"won", "lost", "pending"} - set(deals.mapped("result")), set()
        )
        self.assertTrue(self.env["crm.customer.budget"].search(mine))
        self.assertTrue(self.env["crm.competitor.action"].search(mine))

    def test_sellers_have_activities(self):
        sellers = self.env.ref("repeat_sales_crm.user_anna") | self.env.ref(
            "repeat_sales_crm.user_boris"
        )
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", self.customers.partner_id.ids),
            ]
        )
        self.assertEqual(activities.user_id, sellers)

    def test_facts_are_known_of_most_people_and_grow_old(self):
        buyers = self.customers.partner_id
        people = (buyers | buyers.child_ids).filtered(lambda line: not line.is_company)
        known = people.filtered("birth_date")
        self.assertGreater(len(known), len(people) / 2)
        self.assertTrue(known.filtered("facts_are_stale"))
        self.assertFalse(all(known.mapped("facts_are_stale")))
        self.assertGreater(len(set(known.mapped("age_bracket"))), 2)
        self.assertEqual(set(known.mapped("gender")), {"female", "male"})
