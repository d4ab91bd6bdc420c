"""Who sees and writes KPIs."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .kpi_common import KpiCommon


@tagged("post_install", "-at_install")
class TestKpiAccess(KpiCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_customer("Own", [100, 3], user=cls.seller)
        cls.make_customer("Others'", [100, 3], user=cls.other_seller)
        cls.refresh()
        cls.colleague = cls.make_user(
            "colleague", "sales_team.group_sale_salesman_all_leads"
        )
        cls.kpi = cls.make_kpi("second_purchases", target=5, period="year")

    def test_sellers_with_all_documents_see_and_managers_write(self):
        kpi = self.kpi.with_user(self.colleague)
        self.assertEqual(kpi.value, 2)
        for change in (
            lambda: kpi.write({"target": 1}),
            lambda: kpi.copy(),
            lambda: kpi.unlink(),
        ):
            with self.assertRaises(AccessError):
                change()
        mine = self.kpi.with_user(self.manager)
        mine.target = 2
        self.assertEqual(mine.state, "reached")
        mine.copy().unlink()

    def test_numbers_of_the_company_are_not_for_others(self):
        employee = new_test_user(self.env, login="employee", groups="base.group_user")
        for user in (self.seller, employee):
            kpis = self.env["crm.lifecycle.kpi"].with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    kpis.search([])
                with self.assertRaises(AccessError):
                    self.kpi.with_user(user).read(["value"])
                with self.assertRaises(AccessError):
                    self.env["crm.customer"].with_user(user).search(
                        [("kpi_id", "=", self.kpi.id)]
                    )

    def test_a_form_that_is_filled_in_is_no_way_around(self):
        entered = {
            "name": "Guess",
            "measure": "second_purchases",
            "company_id": self.company.id,
            "period": "year",
            "criterion": "at_least",
        }
        fields = {name: {} for name in (*entered, "value", "value_text", "history")}
        kpis = self.env["crm.lifecycle.kpi"]
        result = kpis.with_user(self.manager).onchange(entered, ["measure"], fields)
        self.assertEqual(result["value"]["value"], 2)
        other = self.make_company("Other Trading")
        theirs = self.make_user("theirs", "sales_team.group_sale_manager", other)
        for user in (self.seller, theirs):
            with self.subTest(user=user.login):
                try:
                    result = kpis.with_user(user).onchange(entered, ["measure"], fields)
                except AccessError:
                    continue
                self.assertFalse(result["value"].get("value"))
                self.assertFalse(result["value"].get("value_text"))

    def test_companies_do_not_see_each_others(self):
        other = self.make_company("Other Trading")
        theirs = self.make_user("theirs", "sales_team.group_sale_manager", other)
        kpis = self.env["crm.lifecycle.kpi"].with_user(theirs)
        self.assertEqual(kpis.search([]).company_id, other)
        with self.assertRaises(AccessError):
            self.kpi.with_user(theirs).read(["value"])

    def test_what_a_strategy_reaches_is_for_those_who_see_all(self):
        segment = self.cell("New", "Drifting")
        self.assertEqual(segment.with_user(self.colleague).kpi_value, 1)
        mine = segment.with_user(self.seller)
        self.assertTrue(mine.kpi)
        for name in ("kpi_value", "kpi_text", "is_kpi_reached"):
            with self.assertRaises(AccessError):
                mine.read([name])
