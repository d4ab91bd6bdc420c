"""The screens about what customers are worth, as those who use them."""

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from ..value.value_common import WhitespaceCommon


class TestValueTours(WhitespaceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_cafes()

    def test_manager_reads_the_map_and_sets_borders(self):
        # The tour tries borders that are refused, which Odoo logs as a warning.
        with mute_logger("odoo.http"):
            self.start_tour("/odoo/rfm-map", "value_rfm_map", login="manager")

    def test_seller_begins_an_opportunity_in_white_space(self):
        self.start_tour("/odoo/white-space", "value_whitespace", login="seller")
        lead = self.env["crm.lead"].search([("partner_id", "=", self.cafe.id)])
        self.assertEqual(lead.whitespace_categ_id.name, "Cups")
        self.assertEqual(lead.user_id, self.seller)


class TestValuePhone(WhitespaceCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_cafes()

    def test_phone(self):
        self.start_tour("/odoo/rfm-map", "value_phone_map", login="seller")
        self.start_tour("/odoo/white-space", "value_phone_whitespace", login="seller")
