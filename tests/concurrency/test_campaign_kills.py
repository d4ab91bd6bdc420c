"""Campaigns whose processes are killed at random instants: nothing is lost or double.

``CAMPAIGN_KILLS=100`` in the environment kills so many processes; the figures are
printed. What is guaranteed:

- Each customer is handed over once for each step: there is one action, one activity of
  a call, and one message in Odoo's queue, however often processes die.
- Odoo's mail queue sends at least once. It writes down that a mail was sent right after
  the mail server took it, each in its own transaction: a process that dies between the
  two sends that one mail again. That is one mail for each process that dies.
- Odoo's queue of text messages sends at least once, a batch of up to 500 at a time: a
  process that dies between the provider's answer and its commit sends the batch again,
  with the same identifiers (``uuid``), by which a provider can tell.
- A message by webhook is posted at least once, and each time with the same key
  (``Idempotency-Key``), by which the receiver can tell.
"""

import os
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from random import Random

from odoo.tools import SQL

from .http_catcher import receiving
from .processes_common import CUSTOMERS, ProcessesCommon
from .smtp_catcher import catching

_FORKS = Path(__file__).with_name("campaign_forks.py")
_KILLS = int(os.environ.get("CAMPAIGN_KILLS", "8"))
_ROLES = ("engine", "engine", "mailings", "mails", "texts")

#: After so many kills another campaign of each kind is launched.
_KILLS_EACH = 8

#: No process of a round lives longer than so many seconds.
_LIFE = 1.2

#: What was killed while posting is posted again when its lease is over.
_LATER = 11


class TestCampaignKills(ProcessesCommon):
    def test_killed_at_random_instants(self):
        with catching(b"<none@") as (port, mails), receiving() as (address, posts):
            self._prepare_messages(port)
            self.address = address
            self.patterns = {
                "email": self._make_pattern("mail", body_html="<p>Hello</p>"),
                "sms": self._make_pattern("sms", body_plaintext="Hello"),
            }
            with self._forking(address) as forks:
                kills = self._kill(forks)
                self._finish(forks)
        self._check_handed_over()
        doubles = self._count_doubles(mails, posts)
        print(f"\nkilled {dict(kills)}, sent again {dict(doubles)}")
        # One mail for each process that dies between the mail server and the commit.
        self.assertLessEqual(doubles["mails"], kills["mails"])
        for name in ("texts", "posts"):
            self.assertFalse(doubles[name] and not kills.total(), name)

    @contextmanager
    def _forking(self, address):
        with subprocess.Popen(
            [sys.executable, _FORKS, self.dbname, address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        ) as forks:
            self.assertEqual(forks.stdout.readline().strip(), "ready")
            yield forks
            forks.stdin.close()

    def _launch_all(self):
        """Launch a campaign of each kind of step."""
        self._launch()
        for kind, pattern_id in self.patterns.items():
            self._launch(kind=kind, name="Write", mailing_id=pattern_id)
        url = f"{self.address}/posts"
        self._launch(kind="webhook", name="Post", webhook_url=url, message="Hello")

    def _work(self, forks, roles):
        """Let processes work for so many seconds each; return how each one ended.

        :param roles: list of (role, seconds)
        """
        words = [f"{role} {seconds}" for role, seconds in roles]
        forks.stdin.write(" ".join(words) + "\n")
        forks.stdin.flush()
        return forks.stdout.readline().split()

    def _kill(self, forks):
        """Kill processes until that was enough, and return {role: kills}."""
        chance = Random(_KILLS)
        kills = Counter()
        while kills.total() < _KILLS:
            if kills.total() >= len(self.campaign_ids) // 4 * _KILLS_EACH:
                self._launch_all()
            roles = [(role, chance.uniform(0, _LIFE)) for role in _ROLES]
            ends = self._work(forks, roles)
            self.assertNotIn("failed", ends)
            for (role, _seconds), end in zip(roles, ends, strict=True):
                kills[role] += end == "killed"
        return kills

    def _finish(self, forks):
        """Do what is left, without killing anything."""
        for role in (f"engine+{_LATER}", "mailings", "mails", "texts", "engine") * 2:
            self.assertEqual(self._work(forks, [(role, 300)]), ["done"], role)

    def _check_handed_over(self):
        """Each customer has one action, done or open, and one activity or message."""
        with self._env() as env:
            rows = env.execute_query(
                SQL(
                    """
                    SELECT action.kind, action.state, COUNT(*),
                           COUNT(DISTINCT (action.campaign_id, action.partner_id)),
                           COUNT(action.activity_id),
                           SUM((SELECT COUNT(*) FROM mailing_trace AS trace
                                  JOIN mailing_mailing AS mailing
                                       ON mailing.id = trace.mass_mailing_id
                                 WHERE mailing.campaign_id = campaign.utm_campaign_id
                                   AND trace.res_id = action.contact_id))
                      FROM crm_campaign_action AS action
                      JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
                     WHERE action.campaign_id = ANY(%s)
                     GROUP BY 1, 2
                     ORDER BY 1, 2
                    """,
                    self.campaign_ids,
                )
            )
        count = len(self.campaign_ids) // 4 * CUSTOMERS
        self.assertEqual(
            rows,
            [
                ("call", "running", count, count, count, 0),
                ("email", "done", count, count, 0, count),
                ("sms", "done", count, count, 0, count),
                ("webhook", "done", count, count, 0, 0),
            ],
        )

    def _count_doubles(self, mails, posts):
        """See that nothing was lost, and return {channel: what was sent again}."""
        keys = {
            "mails": [mail["Message-Id"] for mail in mails],
            "posts": [key for path, key, _body in posts if path == "/posts"],
            "texts": [
                one["uuid"]
                for path, _key, body in posts
                if path == "/texts"
                for one in body
            ],
        }
        count = len(self.campaign_ids) // 4 * CUSTOMERS
        doubles = Counter()
        for name, sent in keys.items():
            self.assertEqual(len(set(sent)), count, name)
            doubles[name] = len(sent) - count
        return doubles
