"""Playbooks, the plan in words, and where campaigns start."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command

from .campaign_common import START, CampaignCommon


class TestPlaybooks(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        campaigns = cls.env["crm.campaign"].with_user(cls.marketer)
        campaigns.with_company(cls.company).action_open_playbooks()

    def playbooks(self, company=None):
        return self.env["crm.campaign"].search(
            [
                ("company_id", "=", (company or self.company).id),
                ("is_template", "=", True),
            ]
        )

    def test_one_for_each_cell(self):
        books = self.playbooks()
        self.assertEqual(len(books), 9)
        cells = self.env["crm.lifecycle.segment"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(books.lifecycle_segment_ids, cells)
        self.assertTrue(all(len(book.lifecycle_segment_ids) == 1 for book in books))
        for book in books:
            self.assertTrue(book.step_ids)
            for step in book.step_ids:
                self.assertTrue(step.script or step.mailing_id or step.kind != "call")

    def test_they_are_never_launched(self):
        book = self.playbooks()[:1].with_user(self.marketer)
        with self.assertRaisesRegex(UserError, "playbook"):
            book.action_launch()

    def test_a_campaign_made_of_one_has_texts_of_its_own(self):
        book = self.playbooks().filtered(lambda book: book.code == "new_active")
        action = book.with_user(self.marketer).action_use_playbook()
        campaign = self.env["crm.campaign"].browse(action["res_id"])
        self.assertFalse(campaign.is_template)
        self.assertEqual(campaign.user_id, self.marketer)
        self.assertEqual(campaign.lifecycle_segment_ids, book.lifecycle_segment_ids)
        self.assertEqual(len(campaign.step_ids), len(book.step_ids))
        self.assertFalse(campaign.step_ids.mailing_id & book.step_ids.mailing_id)
        self.assertEqual(
            campaign.step_ids.mailing_id.subject, book.step_ids.mailing_id.subject
        )
        campaign.with_user(self.marketer).action_launch()
        self.assertEqual(campaign.state, "running")

    def test_a_text_that_speaks_of_an_offer_needs_one(self):
        book = self.playbooks().filtered(lambda book: book.code == "new_sleeping")
        action = book.with_user(self.marketer).action_use_playbook()
        campaign = self.env["crm.campaign"].browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "speaks of an offer"):
            campaign.action_launch()
        campaign.step_ids.offer_id = self.env["crm.campaign.offer"].create(
            {
                "name": "Free delivery",
                "code": "FREE",
                "company_id": self.company.id,
                "date_end": "2026-12-31",
            }
        )
        campaign.action_launch()
        self.assertEqual(campaign.state, "running")

    def test_conditions_of_a_copy_speak_of_its_own_steps(self):
        campaign = self.make_campaign({"name": "First"}, {"name": "Second"})
        first, second = campaign.step_ids
        second.condition_step_id = first
        copy = campaign.copy()
        self.assertEqual(copy.step_ids[1].condition_step_id, copy.step_ids[0])

    def test_where_nobody_has_an_email_address(self):
        second = self.make_company("Second Trading")
        self.assertFalse(second.email)
        self.marketer.email = False
        self.marketer.company_ids += second
        campaigns = self.env["crm.campaign"].with_user(self.marketer)
        campaigns.with_company(second).with_context(
            allowed_company_ids=second.ids
        ).action_open_playbooks()
        self.assertEqual(len(self.playbooks(second)), 9)

    def test_messages_go_out_in_the_name_of_who_makes_the_campaign(self):
        self.marketer.email = "maria@example.com"
        book = self.playbooks().filtered(lambda book: book.code == "new_active")
        action = book.with_user(self.marketer).action_use_playbook()
        campaign = self.env["crm.campaign"].browse(action["res_id"])
        message = campaign.step_ids.mailing_id
        self.assertIn("maria@example.com", message.email_from)
        self.assertEqual(message.user_id, self.marketer)

    def test_messages_can_be_unsubscribed_and_begin_with_a_capital(self):
        messages = self.playbooks().step_ids.mailing_id
        self.assertTrue(messages)
        for message in messages:
            self.assertIn("/unsubscribe_from_list", message.body_arch)
            self.assertRegex(message.body_arch, r"Dear <t [^>]*></t>,</p><p>[A-Z]")

    def test_a_company_gets_them_once(self):
        self.playbooks()[0].unlink()
        campaigns = self.env["crm.campaign"].with_user(self.marketer)
        campaigns.with_company(self.company).action_open_playbooks()
        self.assertEqual(len(self.playbooks()), 8)
        second = self.make_company("Second Trading")
        self.assertFalse(self.playbooks(second))
        self.env["crm.campaign"]._create_playbooks(second)
        self.assertEqual(len(self.playbooks(second)), 9)


class TestWords(CampaignCommon):
    def test_steps(self):
        campaign = self.make_campaign(
            {"name": "Ask", "delay_from": "launch", "delay_days": 3, "daily_limit": 12},
            {"name": "Again", "delay_days": 1, "condition": "not_bought"},
        )
        first, second = campaign.step_ids
        self.assertEqual(first.plan_when, "Day 3")
        self.assertEqual(first.plan_what, "Call · Ask")
        self.assertEqual(
            first.plan_who, "by the customer's salesperson, up to 12 a day"
        )
        self.assertEqual(second.plan_when, "1 day later")
        self.assertTrue(second.plan_who.startswith("if not bought since, by"))

    def test_schedules(self):
        campaign = self.make_campaign()
        for values, text in (
            ({"trigger": "once"}, "Once, when it is launched"),
            ({"trigger": "enter"}, "When a customer enters the audience"),
            (
                {"trigger": "recurring", "repeat_unit": "day", "repeat_every": 3},
                "Every 3 days, at 09:00",
            ),
            (
                {"repeat_unit": "week", "repeat_every": 1, "on_friday": True},
                "Every week on Monday, Friday, at 09:00",
            ),
            (
                {"repeat_unit": "month", "month_mode": "last_day", "hour": 14.5},
                "Every month on the last day, at 14:30",
            ),
            (
                {"month_mode": "weekday", "month_week": "1", "on_friday": False},
                "Every month on the first Monday, at 14:30",
            ),
        ):
            campaign.write(values)
            self.assertEqual(campaign.schedule_text, text)


class TestStart(CampaignCommon):
    def make_from(self, action):
        self.assertEqual(action["res_model"], "crm.campaign")
        campaigns = self.env["crm.campaign"].with_user(self.marketer)
        return campaigns.with_context(**action["context"]).create(
            {
                "name": "From there",
                "step_ids": [Command.create({"kind": "call", "name": "Call"})],
            }
        )

    def test_from_customers(self):
        customers = self.customer_of(self.big) | self.customer_of(self.small)
        campaign = self.make_from(
            customers.with_user(self.marketer).action_start_campaign()
        )
        self.assertEqual(campaign.partner_ids, self.big | self.small)

    def test_from_a_cell(self):
        cell = self.customer_of(self.big).segment_id
        campaign = self.make_from(cell.with_user(self.marketer).action_start_campaign())
        self.assertEqual(campaign.lifecycle_segment_ids, cell)
        preview = campaign.get_preview()
        self.assertEqual(preview["contacted"], 4)
        opened = campaign.action_open_planned("active")
        self.assertEqual(
            self.env["crm.customer"].search(opened["domain"]).partner_id,
            self.all_partners,
        )

    def test_from_a_segment(self):
        segment = self.make_segment("Big ones", [("amount_total", ">", 400)])
        campaign = self.make_from(
            segment.with_user(self.marketer).action_start_campaign()
        )
        self.assertEqual(campaign.segment_ids, segment)
        opened = campaign.action_open_audience()
        self.assertEqual(
            self.env["crm.customer"].search(opened["domain"]).partner_id,
            self.big | self.middle,
        )

    def test_who_would_be_left_out(self):
        self.big.campaign_opt_out = True
        campaign = self.make_campaign()
        opened = campaign.action_open_planned("left_out", "opt_out")
        self.assertEqual(
            self.env["crm.customer"].search(opened["domain"]).partner_id, self.big
        )


class TestCalendar(CampaignCommon):
    def test_waves_that_were_and_those_to_come(self):
        campaign = self.make_campaign(
            trigger="recurring", repeat_unit="week", reentry="wave"
        )
        campaign.action_launch()
        self.run_engine(days=7, minutes=5)
        with self.at(days=7, hours=1):
            moments = (
                self.env["crm.campaign.moment"]
                .with_user(self.seller)
                .search([("campaign_id", "=", campaign.id)])
            )
            self.assertEqual(moments.mapped("state"), ["running"] + ["planned"] * 13)
            self.assertEqual(moments[0].moment, START + timedelta(days=7))
            self.assertEqual(moments[1].moment, START + timedelta(days=14))
            opened = moments[0].action_open()
            self.assertEqual(opened["res_model"], "crm.campaign.member")
            opened = moments[1].action_open()
            self.assertEqual(opened["res_id"], campaign.id)
            campaign.action_pause()
            left = self.env["crm.campaign.moment"].search(
                [("campaign_id", "=", campaign.id)]
            )
            self.assertEqual(left.mapped("state"), ["running"])
