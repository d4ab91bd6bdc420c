"""Random lives with messages, in which mail server and receivers are down for days.

There is no model of what an outage does. What must hold in spite of it does; nobody who
refused gets a mail that was on its way, nobody gets one twice, and when the outage is
over all goes on.
"""

from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tools import email_normalize, mute_logger

from odoo.addons.mail.tests.common import MockEmail

from .campaign_common import START
from .engine_invariants import Invariants, Refusals
from .engine_life import LifeCommon, get_seeds

SEEDS = [1, 2]
DAYS = 10

_LOGGERS = ("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_cron")

#: Days without events after the outage, in which all that waits can go.
_QUIET_DAYS = 4


class TestEngineOutages(Invariants, MockEmail, LifeCommon):
    kinds = ("call", "email", "email", "letter", "webhook")

    def begin(self, seed):
        self.pattern = self.env["mailing.mailing"].create(
            {
                "subject": "We kept your price list",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_type": "mail",
                "body_html": "<p>Hello</p>",
            }
        )
        self.sent = set()
        super().begin(seed)
        self.campaigns = self.env["crm.campaign"].browse(
            [campaign.record.id for campaign in self.engine.campaigns]
        )

    def prepare_step(self, plan):
        values = super().prepare_step(plan)
        if plan["kind"] == "email":
            values["mailing_id"] = self.pattern.id
        return values

    def list_cards(self):
        cards = self.env["crm.campaign.action"].search(
            [
                ("campaign_id", "in", self.campaigns.ids),
                ("state", "=", "running"),
                ("channel_group", "=", "human"),
            ],
            order="id",
        )
        return [(card, lambda *_end: None) for card in cards]

    def live_through(self, seed):
        with freeze_time(START):
            self.begin(seed)
        outage = range(self.chance.randrange(2, 4), self.chance.randrange(5, 8))
        for day in range(1, DAYS + 1):
            self.is_down = day in outage
            for hour in (1, 7, 9):
                moment = START + timedelta(days=day, hours=hour)
                with freeze_time(moment):
                    self.live(self.chance.randrange(4))
                    self.work()
                with freeze_time(moment + timedelta(minutes=20)):
                    self.live(self.chance.randrange(2))
                    self.send()
                    self.work()
        self.is_down = False
        for number in range(_QUIET_DAYS * 4):
            moment = START + timedelta(days=DAYS + 1, hours=6 * number)
            with freeze_time(moment):
                self.work()
            with freeze_time(moment + timedelta(minutes=20)):
                self.send()
                self.work()
                self.check_goes_on(number)

    def live(self, count):
        for campaign in self.engine.campaigns:
            campaign.state = campaign.record.state
        super().live(count)

    def work(self):
        """Run the engine, and see that all is well."""
        now = Datetime.now()
        with self.receiving(), mute_logger(*_LOGGERS):
            self.run_engine(seconds=(now - START).total_seconds())
        try:
            self.check_invariants(self.campaigns, now)
        except AssertionError as error:
            self.fail("\n".join([*self.diary[-60:], str(error)]))

    # ------------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------------

    def send(self):
        """Have Odoo send what is queued, if the mail server answers."""
        with (
            self.mock_mail_gateway(mail_unlink_sent=False),
            self.enter_registry_test_mode(),
            mute_logger(*_LOGGERS),
            ExitStack() as stack,
        ):
            if self.is_down:
                server = self.env.registry["ir.mail_server"]
                down = patch.object(server, "_connect__", side_effect=OSError("down"))
                stack.enter_context(down)
            cron = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue")
            cron.method_direct_trigger()
            self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
        if self.is_down:
            self.assertFalse(self._mails)
        refusals = Refusals(self.env, self.company)
        for mail in self._mails:
            try:
                self.check_sent(mail, refusals)
            except AssertionError as error:
                self.fail("\n".join([*self.diary, str(mail["email_to"]), str(error)]))

    def check_sent(self, mail, refusals):
        """See that a mail was right, and is the only one of its step and wave."""
        [address] = map(email_normalize, mail["email_to"])
        record = self.env["mail.mail"].search([("message_id", "=", mail["message_id"])])
        mailing = record.mailing_id
        if not mailing:
            return
        action = self.env["crm.campaign.action"].search(
            [
                ("mailing_id", "=", mailing.id),
                ("contact_id", "=", record.mailing_trace_ids.res_id),
            ]
        )
        self.assertEqual(action.campaign_id.state, "running", mailing.name)
        self.assertFalse(refusals.find(action), action.display_name)
        self.assertNotIn(address, refusals.addresses)
        key = action.wave_id, action.step_id, address
        self.assertNotIn(key, self.sent)
        self.sent.add(key)

    def check_goes_on(self, number):
        """See that nothing waits for a channel once it has worked for a day."""
        steps = self.campaigns.with_context(active_test=False).step_ids
        running = steps.filtered(
            lambda step: step.active and step.campaign_id.state == "running"
        )
        if number < 4:
            return
        stuck = self.env["crm.campaign.action"].search(
            [
                ("step_id", "in", running.ids),
                ("channel_group", "=", "message"),
                "|",
                ("state", "=", "running"),
                ("postponed_reason", "=", "channel"),
            ]
        )
        self.assertFalse(stuck.mapped("display_name"))
        waiting = self.env["crm.campaign.action"].search(
            [("step_id", "in", running.ids), ("state", "=", "waiting")]
        )
        held = waiting.filtered(lambda one: one.due_at <= Datetime.now()).step_id
        self.assertFalse(held.filtered("held_since").mapped("name"))


def _add_life(seed):
    def test_life(self):
        self.live_through(seed)

    setattr(TestEngineOutages, f"test_life_{seed}", test_life)


for _seed in get_seeds(SEEDS):
    _add_life(_seed)
