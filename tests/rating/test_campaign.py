"""Campaigns and satisfaction: whom they leave alone, and how they ask."""

import re

from odoo.fields import Command

from odoo.addons.mail.tests.common import MockEmail

from ..campaign.campaign_common import CampaignCommon


class TestCampaignSatisfaction(MockEmail, CampaignCommon):
    def rate(self, partner, value):
        return self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
                "partner_id": partner.id,
                "rating": value,
                "consumed": True,
            }
        )

    def test_a_bad_rating_is_a_complaint(self):
        self.rate(self.big, 1)
        self.rate(self.small, 5)
        self.refresh()
        campaign = self.launch()
        self.assertEqual(self.members(campaign)[self.big], ("left_out", "complaint"))
        self.assertEqual(self.states(campaign, self.small), [("running", False)])

    def test_a_campaign_to_the_dissatisfied_reaches_them(self):
        self.env["crm.segment"]._create_ready(self.company)
        segment = self.env["crm.segment"].search(
            [("company_id", "=", self.company.id), ("code", "=", "dissatisfied")]
        )
        self.rate(self.big, 1)
        self.refresh()
        campaign = self.launch(segment_ids=[Command.set(segment.ids)])
        self.assertEqual(self.members(campaign), {self.big: ("active", False)})

    def test_one_click_is_the_answer(self):
        self.big.email = "big@example.com"
        pattern = self.env.ref("repeat_sales_crm_rating.mailing_satisfaction")
        campaign = self.launch(
            {"kind": "satisfaction", "name": "Ask", "mailing_id": pattern.id}
        )
        self.assertEqual(self.members(campaign)[self.small], ("left_out", "no_address"))
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            cron = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue")
            cron.method_direct_trigger()
            self.env["mail.mail"].process_email_queue()
        [mail] = [
            mail for mail in self._mails if "big@example.com" in str(mail["email_to"])
        ]
        rating = self.env["rating.rating"].search([("partner_id", "=", self.big.id)])
        self.assertEqual(len(rating), 1)
        links = self.env["link.tracker"].search(
            [("url", "like", f"/rate/{rating.access_token}/")]
        )
        self.assertTrue(links or rating.access_token in mail["body"])
        self.run_engine(minutes=5)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])

    def test_a_test_asks_the_customer_nothing(self):
        self.big.email = "big@example.com"
        self.marketer.email = "marketer@example.com"
        before = self.big._rating_get_access_token(self.big)
        pattern = self.env.ref("repeat_sales_crm_rating.mailing_satisfaction")
        step = self.make_campaign(
            {"kind": "satisfaction", "name": "Ask", "mailing_id": pattern.id},
            partner_ids=[Command.set(self.big.ids)],
        ).step_ids
        ratings = self.env["rating.rating"].search_count([])
        with self.mock_mail_gateway():
            step.action_test()
        [mail] = self._mails
        self.assertIn("Dear Big", mail["body"])
        [token] = set(re.findall(r"/rate/(\w+)/", mail["body"]))
        self.assertNotEqual(token, before)
        self.assertEqual(self.env["rating.rating"].search_count([]), ratings)
        self.assertFalse(
            self.env["rating.rating"].search([("access_token", "=", token)])
        )
        self.big.rating_ids.unlink()
        with self.mock_mail_gateway():
            step.action_test()
        self.assertFalse(self.big.rating_ids)
