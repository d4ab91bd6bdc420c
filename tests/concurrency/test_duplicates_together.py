"""Two users who decide about the same contacts at the same time."""

from contextlib import contextmanager
from unittest import TestCase
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules import module
from odoo.modules.registry import Registry
from odoo.tools import config, mute_logger

from odoo.addons.repeat_sales_crm.models.lifecycle.drainer import Drainer


class TestTogether(TestCase):
    """Everything is committed here, and taken away again at the end."""

    def setUp(self):
        self.enterContext(patch.object(module, "current_test", None))
        self.enterContext(mute_logger("odoo.addons.base.partner.merge", "odoo.sql_db"))
        # Customers are calculated at the end, not by a thread meanwhile.
        self.enterContext(patch.object(Drainer, "wake"))
        self.registry = Registry(config["db_name"][0])
        with self._env() as env:
            partners = env["res.partner"].create(
                [{"name": f"Together {number}"} for number in range(2)]
            )
            pairs = env["crm.duplicate.pair"]
            pairs._mark(partners)
            self.partner_ids = partners.ids
            self.group_id = partners.duplicate_member_ids.duplicate_id.id
        self.addCleanup(self._clean_up)

    @contextmanager
    def _env(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _group(self, env):
        return env["crm.duplicate"].browse(self.group_id)

    def _clean_up(self):
        with self._env() as env:
            merges = env["crm.duplicate.merge"].search(
                [("kept_partner_id", "in", self.partner_ids)]
            )
            merges.unlink()
            env["res.partner"].browse(self.partner_ids).exists().unlink()
            self._group(env).exists().unlink()
        with self._env() as env:
            env["crm.customer.refresh"]._drain()

    def _count(self):
        with self._env() as env:
            partners = env["res.partner"].browse(self.partner_ids)
            merges = env["crm.duplicate.merge"].search_count(
                [("kept_partner_id", "in", self.partner_ids)]
            )
            return len(partners.exists()), merges

    def test_the_second_is_told_at_once(self):
        with self._env() as first:
            self._group(first).action_merge()
            with (
                self._env() as second,
                self.assertRaisesRegex(UserError, "decided about these"),
            ):
                self._group(second).action_merge()
        self.assertEqual(self._count(), (1, 1))

    def test_whoever_looked_before_tries_again_and_is_told(self):
        second_cr = self.registry.cursor()
        try:
            second = api.Environment(second_cr, SUPERUSER_ID, {})
            self.assertEqual(self._group(second).state, "open")
            with self._env() as first:
                self._group(first).action_merge()
            # Odoo starts the request anew after such a failure.
            with self.assertRaises(SerializationFailure):
                self._group(second).action_different()
            second_cr.rollback()
            second.invalidate_all()
            with self.assertRaisesRegex(UserError, "decided about these"):
                self._group(second).action_different()
        finally:
            second_cr.rollback()
            second_cr.close()
        self.assertEqual(self._count(), (1, 1))

    def test_a_search_that_was_killed_goes_on(self):
        runs = "crm.duplicate.run"
        with self._env() as env:
            env[runs]._search_all()
            begun = env[runs]._begin(everything=True)
            begun._do_bit()
            run_id = begun.id
        try:
            with self._env() as env:
                begun = env[runs].browse(run_id)
                step, place = begun.step, begun.next_id
                with self.assertRaises(ValueError):
                    begun._do_bit()
                    raise ValueError
                env.cr.rollback()
            with self._env() as env:
                again = env[runs]._get_running()
                self.assertEqual(again.id, run_id)
                self.assertEqual((again.step, again.next_id), (step, place))
                env[runs]._search_all()
                self.assertTrue(again.end_date)
        finally:
            with self._env() as env:
                env[runs].browse(run_id).exists().unlink()
