"""What customers buy, by product category."""

from freezegun import freeze_time

from odoo import Command
from odoo.tests.common import TransactionCase

from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope

from .facts_common import FactsCommon


@freeze_time("2026-06-15 12:00")
class TestCategories(FactsCommon, TransactionCase):
    def test_bought_categories_with_counts_amounts_and_dates(self):
        partner = self.make_partner("Buyer", self.seller)
        self.order(partner, 40, {self.coffee: 100, self.tea: 30})
        self.order(partner, 10, {self.coffee: 50, self.cups: 20})
        self.refresh()
        self.assertEqual(
            self.bought(partner),
            {
                self.coffee: (2, 150, 40, 10),
                self.tea: (1, 30, 40, 40),
                self.cups: (1, 20, 10, 10),
            },
        )
        customer = self.customer_of(partner)
        self.assertEqual(
            [customer.category_1_id, customer.category_2_id, customer.category_3_id],
            [self.coffee, self.tea, self.cups],
        )
        self.assertEqual(customer.category_ids.mapped("share"), [0.75, 0.15, 0.10])

    def test_two_lines_of_one_document_are_one_purchase(self):
        partner = self.make_partner("Buyer")
        order = self.order(partner, 5, {self.coffee: 10, self.tea: 10})
        self.products[self.tea].categ_id = self.coffee
        self.day_begins()
        self.assertEqual(self.bought(partner), {self.coffee: (1, 20, 5, 5)})
        order.order_line[1].product_id = self.products[self.cups]
        order.order_line[1].price_unit = 10
        self.refresh()
        self.assertEqual(
            self.bought(partner), {self.coffee: (1, 10, 5, 5), self.cups: (1, 10, 5, 5)}
        )

    def test_sections_and_what_is_not_there_do_not_count(self):
        partner = self.make_partner("Buyer")
        order = self.order(partner, 5, {self.coffee: 10, self.tea: 10})
        section = {"display_type": "line_section", "name": "More"}
        order.order_line = [Command.create(section)]
        order.order_line[1].product_uom_qty = 0
        self.order(partner, -5, {self.cups: 10})
        self.refresh()
        self.assertEqual(self.bought(partner), {self.coffee: (1, 10, 5, 5)})
        order._action_cancel()
        self.refresh()
        self.assertEqual(self.bought(partner), {})
        self.assertFalse(self.customer_of(partner).category_1_id)

    def test_currencies_and_companies(self):
        other = self.make_company("Other Trading")
        currency = self.env["res.currency"].create({"name": "TST", "symbol": "T"})
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Tests",
                "currency_id": currency.id,
                "company_id": self.company.id,
            }
        )
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (("2026-01-01", 4.0), ("2026-06-01", 8.0))
            ]
        )
        partner = self.make_partner("Buyer")
        self.order(partner, 60, {self.coffee: 100}, pricelist_id=pricelist.id)
        self.order(partner, 2, {self.coffee: 100}, pricelist_id=pricelist.id)
        self.order(partner, 2, {self.tea: 7}, company=other)
        self.refresh()
        self.assertEqual(self.bought(partner), {self.coffee: (2, 37.5, 60, 2)})
        self.assertEqual(self.bought(partner, other), {self.tea: (1, 7, 2, 2)})

    def test_merged_customers_have_the_categories_of_both(self):
        one, two = self.make_partner("One"), self.make_partner("Two")
        self.order(one, 9, {self.coffee: 10, self.tea: 5})
        self.order(two, 4, {self.coffee: 30})
        self.refresh()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((one | two).ids, two)
        self.refresh()
        self.assertEqual(
            self.bought(two), {self.coffee: (2, 40, 9, 4), self.tea: (1, 5, 9, 9)}
        )
        rows = self.env["crm.customer.category"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(rows.partner_id, two)
        self.assertEqual(rows.customer_id, self.customer_of(two))

    def test_a_range_writes_only_what_differs(self):
        partner = self.make_partner("Buyer")
        self.order(partner, 9, {self.coffee: 10, self.tea: 5})
        self.refresh()
        before = self._versions()
        self.day_begins()
        self.assertEqual(self._versions(), before)
        self.env.cr.execute(
            "DELETE FROM crm_customer_category WHERE categ_id = %s", [self.tea.id]
        )
        self.env.cr.execute(
            "UPDATE crm_customer_category SET amount = 99, categ_id = %s",
            [self.cups.id],
        )
        today = self.company._lifecycle_today()
        everybody = Scope.between(1, 2**30)
        self.env["crm.customer"]._refresh_facts(self.company, today, everybody)
        self.assertEqual(
            self.bought(partner), {self.coffee: (1, 10, 9, 9), self.tea: (1, 5, 9, 9)}
        )

    def _versions(self):
        self.env.cr.execute("SELECT ctid, categ_id FROM crm_customer_category")
        return sorted(self.env.cr.fetchall())

    def test_a_seller_sees_own_customers_only(self):
        mine = self.make_partner("Mine", self.seller)
        foreign = self.make_partner("Foreign", self.other_seller)
        nobodys = self.make_partner("Nobody's")
        for partner in (mine, foreign, nobodys):
            self.order(partner, 9, {self.coffee: 10})
        self.refresh()
        rows = self.env["crm.customer.category"]
        mine_only = rows.with_user(self.seller).search([])
        self.assertEqual(mine_only.partner_id, mine | nobodys)
        groups = rows.with_user(self.manager)._read_group(
            [], ["categ_id"], ["amount:sum"]
        )
        self.assertEqual(groups, [(self.coffee, 30)])
        other = self.make_company("Other Trading")
        stranger = self.make_user("stranger", "sales_team.group_sale_manager", other)
        self.assertFalse(rows.with_user(stranger).search([]))
