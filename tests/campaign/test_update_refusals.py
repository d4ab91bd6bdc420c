from importlib.util import module_from_spec, spec_from_file_location

from odoo.modules.module import get_module_path

from .test_messages import MessageCommon


class TestUpdate(MessageCommon):
    """Plans that were under way before the update keep to whom they addressed."""

    def migrate(self):
        path = f"{get_module_path('repeat_sales_crm')}/migrations/19.0.1.2.0"
        spec = spec_from_file_location("migration", f"{path}/post-refusals.py")
        migration = module_from_spec(spec)
        spec.loader.exec_module(migration)
        self.env.flush_all()
        migration.migrate(self.cr, "19.0.1.1.0")
        self.env.invalidate_all()

    def test_who_was_addressed_is_known(self):
        campaign = self.launch(self.email_step(), {"name": "Call", "delay_days": 1})
        self.send()
        self.run_engine(minutes=5)
        actions = self.actions(campaign, self.big)
        actions.write({"address": False})
        campaign.sudo().member_ids.write({"contact_id": False})
        self.migrate()
        self.assertEqual(actions.mapped("address"), [self.big.email, False])
        member = actions.member_id
        self.assertEqual(member.contact_id, self.big)
        self.env["mail.blacklist"]._add(self.big.email)
        self.run_engine(days=1, minutes=10)
        self.assertEqual((member.state, member.reason), ("exited", "refused"))

    def test_two_actions_of_one_address_do_not_stop_the_update(self):
        self.small.email = self.middle.email
        campaign = self.launch(self.email_step())
        actions = self.actions(campaign)
        actions.write({"address": False, "state": "done", "reason": False})
        self.migrate()
        self.assertEqual(len([one for one in actions if one.address]), 3)
