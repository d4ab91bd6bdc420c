"""Server actions over the customers in a segment."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.repeat_sales_crm.models.segment import crm_segment_run

from .segment_common import SegmentCommon


@freeze_time("2026-06-15 12:00:00")
class TestSegmentRun(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = cls.make_segment("Everybody")
        cls.marker = cls.make_action(
            "Mark", "record.write({'comment': env.user.login})"
        )

    @classmethod
    def make_action(cls, name, code, model="res.partner", groups=()):
        return cls.env["ir.actions.server"].create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get_id(model),
                "state": "code",
                "code": code,
                "group_ids": [Command.set([cls.env.ref(group).id for group in groups])],
            }
        )

    def start(self, action=None, user=None, segment=None):
        """Start an action by the wizard, and return the run."""
        wizard = (
            self.env["crm.segment.run.start"]
            .with_user(user or self.marketer)
            .create(
                {
                    "segment_id": (segment or self.everybody).id,
                    "action_key": str((action or self.marker).id),
                }
            )
        )
        return self.env["crm.segment.run"].browse(wizard.action_start()["res_id"])

    def work(self):
        cron = self.env.ref(crm_segment_run.CRON)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def choices(self, user):
        starts = self.env["crm.segment.run.start"].with_user(user)
        return {name for _key, name in starts._select_actions()}

    # ------------------------------------------------------------------
    # Work
    # ------------------------------------------------------------------

    def test_runs_over_everybody_as_the_user(self):
        run = self.start()
        self.assertEqual((run.total_count, run.waiting_count), (4, 4))
        self.work()
        self.assertEqual((run.state, run.done_count), ("done", 4))
        for partner in self.loyal | self.asleep | self.fresh | self.gone:
            self.assertIn("marketer", partner.comment)
        self.assertIn("done for 4", self.everybody.message_ids[0].body)

    def test_seller_reaches_own_customers(self):
        run = self.start(user=self.seller)
        self.work()
        self.assertEqual(run.line_ids.partner_id, self.loyal | self.asleep)
        self.assertFalse(self.fresh.comment)

    def test_failure_in_the_middle(self):
        action = self.make_action(
            "Picky",
            "record.write({'comment': 'done'})\n"
            "if record.name == 'Asleep':\n"
            "    raise UserError('Let them sleep')",
        )
        run = self.start(action)
        self.work()
        self.assertEqual((run.done_count, run.failed_count), (3, 1))
        self.assertEqual(run.failed_line_ids.partner_id, self.asleep)
        self.assertIn("Let them sleep", run.failed_line_ids.reason)
        # Nothing half-done stays.
        self.assertFalse(self.asleep.comment)
        self.assertIn("failed for 1", self.everybody.message_ids[0].body)

    def test_try_again(self):
        action = self.make_action("Picky", "raise UserError('No')")
        run = self.start(action)
        self.work()
        self.assertEqual(run.failed_count, 4)
        action.code = "record.write({'comment': 'now'})"
        run.with_user(self.marketer).action_retry()
        self.work()
        self.assertEqual((run.state, run.done_count, run.failed_count), ("done", 4, 0))

    def test_what_is_done_is_kept_when_the_process_dies(self):
        run = self.start()
        cron = type(self.env["ir.cron"])
        with (
            patch.object(crm_segment_run, "_CHUNK", 2),
            patch.object(cron, "_commit_progress", return_value=0),
        ):
            self.env["crm.segment.run"]._cron_work()
        self.env.invalidate_all()
        self.assertEqual((run.state, run.done_count), ("running", 2))
        run.line_ids.filtered(lambda line: line.state == "done").partner_id.comment = ""
        self.work()
        self.assertEqual((run.state, run.done_count), ("done", 4))
        marked = run.line_ids.partner_id.filtered("comment")
        self.assertEqual(len(marked), 2)

    def test_who_came_in_later_is_not_in(self):
        run = self.start()
        self.make_customer("Later", [1])
        self.refresh()
        self.work()
        self.assertEqual(run.done_count, 4)

    def test_stop(self):
        run = self.start()
        run.with_user(self.marketer).action_cancel()
        self.work()
        self.assertEqual((run.state, run.done_count), ("cancelled", 0))
        self.assertFalse(self.loyal.comment)

    def test_action_for_customers(self):
        action = self.make_action(
            "Count",
            "record.partner_id.write({'comment': str(record.purchase_count)})",
            "crm.customer",
            ["repeat_sales_crm.group_marketer"],
        )
        run = self.start(action)
        self.work()
        self.assertEqual(run.failed_line_ids.mapped("reason"), [])
        self.assertIn("4", self.loyal.comment)

    def test_action_that_opens_a_window(self):
        action = self.make_action(
            "Window", "action = {'type': 'ir.actions.act_window_close'}"
        )
        run = self.start(action)
        self.work()
        self.assertEqual(run.failed_count, 4)
        self.assertIn("window", run.failed_line_ids[0].reason)

    def test_deleted_action_and_customer(self):
        run = self.start()
        self.marker.unlink()
        self.work()
        self.assertEqual((run.state, run.failed_count), ("done", 4))
        self.assertEqual(run.action_name, "Mark")

    def test_two_runs_at_once(self):
        other = self.make_action("Other", "record.write({'function': 'x'})")
        runs = self.start() | self.start(other)
        self.work()
        self.assertEqual(runs.mapped("state"), ["done", "done"])
        self.assertEqual(
            (self.loyal.function, runs.mapped("done_count")), ("x", [4, 4])
        )

    def test_merge_of_customers(self):
        run = self.start()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.loyal | self.fresh).ids, self.fresh)
        self.refresh()
        self.work()
        self.assertEqual((run.state, run.failed_count), ("done", 0))

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------

    def test_who_may_run_what(self):
        self.make_action("Managers'", "", groups=["sales_team.group_sale_manager"])
        self.make_action("Customer without group", "", "crm.customer")
        self.assertIn("Mark", self.choices(self.seller))
        self.assertNotIn("Managers'", self.choices(self.seller))
        self.assertIn("Managers'", self.choices(self.manager))
        self.assertNotIn("Customer without group", self.choices(self.manager))

    def test_not_among_the_choices(self):
        action = self.make_action("Secret", "", groups=["base.group_system"])
        start = self.env["crm.segment.run.start"].with_user(self.marketer)
        wizard = start.create({"segment_id": self.everybody.id})
        with self.assertRaises(UserError):
            wizard.action_start()
        with self.assertRaises(UserError):
            self.start(action)

    def test_rights_that_were_lost(self):
        run = self.start(user=self.seller)
        self.seller.group_ids = [Command.set([self.env.ref("base.group_user").id])]
        with mute_logger("odoo.addons.base.models.ir_actions"):
            self.work()
        self.assertEqual((run.state, run.done_count), ("done", 0))
        self.assertFalse(self.loyal.comment)

    def test_nobody_writes_runs(self):
        run = self.start(user=self.seller)
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                run.with_user(user).user_id = self.manager
        with self.assertRaises(AccessError):
            run.with_user(self.manager).action_retry()
        with self.assertRaises(AccessError):
            run.with_user(self.other_seller).read(["state"])
        self.assertTrue(run.with_user(self.manager).read(["state"]))
