"""The call list, used as sellers and managers use it."""

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tests import HttpCase

from ..campaign.calls_common import CALL
from .test_segment_tours import SegmentTourCommon

CALLS = "/odoo/calls"
_CODES = (
    "reached",
    "no_answer",
    "call_back",
    "not_interested",
    "wrong_number",
    "order",
)


class CallsTourCommon(SegmentTourCommon):
    """Twenty shops to call, Shop 01 the most valuable."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.campaign_daily_calls = 0
        cls.env["crm.campaign.cap"].search(
            [("company_id", "=", cls.company.id)]
        ).unlink()
        for number, code in enumerate(_CODES):
            cls.env.ref(
                f"repeat_sales_crm.crm_campaign_outcome_{code}"
            ).sequence = number
        cls.shops = cls.env["res.partner"].create(
            [
                {
                    "name": f"Shop {number:02}",
                    "is_company": True,
                    "user_id": cls.seller.id,
                    "phone": f"+1 555 01{number:02}",
                }
                for number in range(1, 21)
            ]
        )
        for number, shop in enumerate(cls.shops):
            cls.make_order(shop, 100, 2000 - number)
        cls.refresh()

    def launch(self, name="Win them back"):
        campaign = (
            self.env["crm.campaign"]
            .with_user(self.marketer)
            .create(
                {
                    "name": name,
                    "company_id": self.company.id,
                    "goal": "More",
                    "goal_metric": "buyers",
                    "goal_value": 0.1,
                    "partner_ids": [Command.set(self.shops.ids)],
                    "step_ids": [Command.create(CALL)],
                }
            )
        )
        campaign.action_launch()
        self.env.flush_all()
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["crm.campaign"]._cron_run()
        self.env.invalidate_all()
        return campaign.sudo()

    def action(self, campaign, number):
        shop = self.shops[number - 1]
        return campaign.member_ids.action_ids.filtered(
            lambda action: action.partner_id == shop
        )


class TestCallsTours(CallsTourCommon, HttpCase):
    def test_twenty_cards_by_keyboard(self):
        campaign = self.launch()
        self.start_tour(CALLS, "calls_by_keyboard", login="seller", timeout=180)
        first = self.action(campaign, 1)
        self.assertEqual((first.state, first.note), ("done", "They were glad"))
        self.assertEqual(self.action(campaign, 2).state, "running")
        self.assertTrue(self.action(campaign, 2).call_at)
        self.assertTrue(self.action(campaign, 3).call_at)
        self.assertEqual(self.action(campaign, 4).outcome_id.code, "not_interested")
        self.assertEqual(self.shops[4].phone, "+1 555 0177")
        self.assertEqual(self.action(campaign, 5).outcome_id.code, "reached")
        self.assertTrue(self.shops[5].campaign_phone_is_wrong)
        quotation = self.env["sale.order"].search(
            [("partner_id", "=", self.shops[19].id), ("state", "=", "draft")]
        )
        self.assertEqual(quotation.user_id, self.seller)
        done = campaign.member_ids.action_ids.filtered(lambda one: one.state == "done")
        self.assertEqual(len(done), 18)

    def test_keys_are_for_the_card_on_the_screen(self):
        campaign = self.launch()
        self.start_tour(CALLS, "calls_wrong_keys", login="seller", timeout=180)
        states = [self.action(campaign, number).state for number in (1, 2, 3)]
        self.assertEqual(states, ["running"] * 3)
        self.assertEqual(
            self.action(campaign, 2).attempt_ids.outcome_id.code, "no_answer"
        )
        self.assertFalse(self.action(campaign, 3).attempt_ids)
        self.assertFalse(self.action(campaign, 1).attempt_ids)

    def test_one_conversation_for_two_campaigns(self):
        campaign = self.launch()
        other = self.launch("Tell the news")
        self.start_tour(CALLS, "calls_one_customer", login="seller")
        states = [
            [self.action(one, number).state for one in (campaign, other)]
            for number in (1, 2)
        ]
        self.assertEqual(states[0], ["done", "done"])
        self.assertEqual(sorted(states[1]), ["done", "running"])
        self.assertTrue(self.action(campaign, 17).call_at)
        self.assertTrue(self.action(other, 17).call_at)

    def test_manager_hands_over(self):
        campaign = self.launch()
        self.start_tour("/odoo/campaign-waves", "calls_hand_over", login="manager")
        self.assertEqual(campaign.member_ids.action_ids.user_id, self.other_seller)

    def test_manager_sees_who_does_what(self):
        self.launch()
        self.start_tour("/odoo/calls-by-seller", "calls_report", login="manager")


class TestCallsPhone(CallsTourCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        campaign = self.launch()
        self.start_tour(CALLS, "calls_phone", login="seller")
        self.assertEqual(self.action(campaign, 1).outcome_id.code, "reached")
