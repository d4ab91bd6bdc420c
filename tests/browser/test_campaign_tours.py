"""Campaigns, used as people use them."""

from itertools import count

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from odoo.addons.repeat_sales_crm.models.campaign.control_group import in_control

from .test_segment_tours import SegmentTourCommon


class TestCampaignTours(SegmentTourCommon, HttpCase):
    def run_engine(self):
        self.env.flush_all()
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["crm.campaign"]._cron_run()
        self.env.invalidate_all()

    def test_from_the_launch_to_the_end(self):
        with mute_logger("odoo.http"):  # It is launched without a goal first.
            self.start_tour("/odoo/campaigns", "campaign_launch", login="marketer")
        campaign = self.env["crm.campaign"].search(
            [("name", "=", "Thank the loyal ones")]
        )
        self.assertEqual(campaign.state, "running")
        self.run_engine()
        self.assertEqual(campaign.member_ids.partner_id, self.loyal | self.fresh)
        self.start_tour("/odoo/campaign-waves", "campaign_wave", login="marketer")
        self.start_tour("/odoo/campaign-actions", "campaign_seller", login="seller")
        action = campaign.member_ids.action_ids.filtered(
            lambda action: action.partner_id == self.loyal
        )
        self.assertEqual((action.state, action.note), ("done", "They were glad"))

    def test_results(self):
        partners = self.loyal | self.fresh
        campaign = (
            self.env["crm.campaign"]
            .with_user(self.marketer)
            .create(
                {
                    "name": "Thank the loyal ones",
                    "company_id": self.company.id,
                    "partner_ids": [Command.set(partners.ids)],
                    "control_share": 0,
                    "goal": "More repeat sales",
                    "goal_metric": "buyers",
                    "goal_value": 0.4,
                    "step_ids": [
                        Command.create({"kind": "task", "name": "Say thank you"})
                    ],
                }
            )
        )
        campaign.action_launch()
        self.run_engine()
        for activity in campaign.sudo().member_ids.action_ids.activity_id:
            activity.with_user(activity.user_id).action_done()
        self.make_order(self.loyal, 0, 80)
        self.start_tour("/odoo/campaigns", "campaign_results", login="marketer")

    def make_with_control(self, share):
        """Make a campaign in whose control group some of the customers would be."""
        partners = self.loyal | self.fresh | self.asleep
        for number in count(1):
            campaign = (
                self.env["crm.campaign"]
                .with_user(self.marketer)
                .create(
                    {
                        "name": f"Thank them {number}",
                        "company_id": self.company.id,
                        "partner_ids": [Command.set(partners.ids)],
                        "goal": "More repeat sales",
                        "goal_metric": "orders",
                        "goal_value": 3,
                        "step_ids": [Command.create({"kind": "task", "name": "Thank"})],
                    }
                )
            )
            drawn = [in_control(campaign.id, one.id, share) for one in partners]
            if drawn == [True, False, False]:
                return campaign
        return None

    def test_preview_follows_the_form(self):
        campaign = self.make_with_control(0.5)
        self.start_tour(
            f"/odoo/campaigns/{campaign.id}", "campaign_preview", login="marketer"
        )
        self.assertEqual(campaign.trigger, "enter")

    def test_preview_of_a_new_campaign(self):
        self.start_tour("/odoo/campaigns", "campaign_preview_new", login="marketer")

    def test_take_out(self):
        partners = self.loyal | self.fresh
        campaign = self.make_with_control(0.5)
        campaign.partner_ids = [Command.set(partners.ids)]
        campaign.action_launch()
        self.run_engine()
        self.start_tour(
            f"/odoo/res.partner/{self.loyal.id}", "campaign_take_out", login="seller"
        )
        self.assertEqual(campaign.exclude_partner_ids, self.loyal)
        self.assertIn("Has a claim", campaign.message_ids[0].body)
