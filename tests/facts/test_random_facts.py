"""Random lives of customers: stored facts always equal a plain calculation."""

import os
import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.repeat_sales_crm.models.lifecycle.drainer import Drainer

from . import facts_reference as reference

START = date(2025, 3, 10)


class World:
    """Customers who live in Odoo; what they did is read as plain rows."""

    def __init__(self, test, seed):
        self.env = test.env(user=test.env.ref("base.user_root"), su=True)
        self.env = self.env(context={"tracking_disable": True, "mail_notrack": True})
        self.company = test.company_data["company"].with_env(self.env)
        self.journals = test.company_data["default_journal_bank"].with_env(self.env)
        self.random = random.Random(seed)
        self.today = START
        self.categories = self.env["product.category"].create(
            [{"name": f"Category {number}"} for number in range(5)]
        )
        self.products = self.env["product.product"].create(
            [
                {"name": "Thing", "type": "service", "categ_id": category.id}
                for category in self.categories
                for _time in range(2)
            ]
        )
        self.terms = self.env["account.payment.term"].create(
            [{"name": "Now"}, {"name": "Later"}]
        )
        self.stages = self.env["crm.stage"].search([], limit=3)
        self.reasons = self.env["crm.lost.reason"].search([], limit=2)
        self.mailing = self.env["mailing.mailing"].create(
            {
                "subject": "News",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        self.make_methods()
        self.make_pricelists()
        self.make_partners()
        self.orders = self.env["sale.order"]
        self.invoices = self.env["account.move"]
        self.payments = self.env["account.payment"]
        self.leads = self.env["crm.lead"]
        self.contacts = []

    def make_methods(self):
        self.methods = self.journals.inbound_payment_method_line_ids
        self.methods |= self.methods[0].copy({"name": "Card"})

    def make_pricelists(self):
        currency = self.env["res.currency"].create({"name": "TST", "symbol": "T"})
        self.env["res.currency.rate"].create(
            {
                "name": "2024-01-01",
                "rate": 2.5,
                "currency_id": currency.id,
                "company_id": self.company.id,
            }
        )
        self.pricelists = self.env["product.pricelist"].create(
            [
                {
                    "name": "Prices",
                    "currency_id": one.id,
                    "company_id": self.company.id,
                }
                for one in (self.company.currency_id, currency)
            ]
        )

    def make_partners(self):
        self.customers = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(3)]
        )
        self.partners = self.customers | self.env["res.partner"].create(
            [
                {
                    "name": "Person",
                    "parent_id": customer.id,
                    "email": f"person{customer.id}@example.com",
                }
                for customer in self.customers
            ]
        )
        self.subscribers = self.env["mailing.contact"].create(
            [
                {"name": "On the list", "email": partner.email}
                for partner in self.partners
                if partner.email
            ]
        )

    # ---------------------------------------------------------------- steps

    def pick(self, choices):
        choices = list(choices)
        return self.random.choice(choices) if choices else None

    def amount(self):
        return self.random.randrange(1, 300_00) / 100

    def past_day(self):
        return self.today - timedelta(days=self.random.randrange(0, 40))

    def moment(self):
        """Return some hour of some day, not the same twice."""
        seconds = self.random.randrange(0, 40 * 24 * 3600)
        noon = datetime.combine(self.today, datetime.min.time())
        return noon - timedelta(seconds=seconds)

    def prepare_lines(self):
        return [
            Command.create(
                {
                    "product_id": self.pick(self.products).id,
                    "price_unit": self.amount(),
                    "tax_ids": [Command.clear()],
                }
            )
            for _line in range(self.random.randrange(1, 4))
        ]

    def add_order(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.pick(self.partners).id,
                "company_id": self.company.id,
                "pricelist_id": self.pick(self.pricelists).id,
                "payment_term_id": self.pick([False, *self.terms.ids]),
                "preferred_payment_method_line_id": self.pick(
                    [False, *self.methods.ids]
                ),
                "order_line": self.prepare_lines(),
            }
        )
        order.action_confirm()
        order.date_order = datetime.combine(self.past_day(), datetime.min.time())
        self.orders |= order

    def change_order(self):
        order = self.pick(self.orders.filtered(lambda one: one.state == "sale"))
        if not order:
            return
        if self.random.random() < 0.4:
            order._action_cancel()
        else:
            line = self.pick(order.order_line)
            line.product_id = self.pick(self.products)
            line.price_unit = self.amount()

    def add_invoice(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.pick(self.partners).id,
                "company_id": self.company.id,
                "currency_id": self.pick(self.pricelists).currency_id.id,
                "invoice_date": self.past_day(),
                "invoice_payment_term_id": self.pick([False, *self.terms.ids]),
                "invoice_line_ids": self.prepare_lines(),
            }
        )
        invoice.action_post()
        self.invoices |= invoice

    def refund_invoice(self):
        invoice = self.pick(
            self.invoices.filtered(
                lambda move: (
                    move.move_type == "out_invoice"
                    and move.state == "posted"
                    and not move.reversal_move_ids
                )
            )
        )
        if not invoice:
            return
        refund = invoice._reverse_moves(
            [{"invoice_date": self.today, "date": self.today}], cancel=False
        )
        if self.random.random() < 0.6:
            line = refund.invoice_line_ids[0]
            line.price_unit = round(line.price_unit / 2, 2)
        refund.action_post()
        self.invoices |= refund

    def unpost_invoice(self):
        invoice = self.pick(
            self.invoices.filtered(
                lambda move: move.state == "posted" and not move.reversal_move_ids
            )
        )
        if invoice and not invoice.reversed_entry_id:
            invoice.button_draft()

    def add_payment(self):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.pick(self.partners).id,
                "amount": self.amount(),
                "date": self.past_day(),
                "journal_id": self.journals.id,
                "payment_method_line_id": self.pick(self.methods).id,
            }
        )
        payment.action_post()
        self.payments |= payment

    def take_payment_back(self):
        payment = self.pick(self.payments.filtered(lambda one: one.state != "draft"))
        if payment:
            payment.action_draft()

    def lose_deal(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "partner_id": self.pick(self.partners).id,
                "stage_id": self.pick(self.stages).id,
                "company_id": self.pick([False, self.company.id]),
            }
        )
        if self.random.random() < 0.8:
            lead.action_set_lost(lost_reason_id=self.pick([False, *self.reasons.ids]))
        self.leads |= lead

    def send_mailing(self):
        record = self.pick(
            [*self.partners, *self.subscribers, *self.leads, *self.orders]
        )
        for _time in range(2):
            self.env["mailing.trace"].create(
                {
                    "mass_mailing_id": self.mailing.id,
                    "model": record._name,
                    "res_id": record.id,
                    "trace_type": self.pick(["mail", "mail", "sms"]),
                    "trace_status": self.pick(["outgoing", "sent", "error"]),
                }
            )

    def react(self):
        traces = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", self.mailing.id)]
        )
        for _time in range(3):
            trace = self.pick(traces)
            if trace:
                self.react_to(trace)

    def react_to(self, trace):
        reaction = self.pick(
            ["sent", "opened", "opened", "clicked", "replied", "bounced"]
        )
        with freeze_time(self.moment()):
            if reaction == "clicked":
                trace.set_opened()
            getattr(trace, f"set_{reaction}")()

    def do_activity(self):
        record = self.pick([*self.partners, *self.leads])
        activity = record.activity_schedule("mail.mail_activity_data_call")
        if self.random.random() < 0.7:
            activity.action_done()
            self.contacts.append((record, self.today, "activity"))

    def write_message(self):
        record = self.pick([*self.partners, *self.leads, *self.orders])
        internal = self.random.random() < 0.3
        record.message_post(
            body="Hello",
            message_type="comment",
            subtype_xmlid="mail.mt_note" if internal else "mail.mt_comment",
            author_id=self.env.ref("base.user_admin").partner_id.id,
        )
        if not internal:
            self.contacts.append((record, self.today, "message"))

    def meet(self):
        partner = self.pick(self.partners)
        day = self.today + timedelta(days=self.random.randrange(-20, 10))
        start = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
        self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set(partner.ids)],
            }
        )
        self.contacts.append((partner, day, "meeting"))

    def change_source(self):
        self.company.purchase_source = self.pick(["order", "invoice"])

    def change_counting(self):
        self.company.purchase_once_a_day = not self.company.purchase_once_a_day

    def let_days_pass(self):
        self.today += timedelta(days=self.random.randrange(1, 15))

    STEPS = (
        [add_order, add_invoice] * 5
        + [send_mailing, react] * 4
        + [add_payment, lose_deal, do_activity, write_message, meet] * 2
        + [change_order, refund_invoice, let_days_pass] * 2
        + [take_payment_back, unpost_invoice, change_source, change_counting]
    )

    def step(self):
        """Take one random step, and return its name."""
        step = self.random.choice(self.STEPS)
        with freeze_time(self.now()), patch.object(Drainer, "wake"):
            step(self)
            self.env.flush_all()
            self.env.cr.flush()
        return step.__name__

    def now(self):
        return datetime.combine(self.today, datetime.min.time()) + timedelta(hours=12)

    def settle(self, day_begins):
        """Do what is done after each commit, and at the beginning of each day."""
        notes = self.env["crm.customer.refresh"]
        with freeze_time(self.now()), patch.object(Drainer, "wake"):
            while notes._process():
                pass
            self.env["crm.customer"]._roll(self.company, self.today)
            if day_begins:
                notes._begin_day(self.company, self.today)
                while notes._process():
                    pass
            self.env.invalidate_all()

    # ---------------------------------------------------------------- plain side

    def read_life(self, customer):
        """Return the :class:`.facts_reference.Life` of a customer."""
        people = customer | customer.child_ids
        leads = self.leads.with_context(active_test=False).filtered(
            lambda lead: lead.partner_id in people
        )
        records = [*people, *leads]
        records += [order for order in self.orders if order.partner_id in people]
        lists = [one for one in self.subscribers if one.email in people.mapped("email")]
        payments = self.payments.filtered(
            lambda one: one.partner_id in people and one.state in ("paid", "in_process")
        )
        return reference.Life(
            purchases=self.read_purchases(people),
            payments=[
                one.payment_method_line_id
                for one in payments.sorted(lambda one: (one.date, one.id))
            ],
            mailings=self.read_mailings([*records, *lists]),
            lost=[
                (lead.stage_id, lead.lost_reason_id)
                for lead in leads.sorted("id")
                if not lead.active
            ],
            contacts=self.read_contacts(records),
        )

    def read_purchases(self, people):
        if self.company.purchase_source == "order":
            return [
                self.read_order(order)
                for order in self.orders
                if order.partner_id in people and order.state == "sale"
            ]
        return [
            self.read_invoice(move)
            for move in self.invoices
            if move.partner_id in people and move.state == "posted"
        ]

    def read_order(self, order):
        def convert(amount):
            return Decimal(str(amount)) / Decimal(str(order.currency_rate))

        return reference.Purchase(
            order.id,
            order.date_order.date(),
            reference.rounded(convert(order.amount_untaxed)),
            [
                (line.product_id.categ_id, convert(line.price_subtotal))
                for line in order.order_line
            ],
            method=order.preferred_payment_method_line_id,
            term=order.payment_term_id,
        )

    def read_invoice(self, move):
        amount = Decimal(str(move.amount_untaxed_signed))
        refunds = move.reversal_move_ids.filtered(lambda one: one.state == "posted")
        taken = sum((Decimal(str(one.amount_untaxed_signed)) for one in refunds), 0)
        gone = refunds and amount + taken <= 0
        return reference.Purchase(
            move.id,
            move.invoice_date,
            amount,
            [
                (line.product_id.categ_id, -Decimal(str(line.balance)))
                for line in move.invoice_line_ids
            ],
            counts=move.move_type == "out_invoice" and not gone,
            method=move.preferred_payment_method_line_id,
            term=move.invoice_payment_term_id,
        )

    def read_mailings(self, records):
        keys = {(record._name, record.id) for record in records}
        traces = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", self.mailing.id)]
        )
        return [
            reference.Mailing(
                trace.trace_type,
                trace.trace_status,
                trace.open_datetime or None,
                trace.links_click_datetime or None,
                trace.reply_datetime or None,
            )
            for trace in traces
            if (trace.model, trace.res_id) in keys
        ]

    def read_contacts(self, records):
        # A meeting is held when its day is over.
        return [
            (day, kind)
            for record, day, kind in self.contacts
            if record in records and (kind != "meeting" or day < self.today)
        ]


