"""Segments stay fast for more customers than fit into PostgreSQL's memory."""

from odoo.fields import Domain
from odoo.tools import SQL

from tests.plans import MANY, make_many_customers, reading_plans

from .segment_common import SegmentCommon

_BIG = ("amount_total", ">", 500)


class TestSegmentPlans(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_many_customers(cls.env, cls.company)
        cls.category = cls.env["product.category"].create({"name": "Kitchen"})
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_customer_category (company_id, customer_id, partner_id,
                                                   categ_id, purchase_count, amount)
                SELECT company_id, id, partner_id, %s, 1, 10
                  FROM crm_customer WHERE company_id = %s AND purchase_count > 0
                """,
                cls.category.id,
                cls.company.id,
            )
        )
        cls.env.cr.execute(SQL("ANALYZE crm_customer_category"))
        cls.buyers = cls.make_segment("Buyers", [("purchase_count", ">", 0)])
        cls.named = cls.make_segment("Named", [("partner_id.name", "ilike", "any")])

    def _list_rules(self):
        """Return rules over relations: who is not, and who is or is something else."""
        category = ("category_ids", "any", [("categ_id", "=", self.category.id)])
        conditions = [
            category,
            ("saved_segment_ids", "in", self.buyers.ids),
            ("saved_segment_ids", "in", self.named.ids),
            ("city", "=", "Berlin"),
            ("partner_id", "ilike", "any"),
            ("partner_id.name", "ilike", "any"),
            ("partner_id.country_id.name", "ilike", "land"),
            ("partner_id.child_ids.name", "ilike", "any"),
            ("partner_id.parent_id.name", "ilike", "any"),
            ("partner_id.sale_order_ids.amount_total", ">", 10),
            ("partner_id.lifecycle_purchase_count", ">", 2),
            ("partner_id.lifecycle_segment_id", "=", False),
            ("partner_id.saved_segment_ids", "in", self.buyers.ids),
            ("partner_id.assessed_potential_id", "=", False),
            ("purchase_ids", "any", [("amount", ">", 10)]),
            ("relative_ids", "any", [("partner_id.name", "ilike", "any")]),
            ("supply_ids", "=", False),
            ("whitespace_ids", "=", False),
        ]
        for condition in conditions:
            yield ["!", condition]
            yield ["|", condition, _BIG]

    def _use(self, segment):
        customers = self.env["crm.customer"].with_user(self.marketer)
        domain = segment._get_rule_domain()
        customers.search(domain, limit=80)
        customers.search_count([("saved_segment_ids", "not in", segment.ids)])
        segment._read_numbers({1: domain, 2: Domain("company_id", "!=", False)})

    def test_no_rule_goes_through_all_for_each_customer(self):
        for rule in self._list_rules():
            with self.subTest(rule=rule):
                segment = self.make_segment(repr(rule), rule)
                with reading_plans(self.env) as slow:
                    self._use(segment)
                self.assertFalse(slow)

    def test_contacts_are_not_compared_with_all_customers(self):
        partners = self.env["res.partner"].with_user(self.marketer)
        partners = partners.with_company(self.company)
        buyers = ("saved_segment_ids", "in", self.buyers.ids)
        known = ("lifecycle_segment_id", "=", False)
        for condition in (buyers, known, ("lifecycle_purchase_count", "<", 3)):
            for rule in (["!", condition], ["|", condition, ("name", "=", "Gone")]):
                with self.subTest(rule=rule), reading_plans(self.env) as slow:
                    partners.search(rule, limit=80)
                    partners.search_count(rule)
                self.assertFalse(slow)

    def test_who_left_is_recorded_by_a_join(self):
        self.buyers.keep_history = True
        self.env.cr.execute(SQL("ANALYZE crm_segment_member"))
        self.buyers.domain = "[('amount_total', '>', 100)]"
        with reading_plans(self.env) as slow:
            self.buyers._record_members()
        self.assertFalse(slow)
        left = [("segment_id", "=", self.buyers.id), ("date_to", "!=", False)]
        self.assertGreater(self.env["crm.segment.member"].search_count(left), 50)

    def test_what_is_slow_is_seen(self):
        slow_query = SQL(
            "SELECT COUNT(*) FROM crm_customer WHERE amount_total < 5 AND partner_id"
            " NOT IN (SELECT id FROM res_partner WHERE active)"
        )
        with reading_plans(self.env) as slow:
            self.env.cr.execute(slow_query)
        self.assertTrue(slow)
        self.assertGreater(self.env["crm.customer"].search_count([]), MANY)
