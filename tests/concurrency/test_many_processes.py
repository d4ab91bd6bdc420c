"""What only real processes with real commits can show."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest import TestCase
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules import module
from odoo.modules.registry import Registry
from odoo.tools import config

_WORKER = Path(__file__).with_name("worker.py")
_PROCESSES = 8
_ORDERS_EACH = 3


class TestManyProcesses(TestCase):
    """Everything is committed here, and taken away again at the end."""

    def setUp(self):
        # The transactions are real ones, each of the isolation that it asks for.
        self.enterContext(patch.object(module, "current_test", None))
        self.dbname = config["db_name"][0]
        self.registry = Registry(self.dbname)
        self.addCleanup(self._clean_up)
        with self._env() as env:
            company = env["res.company"].search([], limit=1)
            self.partner_id = env["res.partner"].create({"name": "One Customer"}).id
            self.product_id = (
                env["product.product"]
                .create(
                    {"name": "Thing", "type": "service", "taxes_id": [Command.clear()]}
                )
                .id
            )
            self.company_id = company.id
            self.order_ids = self._make_orders(env, _PROCESSES * _ORDERS_EACH)

    @contextmanager
    def _env(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _make_orders(self, env, count):
        line = {"product_id": self.product_id, "price_unit": 10.0}
        return (
            env["sale.order"]
            .create(
                [
                    {
                        "partner_id": self.partner_id,
                        "company_id": self.company_id,
                        "order_line": [Command.create(line)],
                    }
                ]
                * count
            )
            .ids
        )

    def _clean_up(self):
        with self._env() as env:
            orders = env["sale.order"].browse(self.order_ids)
            orders._action_cancel()
            orders.unlink()
        # Nobody calculates the customer any more when it is deleted.
        self._settle()
        with self._env() as env:
            partner = env["res.partner"].browse(self.partner_id)
            partner.unlink()
            env["product.product"].browse(self.product_id).unlink()
        self._settle()

    def _settle(self):
        with self._env() as env:
            env["crm.customer.refresh"]._drain()

    def _start(self, *arguments):
        return subprocess.Popen(
            [sys.executable, _WORKER, self.dbname, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def _wait_for(self, worker, word):
        self.assertEqual(worker.stdout.readline().strip(), word, worker.poll())

    def _read_customer(self):
        with self._env() as env:
            customer = env["crm.customer"].search(
                [("partner_id", "=", self.partner_id)]
            )
            waiting = env["crm.customer.refresh"].search_count(
                [("partner_from", "=", self.partner_id)]
            )
            return customer.purchase_count, customer.amount_total, waiting

    def test_many_processes_confirm_orders_of_one_customer(self):
        expected = (len(self.order_ids), 10.0 * len(self.order_ids), 0)
        errors = self._work_at_once(self.order_ids, self._read_customer, expected)
        for word in ("ERROR", "WARNING", "serialize", "deadlock", "again"):
            self.assertNotIn(word, errors.replace("security", ""))

    def test_many_processes_lose_deals_of_one_customer(self):
        with self._env() as env:
            env["sale.order"].browse(self.order_ids[0]).action_confirm()
            deals = env["crm.lead"].create(
                [{"name": "Deal", "partner_id": self.partner_id}]
                * (_PROCESSES * _ORDERS_EACH)
            )
        self.addCleanup(self._delete_deals, deals.ids)
        self._settle()
        expected = (len(deals), 0)
        errors = self._work_at_once(deals.ids, self._read_lost, expected, "--lose")
        self.assertNotIn("could not be calculated", errors)

    def _read_lost(self):
        with self._env() as env:
            customer = env["crm.customer"].search(
                [
                    ("partner_id", "=", self.partner_id),
                    ("company_id", "=", self.company_id),
                ]
            )
            return customer.lost_count, self._read_customer()[2]

    def _delete_deals(self, deal_ids):
        with self._env() as env:
            env["crm.lead"].browse(deal_ids).unlink()

    def _work_at_once(self, record_ids, read, expected, *options):
        """Let processes share the work, and wait until what is read is right.

        :return: what they logged
        """
        workers = [
            self._start(*options, *record_ids[number::_PROCESSES])
            for number in range(_PROCESSES)
        ]
        for worker in workers:
            self._wait_for(worker, "ready")
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        for worker in workers:
            self._wait_for(worker, "done")
        last_commit = time.monotonic()
        while read() != expected:
            self.assertLess(time.monotonic() - last_commit, 2, read())
            time.sleep(0.05)
        logs = [worker.communicate(timeout=30)[1] for worker in workers]
        self.assertEqual({worker.returncode for worker in workers}, {0}, logs)
        return "".join(logs)

    def test_a_killed_process_loses_nothing(self):
        worker = self._start("--die", self.order_ids[0])
        self._wait_for(worker, "ready")
        worker.communicate("go\n", timeout=60)
        self.assertEqual(worker.returncode, -signal.SIGKILL)
        count, _amount, waiting = self._read_customer()
        self.assertFalse(count)
        self.assertEqual(
            waiting, 1, "the note should have been committed with the sale"
        )
        with self._env() as env:
            env["crm.customer.refresh"]._cron_refresh()
        self._wait_until_read((1, 10.0, 0))

    def test_the_scheduled_action_does_all_in_one_run(self):
        """Notes, moves and closed days, each seen although they are done apart."""
        with self._env() as env:
            env["sale.order"].browse(self.order_ids[:2]).action_confirm()
        with self._env() as env:
            company = env["res.company"].browse(self.company_id)
            started = company.lifecycle_start
            self.addCleanup(self._write_start, started)
            company.lifecycle_start = company._lifecycle_today() - timedelta(days=3)
        with self._env() as env:
            env["crm.customer.refresh"]._cron_refresh()
        with self._env() as env:
            days = env["crm.lifecycle.snapshot"].search_count(
                [
                    ("company_id", "=", self.company_id),
                    (
                        "date",
                        ">=",
                        env["res.company"].browse(self.company_id).lifecycle_start,
                    ),
                ]
            )
        self._wait_until_read((2, 20.0, 0))
        self.assertGreaterEqual(days, 3)

    def _wait_until_read(self, expected):
        """Wait for the working thread of this process, which may have been first."""
        deadline = time.monotonic() + 10
        while self._read_customer() != expected:
            self.assertLess(time.monotonic(), deadline, self._read_customer())
            time.sleep(0.05)

    def _write_start(self, day):
        with self._env() as env:
            env["res.company"].browse(self.company_id).lifecycle_start = day
            env["crm.lifecycle.snapshot"].search(
                [("company_id", "=", self.company_id)]
            ).unlink()