class TestRandomFacts(AccountTestInvoicingCommon):
    """Lives of some dozen steps, each checked as it goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.user_root").tz = "UTC"
        cls.company_data["company"].lifecycle_tz = "UTC"

    def _live(self, seed, steps=50):
        with freeze_time(START):
            world = World(self, seed)
        history = []
        for number in range(steps):
            history.append(world.step())
            passed = "let_days_pass" in history[-5:] or "change" in history[-1]
            if number % 5 == 4:
                world.settle(passed or number == steps - 1)
                self._check(world, history)

    def _check(self, world, history):
        for partner in world.customers:
            life = world.read_life(partner)
            customer = (
                world.env["crm.customer"]
                .with_context(active_test=False)
                .search(
                    [
                        ("company_id", "=", world.company.id),
                        ("partner_id", "=", partner.id),
                    ]
                )
            )
            if customer:
                self._check_customer(world, customer, life, history)
            else:
                self.assertFalse(life.purchases, history)

    def _check_customer(self, world, customer, life, history):
        rank = {category: category.id for category in world.categories}
        today = world.today
        once_a_day = world.company.purchase_once_a_day
        expected = {
            "rows": reference.categories(life, today),
            "best": reference.best_categories(life, today, rank),
            "basket": reference.basket(life, today, once_a_day),
            "payment": reference.payment(life, today),
            "mailings": reference.mailings(life),
            "lost": reference.lost_deals(life),
            "contact": reference.last_contact(life, today),
        }
        stored = self._read_stored(customer)
        for name, facts in expected.items():
            self.assertEqual(stored[name], facts, (name, history))

    def _read_stored(self, customer):
        def plain(*names):
            return tuple(customer[name] or None for name in names)

        def number(value, digits=2):
            return reference.rounded(str(value), digits)

        return {
            "rows": {
                row.categ_id: (
                    row.purchase_count,
                    number(row.amount),
                    row.first_date or None,
                    row.last_date or None,
                )
                for row in customer.category_ids
            },
            "best": list(plain("category_1_id", "category_2_id", "category_3_id")),
            "basket": (
                number(customer.basket_recent),
                number(customer.basket_trend, 4),
                customer.basket_direction or None,
            ),
            "payment": plain("payment_method_line_id", "payment_term_id"),
            "mailings": (
                customer.mailing_sent_count,
                customer.mailing_opened_count,
                customer.mailing_clicked_count,
                customer.mailing_replied_count,
                customer.mailing_bounced_count,
                *plain("mailing_reaction_date", "mailing_channel", "mailing_weekday"),
            ),
            "lost": (
                customer.lost_count,
                *plain("lost_stage_id", "lost_reason_id"),
            ),
            "contact": plain("last_contact_date", "last_contact_kind"),
        }


def _test_of(seed):
    def test(self):
        self._live(seed)

    return test


#: More lives than a test run has time for can be asked for.
LIVES = int(os.environ.get("LIFECYCLE_LIVES", "4"))

for _seed in range(1, LIVES + 1):
    setattr(TestRandomFacts, f"test_life_{_seed}", _test_of(_seed))
