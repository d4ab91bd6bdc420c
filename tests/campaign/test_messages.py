"""Messages of campaigns: mailings, webhooks, offers, lists and actions."""

import io
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

import requests

from odoo.exceptions import UserError, ValidationError
from odoo.tests.common import _super_send
from odoo.tools import email_normalize, mute_logger

from odoo.addons.mail.tests.common import MockEmail
from odoo.addons.repeat_sales_crm.models.campaign import webhook

from .campaign_common import CampaignCommon


class MessageCommon(MockEmail, CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in cls.all_partners:
            partner.email = f"{partner.name.lower()}@example.com"
        cls.pattern = cls.make_pattern("Hello <t t-out='object.name'/>")

    @classmethod
    def make_pattern(cls, body, **values):
        return cls.env["mailing.mailing"].create(
            {
                "subject": "We kept your price list",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "mailing_type": "mail",
                "body_html": f"<p>{body}</p>",
                **values,
            }
        )

    def email_step(self, **values):
        return {
            "kind": "email",
            "name": "Write",
            "mailing_id": self.pattern.id,
            **values,
        }

    def send(self):
        """Have Odoo send what is queued, and return {address: message}."""
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            cron = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue")
            cron.method_direct_trigger()
            self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
        return {
            email_normalize(mail["email_to"][0]): mail["body"] for mail in self._mails
        }


class TestEmail(MessageCommon):
    def test_one_mailing_for_all_and_each_gets_one(self):
        campaign = self.launch(self.email_step(), {"name": "Call"})
        self.assertEqual(self.states(campaign, self.big), [("running", False)])
        mailing = self.actions(campaign).mailing_id
        self.assertEqual(len(mailing), 1)
        self.assertEqual(mailing.campaign_id, campaign.utm_campaign_id)
        self.assertEqual(self.pattern.state, "draft")
        sent = self.send()
        self.assertEqual(len(sent), 4)
        self.run_engine(minutes=5)
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("running", False)]
        )
        self.assertEqual(self.pattern.state, "draft")
        self.assertFalse(self.send())

    def test_nobody_is_written_to_twice_when_all_is_done_again(self):
        campaign = self.launch(self.email_step())
        self.run_engine(minutes=1)
        self.assertEqual(len(self.actions(campaign).mailing_id), 1)
        self.assertEqual(len(self.send()), 4)
        self.assertFalse(self.send())
        self.run_engine(minutes=2)
        self.assertFalse(self.send())

    def test_who_refused_mailings_is_not_written_to(self):
        self.env["mail.blacklist"]._add(self.big.email)
        campaign = self.launch(self.email_step())
        self.assertEqual(self.members(campaign)[self.big], ("left_out", "blacklisted"))
        self.assertEqual(len(self.send()), 3)

    def test_who_refuses_after_the_decision_is_left_out_by_odoo(self):
        campaign = self.launch(self.email_step())
        self.env["mail.blacklist"]._add(self.big.email)
        self.assertEqual(len(self.send()), 3)
        self.run_engine(minutes=5)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "refused")])

    def test_no_address(self):
        self.big.email = False
        campaign = self.launch(self.email_step())
        self.assertEqual(self.members(campaign)[self.big], ("left_out", "no_address"))

    def test_a_text_that_fails_for_one_customer(self):
        self.pattern.body_html = "<p><t t-out='1 / (object.color - 7)'/></p>"
        self.big.color = 7
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            campaign = self.launch(self.email_step())
        self.assertEqual(self.actions(campaign, self.big).state, "waiting")
        self.assertEqual(self.actions(campaign, self.big).postponed_reason, "retry")
        self.assertIn("division", self.actions(campaign, self.big).error)
        self.assertEqual(self.actions(campaign, self.small).state, "running")
        self.assertEqual(len(self.send()), 3)
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.run_engine(hours=1)
            self.run_engine(hours=4)
        self.assertEqual(self.states(campaign, self.big), [("failed", "error")])
        self.assertFalse(self.send())

    def test_a_server_that_is_down(self):
        campaign = self.launch(self.email_step())
        trace = {"model": "res.partner", "trace_type": "mail"}
        mailing = self.actions(campaign).mailing_id
        for partner in self.all_partners:
            failed = partner == self.big
            self.env["mailing.trace"].create(
                {
                    **trace,
                    "res_id": partner.id,
                    "mass_mailing_id": mailing.id,
                    "trace_status": "error" if failed else "sent",
                    "failure_type": "mail_smtp" if failed else False,
                }
            )
        mailing.state = "done"
        self.run_engine(minutes=5)
        action = self.actions(campaign, self.big)
        self.assertEqual((action.state, action.attempts), ("waiting", 0))
        self.assertEqual(self.actions(campaign, self.small).state, "done")
        self.run_engine(hours=1)
        self.assertEqual(action.state, "running")
        self.assertNotEqual(action.mailing_id, mailing)
        self.assertEqual(list(self.send()), ["big@example.com"])

    def test_a_message_that_came_back(self):
        campaign = self.launch(self.email_step())
        self.env["mailing.trace"].create(
            {
                "model": "res.partner",
                "res_id": self.big.id,
                "mass_mailing_id": self.actions(campaign).mailing_id.id,
                "trace_status": "bounce",
            }
        )
        self.run_engine(minutes=5)
        self.assertEqual(self.states(campaign, self.big), [("failed", "bounced")])

    def test_a_mailing_that_was_deleted(self):
        campaign = self.launch(self.email_step())
        self.actions(campaign).mailing_id.unlink()
        self.run_engine(minutes=5)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "withdrawn")])

    def test_opened_and_clicked(self):
        first = self.email_step()
        campaign = self.launch(
            first,
            {"name": "Opened", "condition": "opened", "delay_days": 1},
            {"name": "Not clicked", "condition": "not_clicked"},
        )
        self.send()
        self.run_engine(minutes=5)
        traces = self.actions(campaign).mailing_id.mailing_trace_ids
        mine = traces.filtered(lambda trace: trace.res_id == self.big.id)
        mine.set_opened()
        self.run_engine(days=1, hours=1)
        self.run_engine(days=1, hours=2)
        self.assertEqual(self.actions(campaign, self.big)[-1].step_id.name, "Opened")
        self.assertEqual(self.actions(campaign, self.big)[-1].state, "running")
        self.assertEqual(
            self.states(campaign, self.small)[1:],
            [("skipped", "condition"), ("running", False)],
        )

    def test_a_step_without_a_message(self):
        campaign = self.make_campaign(self.email_step(mailing_id=False))
        with self.assertRaisesRegex(UserError, "Write the message"):
            campaign.action_launch()

    def test_on_oneself(self):
        self.marketer.email = "marketer@example.com"
        campaign = self.make_campaign(self.email_step())
        with self.mock_mail_gateway():
            campaign.step_ids.action_test()
        [mail] = self._mails
        self.assertEqual(mail["email_to"], ["marketer@example.com"])
        self.assertIn("Hello Big", mail["body"])


