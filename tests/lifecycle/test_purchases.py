"""What counts as a purchase, for how much, on which day."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestOrders(LifecycleCommon, TransactionCase):
    def _read(self, partner):
        self.refresh()
        customer = self.customer_of(partner)
        return customer.purchase_count, customer.amount_total

    def test_amounts_are_untaxed_with_discounts_and_services(self):
        country = self.env.ref("base.us")
        group = self.env["account.tax.group"].create(
            {"name": "Taxes", "company_id": self.company.id, "country_id": country.id}
        )
        taxes = self.env["account.tax"].create(
            [
                {
                    "name": f"Tax {rate}",
                    "amount": rate,
                    "company_id": self.company.id,
                    "country_id": country.id,
                    "tax_group_id": group.id,
                }
                for rate in (10, 20)
            ]
        )
        partner = self.make_partner("Taxed Twice")
        order = self.make_order(partner, 1, 100)
        order.order_line.write({"discount": 25, "tax_ids": [Command.set(taxes.ids)]})
        self.assertEqual(order.order_line.product_id.type, "service")
        self.assertGreater(order.amount_total, order.amount_untaxed)
        self.assertEqual(self._read(partner), (1, 75))

    def test_amounts_are_at_the_documents_own_rate(self):
        foreign = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rate_ids": [
                    Command.create(
                        {"name": day, "rate": rate, "company_id": self.company.id}
                    )
                    for day, rate in (("2020-01-01", 2.0), ("2024-01-01", 5.0))
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Foreign",
                "currency_id": foreign.id,
                "company_id": self.company.id,
            }
        )
        partner = self.make_partner("Abroad")
        with freeze_time("2022-05-05"):
            order = self.env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "pricelist_id": pricelist.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": 100,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
            order.action_confirm()
        self.assertEqual(order.currency_id, foreign)
        self.assertEqual(self._read(partner), (1, 50))
        purchase = self.env["crm.purchase"].search([("partner_id", "=", partner.id)])
        self.assertEqual(purchase.amount, 50)
        self.assertEqual(purchase.currency_id, self.company.currency_id)

    def test_several_documents_on_one_day(self):
        partner = self.make_customer("Twice a Day", [3, 3, 9])
        self.assertEqual(self._read(partner), (3, 300))
        self.assertEqual(self.customer_of(partner).usual_interval, 6)
        self.company.purchase_once_a_day = True
        self.assertEqual(self._read(partner), (2, 300))

    def test_changed_and_cancelled_orders(self):
        partner = self.make_partner("Undecided")
        order = self.make_order(partner, 5, 100)
        self.assertEqual(self._read(partner), (1, 100))
        order.order_line.product_uom_qty = 3
        self.assertEqual(self._read(partner), (1, 300))
        order.order_line.product_uom_qty = 0
        self.assertEqual(self._read(partner), (1, 0))
        order._action_cancel()
        self.assertEqual(self._read(partner), (0, 0))

    def test_the_day_is_the_companys(self):
        self.company.lifecycle_tz = "Asia/Tokyo"
        partner = self.make_partner("Late Caller")
        order = self.make_order(partner, 0, 100)
        order.date_order = datetime(2026, 3, 9, 16, 0)
        self._read(partner)
        self.assertEqual(self.customer_of(partner).last_date, date(2026, 3, 10))

    def test_what_is_dated_later_counts_on_its_day(self):
        partner = self.make_customer("Planner", [10])
        order = self.make_order(partner, 0, 50)
        day = self.company._lifecycle_today() + timedelta(days=5)
        order.date_order = datetime.combine(day, datetime.min.time())
        self.assertEqual(self._read(partner), (1, 100))
        self.assertEqual(self.customer_of(partner).next_move_date, day)
        with freeze_time(day + timedelta(hours=3)):
            self.env["crm.customer"]._roll(self.company, day)
            self.assertEqual(self._read(partner), (2, 150))

    def test_purchases_show_their_document(self):
        partner = self.make_partner("Documented")
        order = self.make_order(partner, 1, 10)
        purchase = self.env["crm.purchase"].search([("partner_id", "=", partner.id)])
        action = purchase.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (order._name, order.id)
        )
        self.assertEqual(purchase.reference, order.name)

    def test_two_companies_count_for_themselves(self):
        other = self.make_company("Other Trading")
        partner = self.make_customer("Of Both", [3, 9])
        self.make_order(partner, 1, 70, company=other)
        self.refresh()
        self.assertEqual(self.customer_of(partner).purchase_count, 2)
        theirs = self.customer_of(partner, other)
        self.assertEqual((theirs.purchase_count, theirs.amount_total), (1, 70))


@tagged("post_install", "-at_install")
class TestInvoices(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env = cls.env(
            user=cls.env.ref("base.user_root"),
            context={"allowed_company_ids": cls.company.ids},
            su=True,
        )
        cls.company.purchase_source = "invoice"
        cls.partner = cls.env["res.partner"].create({"name": "Invoiced"})

    def _invoice(self, amount, **values):
        invoice = self.init_invoice(
            "out_invoice",
            partner=self.partner,
            amounts=[amount],
            taxes=self.company_data["default_tax_sale"],
            invoice_date=date(2026, 1, 15),
            company=self.company,
            **values,
        )
        invoice.action_post()
        return invoice

    def _refund(self, invoice, amount=None):
        refund = invoice._reverse_moves(
            [{"invoice_date": date(2026, 1, 20)}], cancel=False
        )
        if amount:
            refund.invoice_line_ids.price_unit = amount
        refund.action_post()
        return refund

    def _read(self):
        self.env.flush_all()
        self.env.cr.flush()
        while self.env["crm.customer.refresh"]._process():
            pass
        customer = self.env["crm.customer"].search(
            [("partner_id", "=", self.partner.id)]
        )
        return customer.purchase_count, customer.amount_total

    def test_posted_invoices_count_untaxed(self):
        invoice = self._invoice(100)
        self.assertGreater(invoice.amount_total, 100)
        self.assertEqual(self._read(), (1, 100))
        invoice.button_draft()
        self.assertEqual(self._read(), (0, 0))

    def test_refunds_reduce_the_amount_and_do_not_count(self):
        self._refund(self._invoice(100), 30)
        self.assertEqual(self._read(), (1, 70))

    def test_a_fully_reversed_invoice_does_not_count(self):
        invoice = self._invoice(100)
        self._invoice(50)
        refund = self._refund(invoice)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(self._read(), (1, 50))
        refund.button_draft()
        self.assertEqual(self._read(), (2, 150))

    def test_two_part_refunds_reverse_an_invoice(self):
        invoice = self._invoice(100)
        self._refund(invoice, 60)
        self.assertEqual(self._read(), (1, 40))
        self._refund(invoice, 40)
        self.assertEqual(self._read(), (0, 0))

    def test_a_paid_invoice_that_is_given_back(self):
        invoice = self._invoice(100)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        self.assertEqual(self._read(), (1, 100))
        self._refund(invoice)
        self.assertEqual(self._read(), (0, 0))

    def test_settled_by_a_credit_note_of_its_own(self):
        invoice = self._invoice(100)
        refund = self.init_invoice(
            "out_refund",
            partner=self.partner,
            amounts=[100],
            taxes=self.company_data["default_tax_sale"],
            invoice_date=date(2026, 1, 20),
            company=self.company,
            post=True,
        )
        self.assertEqual(self._read(), (1, 0))
        (invoice + refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(self._read(), (0, 0))

    def test_invoices_are_at_their_own_rate(self):
        foreign = self.setup_other_currency("GBP", rates=[("2026-01-01", 4.0)])
        self._invoice(100, currency=foreign)
        self.assertEqual(self._read(), (1, 25))

    def test_vendor_bills_do_not_count(self):
        self.init_invoice(
            "in_invoice",
            partner=self.partner,
            amounts=[100],
            invoice_date=date(2026, 1, 20),
            company=self.company,
            post=True,
        )
        self.assertEqual(self._read(), (0, 0))

    def test_a_company_that_changes_its_source(self):
        self._invoice(100)
        self.assertEqual(self._read(), (1, 100))
        self.company.purchase_source = "order"
        self.assertEqual(self._read(), (0, 0))
        self.company.purchase_source = "invoice"
        self.assertEqual(self._read(), (1, 100))
