"""Who may do and see what, and two companies."""

from odoo.exceptions import AccessError
from odoo.fields import Command

from .campaign_common import START, CampaignCommon

CALL = {"name": "Call", "kind": "call"}


class TestAccess(CampaignCommon):
    def test_seller_reads_campaigns_and_changes_none(self):
        campaign = self.make_campaign(CALL).with_user(self.seller)
        self.assertEqual(campaign.step_ids.mapped("name"), ["Call"])
        for method in ("action_launch", "action_pause", "action_stop"):
            with self.assertRaises(AccessError):
                getattr(campaign, method)()
        with self.assertRaises(AccessError):
            campaign.step_ids.name = "Mine"
        with self.assertRaises(AccessError):
            self.make_campaign(CALL, user=self.seller)

    def test_seller_sees_own_customers(self):
        campaign = self.launch(CALL)
        lines = self.env["crm.campaign.member"].with_user(self.seller).search([])
        self.assertEqual(lines.partner_id, self.big | self.middle | self.small)
        actions = self.env["crm.campaign.action"].with_user(self.seller).search([])
        self.assertEqual(actions.partner_id, self.big | self.middle | self.small)
        self.assertEqual(campaign.with_user(self.seller).member_count, 3)
        self.other.user_id = False
        self.assertIn(
            self.other,
            self.env["crm.campaign.member"]
            .with_user(self.seller)
            .search([])
            .partner_id,
        )

    def test_seller_sees_what_they_are_responsible_for(self):
        self.launch(
            {**CALL, "responsible": "user", "user_id": self.seller.id},
            partner_ids=self.other.ids,
        )
        actions = self.env["crm.campaign.action"].with_user(self.seller).search([])
        self.assertEqual(actions.partner_id, self.other)
        actions.activity_id.action_done()
        self.assertEqual(actions.state, "done")

    def test_seller_writes_outcome_and_note_alone(self):
        campaign = self.launch(CALL)
        action = self.actions(campaign, self.big).with_user(self.seller)
        action.note = "Spoke with Ann"
        with self.assertRaises(AccessError):
            action.state = "done"
        with self.assertRaises(AccessError):
            self.actions(campaign, self.other).with_user(self.seller).note = "Mine"
        with self.assertRaises(AccessError):
            action.unlink()

    def test_marketer_and_manager_run_campaigns(self):
        for user in (self.marketer, self.manager):
            campaign = self.make_campaign(CALL, user=user)
            campaign.action_launch()
            campaign.action_pause()
            campaign.action_resume()
            campaign.get_preview()
            campaign.action_stop()
            self.assertEqual(campaign.state, "done")

    def test_caps_and_outcomes_are_the_managers(self):
        with self.assertRaises(AccessError):
            self.env["crm.campaign.cap"].with_user(self.marketer).create({"days": 1})
        self.env["crm.campaign.cap"].with_user(self.manager).create({"days": 1})

    def test_portal_sees_nothing(self):
        portal = self.make_user("portal_user", "base.group_portal")
        for model in ("", ".step", ".wave", ".member", ".action", ".cap", ".outcome"):
            with self.assertRaises(AccessError):
                self.env[f"crm.campaign{model}"].with_user(portal).search([])


class TestTwoCompanies(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.make_company("Rainy Trading", lifecycle_tz="Asia/Tokyo")
        cls.branch_marketer = cls.make_user(
            "branch_marketer", "repeat_sales_crm.group_marketer", cls.branch
        )
        cls.make_order(cls.big, 10, 50, company=cls.branch)
        cls.refresh()

    def launch_in_branch(self, **values):
        campaign = self.make_campaign(
            CALL, user=self.branch_marketer, company_id=self.branch.id, **values
        )
        campaign.action_launch()
        self.run_engine()
        return campaign

    def test_companies_do_not_see_each_other(self):
        campaign = self.launch(CALL)
        self.assertFalse(
            self.env["crm.campaign"].with_user(self.branch_marketer).search([])
        )
        with self.assertRaises(AccessError):
            campaign.with_user(self.branch_marketer).read(["name"])
        for model in ("wave", "member", "action", "step"):
            lines = self.env[f"crm.campaign.{model}"].with_user(self.branch_marketer)
            self.assertFalse(lines.search([]))

    def test_each_has_its_own_customers_caps_and_sellers(self):
        self.env["crm.campaign.cap"].create(
            {"company_id": self.company.id, "channel_group": "any", "days": 7}
        )
        segment = self.make_segment("Everybody", company_id=self.branch.id)
        here = self.launch(CALL, partner_ids=self.big.ids)
        there = self.launch_in_branch(segment_ids=segment.ids)
        self.assertEqual(self.members(there), {self.big: ("active", False)})
        self.assertEqual(self.actions(here).state, "running")
        action = self.actions(there)
        self.assertEqual(action.state, "running")
        self.assertEqual(action.member_id.value, 50)
        # The seller does not work for that company.
        self.assertEqual(action.user_id, self.branch_marketer)

    def test_hour_of_the_company(self):
        campaign = self.make_campaign(
            CALL,
            user=self.branch_marketer,
            company_id=self.branch.id,
            trigger="recurring",
            repeat_unit="day",
            hour=9,
        )
        campaign.action_launch()
        self.assertEqual(campaign.next_run_at, START.replace(day=16, hour=0))

    def test_segments_of_another_company_are_refused(self):
        foreign = self.make_segment("Foreign", company_id=self.branch.id)
        with self.assertRaisesRegex(Exception, "company"):
            self.make_campaign(CALL, segment_ids=[Command.link(foreign.id)])
