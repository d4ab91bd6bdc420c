"""What goes wrong in one campaign, or for one customer, stops nothing else."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import requests

from odoo.tests.common import TransactionCase, _super_send
from odoo.tools import mute_logger

from odoo.addons.repeat_sales_crm.models.campaign import webhook
from odoo.addons.repeat_sales_crm.models.lifecycle import company_day, time_zones

from .campaign_common import CampaignCommon

_ENGINE = "odoo.addons.repeat_sales_crm.models.campaign.crm_campaign_engine"


def _modern_zone(name):
    """Look a time zone up as on a system without the old names."""
    if name in time_zones._tz_mapping or name == "Mars/Base":
        raise ZoneInfoNotFoundError(name)
    return ZoneInfo(name)


class TestTimeZones(TransactionCase):
    def setUp(self):
        super().setUp()
        time_zones.get_zone.cache_clear()
        self.addCleanup(time_zones.get_zone.cache_clear)
        self.enterContext(patch.object(time_zones, "ZoneInfo", _modern_zone))

    def test_old_names_stand_for_the_new_ones(self):
        for old, new in (
            ("Asia/Calcutta", "Asia/Kolkata"),
            ("US/Eastern", "America/New_York"),
            ("Europe/Kiev", "Europe/Kyiv"),
        ):
            self.assertEqual(time_zones.known_name(old, "UTC"), new)

    def test_unknown_names_stand_for_the_next_one(self):
        self.assertEqual(time_zones.known_name("Mars/Base", "Asia/Tokyo"), "Asia/Tokyo")
        self.assertEqual(time_zones.known_name(False, "Mars/Base"), "UTC")
        self.assertEqual(time_zones.known_name("../etc/passwd"), "UTC")

    def test_days_of_old_names(self):
        moment = (
            self.env["crm.campaign"]
            ._fields["start_at"]
            .to_datetime("2026-06-15 20:00:00")
        )
        day = company_day.local_day(moment, "Asia/Calcutta")
        self.assertEqual(str(day), "2026-06-16")

    def test_companies_keep_names_that_the_database_knows(self):
        company = self.env["res.company"].create(
            {"name": "Calcutta Trading", "lifecycle_tz": "Asia/Calcutta"}
        )
        self.assertEqual(company.lifecycle_tz, "Asia/Kolkata")
        company.lifecycle_tz = "US/Eastern"
        self.assertEqual(company.lifecycle_tz, "America/New_York")


class TestBadApples(CampaignCommon):
    def test_a_customer_whose_time_zone_nobody_knows(self):
        self.company.write({"campaign_quiet_from": 20, "campaign_quiet_to": 8})
        self.big.email = "big@example.com"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET tz = 'Mars/Base' WHERE id = %s", [self.big.id]
        )
        self.big.invalidate_recordset()
        pattern = self.env["mailing.mailing"].create(
            {
                "subject": "Hello",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "body_html": "<p>Hello</p>",
            }
        )
        step = {"kind": "email", "name": "Write", "mailing_id": pattern.id}
        campaign = self.launch(step)
        self.assertEqual(self.actions(campaign, self.big).state, "running")

    def test_one_that_cannot_be_launched(self):
        for name in ("_launch", "_enrol"):
            with self.subTest(name):
                self.fail_for_the_first(name)

    def fail_for_the_first(self, name):
        bad, good = self.make_campaign(), self.make_campaign()
        (bad | good).action_launch()
        campaigns = self.env.registry["crm.campaign"]
        method = getattr(campaigns, name)

        def fail(campaign, *args):
            if campaign.id == bad.id:
                raise ValueError("The rule is broken")
            return method(campaign, *args)

        with patch.object(campaigns, name, fail), mute_logger(_ENGINE):
            self.run_engine()
            self.run_engine(minutes=5)
        self.assertEqual(self.actions(good, self.big).state, "running")
        self.assertFalse(self.actions(bad))
        self.assertIn("The rule is broken", bad.problem)
        self.assertFalse(good.problem)
        told = bad.message_ids.filtered(lambda one: "rule is broken" in one.body)
        self.assertEqual(len(told), 1)
        self.run_engine(minutes=10)
        self.assertEqual(self.actions(bad, self.big).state, "running")
        self.assertFalse(bad.problem)

    def test_a_step_that_cannot_be_judged(self):
        bad, good = self.make_campaign(), self.make_campaign()
        (bad | good).action_launch()
        actions = self.env.registry["crm.campaign.action"]
        judge = actions._judge

        def fail(action, step, *args):
            if step.campaign_id.id == bad.id:
                raise ValueError("The rule is broken")
            return judge(action, step, *args)

        with patch.object(actions, "_judge", fail), mute_logger(_ENGINE):
            self.run_engine()
        self.assertEqual(self.actions(good, self.big).state, "running")
        self.assertEqual(self.actions(bad, self.big).state, "waiting")
        self.assertIn("The rule is broken", bad.problem)

    def test_what_nobody_thought_of(self):
        campaign = self.make_campaign()
        campaign.action_launch()
        actions = self.env.registry["crm.campaign.action"]
        with (
            patch.object(actions, "_expire_chunk", side_effect=ValueError("No")),
            mute_logger(_ENGINE),
        ):
            self.run_engine()
        self.assertEqual(self.actions(campaign, self.big).state, "running")

    def test_one_that_fails_among_many_costs_some_tries(self):
        campaign = self.make_campaign()
        campaign.action_launch()
        tries = []
        steps = self.env.registry["crm.campaign.step"]
        run = steps._run

        def fail(step, actions):
            tries.append(len(actions))
            if self.big in actions.partner_id:
                raise ValueError("No")
            return run(step, actions)

        logger = (
            "odoo.addons.repeat_sales_crm.models.campaign.crm_campaign_action_engine"
        )
        with patch.object(steps, "_run", fail), mute_logger(logger):
            self.run_engine()
        self.assertEqual(sorted(tries), [1, 1, 2, 2, 4])
        self.assertEqual(self.actions(campaign, self.big).error, "No")


class TestReceivers(CampaignCommon):
    @contextmanager
    def receiver(self, seconds=0, status=200):
        received = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                received.append(self.headers["Idempotency-Key"])
                time.sleep(seconds)
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_args):
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_args):
                """Nobody waits for the answer any more."""

        receiver = Server(("127.0.0.1", 0), Handler)
        receiver.status = status
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        try:
            yield receiver, received
        finally:
            receiver.shutdown()
            receiver.server_close()

    def run_engine(self, **later):
        with (
            patch.object(requests.Session, "send", _super_send),
            patch.object(webhook, "TIMEOUT", (0.5, 0.5)),
        ):
            super().run_engine(**later)

    def launch_to(self, receiver, **step):
        url = f"http://127.0.0.1:{receiver.server_port}/bot"
        return self.launch(
            {"kind": "webhook", "name": "Chat", "webhook_url": url, "message": "Hi"}
        )

    def test_one_that_does_not_answer_keeps_nobody_waiting(self):
        with (
            self.receiver(seconds=1) as (dead, _tried),
            self.receiver() as (alive, got),
        ):
            url = f"http://127.0.0.1:{alive.server_port}/bot"
            other = self.make_campaign(
                {"kind": "webhook", "name": "Chat", "webhook_url": url, "message": "Hi"}
            )
            other.action_launch()
            begin = time.perf_counter()
            campaign = self.launch_to(dead)
            self.assertLess(time.perf_counter() - begin, 6)
        self.assertEqual(len(got), 4)
        self.assertEqual(self.states(other, self.big), [("done", False)])
        self.assertEqual(self.states(campaign, self.big), [("running", False)])
        self.assertTrue(campaign.step_ids.held_since)
        self.assertIn("on hold", campaign.problem)
        self.assertFalse(other.problem)

    def test_one_that_is_down_for_hours(self):
        with self.receiver(status=503) as (receiver, received):
            campaign = self.launch_to(receiver)
            for hours in range(1, 6):
                self.run_engine(hours=hours)
            self.assertLess(len(received), 4 + 5 * 3 + 1)
            self.assertEqual(self.actions(campaign).mapped("attempts"), [0] * 4)
            receiver.status = 200
            received.clear()
            self.run_engine(hours=7)
            self.run_engine(hours=7, minutes=1)
        self.assertEqual(len(received), 4)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        self.assertFalse(campaign.problem)

    def test_a_message_that_is_not_taken_is_that_customers(self):
        with self.receiver() as (receiver, _received):
            post = webhook.post

            def refuse(message):
                if message.payload["customer"]["name"] == "Big":
                    raise webhook.Refused("HTTP 422")
                post(message)

            with patch.object(webhook, "post", refuse):
                campaign = self.launch_to(receiver)
        action = self.actions(campaign, self.big)
        self.assertEqual((action.state, action.error), ("waiting", "HTTP 422"))
        self.assertEqual(action.postponed_reason, "retry")
        self.assertEqual(self.states(campaign, self.small), [("done", False)])

    def test_killed_between_sending_and_writing_down(self):
        actions = self.env.registry["crm.campaign.action"]
        killed = patch.object(actions, "_settle_messages", side_effect=ValueError)
        with self.receiver() as (receiver, received):
            with killed, mute_logger(_ENGINE):
                campaign = self.launch_to(receiver)
            self.run_engine(minutes=5)
            self.assertEqual(len(received), 4)
            self.run_engine(minutes=11)
        # Sent again, with keys by which the receiver can tell.
        self.assertEqual(len(received), 8)
        self.assertEqual(len(set(received)), 4)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])

    def test_who_refuses_while_a_receiver_is_down(self):
        with self.receiver(status=503) as (receiver, received):
            campaign = self.launch_to(receiver)
            self.big.campaign_opt_out = True
            receiver.status = 200
            received.clear()
            self.run_engine(hours=1)
            self.run_engine(hours=2)
        self.assertEqual(len(received), 3)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "opt_out")])

    def test_pausing_holds_what_was_not_sent(self):
        with self.receiver(status=503) as (receiver, received):
            campaign = self.launch_to(receiver)
            campaign.action_pause()
            receiver.status = 200
            received.clear()
            self.run_engine(hours=1)
            self.assertFalse(received)
            with self.at(hours=2):
                campaign.action_resume()
            self.run_engine(hours=2)
            self.run_engine(hours=3)
        self.assertEqual(len(received), 4)
