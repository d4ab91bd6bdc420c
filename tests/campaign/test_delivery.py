"""Messages between the decision to send them and the moment they leave."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.mail.models.mail_mail import MailMail
from odoo.addons.repeat_sales_crm.models.campaign import step_hold

from .campaign_common import START
from .test_messages import MessageCommon


class DeliveryCommon(MessageCommon):
    def queue(self, campaign):
        """Have Odoo write the e-mails of a campaign, and send none of them."""
        with (
            patch.object(MailMail, "send", lambda mails, **_options: True),
            self.enter_registry_test_mode(),
        ):
            cron = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue")
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.mails(campaign)

    def mails(self, campaign):
        domain = [("mailing_id.campaign_step_id.campaign_id", "=", campaign.id)]
        return self.env["mail.mail"].search(domain)

    def send(self):
        """Have Odoo send what is queued; what the owner is told is left out."""
        sent = super().send()
        sent.pop(self.marketer.email_normalized, None)
        return sent


class TestHolding(DeliveryCommon):
    def test_pausing_holds_a_mailing_that_is_in_the_queue(self):
        campaign = self.launch(self.email_step())
        campaign.action_pause()
        self.assertFalse(self.send())
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("waiting", False)])
        campaign.action_resume()
        self.run_engine(minutes=2)
        self.assertEqual(len(self.send()), 4)
        self.assertFalse(self.send())
        self.run_engine(minutes=3)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])

    def test_pausing_takes_back_what_is_written_and_it_goes_once_on_resume(self):
        campaign = self.launch(self.email_step())
        mails = self.queue(campaign)
        self.assertEqual(len(mails), 4)
        campaign.action_pause()
        self.assertFalse(self.send())
        self.run_engine(minutes=1)
        self.assertEqual(set(mails.mapped("state")), {"cancel"})
        self.assertEqual(
            set(mails.mailing_trace_ids.mapped("trace_status")), {"cancel"}
        )
        campaign.action_resume()
        self.run_engine(minutes=2)
        self.assertEqual(len(self.send()), 4)
        mails.mark_outgoing()
        self.assertFalse(self.send())
        self.assertEqual(set(mails.mapped("state")), {"cancel"})

    def test_what_went_before_the_pause_stays_done(self):
        campaign = self.launch(self.email_step())
        self.assertEqual(len(self.send()), 4)
        campaign.action_pause()
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        campaign.action_resume()
        self.run_engine(minutes=2)
        self.assertFalse(self.send())

    def test_stopping_ends_what_is_written(self):
        campaign = self.launch(self.email_step())
        self.queue(campaign)
        campaign.action_stop()
        self.assertFalse(self.send())
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "stopped")])
        self.assertEqual(campaign.state, "done")

    def test_archiving_holds_until_it_is_undone(self):
        campaign = self.launch(self.email_step())
        self.queue(campaign)
        campaign.action_archive()
        self.assertFalse(self.send())
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("waiting", False)])
        campaign.action_unarchive()
        campaign.action_resume()
        self.run_engine(minutes=2)
        self.assertEqual(len(self.send()), 4)

    def test_who_refuses_gets_nothing_that_is_written_already(self):
        for refuse, reason in (
            (lambda: self.big.write({"campaign_opt_out": True}), "opt_out"),
            (lambda: self.big.action_archive(), "archived"),
            (lambda: self.env["mail.blacklist"]._add(self.big.email), "refused"),
        ):
            with self.subTest(reason):
                campaign = self.launch(self.email_step())
                self.queue(campaign)
                refuse()
                self.assertEqual(
                    sorted(self.send()),
                    ["middle@example.com", "other@example.com", "small@example.com"],
                )
                self.run_engine(minutes=1)
                self.assertEqual(self.states(campaign, self.big), [("skipped", reason)])
                self.big.write({"campaign_opt_out": False, "active": True})

    def test_who_refuses_at_the_second_address_of_the_field(self):
        self.big.email = "big@example.com, boss@example.com"
        campaign = self.launch(self.email_step())
        self.env["mail.blacklist"]._add("boss@example.com")
        self.assertEqual(len(self.send()), 3)
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "refused")])

    def test_the_engine_is_called_when_somebody_refuses(self):
        cron = self.env.ref("repeat_sales_crm.ir_cron_campaign")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.env.cr.postcommit.data.clear()
        self.big.with_user(self.seller).campaign_opt_out = True
        found = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(len(found - triggers), 1)
        self.env.cr.postcommit.clear()

    def test_other_mailings_are_not_looked_at(self):
        mailing = self.make_pattern(
            "Hello", mailing_domain=f"[('id', '=', {self.big.id})]"
        )
        self.big.campaign_opt_out = True
        mailing.action_launch()
        self.assertEqual(sorted(self.send()), ["big@example.com"])

    def test_a_mail_that_a_user_cancelled(self):
        campaign = self.launch(self.email_step())
        self.queue(campaign).cancel()
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "withdrawn")])

    def test_stopping_ends_a_hold(self):
        campaign = self.launch(self.email_step())
        campaign.step_ids.sudo()._hold("The server is down", self.env.cr.now())
        self.assertIn("The server is down", campaign.problem)
        campaign.action_stop()
        self.assertFalse(campaign.problem)
        self.assertFalse(campaign.step_ids.held_since)

    def test_pausing_all(self):
        one = self.launch(self.email_step())
        two = self.launch({"name": "Call"})
        draft = self.make_campaign()
        self.env["crm.campaign"].with_user(self.marketer).action_pause_all()
        self.assertEqual((one | two).mapped("state"), ["paused", "paused"])
        self.assertEqual(draft.state, "draft")
        self.assertIn("paused all campaigns", one.message_ids[:1].body)
        self.assertFalse(self.send())
        with self.assertRaisesRegex(UserError, "No campaign is running"):
            self.env["crm.campaign"].with_user(self.marketer).action_pause_all()
        with self.assertRaises(AccessError):
            self.env["crm.campaign"].with_user(self.seller).action_pause_all()

    def test_no_more_is_handed_over_than_odoo_can_send_soon(self):
        engine = "odoo.addons.repeat_sales_crm.models.campaign."
        with (
            patch.object(step_hold, "QUEUE", 2),
            patch(f"{engine}crm_campaign_action_engine.CHUNK", 1),
        ):
            campaign = self.launch(self.email_step())
            states = self.actions(campaign).mapped("state")
            self.assertEqual(states.count("running"), 2)
            self.assertEqual(len(self.send()), 2)
            self.run_engine(minutes=1)
            self.assertEqual(len(self.send()), 2)


class TestTextMessages(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number, partner in enumerate(cls.all_partners):
            partner.phone = f"+1 202 555 010{number}"
        cls.pattern = cls.make_pattern(
            "", mailing_type="sms", body_plaintext="Hello {{ object.name }}"
        )

    def launch_texts(self):
        return self.launch(
            {"kind": "sms", "name": "Text", "mailing_id": self.pattern.id}
        )

    def text(self, state="success"):
        """Have Odoo send text messages, and return the numbers they went to."""
        sent = []

        def send(_api, messages, delivery_reports_url=False):
            numbers = [number for message in messages for number in message["numbers"]]
            sent.extend(number["number"] for number in numbers)
            return [
                {"uuid": number["uuid"], "state": state, "credit": 1}
                for number in numbers
            ]

        api = "odoo.addons.sms.tools.sms_api.SmsApi._send_sms_batch"
        with patch(api, send), self.enter_registry_test_mode():
            for name in (
                "mass_mailing.ir_cron_mass_mailing_queue",
                "sms.ir_cron_sms_scheduler_action",
            ):
                self.env.ref(name).method_direct_trigger()
        self.env.invalidate_all()
        return sent

    def test_pausing_and_refusing(self):
        campaign = self.launch_texts()
        with patch.object(
            type(self.env["sms.sms"]), "_send", lambda *_args, **_kw: True
        ):
            self.text()
        self.big.campaign_opt_out = True
        self.assertEqual(len(self.text()), 3)
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "opt_out")])
        self.assertEqual(self.states(campaign, self.small), [("done", False)])

    def test_pausing_takes_texts_back(self):
        campaign = self.launch_texts()
        with patch.object(
            type(self.env["sms.sms"]), "_send", lambda *_args, **_kw: True
        ):
            self.text()
        campaign.action_pause()
        self.assertFalse(self.text())
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("waiting", False)])
        campaign.action_resume()
        self.run_engine(minutes=2)
        self.assertEqual(len(self.text()), 4)
        self.assertFalse(self.text())

    def test_no_credit_holds_the_step(self):
        campaign = self.launch_texts()
        self.text("insufficient_credit")
        self.run_engine(minutes=1)
        action = self.actions(campaign, self.big)
        self.assertEqual((action.state, action.attempts), ("waiting", 0))
        self.assertIn("Credit", campaign.problem)
        for hours in range(1, 30):
            self.run_engine(hours=hours)
            self.text("insufficient_credit")
        self.assertEqual(campaign.state, "running")
        self.run_engine(hours=31)
        self.run_engine(hours=33)
        self.assertEqual(len(self.text()), 4)
        self.run_engine(hours=33, minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        self.assertFalse(campaign.problem)


class TestOutage(DeliveryCommon):
    def fail(self, failure="mail_smtp"):
        """Have Odoo try to send while the mail server does not answer."""
        mail_server = self.env.registry["ir.mail_server"]
        with (
            mute_logger("odoo.addons.mail.models.mail_mail"),
            patch.object(mail_server, "_connect__", side_effect=OSError("refused")),
            self.enter_registry_test_mode(),
        ):
            cron = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue")
            cron.method_direct_trigger()
            self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()

    def told(self, campaign, text):
        return len(
            campaign.message_ids.filtered(lambda message: text in (message.body or ""))
        )

    def test_a_server_that_is_down_for_hours(self):
        campaign = self.launch(self.email_step())
        for minutes in range(0, 180, 5):
            self.fail()
            self.run_engine(minutes=minutes)
        self.assertEqual(campaign.state, "running")
        self.assertIn("refused", campaign.problem)
        self.assertEqual(self.told(campaign, "is on hold"), 1)
        self.assertEqual(self.actions(campaign).mapped("attempts"), [0] * 4)
        sent = []
        for minutes in range(180, 300, 5):
            self.run_engine(minutes=minutes)
            sent += self.send()
        self.assertEqual(len(sent), 4)
        self.run_engine(hours=6)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        self.assertEqual(campaign.state, "done")
        self.assertFalse(campaign.problem)
        self.assertEqual(self.told(campaign, "works again"), 1)

    def test_one_whom_the_channel_failed_waits_a_little(self):
        campaign = self.launch(self.email_step())
        self.send()
        action = self.actions(campaign, self.big)
        trace = action.mailing_id.mailing_trace_ids.filtered(
            lambda trace: trace.res_id == self.big.id
        )
        trace.write({"sent_datetime": False})
        trace.set_failed(failure_type="mail_smtp")
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.small), [("done", False)])
        self.assertEqual((action.state, action.attempts), ("waiting", 0))
        self.assertEqual(action.postponed_reason, "channel")
        self.assertEqual(action.due_at, START + timedelta(minutes=6))
        self.run_engine(minutes=6)
        self.assertEqual(list(self.send()), [self.big.email])

    def test_trying_again_at_once(self):
        campaign = self.launch(self.email_step())
        for minutes in range(0, 100, 5):
            self.fail()
            self.run_engine(minutes=minutes)
        self.assertTrue(campaign.can_try_again)
        with self.at(minutes=101):
            campaign.action_try_again()
        self.run_engine(minutes=101)
        self.assertEqual(len(self.send()), 4)
        self.run_engine(minutes=102)
        campaign.invalidate_recordset(["can_try_again"])
        self.assertFalse(campaign.can_try_again)
        self.assertFalse(self.send())

    def test_trying_again_is_for_marketers(self):
        campaign = self.launch(self.email_step())
        with self.assertRaises(AccessError):
            campaign.with_user(self.seller).action_try_again()
        with self.assertRaises(AccessError):
            self.actions(campaign).with_user(self.seller).action_try_again()

    def test_odoos_retry_of_the_mailing(self):
        campaign = self.launch(self.email_step())
        mailing = self.actions(campaign).mailing_id
        self.fail()
        # Before the engine has seen it, and after that.
        mailing.action_retry_failed()
        self.assertEqual(len(self.send()), 4)
        self.run_engine(minutes=1)
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        second = self.launch(self.email_step())
        mailing = self.actions(second).mailing_id
        self.fail()
        self.run_engine(minutes=2)
        mailing.action_retry_failed()
        self.assertFalse(self.send())
        self.run_engine(minutes=2)
        self.assertEqual(len(self.send()), 4)
        self.assertFalse(self.send())

    def test_retrying_an_old_mail_sends_nothing_twice(self):
        campaign = self.launch(self.email_step())
        self.fail()
        old = self.mails(campaign)
        self.run_engine(minutes=1)
        self.run_engine(minutes=10)
        old.action_retry()
        self.assertEqual(len(self.send()), 4)
        self.assertFalse(self.send())

    def test_failed_ones_can_be_tried_again(self):
        self.pattern.body_html = "<p><t t-out='1 / (object.color - 7)'/></p>"
        self.big.color = 7
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            campaign = self.launch(self.email_step(), {"name": "Call", "delay_days": 2})
            self.run_engine(hours=1)
            self.run_engine(hours=4)
        self.assertEqual(
            self.states(campaign, self.big), [("failed", "error"), ("waiting", False)]
        )
        self.big.color = 1
        self.send()
        failed = self.actions(campaign).filtered(lambda one: one.state == "failed")
        with self.at(hours=5):
            failed.with_user(self.marketer).action_try_again()
            with self.assertRaisesRegex(UserError, "None of these"):
                failed.with_user(self.marketer).action_try_again()
        self.run_engine(hours=5)
        self.assertEqual(sorted(self.send()), ["big@example.com"])
        self.run_engine(hours=6)
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("waiting", False)]
        )

    def test_failed_ones_of_a_campaign_that_is_over(self):
        self.pattern.body_html = "<p><t t-out='1 / (object.color - 7)'/></p>"
        self.big.color = 7
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            campaign = self.launch(self.email_step())
            self.send()
            self.run_engine(hours=1)
            self.run_engine(hours=4)
        self.assertEqual(campaign.state, "done")
        self.big.color = 1
        with self.at(hours=5):
            campaign.action_try_again()
        self.assertEqual(campaign.state, "running")
        self.run_engine(hours=5)
        self.assertEqual(sorted(self.send()), ["big@example.com"])
        self.run_engine(hours=6)
        self.assertEqual(campaign.state, "done")

    def test_a_text_that_fails_for_everybody_is_nobodys_fault(self):
        self.pattern.body_html = "<p><t t-out='1 / 0'/></p>"
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            campaign = self.launch(self.email_step())
        self.assertEqual(self.actions(campaign).mapped("attempts"), [0] * 4)
        self.assertIn("division", campaign.problem)
        self.pattern.body_html = "<p>Hello</p>"
        campaign.action_try_again()
        self.run_engine(minutes=1)
        self.assertEqual(len(self.send()), 4)


class TestComingBack(DeliveryCommon):
    def test_a_message_that_comes_back_later(self):
        campaign = self.launch(
            self.email_step(),
            self.email_step(name="Again", condition="not_opened", delay_days=1),
        )
        traces = self.actions(campaign).mailing_id.mailing_trace_ids
        self.send()
        self.run_engine(minutes=5)
        traces = self.actions(campaign).mailing_id.mailing_trace_ids
        with self.at(hours=1):
            traces.filtered(lambda trace: trace.res_id == self.big.id).set_bounced()
        action = self.actions(campaign, self.big)[0]
        self.assertEqual((action.state, action.reason), ("failed", "bounced"))
        self.assertFalse(action.contact_at)
        self.run_engine(days=2)
        self.assertEqual(len(self.send()), 3)
        self.assertEqual(self.states(campaign, self.big)[1], ("skipped", "bounced"))

    def test_another_address_is_written_to(self):
        campaign = self.launch(self.email_step(), self.email_step(delay_days=1))
        self.send()
        self.run_engine(minutes=5)
        traces = self.actions(campaign).mailing_id.mailing_trace_ids
        traces.filtered(lambda trace: trace.res_id == self.big.id).set_bounced()
        self.assertFalse(campaign.can_try_again)
        self.big.email = "new@example.com"
        campaign.invalidate_recordset(["can_try_again"])
        self.assertTrue(campaign.can_try_again)
        self.run_engine(days=2)
        self.assertIn("new@example.com", self.send())


class TestCapsByAddress(DeliveryCommon):
    def test_a_newsletter_to_a_list_counts(self):
        contact = self.env["mailing.contact"].create(
            {"name": "B.", "email": "Big@example.com"}
        )
        self.env["mailing.trace"].create(
            {
                "model": "mailing.contact",
                "res_id": contact.id,
                "email": "big@example.com",
                "mass_mailing_id": self.make_pattern("News").id,
                "trace_status": "sent",
                "sent_datetime": "2026-06-15 08:54:00",
            }
        )
        self.env["crm.campaign.cap"].create(
            {
                "company_id": self.company.id,
                "channel_group": "message",
                "max_count": 1,
                "days": 7,
            }
        )
        campaign = self.launch(self.email_step())
        self.assertEqual(self.actions(campaign, self.big).postponed_reason, "cap")
        self.assertEqual(self.actions(campaign, self.small).state, "running")


class TestOneAmongMany(DeliveryCommon):
    def test_one_text_that_fails_costs_no_mailings(self):
        self.pattern.body_html = "<p><t t-out='1 / (object.color - 7)'/></p>"
        self.big.color = 7
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            campaign = self.launch(self.email_step())
        self.assertEqual(len(self.actions(campaign).mailing_id), 1)
        self.assertEqual(
            self.env["mailing.mailing"].search_count(
                [("campaign_step_id.campaign_id", "=", campaign.id)]
            ),
            1,
        )
