"""Campaigns worked through by many processes at once, some of which are killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from odoo import SUPERUSER_ID, api, fields
from odoo.tools import SQL, mute_logger

from .processes_common import CUSTOMERS, ProcessesCommon
from .smtp_catcher import catching, closed_port

_WORKER = Path(__file__).with_name("campaign_worker.py")
_PROCESSES = 4


class TestCampaignProcesses(ProcessesCommon):
    def _work_at_once(self):
        """Let processes run the scheduled action, and return what they logged."""
        workers = [self._start() for _number in range(_PROCESSES)]
        for worker in workers:
            self.assertEqual(worker.stdout.readline().strip(), "ready")
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        logs = [worker.communicate(timeout=60)[1] for worker in workers]
        self.assertEqual({worker.returncode for worker in workers}, {0}, logs)
        return "".join(logs)

    def _start(self, *arguments):
        return subprocess.Popen(
            [sys.executable, _WORKER, self.dbname, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def _finish_alone(self):
        with self._env() as env:
            env["crm.campaign"]._cron_run()

    def _read(self):
        """Return the numbers of waves, members, actions under way and activities."""
        with self._env() as env:
            env.cr.execute(
                SQL(
                    """
                    SELECT (SELECT COUNT(*) FROM crm_campaign_wave
                             WHERE campaign_id = ANY(%(campaigns)s)),
                           (SELECT COUNT(*) FROM crm_campaign_member
                             WHERE campaign_id = ANY(%(campaigns)s)),
                           (SELECT COUNT(*) FROM crm_campaign_action
                             WHERE campaign_id = ANY(%(campaigns)s)
                               AND state = 'running' AND activity_id IS NOT NULL),
                           (SELECT COUNT(*) FROM mail_activity
                             WHERE res_model = 'res.partner'
                               AND res_id = ANY(%(partners)s))
                    """,
                    campaigns=self.campaign_ids,
                    partners=self.partner_ids,
                )
            )
            return env.cr.fetchone()

    def test_many_processes_contact_each_customer_once(self):
        self._launch()
        log = self._work_at_once()
        self._finish_alone()
        self.assertEqual(self._read(), (1, CUSTOMERS, CUSTOMERS, CUSTOMERS))
        for word in ("ERROR", "WARNING", "deadlock", "Traceback"):
            self.assertNotIn(word, log)

    def test_many_processes_keep_a_cap(self):
        with self._env() as env:
            cap = env["crm.campaign.cap"].create(
                {"company_id": self.company_id, "channel_group": "any", "days": 7}
            )
        self.addCleanup(self._delete_cap, cap.id)
        self._launch()
        self._launch()
        self._work_at_once()
        self._finish_alone()
        self.assertEqual(self._read(), (2, 2 * CUSTOMERS, CUSTOMERS, CUSTOMERS))

    def test_two_people_open_the_same_card(self):
        self._launch()
        self._finish_alone()
        now = fields.Datetime.now()
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first = api.Environment(one, SUPERUSER_ID, {})["crm.campaign.action"]
            action = first.search([("campaign_id", "in", self.campaign_ids)], limit=1)
            self.assertTrue(action._claim_card(now))
            admin = api.Environment(two, 2, {})["crm.campaign.action"]
            # Not committed yet: it is passed over at once, not waited for.
            self.assertFalse(admin.browse(action.id)._claim_card(now))
            one.commit()
            two.rollback()
            self.assertIn("taken", admin.browse(action.id).get_call_card())

    def _delete_cap(self, cap_id):
        with self._env() as env:
            env["crm.campaign.cap"].browse(cap_id).unlink()

    def test_killed_while_enrolling_and_while_handing_over(self):
        self._launch()
        for method, expected in (
            ("_insert_members", (1, 0, 0, 0)),
            ("_run_call", (1, CUSTOMERS, 0, 0)),
        ):
            worker = self._start("--die", method)
            self.assertEqual(worker.stdout.readline().strip(), "ready")
            worker.communicate("go\n", timeout=60)
            self.assertEqual(worker.returncode, -signal.SIGKILL)
            self.assertEqual(self._read(), expected)
        self._finish_alone()
        self.assertEqual(self._read(), (1, CUSTOMERS, CUSTOMERS, CUSTOMERS))

    def test_mails_reach_a_server_once(self):
        with catching() as (port, messages):
            self._launch_mail(port)
            for _time in range(2):
                worker = self._start("--mail")
                self.assertEqual(worker.stdout.readline().strip(), "ready")
                log = worker.communicate("go\n", timeout=120)[1]
                self.assertEqual(worker.returncode, 0, log)
        receivers = [message["To"] for message in messages]
        self.assertEqual(len(receivers), len(set(receivers)))
        self.assertEqual(len(receivers), CUSTOMERS - 1)
        self.assertIn("List-Unsubscribe", messages[0])
        with self._env() as env:
            actions = env["crm.campaign.action"].search(
                [("campaign_id", "in", self.campaign_ids)]
            )
            refused = actions.filtered(lambda action: action.state != "done")
            self.assertEqual(refused.partner_id.id, self.partner_ids[0])
            self.assertEqual((refused.state, refused.attempts), ("waiting", 1))
            self.assertIn("550", refused.error)

    def test_a_mail_server_that_is_down_and_comes_back(self):
        with closed_port() as port:
            self._launch_mail(port)
            for _time in range(2):
                self._mail_once()
                self._try_again()
            with self._env() as env:
                campaign = env["crm.campaign"].browse(self.campaign_ids)
                self.assertTrue(campaign.step_ids.held_since)
                self.assertEqual(campaign.state, "running")
                actions = env["crm.campaign.action"].search(
                    [("campaign_id", "in", self.campaign_ids)]
                )
                self.assertEqual(set(actions.mapped("attempts")), {0})
        with catching(port=port) as (_port, messages):
            for _time in range(4):
                self._mail_once()
        receivers = [message["To"] for message in messages]
        mine = [address for address in receivers if "customer" in address]
        self.assertEqual(len(mine), len(set(mine)))
        self.assertEqual(len(mine), CUSTOMERS - 1)

    def test_paused_while_the_queue_is_worked_through(self):
        with catching(seconds=0.05) as (port, messages):
            self._launch_mail(port)
            worker = self._start("--mail")
            self.assertEqual(worker.stdout.readline().strip(), "ready")
            worker.stdin.write("go\n")
            worker.stdin.flush()
            while not messages:
                time.sleep(0.01)
            with self._env() as env:
                env["crm.campaign"].browse(self.campaign_ids).action_pause()
            before = len(messages)
            worker.communicate(timeout=120)
            # One at the most was on its way already.
            self.assertLessEqual(len(messages), before + 1)
            self._finish_alone()
            with self._env() as env:
                env["crm.campaign"].browse(self.campaign_ids).action_resume()
            for _time in range(2):
                self._mail_once()
        receivers = [message["To"] for message in messages]
        self.assertEqual(len(receivers), len(set(receivers)))
        self.assertEqual(len(receivers), CUSTOMERS - 1)

    def _mail_once(self):
        """Do in this process what a worker does that sends mail."""
        with self._env() as env, mute_logger("odoo.addons.mail.models.mail_mail"):
            env["crm.campaign"]._cron_run()
            env["mailing.mailing"]._process_mass_mailing_queue()
            env["mail.mail"].process_email_queue()
            env.cr.commit()
            env["crm.campaign"]._cron_run()

    def _try_again(self):
        with self._env() as env:
            env["crm.campaign"].browse(self.campaign_ids).action_try_again()

    def _launch_mail(self, port):
        self._prepare_messages(port)
        pattern_id = self._make_pattern(
            "mail", body_html="<p>Hello <t t-out='object.name'/></p>"
        )
        self._launch(kind="email", name="Write", mailing_id=pattern_id)
