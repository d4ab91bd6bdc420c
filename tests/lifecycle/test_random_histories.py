"""Random lives of companies: the stored customers always equal a plain calculation."""

import os
import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from . import reference

START = date(2025, 3, 10)


class World:
    """A trading life, lived in Odoo and noted in plain Python at the same time."""

    def __init__(self, env, company, product, seed):
        self.env = env(user=env.ref("base.user_root"), su=True)
        self.company = company.with_env(self.env)
        self.product = product.with_env(self.env)
        self.random = random.Random(seed)
        self.today = START
        self.source = "order"
        self.rules = {company.id: reference.Rules()}
        self.partners = self.env["res.partner"]
        self.orders = {}
        self.invoices = {}
        self.externals = {}
        self.company.lifecycle_start = START
        for _number in range(6):
            self.add_partner()

    # ---------------------------------------------------------------- plain side

    def documents(self):
        """Return what counts by the rules in force, as plain documents."""
        own = list(self.externals.values())
        if self.source == "order":
            own += self.orders.values()
        else:
            own += self.invoice_documents()
        return own

    def invoice_documents(self):
        for move, document in self.invoices.items():
            refunded = sum(
                (other.amount for refund, other in self.invoices.items()
                 if refund.reversed_entry_id == move),
                Decimal(0),
            )  # fmt: skip
            gone = bool(refunded) and document.amount + refunded <= 0
            yield reference.Document(
                document.company,
                document.buyer,
                document.day,
                document.amount,
                document.counts and not gone,
            )

    def rebuy(self, source_ids, target_id):
        """Note that a merge hands purchases from some partners to another."""
        for documents in (self.orders, self.invoices, self.externals):
            for document in documents.values():
                if document.buyer in source_ids:
                    document.buyer = target_id

    def pick(self, choices):
        choices = list(choices)
        return self.random.choice(choices) if choices else None

    def some_amount(self):
        return Decimal(self.random.randrange(1, 500_00)) / 100

    def now(self):
        return datetime.combine(self.today, datetime.min.time()) + timedelta(hours=12)

    # ---------------------------------------------------------------- steps

    def add_partner(self):
        parent = self.pick([None, *self.partners.filtered("is_company")])
        self.partners |= self.env["res.partner"].create(
            {
                "name": f"Partner {len(self.partners)}",
                "is_company": not parent and self.random.random() < 0.6,
                "parent_id": parent.id if parent else False,
            }
        )

    def add_order(self):
        partner = self.pick(self.partners)
        amount = self.some_amount()
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_unit": float(amount),
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        self.orders[order] = self.describe_order(order, self.today)
        if self.random.random() < 0.5:
            day = self.today - timedelta(days=self.random.randrange(0, 300))
            order.date_order = datetime.combine(day, datetime.min.time())
            self.orders[order].day = day

    def describe_order(self, order, day):
        return reference.Document(
            self.company.id,
            order.partner_id.commercial_partner_id.id,
            day,
            Decimal(str(order.amount_untaxed)),
        )

    def cancel_order(self):
        order = self.pick(self.orders)
        if order:
            order._action_cancel()
            del self.orders[order]
            if self.random.random() < 0.4:
                order.action_draft()
                order.action_confirm()
                self.orders[order] = self.describe_order(order, self.today)

    def change_order(self):
        order = self.pick(self.orders)
        if order:
            amount = self.some_amount()
            order.order_line.price_unit = float(amount)
            self.orders[order].amount = amount

    def change_orders_partner(self):
        order = self.pick(self.orders)
        if order:
            partner = self.pick(self.partners - order.partner_id)
            order.partner_id = partner
            self.orders[order].buyer = partner.commercial_partner_id.id

    def add_invoice(self):
        partner = self.pick(self.partners)
        amount = self.some_amount()
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "company_id": self.company.id,
                "invoice_date": self.today - timedelta(days=self.random.randrange(9)),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Line",
                            "price_unit": float(amount),
                            "quantity": 1,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        move.action_post()
        self.invoices[move] = reference.Document(
            self.company.id,
            partner.commercial_partner_id.id,
            move.invoice_date,
            amount,
        )

    def refund_invoice(self):
        move = self.pick(
            move
            for move in self.invoices
            if move.move_type == "out_invoice" and not move.reversal_move_ids
        )
        if not move:
            return
        refund = move._reverse_moves(
            [{"invoice_date": self.today, "date": self.today}], cancel=False
        )
        if self.random.random() < 0.5:
            line = refund.invoice_line_ids
            line.price_unit = round(line.price_unit / 2, 2)
        refund.action_post()
        self.invoices[refund] = reference.Document(
            self.company.id,
            self.invoices[move].buyer,
            self.today,
            -Decimal(str(refund.amount_untaxed)),
            counts=False,
        )

    def unpost_invoice(self):
        move = self.pick(self.invoices)
        if move and not move.reversal_move_ids:
            move.button_draft()
            del self.invoices[move]

    def add_external(self):
        partner = self.pick(self.partners)
        day = self.today - timedelta(days=self.random.randrange(0, 700))
        amount = self.some_amount()
        purchase = self.env["crm.purchase.external"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "date": day,
                "amount": float(amount),
                "currency_id": self.company.currency_id.id,
                "reference": f"EXT{self.random.random()}",
            }
        )
        self.externals[purchase] = reference.Document(
            self.company.id, partner.commercial_partner_id.id, day, amount
        )

    def change_external(self):
        purchase = self.pick(self.externals)
        if not purchase:
            return
        if self.random.random() < 0.5:
            purchase.unlink()
            del self.externals[purchase]
        else:
            purchase.amount = 7
            purchase.date = self.today
            self.externals[purchase].amount = Decimal(7)
            self.externals[purchase].day = self.today

    def change_parent(self):
        contact = self.pick(self.partners.filtered(lambda one: not one.is_company))
        if contact:
            contact.parent_id = self.pick(
                [False, *self.partners.filtered("is_company")]
            )

    def archive_or_assign(self):
        partner = self.pick(self.partners)
        partner.active = self.random.random() < 0.7
        partner.user_id = self.pick([False, self.env.ref("base.user_admin")])

    def merge(self):
        if len(self.partners) < 5:
            return
        one, other = self.random.sample(list(self.partners), 2)
        if one.parent_id == other or other.parent_id == one:
            return
        children = other.child_ids
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [one.id, other.id], one, extra_checks=False
        )
        self.rebuy({other.id}, one.id)
        self.partners = (self.partners - other) | children.exists()

    def forget_buyers(self):
        """Have documents look as if they had been there before the addon was."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order SET buyer_id = NULL FROM res_partner AS partner"
                " WHERE partner.id = partner_id"
                " AND partner.commercial_partner_id = buyer_id"
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE account_move SET buyer_id = NULL"
                " WHERE commercial_partner_id = buyer_id"
            )
        )
        self.env.invalidate_all()

    def change_limits(self):
        rules = self.rules[self.company.id]
        middle = self.random.randrange(2, 5)
        rules.count_bands = [
            ("New", 1),
            ("Promising", middle),
            ("Regular", middle + self.random.randrange(1, 4)),
        ]
        drifting = self.random.randrange(10, 90)
        rules.recency_bands = [
            ("Active", 0),
            ("Drifting", drifting),
            ("Sleeping", drifting + self.random.randrange(10, 200)),
        ]
        axes = self.company._get_lifecycle_axes()
        self.company._replace_lifecycle_axes(
            {
                axis: [
                    (band, name, lower)
                    for band, (name, lower) in zip(axes[axis], limits, strict=True)
                ]
                for axis, limits in (
                    ("count", rules.count_bands),
                    ("recency", rules.recency_bands),
                )
            }
        )

    def change_settings(self):
        self.source = self.pick(["order", "invoice"])
        once_a_day = self.pick([True, False])
        self.rules[self.company.id].once_a_day = once_a_day
        self.company.write(
            {"purchase_source": self.source, "purchase_once_a_day": once_a_day}
        )

    def let_days_pass(self):
        self.today += timedelta(days=self.random.choice([1, 1, 7, 40, 130]))

    STEPS = (
        [add_order] * 6
        + [add_invoice] * 4
        + [add_external] * 3
        + [let_days_pass] * 5
        + [change_parent] * 2
        + [forget_buyers] * 2
        + [refund_invoice] * 2
        + [cancel_order] * 2
        + [add_partner, change_order, change_orders_partner, unpost_invoice]
        + [change_external, archive_or_assign, merge, change_limits, change_settings]
    )

    def step(self):
        """Take one random step, and return its name."""
        step = self.random.choice(self.STEPS)
        with freeze_time(self.now()):
            step(self)
            self.env.flush_all()
            self.env.cr.flush()
        return step.__name__

    # ---------------------------------------------------------------- Odoo side

    def settle(self):
        """Do what is done after each commit, and at the beginning of each day."""
        with freeze_time(self.now()):
            notes = self.env["crm.customer.refresh"]
            while notes._process():
                pass
            self.env["crm.customer"]._roll(
                self.company, self.company._lifecycle_today()
            )
            self.env["crm.lifecycle.snapshot"]._close(self.company, self.today)

    def stored(self):
        customers = self.env["crm.customer"].with_context(active_test=False)
        found = customers.search([("company_id", "=", self.company.id)])
        return {
            (customer.company_id.id, customer.partner_id.id): reference.Customer(
                purchase_count=customer.purchase_count,
                first_date=customer.first_date or None,
                last_date=customer.last_date or None,
                amount_total=reference.to_cents(str(customer.amount_total)),
                usual_interval=customer.usual_interval or None,
                count_band=customer.count_band_id.name or None,
                recency_band=customer.recency_band_id.name or None,
                next_move_date=customer.next_move_date or None,
            )
            for customer in found
            if customer.purchase_count or customer.amount_total
        }

    def expected(self):
        customers = reference.customers_on(self.today, self.documents(), self.rules)
        return {
            key: customer
            for key, customer in customers.items()
            if customer.purchase_count or customer.amount_total
        }


@tagged("post_install", "-at_install")
class TestRandomHistories(AccountTestInvoicingCommon):
    """Lives of some hundred steps, each checked as it goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.user_root").tz = "UTC"
        cls.company_data["company"].lifecycle_tz = "UTC"

    def _live(self, seed, steps=45):
        with freeze_time(START):
            world = World(self.env, self.company_data["company"], self.product_a, seed)
        history = []
        for number in range(steps):
            history.append(world.step())
            if number % 3 == 2:
                world.settle()
                self.assertEqual(world.stored(), world.expected(), history)
                self._check_ledger(world, history)
        world.settle()
        self._check_consistency(world)
        self._check_rebuild(world)

    def _check_consistency(self, world):
        customers = (
            world.env["crm.customer"]
            .with_context(active_test=False)
            .search([("company_id", "=", world.company.id)])
        )
        for customer in customers:
            self.assertEqual(customer.user_id, customer.partner_id.user_id)
            self.assertEqual(customer.active, customer.partner_id.active)
            self.assertEqual(
                bool(customer.segment_id),
                customer.purchase_count > 0 and customer.active,
            )
            if customer.segment_id:
                self.assertTrue(customer.segment_id.active)
                self.assertEqual(
                    (customer.count_band_id, customer.recency_band_id),
                    (
                        customer.segment_id.count_band_id,
                        customer.segment_id.recency_band_id,
                    ),
                )

    def _check_ledger(self, world, history):
        """Opening + in - out = closing, for every segment and any two days."""
        company = [("company_id", "=", world.company.id)]
        moves = world.env["crm.lifecycle.move"].search(company, order="date, id")
        snapshots = world.env["crm.lifecycle.snapshot"].search(company, order="date")
        closed = defaultdict(Counter)
        for snapshot in snapshots:
            closed[snapshot.date][snapshot.segment_id] = snapshot.customer_count
        balance, day = Counter(), START
        by_day = moves.grouped("date")
        while day <= world.today:
            for move in by_day.get(day, moves.browse()):
                balance[move.to_segment_id] += 1
                balance[move.from_segment_id] -= 1
            if day in closed:
                del balance[world.env["crm.lifecycle.segment"]]
                self.assertEqual(+closed[day], +balance, (day, history))
            day += timedelta(days=1)
        customers = world.env["crm.customer"].search(
            [*company, ("segment_id", "!=", False)]
        )
        standing = Counter(customer.segment_id for customer in customers)
        del balance[world.env["crm.lifecycle.segment"]]
        self.assertEqual(+balance, standing, history)
        for customer, chain in moves.grouped("customer_id").items():
            if customer:
                self._check_chain(customer, chain, history)

    def _check_chain(self, customer, chain, history):
        """Each move starts where, and when, the one before it ended."""
        for earlier, later in pairwise(chain):
            self.assertEqual(earlier.to_segment_id, later.from_segment_id, history)
            self.assertEqual(later.days, (later.date - earlier.date).days, history)
        self.assertEqual(chain[-1].to_segment_id, customer.segment_id, history)
        self.assertEqual(chain[-1].date, customer.segment_since, history)

    def _check_rebuild(self, world):
        query = SQL(
            "SELECT * FROM crm_customer WHERE company_id = %s ORDER BY id",
            world.company.id,
        )
        before = world.env.execute_query(query)
        moves = world.env["crm.lifecycle.move"].search_count([])
        world.env["crm.customer.refresh"]._enqueue_all(world.company)
        world.settle()
        self.assertEqual(world.env.execute_query(query), before)
        self.assertTrue(before)
        self.assertEqual(world.env["crm.lifecycle.move"].search_count([]), moves)


def _test_of(seed):
    def test(self):
        self._live(seed)

    return test


#: More lives than a test run has time for can be asked for.
LIVES = int(os.environ.get("LIFECYCLE_LIVES", "8"))

for _seed in range(1, LIVES + 1):
    setattr(TestRandomHistories, f"test_life_{_seed}", _test_of(_seed))