class TestSms(MessageCommon):
    def test_a_mailing_by_sms(self):
        for number, partner in enumerate(self.all_partners):
            partner.write({"phone": f"+1 202 555 010{number}"})
        pattern = self.make_pattern(
            "", mailing_type="sms", body_plaintext="Hello {{ object.name }}"
        )
        campaign = self.launch(
            {"kind": "sms", "name": "Text", "mailing_id": pattern.id}
        )
        mailing = self.actions(campaign).mailing_id
        self.assertEqual(mailing.mailing_type, "sms")
        self.assertEqual(
            self.env["res.partner"].search(mailing._get_recipients_domain()),
            self.all_partners,
        )


class TestOffer(MessageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer = cls.env["crm.campaign.offer"].create(
            {
                "name": "10 % on desks",
                "code": "BACK",
                "discount": 10,
                "company_id": cls.company.id,
                "date_start": "2026-06-01",
                "date_end": "2026-06-30",
            }
        )

    def test_it_is_printed_into_the_message(self):
        self.pattern.body_html = "<p>For you: [offer]!</p>"
        self.launch(self.email_step(offer_id=self.offer.id))
        message = self.send()["big@example.com"]
        self.assertIn("10 % on desks, until June 30, 2026, code BACK!", message)

    def test_at_the_end_where_there_is_no_place_for_it(self):
        step = self.make_campaign(self.email_step(offer_id=self.offer.id)).step_ids
        self.assertIn("code BACK", step._prepare_texts(self.pattern)["body_html"])

    def test_it_is_in_the_script(self):
        campaign = self.launch(
            {
                "name": "Call",
                "script": "<p>Offer: [code]</p>",
                "offer_id": self.offer.id,
            }
        )
        self.assertIn("BACK", self.activity(campaign, self.big).note)

    def test_orders_that_name_it(self):
        self.launch({"kind": "offer", "name": "Give", "offer_id": self.offer.id})
        order = self.make_order(self.big, 0, 200)
        order.campaign_offer_id = self.offer
        self.assertEqual(self.offer.given_count, 4)
        self.assertEqual(self.offer.order_count, 1)
        self.assertAlmostEqual(self.offer.amount_total, 180)
        order._action_cancel()
        self.offer.invalidate_recordset()
        self.assertEqual(self.offer.order_count, 0)

    def test_orders_with_its_pricelist(self):
        self.offer.pricelist_id = self.env["product.pricelist"].create(
            {"name": "For sleepers", "company_id": self.company.id}
        )
        self.launch({"kind": "offer", "name": "Give", "offer_id": self.offer.id})
        order = self.make_order(self.big, 0, 200)
        stranger = self.make_order(self.make_partner("Stranger"), 0, 50)
        for sale in order | stranger:
            sale._action_cancel()
            sale.pricelist_id = self.offer.pricelist_id
            sale.state = "sale"
        self.env.flush_all()
        self.assertEqual(
            self.env["sale.order"].search(self.offer._get_redeemed_domain()), order
        )
        # What is opened has to reach the browser.
        opened = json.loads(json.dumps(self.offer.action_open_orders()))
        self.assertEqual(self.env["sale.order"].search(opened["domain"]), order)

    def test_an_offer_of_another_company(self):
        order = self.make_order(self.big, 0, 200)
        self.offer.company_id = self.make_company("Second Trading")
        with self.assertRaises(UserError):
            order.campaign_offer_id = self.offer

    def test_an_offer_that_ended(self):
        campaign = self.make_campaign(self.email_step(offer_id=self.offer.id))
        self.offer.date_end = "2026-06-02"
        with self.assertRaisesRegex(UserError, "ended"):
            campaign.action_launch()

    def test_codes_are_unique_and_days_in_order(self):
        with self.assertRaises(ValidationError):
            self.offer.write({"discount": 0, "code": False})


class TestWebhook(MessageCommon):
    @contextmanager
    def receiver(self, status=200):
        received = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.append((dict(self.headers), body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_args):
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/bot", received
        finally:
            server.shutdown()
            server.server_close()

    def step(self, url):
        return {
            "kind": "webhook",
            "name": "Chat",
            "webhook_url": url,
            "message": "Hello {{ object.name }}",
        }

    def launch_to(self, status):
        with self.receiver(status) as (url, received):
            campaign = self.make_campaign(self.step(url))
            campaign.sudo().step_ids.webhook_secret = "hush"
            campaign.action_launch()
            with patch.object(requests.Session, "send", _super_send):
                self.run_engine()
        return campaign, received

    def test_signed_messages(self):
        campaign, received = self.launch_to(200)
        self.assertEqual(len(received), 4)
        headers, body = received[0]
        self.assertEqual(
            headers["X-Signature"],
            "sha256=" + webhook.sign("hush", headers["X-Timestamp"], body),
        )
        self.assertIn("Hello", json.loads(body)["text"])
        self.assertEqual(len({h["Idempotency-Key"] for h, _b in received}), 4)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])

    def test_a_receiver_that_refuses(self):
        campaign, received = self.launch_to(500)
        self.assertEqual(len(received), 4)
        action = self.actions(campaign, self.big)
        self.assertEqual((action.state, action.attempts), ("running", 0))
        self.assertIn("HTTP 500", campaign.problem)

    def test_an_address_without_encryption(self):
        with self.assertRaisesRegex(ValidationError, "https"):
            self.make_campaign(self.step("http://bot.example.com"))


