"""Who sees whose numbers."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from ..common import LifecycleCommon

_MODELS = (
    "crm.customer",
    "crm.purchase",
    "crm.purchase.external",
    "crm.lifecycle.band",
    "crm.lifecycle.segment",
    "crm.customer.refresh",
    "crm.lifecycle.limits",
)


@tagged("post_install", "-at_install")
class TestAccess(LifecycleCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.make_customer("Own", [1, 5], user=cls.seller)
        cls.others = cls.make_customer("Others'", [1], user=cls.other_seller)
        cls.nobodys = cls.make_customer("Nobody's", [100])
        cls.refresh()
        cls.colleague = cls.make_user(
            "colleague", "sales_team.group_sale_salesman_all_leads"
        )

    def _names(self, user, model="crm.customer"):
        found = self.env[model].with_user(user).with_company(self.company)
        return set(
            found.search([("company_id", "=", self.company.id)]).partner_id.mapped(
                "name"
            )
        )

    def test_sellers_see_own_customers_and_nobodys(self):
        for model in ("crm.customer", "crm.purchase"):
            with self.subTest(model=model):
                self.assertEqual(self._names(self.seller, model), {"Own", "Nobody's"})
                for user in (self.colleague, self.manager):
                    self.assertEqual(
                        self._names(user, model), {"Own", "Others'", "Nobody's"}
                    )

    def test_the_matrix_adds_up_only_what_the_user_sees(self):
        segments = self.env["crm.lifecycle.segment"].with_company(self.company)
        for day in (None, self.company._lifecycle_today()):
            for user, count, amount in (
                (self.seller, 2, 300),
                (self.other_seller, 2, 200),
                (self.manager, 3, 400),
            ):
                with self.subTest(user=user.login, day=day):
                    matrix = segments.with_user(user).get_matrix(day=day)
                    self.assertEqual(matrix["customer_count"], count)
                    self.assertEqual(matrix["amount_total"], amount)

    def test_the_matrix_of_a_past_day_is_no_way_around(self):
        segments = self.env["crm.lifecycle.segment"].with_user(self.seller)
        day = self.company._lifecycle_today()
        matrix = segments.get_matrix(day=day.replace(year=day.year + 1))
        self.assertEqual(matrix["customer_count"], 2)

    def test_partner_fields_do_not_tell_what_customers_hide(self):
        partners = self.env["res.partner"].with_user(self.seller)
        others = self.others.with_user(self.seller)
        own = self.own.with_user(self.seller)
        self.assertFalse(others.lifecycle_segment_id)
        self.assertFalse(others.lifecycle_amount_total)
        self.assertEqual(own.lifecycle_segment_id.name, "Promising active")
        ours = (self.own + self.others + self.nobodys).ids
        self.assertEqual(
            partners.search([("id", "in", ours), ("lifecycle_purchase_count", ">", 0)]),
            partners.search([("id", "in", (self.own + self.nobodys).ids)]),
        )
        groups = dict(
            partners._read_group(
                [("id", "in", ours)], ["lifecycle_segment_id"], ["__count"]
            )
        )
        self.assertEqual(groups[self.env["crm.lifecycle.segment"]], 1)

    def test_people_outside_sales_see_nothing(self):
        for group in ("base.group_user", "base.group_portal", "base.group_public"):
            user = new_test_user(self.env, login=f"out_{group}", groups=group)
            for model in _MODELS:
                records = self.env[model].with_user(user)
                with (
                    self.subTest(group=group, model=model),
                    self.assertRaises(AccessError),
                ):
                    records.search([])
        employee = self.env["res.users"].search([("login", "=", "out_base.group_user")])
        self.assertNotIn(
            "lifecycle_segment_id",
            self.env["res.partner"].with_user(employee).fields_get(),
        )

    def test_sellers_cannot_change_what_is_derived_or_configured(self):
        customer = self.customer_of(self.own).with_user(self.seller)
        segment = self.cell("New", "Active").with_user(self.seller)
        band = segment.count_band_id
        for record, values in (
            (customer, {"purchase_count": 9}),
            (segment, {"goal": "Nothing"}),
            (band, {"lower": 9}),
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            self.env["crm.lifecycle.limits"].with_user(self.seller).create({})
        segment.with_user(self.manager).goal = "Come back"

    def test_companies_never_see_each_others_numbers(self):
        other = self.make_company("Other Trading")
        self.make_order(self.own, 3, 999, company=other)
        self.refresh()
        theirs = self.make_user("their_manager", "sales_team.group_sale_manager", other)
        for user, company, amount in (
            (self.manager, self.company, 400),
            (theirs, other, 999),
        ):
            with self.subTest(user=user.login):
                customers = self.env["crm.customer"].with_user(user)
                self.assertEqual(customers.search([]).company_id, company)
                self.assertEqual(
                    sum(customers.search([]).mapped("amount_total")), amount
                )
                segments = self.env["crm.lifecycle.segment"].with_user(user)
                self.assertEqual(segments.search([]).company_id, company)
                matrix = segments.get_matrix(
                    company_id=(other if company == self.company else self.company).id
                )
                self.assertEqual(matrix["company"]["id"], company.id)
                self.assertEqual(matrix["amount_total"], amount)
                partner = self.own.with_user(user)
                self.assertEqual(
                    partner.lifecycle_purchase_count,
                    2 if company == self.company else 1,
                )

    def test_a_user_of_both_companies_chooses(self):
        other = self.make_company("Other Trading")
        self.make_order(self.own, 3, 999, company=other)
        self.refresh()
        self.manager.company_ids = [Command.link(other.id)]
        segments = (
            self.env["crm.lifecycle.segment"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=(self.company + other).ids)
        )
        self.assertEqual(len(segments.get_matrix()["companies"]), 2)
        self.assertEqual(segments.get_matrix()["amount_total"], 400)
        self.assertEqual(segments.get_matrix(company_id=other.id)["amount_total"], 999)
