"""Orders that use the same offer up in two transactions at once."""

from contextlib import contextmanager
from datetime import date, timedelta
from threading import Thread
from unittest import TestCase
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules import module
from odoo.modules.registry import Registry
from odoo.tools import config, mute_logger


class TestOffersTogether(TestCase):
    """Everything is committed here, and taken away again at the end."""

    def setUp(self):
        # The transactions are real ones, each of the isolation that it asks for.
        self.enterContext(patch.object(module, "current_test", None))
        self.registry = Registry(config["db_name"][0])
        self.addCleanup(self._clean_up)
        with self._env() as env:
            company = env["res.company"].search([], limit=1)
            self.partner = env["res.partner"].create({"name": "One Customer"})
            self.product = env["product.product"].create(
                {"name": "Thing", "type": "service", "taxes_id": [Command.clear()]}
            )
            self.offer = env["crm.campaign.offer"].create(
                {
                    "name": "Once",
                    "discount": 10,
                    "company_id": company.id,
                    "audience": "anyone",
                    "date_start": date.today() - timedelta(days=2),
                    "date_end": date.today() + timedelta(days=2),
                }
            )
            self.orders = env["sale.order"].create(
                [
                    {
                        "partner_id": self.partner.id,
                        "company_id": company.id,
                        "campaign_offer_id": self.offer.id,
                        "order_line": [Command.create({"product_id": self.product.id})],
                    }
                ]
                * 2
            )

    @contextmanager
    def _env(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _clean_up(self):
        with self._env() as env:
            orders = self.orders.with_env(env)
            orders._action_cancel()
            orders.unlink()
            self.offer.with_env(env).unlink()
            self.product.with_env(env).unlink()
        # What is calculated of the customer is written before it goes.
        with self._env() as env:
            env["crm.customer.refresh"]._drain()
        with self._env() as env:
            self.partner.with_env(env).unlink()
        with self._env() as env:
            env["crm.customer.refresh"]._drain()

    def test_one_of_two_orders_uses_it_up(self):
        first, second = self.orders
        errors = []

        def confirm_second(env):
            try:
                with mute_logger("odoo.sql_db"):
                    second.with_env(env).action_confirm()
                    env.cr.commit()
            except psycopg2.Error as error:
                env.cr.rollback()
                errors.append(error)

        with self._env() as one, self._env() as two:
            # Neither sees what the other one does.
            two["sale.order"].search_count([("state", "=", "sale")])
            first.with_env(one).action_confirm()
            one.flush_all()
            thread = Thread(target=confirm_second, args=(two,))
            thread.start()
            thread.join(2)
            self.assertTrue(thread.is_alive(), "It waits for the first one.")
            one.cr.commit()
            thread.join(20)
        self.assertEqual(len(errors), 1)
        with self._env() as env:
            states = self.orders.with_env(env).mapped("state")
            self.assertEqual(states, ["sale", "draft"])
            # What Odoo does after such an error: it tries once more.
            with self.assertRaisesRegex(UserError, "has used “Once” already"):
                second.with_env(env).action_confirm()
