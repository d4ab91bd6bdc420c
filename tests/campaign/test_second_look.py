"""Who was left out for want of an address comes in once it is there."""

from .campaign_common import CampaignCommon

CALL = {"name": "Call", "kind": "call"}


class TestSecondLook(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = cls.make_segment("Rich", [("amount_total", ">=", 400)])

    def launch_welcome(self, **values):
        values.setdefault("segment_ids", self.everybody.ids)
        return self.launch(CALL, trigger="enter", **values)

    def enter(self, **later):
        with self.at(**later):
            partner = self.make_buyer("New", 500)
            partner.phone = False
            self.refresh()
        self.run_engine(**later)
        return partner

    def test_address_entered_an_hour_later(self):
        campaign = self.launch_welcome()
        partner = self.enter(hours=1)
        self.assertEqual(self.members(campaign)[partner], ("left_out", "no_address"))
        partner.phone = "+1 555 98765"
        self.run_engine(hours=2)
        self.assertEqual(self.members(campaign), {partner: ("active", False)})
        self.activity(campaign, partner).action_done()
        self.run_engine(hours=3)
        self.run_engine(days=3)
        self.assertEqual(len(self.actions(campaign)), 1)

    def test_days_later_and_once(self):
        campaign = self.launch_welcome(reentry="wave")
        partner = self.enter(hours=1)
        self.run_engine(days=1)
        self.assertEqual(len(campaign.member_ids), 1)
        partner.phone = "+1 555 98765"
        self.run_engine(days=2)
        self.activity(campaign, partner).action_done()
        self.run_engine(days=3)
        self.run_engine(days=4)
        members = campaign.member_ids.sorted("id")
        self.assertEqual(
            members.mapped("state"), ["left_out", "done"], "once, and not again"
        )

    def test_not_for_ever(self):
        campaign = self.launch_welcome()
        partner = self.enter(hours=1)
        partner.phone = "+1 555 98765"
        self.run_engine(days=31)
        self.assertEqual(self.members(campaign)[partner], ("left_out", "no_address"))

    def test_who_left_the_audience_meanwhile_stays_out(self):
        campaign = self.launch_welcome()
        partner = self.enter(hours=1)
        self.everybody.domain = "[('amount_total', '>=', 600)]"
        partner.phone = "+1 555 98765"
        self.run_engine(hours=2)
        self.assertEqual(self.members(campaign)[partner], ("left_out", "no_address"))

    def test_control_group_is_not_contacted_either(self):
        campaign = self.launch_welcome(control_share=0.5)
        partner = self.enter(hours=1)
        partner.phone = "+1 555 98765"
        planned = campaign.get_preview()
        self.run_engine(hours=2)
        state, _reason = self.members(campaign)[partner]
        self.assertIn(state, ("active", "control"))
        self.assertEqual(planned["contacted"] + planned["control"], 1)

    def test_refusals_stay(self):
        campaign = self.launch_welcome()
        with self.at(hours=1):
            partner = self.make_buyer("New", 500, campaign_opt_out=True)
            self.refresh()
        self.run_engine(hours=1)
        partner.campaign_opt_out = False
        self.run_engine(hours=2)
        self.assertEqual(self.members(campaign)[partner], ("left_out", "opt_out"))
