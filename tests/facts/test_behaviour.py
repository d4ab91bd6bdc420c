"""What is told about customers, and to whom."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests.common import TransactionCase

from .facts_common import FactsCommon


@freeze_time("2026-06-15 12:00")
class TestBehaviour(FactsCommon, TransactionCase):
    def tell(self, partner, user=None):
        """Return {name: section} as a user reads it."""
        customer = self.customer_of(partner).with_user(user or self.seller)
        return {section["name"]: section for section in customer.behaviour}

    def test_somebody_who_did_nothing(self):
        partner = self.make_partner("New", self.seller)
        self.env["crm.lead"].create(
            {
                "name": "Deal",
                "partner_id": partner.id,
                "company_id": self.company.id,
            }
        )
        self.refresh()
        told = self.tell(partner)
        self.assertEqual(list(told), ["mailings", "contact"])
        self.assertIn("No mailing", told["mailings"]["sentence"])
        self.assertIn("Nobody of us", told["contact"]["sentence"])

    def test_what_they_buy(self):
        partner = self.make_partner("Buyer", self.seller)
        self.order(partner, 10, {self.coffee: 75, self.tea: 20, self.cups: 5})
        self.refresh()
        section = self.tell(partner)["categories"]
        self.assertEqual(section["sentence"], "Buys mostly Coffee, then Tea and Cups.")
        self.assertEqual([bar["share"] for bar in section["bars"]], [0.75, 0.2, 0.05])
        self.assertIn("75 %, last on June 5, 2026", section["bars"][0]["text"])

    def test_the_basket(self):
        partner = self.make_partner("Buyer", self.seller)
        for days_ago, amount in ((50, 100), (40, 100), (30, 80), (20, 80), (10, 80)):
            self.order(partner, days_ago, {self.coffee: amount})
        self.refresh()
        self.assertEqual(self.customer_of(partner).basket_trend, -0.2)
        section = self.tell(partner)["basket"]
        self.assertIn("20 % less than before", section["sentence"])
        self.assertTrue(section["is_warning"])
        self.assertEqual([bar["share"] for bar in section["bars"]], [0.8, 1.0])

    def test_ten_percent_is_stable(self):
        partner = self.make_partner("Buyer", self.seller)
        for days_ago, amount in ((50, 100), (40, 100), (30, 110), (20, 110), (10, 110)):
            self.order(partner, days_ago, {self.coffee: amount})
        self.refresh()
        self.assertEqual(self.customer_of(partner).basket_direction, "stable")
        self.order(partner, 5, {self.coffee: 150})
        self.refresh()
        self.assertEqual(self.customer_of(partner).basket_direction, "rising")

    def test_payment_is_told_to_sellers_who_may_not_read_it(self):
        partner = self.make_partner("Buyer", self.seller)
        term = self.env["account.payment.term"].create({"name": "In a Month"})
        self.order(partner, 5, {self.coffee: 10}, payment_term_id=term.id)
        self.refresh()
        self.assertIn("In a Month", self.tell(partner)["payment"]["sentence"])

    def test_lists_can_be_grouped_and_filtered_by_every_fact_as_a_seller(self):
        partner = self.make_partner("Buyer", self.seller)
        self.order(partner, 5, {self.coffee: 10})
        self.refresh()
        customers = self.env["crm.customer"].with_user(self.seller)
        view = self.env.ref("repeat_sales_crm.crm_customer_view_search")
        arch = customers.get_view(view.id, "search")["arch"]
        groups = [
            part.split("'")[3]
            for part in arch.split("context=")
            if part.startswith("\"{'group_by'")
        ]
        self.assertIn("payment_method_line_id", groups)
        for group in groups:
            customers.web_read_group([], [group], ["__count"])
        domain = [("category_ids.categ_id.complete_name", "ilike", "coffee")]
        self.assertEqual(customers.search(domain).partner_id, partner)

    def test_doors(self):
        partner = self.make_partner("Buyer", self.seller)
        self.order(partner, 5, {self.coffee: 10})
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": partner.id, "user_id": self.seller.id}
        )
        lead.action_set_lost()
        self.refresh()
        customer = self.customer_of(partner).with_user(self.seller)
        for action, found in (
            (customer.action_open_categories(), customer.category_ids),
            (customer.action_open_lost_deals(), lead),
        ):
            model = self.env[action["res_model"]].with_user(self.seller)
            context = action["context"]
            self.assertEqual(
                model.with_context(**context).search(action["domain"]), found
            )

    def test_nobody_edits_facts(self):
        partner = self.make_partner("Buyer", self.seller)
        self.order(partner, 5, {self.coffee: 10})
        self.refresh()
        rows = self.customer_of(partner).category_ids.with_user(self.manager)
        with self.assertRaises(AccessError):
            rows.amount = 5
        with self.assertRaises(AccessError):
            self.customer_of(partner).with_user(self.manager).lost_count = 5
