"""What an update from a version without people fills in."""

from importlib.util import module_from_spec, spec_from_file_location

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestUpdate(StakeholderCommon, TransactionCase):
    def test_positions_and_what_is_known_of_them(self):
        path = f"{get_module_path('repeat_sales_crm')}/migrations/19.0.1.1.0"
        spec = spec_from_file_location("migration", f"{path}/post-people.py")
        migration = module_from_spec(spec)
        spec.loader.exec_module(migration)
        self.zed.position_ids.with_context(position_follows=True).unlink()
        self.dora_job.stance_ids.unlink()
        migration.migrate(self.cr, "19.0.1.0.0")
        self.assertEqual(self.main_of(self.zed).organisation_id, self.new)
        self.assertEqual(self.dora_job.stance_ids.attitude, "neutral")
        self.assertFalse(self.main_of(self.zed).stance_ids)
