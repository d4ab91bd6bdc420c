"""One customer is taken out of one campaign, and can be put back."""

from odoo.exceptions import AccessError
from odoo.fields import Command

from .campaign_common import CampaignCommon

CALL = {"name": "Call", "kind": "call"}


class TestTakingOut(CampaignCommon):
    def member(self, campaign, partner, user):
        found = campaign.sudo().member_ids.filtered(
            lambda one: one.partner_id == partner
        )
        return found.sorted("id")[-1].with_user(user)

    def take_out(self, member, note="Has an open claim"):
        context = member.action_take_out()["context"]
        wizards = self.env["crm.campaign.removal"].with_user(member.env.user)
        wizards.with_context(**context).create({"note": note}).action_confirm()

    def launch_weekly(self, *steps, **values):
        return self.launch(
            *steps, trigger="recurring", repeat_unit="week", reentry="wave", **values
        )

    def test_open_call_is_taken_back_and_the_plan_ends(self):
        campaign = self.launch(CALL, {"name": "Think", "kind": "task"})
        activity = self.activity(campaign, self.big)
        self.take_out(self.member(campaign, self.big, self.marketer))
        self.assertFalse(activity.exists())
        self.assertEqual(self.members(campaign)[self.big], ("exited", "taken_out"))
        self.assertEqual(
            self.states(campaign, self.big), [("skipped", "taken_out")], "no next step"
        )
        self.assertEqual(self.members(campaign)[self.middle], ("active", False))
        self.assertIn("Has an open claim", campaign.message_ids[0].body)

    def test_out_of_later_waves_until_put_back(self):
        campaign = self.launch_weekly(CALL, hour=10)
        self.run_engine(hours=1)
        self.take_out(self.member(campaign, self.big, self.marketer))
        self.run_engine(days=7, hours=1)
        member = self.member(campaign, self.big, self.marketer)
        self.assertEqual((member.state, member.reason), ("left_out", "taken_out"))
        self.assertTrue(member.can_put_back)
        self.assertFalse(member.can_take_out)
        member.action_put_back()
        self.run_engine(days=14, hours=1)
        self.assertEqual(self.member(campaign, self.big, self.marketer).state, "active")

    def test_salesperson_takes_out_own_customers_only(self):
        campaign = self.launch(CALL)
        member = self.member(campaign, self.big, self.seller)
        self.assertTrue(member.can_take_out)
        self.take_out(member)
        self.assertEqual(self.members(campaign)[self.big], ("exited", "taken_out"))
        member.action_put_back()
        self.assertFalse(campaign.exclude_partner_ids)
        foreign = self.member(campaign, self.other, self.seller)
        with self.assertRaises(AccessError):
            foreign.action_take_out()
        nobodys = self.make_buyer("Nobody's", 10)
        self.refresh()
        second = self.launch(CALL, partner_ids=nobodys.ids)
        member = self.member(second, nobodys, self.seller)
        self.assertFalse(member.can_take_out)
        with self.assertRaises(AccessError):
            self.env["crm.campaign.removal"].with_user(self.seller).create(
                {"member_ids": member.ids}
            ).action_confirm()

    def test_on_the_form_of_the_campaign(self):
        person = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.big.id}
        )
        campaign = self.launch(CALL)
        campaign.exclude_partner_ids = [Command.link(person.id)]
        self.assertEqual(self.members(campaign)[self.big], ("exited", "taken_out"))

    def test_it_is_asked_before_each_step(self):
        campaign = self.launch({"name": "Think", "kind": "task", "delay_days": 1})
        self.env.cr.execute(
            "INSERT INTO crm_campaign_exclude_partner_rel"
            " (crm_campaign_id, res_partner_id) VALUES (%s, %s)",
            (campaign.id, self.big.id),
        )
        self.env.invalidate_all()
        self.run_engine(days=1)
        self.assertEqual(self.members(campaign)[self.big], ("exited", "taken_out"))
