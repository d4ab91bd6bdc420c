"""What an update to 19.0.1.2.0 does with offers that are there."""

from importlib.util import module_from_spec, spec_from_file_location

from odoo.modules import get_module_path
from odoo.tests import tagged

from .offers_common import OffersCommon


@tagged("post_install", "-at_install")
class TestOffersUpdate(OffersCommon):
    def migrate(self, name):
        path = f"{get_module_path('repeat_sales_crm')}/migrations/19.0.1.2.0"
        spec = spec_from_file_location("migration", f"{path}/{name}.py")
        migration = module_from_spec(spec)
        spec.loader.exec_module(migration)
        self.env.flush_all()
        migration.migrate(self.cr, "19.0.1.1.0")
        self.env.invalidate_all()

    def test_nothing_that_is_open_breaks(self):
        order = self.quote(self.middle, self.offer)
        self.env.flush_all()
        self.cr.execute("UPDATE sale_order_line SET offer_discount = NULL")
        self.migrate("pre-offers")
        self.migrate("post-offers")
        self.assertEqual(self.offer.audience, "anyone")
        self.assertFalse(self.offer.is_single_use)
        self.assertEqual(order.order_line.offer_discount, 10)
        for _number in range(2):
            order.action_confirm()
            self.assertEqual(self.paid(order), [90])
            order = self.quote(self.middle, self.offer)
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [100])
