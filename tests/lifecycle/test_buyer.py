"""What was bought stays with the company that bought it."""

from datetime import timedelta

from odoo.fields import Command, Date
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..common import LifecycleCommon


class Moves:
    """The ways in which a contact gets another company, for each kind of document.

    The test classes say what :meth:`_buy` buys.
    """

    def _set_up_people(self):
        self.old = self.env["res.partner"].create({"name": "Old", "is_company": True})
        self.new = self.env["res.partner"].create({"name": "New", "is_company": True})
        self.person = self.env["res.partner"].create(
            {"name": "Ann Mover", "parent_id": self.old.id, "email": "ann@example.com"}
        )

    def _settle(self):
        self.env.flush_all()
        self.env.cr.flush()
        notes = self.env["crm.customer.refresh"].sudo()
        while notes._process():
            pass

    def _counts(self):
        self._settle()
        customers = (
            self.env["crm.customer"]
            .sudo()
            .search([("partner_id", "in", (self.old + self.new + self.person).ids)])
        )
        return {
            customer.partner_id.name: customer.purchase_count
            for customer in customers
            if customer.purchase_count
        }

    def test_by_editing_the_parent(self):
        self._buy(self.person)
        self.assertEqual(self._counts(), {"Old": 1})
        self.person.parent_id = self.new
        self._buy(self.person)
        self.assertEqual(self._counts(), {"Old": 1, "New": 1})

    def test_by_leaving_for_nobody(self):
        self._buy(self.person)
        self.person.parent_id = False
        self._buy(self.person)
        self.assertEqual(self._counts(), {"Old": 1, "Ann Mover": 1})

    def test_a_private_person_who_gets_a_company(self):
        self.person.parent_id = False
        self._buy(self.person)
        self.person.parent_id = self.new
        self._buy(self.person)
        self.assertEqual(self._counts(), {"Ann Mover": 1, "New": 1})

    def test_by_the_companys_list_of_contacts(self):
        self._buy(self.person)
        self.new.write({"child_ids": [Command.link(self.person.id)]})
        self._buy(self.person)
        self.assertEqual(self._counts(), {"Old": 1, "New": 1})

    def test_by_merge_with_a_contact_of_the_new_company(self):
        self._buy(self.person)
        double = self.env["res.partner"].create(
            {"name": "Ann M.", "parent_id": self.new.id, "email": "ann@example.com"}
        )
        self._buy(double)
        self.assertEqual(self._counts(), {"Old": 1, "New": 1})
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [self.person.id, double.id], double
        )
        self._buy(double)
        self.assertEqual(self._counts(), {"Old": 1, "New": 2})

    def test_by_import(self):
        self._buy(self.person)
        self.env["ir.model.data"].create(
            {
                "module": "repeat_sales_test",
                "name": "ann",
                "model": "res.partner",
                "res_id": self.person.id,
            }
        )
        result = self.env["res.partner"].load(
            ["id", "name", "parent_id/.id"],
            [["repeat_sales_test.ann", "Ann Mover", str(self.new.id)]],
        )
        self.assertEqual(result["ids"], self.person.ids, result["messages"])
        self.assertEqual(self.person.commercial_partner_id, self.new)
        self._buy(self.person)
        self.assertEqual(self._counts(), {"Old": 1, "New": 1})

    def test_merge_of_two_customers_adds_up(self):
        self._buy(self.old)
        self._buy(self.new)
        self.assertEqual(self._counts(), {"Old": 1, "New": 1})
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [self.old.id, self.new.id], self.new, extra_checks=False
        )
        self.old = self.env["res.partner"]
        self.assertEqual(self._counts(), {"New": 2})

    def test_archived_customers_keep_theirs(self):
        self._buy(self.person)
        self._settle()
        self.old.with_context(active_test=False).child_ids.active = False
        self.old.active = False
        customer = self.env["crm.customer"].sudo().with_context(active_test=False)
        found = customer.search([("partner_id", "=", self.old.id)])
        self.assertEqual(found.purchase_count, 1)
        self.assertFalse(found.active, "archived at once, not at the next calculation")
        self.assertFalse(self._counts())


