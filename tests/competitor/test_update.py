"""What an update from 19.0.1.0.0 fills in."""

from importlib.util import module_from_spec, spec_from_file_location

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

from .competitor_common import CompetitorCommon


@tagged("post_install", "-at_install")
class TestUpdate(CompetitorCommon, TransactionCase):
    def test_our_part_and_the_new_segments_are_there(self):
        path = f"{get_module_path('repeat_sales_crm')}/migrations/19.0.1.1.0"
        spec = spec_from_file_location("migration", f"{path}/post-competitor.py")
        migration = module_from_spec(spec)
        spec.loader.exec_module(migration)
        mine = [("company_id", "=", self.company.id)]
        segments = self.env["crm.segment"]
        ready = [*mine, ("code", "=", "competitor_contract_ends")]
        segments.search(ready).unlink()
        self.env.flush_all()
        self.cr.execute("UPDATE crm_customer_category SET amount_year = NULL")
        self.env.invalidate_all()
        migration.migrate(self.cr, "19.0.1.0.0")
        self.env["crm.customer.refresh"].search(
            [("company_id", "!=", self.company.id)]
        ).unlink()
        self.refresh()
        self.assertTrue(segments.search(ready))
        rows = self.env["crm.customer.category"].search(mine)
        self.assertEqual(sorted(rows.mapped("amount_year")), [50, 300])
