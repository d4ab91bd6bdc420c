"""What comes and what moved: the matrix's panel and the screens under Reporting."""

from odoo.tests import HttpCase

from odoo.addons.repeat_sales_crm.demo import life

from .test_lifecycle_tours import MATRIX, LifecycleTourCommon

MOVEMENT = "/odoo/lifecycle-movement"
TREND = "/odoo/lifecycle-trend"
COHORTS = "/odoo/lifecycle-cohorts"


class LifecycleReportTourCommon(LifecycleTourCommon):
    """The small world, after 60 days with its ledger."""

    @classmethod
    def live(cls):
        cls.make_customer("Own Soon", [55, 75], user=cls.seller)
        cls.make_customer("Foreign Soon", [58], user=cls.other_seller)
        cls.make_customer("Foreign Drifter", [70], user=cls.other_seller)
        life.live(cls.env, cls.company, days=60)
        cls.refresh()


class TestLifecycleReportTours(LifecycleReportTourCommon, HttpCase):
    def test_panel_of_a_seller(self):
        self.start_tour(MATRIX, "lifecycle_panel_seller", login="seller")

    def test_panel_of_a_manager(self):
        self.start_tour(MATRIX, "lifecycle_panel_manager", login="manager")

    def test_segments_that_are_no_more(self):
        new_band = self.env["crm.lifecycle.band"]
        self.company._replace_lifecycle_axes(
            {
                "count": [(new_band, "Few", 1), (new_band, "Many", 3)],
                "recency": [(new_band, "Here", 0), (new_band, "Away", 100)],
            }
        )
        self.refresh()
        self.start_tour(MATRIX, "lifecycle_former", login="manager")

    def test_movement_of_a_seller(self):
        self.start_tour(MATRIX, "lifecycle_movement_seller", login="seller")

    def test_movement_of_a_manager(self):
        self.start_tour(MATRIX, "lifecycle_movement_manager", login="manager")

    def test_trend(self):
        self.start_tour(TREND, "lifecycle_trend", login="manager")

    def test_cohorts_of_a_seller(self):
        self.start_tour(COHORTS, "lifecycle_cohorts", login="seller")

    def test_cohorts_of_a_manager(self):
        self.start_tour(COHORTS, "lifecycle_cohorts", login="manager")

    def test_deal_of_a_silent_customer(self):
        silent = self.make_customer("Silent", [100, 110, 120], user=self.seller)
        deal = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": silent.id,
                "company_id": self.company.id,
                "user_id": self.seller.id,
            }
        )
        self.refresh()
        self.start_tour(f"/odoo/crm.lead/{deal.id}", "lifecycle_deal", login="seller")

    def test_nothing_to_show(self):
        empty = self.make_company("Empty Trading")
        self.manager.write({"company_ids": [(6, 0, empty.ids)], "company_id": empty.id})
        for address, name in (
            (MOVEMENT, "lifecycle_movement_empty"),
            (TREND, "lifecycle_trend_empty"),
            (COHORTS, "lifecycle_cohorts_empty"),
        ):
            self.start_tour(address, name, login="manager")


class TestLifecycleReportPhone(LifecycleReportTourCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        for address, name in (
            (MOVEMENT, "lifecycle_movement_phone"),
            (TREND, "lifecycle_trend_phone"),
            (COHORTS, "lifecycle_cohorts_phone"),
        ):
            self.start_tour(address, name, login="manager")