@tagged("post_install", "-at_install")
class TestBuyerOfOrders(Moves, LifecycleCommon, TransactionCase):
    def setUp(self):
        super().setUp()
        self._set_up_people()

    def _buy(self, partner):
        return self.make_order(partner, days_ago=3, amount=10)

    def test_another_contact_on_a_confirmed_order_is_another_buyer(self):
        order = self._buy(self.person)
        self.assertEqual(self._counts(), {"Old": 1})
        order.partner_id = self.new
        self.assertEqual(self._counts(), {"New": 1})

    def test_the_moment_of_confirmation_counts(self):
        order = self._buy(self.person)
        order._action_cancel()
        order.action_draft()
        self.assertFalse(order.buyer_id)
        self.person.parent_id = self.new
        order.action_confirm()
        self.assertEqual(order.buyer_id, self.new)

    def test_writing_the_same_state_again_freezes_nothing_anew(self):
        order = self._buy(self.person)
        self.person.parent_id = self.new
        order.write({"state": "sale", "partner_id": self.person.id})
        self.assertEqual(order.buyer_id, self.old)

    def test_a_quotation_has_no_buyer_and_makes_a_prospect(self):
        order = self.make_order(self.person, 1, 10)
        order._action_cancel()
        self._settle()
        customer = self.customer_of(self.old)
        self.assertEqual(customer.purchase_count, 0)
        self.assertFalse(customer.segment_id)

    def test_a_prospect_who_joins_a_company_is_no_prospect_any_more(self):
        self.person.parent_id = False
        self.make_order(self.person, 1, 10)._action_cancel()
        self._settle()
        self.assertTrue(self.customer_of(self.person))
        self.person.parent_id = self.new
        self._settle()
        self.assertFalse(self.customer_of(self.person))
        self.assertTrue(self.customer_of(self.new))

    def test_a_seller_enters_a_new_contact(self):
        with Form(self.env["res.partner"].with_user(self.seller)) as form:
            form.name = "New Contact"
            form.company_type = "person"
            form.parent_id = self.old
        self.assertEqual(form.record.commercial_partner_id, self.old)

    def test_deleting_the_partner_takes_the_customer_away(self):
        self.env["crm.lead"].create(
            {"name": "Chance", "partner_id": self.new.id, "company_id": self.company.id}
        )
        self._settle()
        customer = self.customer_of(self.new)
        self.assertTrue(customer)
        self.new.unlink()
        self.assertFalse(customer.exists())


class TestBuyerOfOrdersFromBefore(TestBuyerOfOrders):
    """The same for orders that were there before the addon was installed."""

    def _buy(self, partner):
        order = super()._buy(partner)
        self._settle()
        self.env.cr.execute(
            SQL("UPDATE sale_order SET buyer_id = NULL WHERE id = %s", order.id)
        )
        order.invalidate_recordset(["buyer_id"])
        return order


@tagged("post_install", "-at_install")
class TestBuyerOfExternalPurchases(Moves, LifecycleCommon, TransactionCase):
    def setUp(self):
        super().setUp()
        self._set_up_people()

    def _buy(self, partner):
        purchases = self.env["crm.purchase.external"]
        return purchases.create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "date": self.company._lifecycle_today() - timedelta(days=3),
                "reference": f"R{purchases.search_count([])}",
                "amount": 10,
            }
        )


@tagged("post_install", "-at_install")
class TestBuyerOfInvoices(Moves, AccountTestInvoicingCommon):
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

    def setUp(self):
        super().setUp()
        self._set_up_people()

    def _buy(self, partner):
        return self.init_invoice(
            "out_invoice",
            partner=partner,
            amounts=[10],
            invoice_date=Date.today() - timedelta(days=3),
            post=True,
            company=self.company,
        )

    def test_a_credit_note_takes_away_from_who_had_bought(self):
        invoice = self._buy(self.person)
        self.person.parent_id = self.new
        refund = invoice._reverse_moves([{"invoice_date": Date.today()}], cancel=False)
        refund.invoice_line_ids.price_unit = 4
        refund.action_post()
        self.assertEqual(refund.buyer_id, self.old)
        self._settle()
        customer = self.env["crm.customer"].search([("partner_id", "=", self.old.id)])
        self.assertEqual((customer.purchase_count, customer.amount_total), (1, 6))


class TestBuyerOfInvoicesFromBefore(TestBuyerOfInvoices):
    """The same for invoices that were there before the addon was installed."""

    def _buy(self, partner):
        invoice = super()._buy(partner)
        self._settle()
        self.env.cr.execute(
            SQL("UPDATE account_move SET buyer_id = NULL WHERE id = %s", invoice.id)
        )
        invoice.invalidate_recordset(["buyer_id"])
        return invoice
