"""Two customers become one in mid plan: no step is lost, none comes twice."""

from odoo.fields import Command

from .campaign_common import CampaignCommon

CALL = {"name": "Call", "kind": "call"}
TASK = {"name": "Think", "kind": "task"}


class TestMerges(CampaignCommon):
    def merge(self, gone, kept):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((gone | kept).ids, kept, extra_checks=False)
        self.refresh()

    def launch_pair(self):
        """Launch a call and a task for Big, who is worth more, and for Small."""
        return self.launch(CALL, TASK, partner_ids=(self.big | self.small).ids)

    def test_a_step_that_waited_for_the_other_is_not_lost(self):
        campaign = self.launch_pair()
        self.activity(campaign, self.small).unlink()
        self.merge(self.small, self.big)
        self.activity(campaign, self.big).action_done()
        self.run_engine(minutes=5)
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("running", False)]
        )

    def test_a_step_that_the_other_had_does_not_come_again(self):
        campaign = self.launch_pair()
        open_call = self.activity(campaign, self.big)
        self.activity(campaign, self.small).action_done()
        self.merge(self.small, self.big)
        self.assertFalse(open_call.exists())
        call, task = self.actions(campaign)
        self.assertEqual((call.state, task.state), ("done", "waiting"))
        self.assertEqual(call.member_id, task.member_id)

    def test_of_two_waves_one_goes_on(self):
        campaign = self.launch(
            CALL,
            trigger="recurring",
            repeat_unit="day",
            hour=9.25,
            partner_ids=self.big.ids,
        )
        self.run_engine(minutes=20)
        campaign.partner_ids = [Command.link(self.small.id)]
        self.run_engine(days=1, minutes=20)
        second_call = self.activity(campaign, self.small)
        self.merge(self.small, self.big)
        self.assertFalse(second_call.exists())
        members = campaign.sudo().member_ids.filtered(lambda one: one.action_ids)
        self.assertEqual(
            members.sorted("id").mapped(lambda member: (member.state, member.reason)),
            [("active", False), ("exited", "merged")],
        )
        self.assertEqual(
            self.states(campaign, self.big), [("running", False), ("skipped", "merged")]
        )
