"""The screens of the lifecycle, used as people use them."""

from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from ..common import LifecycleCommon

MATRIX = "/odoo/lifecycle-matrix"


class LifecycleTourCommon(LifecycleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regular = cls.make_customer(
            "Own Regular", [10, 40, 70, 100, 130], user=cls.seller
        )
        cls.newcomer = cls.make_customer("Own Newcomer", [10], user=cls.seller)
        cls.make_customer("Nobody's Newcomer", [10])
        cls.make_customer("Foreign Newcomer", [10], user=cls.other_seller)
        cls.make_customer("Foreign Sleeper", [400], user=cls.other_seller)
        cls.env["sale.order"].with_company(cls.company).create(
            {
                "partner_id": cls.make_partner("Own Prospect", cls.seller).id,
                "user_id": cls.seller.id,
                "company_id": cls.company.id,
            }
        )
        cls.live()

    @classmethod
    def live(cls):
        """Let the world become what the screens show."""
        cls.refresh()


class TestLifecycleTours(LifecycleTourCommon, HttpCase):
    def test_seller(self):
        self.start_tour(MATRIX, "lifecycle_seller", login="seller")

    def test_keyboard(self):
        self.start_tour(MATRIX, "lifecycle_keyboard", login="seller")

    def test_manager_changes_limits(self):
        # The tour tries limits that are refused, which Odoo logs as a warning.
        with mute_logger("odoo.http"):
            self.start_tour(MATRIX, "lifecycle_manager", login="manager")
        axes = self.company._get_lifecycle_axes()
        self.assertEqual(axes["recency"].mapped("lower"), [0, 6, 181])

    def test_day(self):
        self.start_tour(MATRIX, "lifecycle_day", login="manager")

    def test_partner_form(self):
        self.start_tour(
            f"/odoo/res.partner/{self.regular.id}", "lifecycle_partner", login="seller"
        )

    def test_settings(self):
        self.manager.group_ids += self.env.ref("base.group_system")
        self.start_tour(MATRIX, "lifecycle_settings", login="manager")
        self.assertEqual(self.company.lifecycle_active_target, 0.95)

    def test_empty(self):
        empty = self.make_company("Empty Trading")
        self.manager.write({"company_ids": [(6, 0, empty.ids)], "company_id": empty.id})
        self.start_tour(MATRIX, "lifecycle_empty", login="manager")

    def test_companies(self):
        other = self.make_company("Other Trading")
        for days in (5, 50):
            self.make_order(self.newcomer, days, 100.0, company=other)
        self.refresh()
        self.manager.company_ids |= other
        cookies = {"cids": f"{self.company.id}-{other.id}"}
        self.start_tour(MATRIX, "lifecycle_companies", login="manager", cookies=cookies)

    def test_waiting(self):
        notes = type(self.env["crm.customer.refresh"])
        with patch.object(notes, "_catch_up", side_effect=[3, 2, 0]):
            self.start_tour(MATRIX, "lifecycle_waiting", login="seller")


class TestLifecyclePhone(LifecycleTourCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self.start_tour(MATRIX, "lifecycle_phone", login="manager")

    def test_phone_with_many_bands(self):
        new_band = self.env["crm.lifecycle.band"]
        names = ("Active", "Warm", "Drifting", "Cooling", "Sleeping", "Lost")
        self.company._replace_lifecycle_axes(
            {
                "count": [(new_band, "New", 1), (new_band, "Regular", 2)],
                "recency": [
                    (new_band, name, 60 * number) for number, name in enumerate(names)
                ],
            }
        )
        self.refresh()
        self.start_tour(MATRIX, "lifecycle_phone", login="manager")