class TestSilentSteps(MessageCommon):
    def test_remarketing(self):
        campaign = self.launch({"kind": "remarketing", "name": "Ads"})
        self.marketer.group_ids += self.env.ref("base.group_allow_export")
        wizard = (
            self.env["crm.segment.export"]
            .with_user(self.marketer)
            .create({"step_id": campaign.step_ids.id, "kind": "remarketing"})
        )
        self.assertEqual(wizard.listed_count, 4)
        file = io.BytesIO()
        name, _mimetype = wizard._write_file(file)
        self.assertEqual(name, f"{campaign.name}.csv")
        self.assertEqual(len(file.getvalue().splitlines()), 5)

    def test_server_action(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Mark",
                "state": "code",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "code": "record.write({'comment': env.user.login})",
            }
        )
        campaign = self.launch(
            {"kind": "server_action", "name": "Mark", "server_action_id": action.id}
        )
        self.assertIn("marketer", self.big.comment)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])

    def test_a_server_action_that_fails_for_one(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Mark",
                "state": "code",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "code": "if record.name == 'Big': raise UserError('No')\n"
                "record.write({'comment': 'x'})",
            }
        )
        campaign = self.launch(
            {"kind": "server_action", "name": "Mark", "server_action_id": action.id}
        )
        self.assertFalse(self.big.comment)
        self.assertTrue(self.small.comment)
        self.assertEqual(self.actions(campaign, self.big).error, "No")
        self.assertEqual(self.actions(campaign, self.small).state, "done")
        self.assertEqual(
            self.env["crm.campaign.member"]
            .with_user(self.seller)
            .search([("campaign_id", "=", campaign.id)])
            .partner_id,
            self.big | self.middle | self.small,
        )
