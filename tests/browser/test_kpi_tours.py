"""KPIs, written and read as people do."""

from odoo.tests import HttpCase

from ..common import LifecycleCommon

KPIS = "/odoo/repeat-sales-kpis"


class KpiTourCommon(LifecycleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.company._lifecycle_today()
        first = (today - today.replace(month=1, day=1)).days
        cls.make_customer("Own Second", [first + 9, 0], user=cls.seller)
        cls.make_customer("Foreign Second", [first + 9, 0], user=cls.other_seller)
        cls.make_customer("Own Once", [0], user=cls.seller)
        cls.make_user("colleague", "sales_team.group_sale_salesman_all_leads")
        cls.refresh()


class TestKpiTours(KpiTourCommon, HttpCase):
    def test_manager(self):
        self.start_tour(KPIS, "lifecycle_kpi_manager", login="manager")
        kpi = self.env["crm.lifecycle.kpi"].search(
            [("name", "=", "Second purchases of the year")]
        )
        self.assertEqual((kpi.company_id, kpi.target), (self.company, 2))

    def test_colleague(self):
        self.start_tour(KPIS, "lifecycle_kpi_colleague", login="colleague")

    def test_seller(self):
        self.start_tour(
            "/odoo/lifecycle-matrix", "lifecycle_kpi_seller", login="seller"
        )
