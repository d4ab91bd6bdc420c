from odoo.tests import Form, TransactionCase

from .external_common import FIELDS, ExternalCommon


class TestExternalCustomers(ExternalCommon, TransactionCase):
    """A file may call customers by whatever names them; the buyer is then frozen."""

    def import_customers(self, *called, **choices):
        """Import a purchase of each customer in the list."""
        number = self.purchases.search_count([])
        rows = [
            (customer, "2020-01-31", "10", f"R-{number + index}")
            for index, customer in enumerate(called)
        ]
        return self.import_rows(rows, **choices)

    def assertFound(self, partner, *called):  # noqa: N802
        purchases = self.assertImported(self.import_customers(*called), len(called))
        self.assertEqual(
            [purchase.partner_id for purchase in purchases], [partner] * len(called)
        )

    def assertNotFound(self, reason, called):  # noqa: N802
        result = self.import_customers(called)
        self.assertFalse(result["ids"])
        (message,) = result["messages"]
        self.assertIn(reason, message["message"])

    # ------------------------------------------------------------------
    # Keys
    # ------------------------------------------------------------------

    def test_external_id(self):
        self.env["ir.model.data"].create(
            [
                {
                    "module": module,
                    "name": name,
                    "model": "res.partner",
                    "res_id": self.blue.id,
                }
                for module, name in (("shop", "blue.1"), ("__import__", "blue"))
            ]
        )
        self.assertFound(self.blue, "shop.blue.1", "__import__.blue", "blue")
        self.assertNotFound("No customer has", "shop.green")

    def test_column_of_external_ids(self):
        self.env["ir.model.data"].create(
            {
                "module": "shop",
                "name": "blue",
                "model": "res.partner",
                "res_id": self.blue.id,
            }
        )
        columns = ["partner_id/id", *FIELDS[1:]]
        purchase = self.assertImported(
            self.import_customers("shop.blue", columns=columns), 1
        )
        self.assertEqual(purchase.partner_id, self.blue)
        result = self.import_customers("C-1", columns=columns, create=True)
        self.assertFalse(result["ids"])

    def test_column_of_database_ids(self):
        columns = ["partner_id/.id", *FIELDS[1:]]
        purchase = self.assertImported(
            self.import_customers(str(self.green.id), columns=columns), 1
        )
        self.assertEqual(purchase.partner_id, self.green)

    def test_reference(self):
        self.assertFound(self.green, "C-2", " C-2 ")
        self.assertNotFound("No customer has", "C-")

    def test_vat(self):
        self.assertFound(self.blue, "BE0477472701", "be 0477 472 701", "BE0477.472.701")
        self.green.vat = "/"
        self.assertNotFound("No customer has", "//")

    def test_email(self):
        self.assertFound(
            self.blue,
            "buy@blue.example",
            "  BUY@Blue.Example ",
            "Bea Blue <buy@blue.example>",
        )

    def test_exact_name(self):
        self.assertFound(self.blue, "Blue Harbour", " Blue Harbour")
        self.assertNotFound("No customer has", "Blue")
        self.assertNotFound("No customer has", "blue harbour")

    def test_contact_by_name(self):
        contact = self.env["res.partner"].create(
            {"name": "Bea", "parent_id": self.blue.id}
        )
        self.assertFound(contact, "Bea", "Blue Harbour, Bea")
        self.assertEqual(self.purchases.search([]).buyer_id, self.blue)

    def test_ambiguous(self):
        self.make_partner("Blue Harbour")
        self.assertNotFound("fits 2 customers", "Blue Harbour")
        self.green.email = "BUY@blue.example"
        self.assertNotFound("fits 2 customers", "buy@blue.example")
        self.green.ref = "C-1"
        self.assertNotFound("fits 2 customers", "C-1")

    def test_contacts_of_one_company_are_one_customer(self):
        self.env["res.partner"].create(
            [
                {
                    "name": "Blue Harbour",
                    "parent_id": self.blue.id,
                    "email": "buy@blue.example",
                    "ref": "C-1",
                },
                {"name": "Bo", "parent_id": self.blue.id, "email": "buy@blue.example"},
            ]
        )
        self.assertFound(
            self.blue, "C-1", "BE0477472701", "buy@blue.example", "Blue Harbour"
        )

    def test_the_first_kind_of_key_decides(self):
        self.make_partner("C-2")
        self.assertFound(self.green, "C-2")

    def test_archived_customers(self):
        self.green.active = False
        self.assertFound(self.green, "C-2")
        other = self.make_partner("Other", ref="C-2")
        self.assertFound(other, "C-2")

    # ------------------------------------------------------------------
    # Creating
    # ------------------------------------------------------------------

    def test_unknown_customers_are_created_if_the_user_says_so(self):
        called = ("Red Roof", "Red Roof", "Rita <rita@red.example>", "RITA@red.example")
        self.assertFalse(self.import_customers(*called)["ids"])
        purchases = self.assertImported(self.import_customers(*called, create=True), 4)
        self.assertRecordValues(
            purchases.partner_id,
            [
                {"name": "Red Roof", "email": False, "company_id": False},
                {"name": "Rita", "email": "rita@red.example", "company_id": False},
            ],
        )
        again = self.assertImported(self.import_customers(*called, create=True), 4)
        self.assertEqual(again.partner_id, purchases.partner_id)

    def test_names_of_created_customers(self):
        headings = ("customer_name", *FIELDS)
        rows = [
            ("", "D-7", "2020-01-31", "1", "R-1"),
            ("Red Roof", "D-7", "2020-01-31", "1", "R-2"),
            ("Not Blue", "C-1", "2020-01-31", "1", "R-3"),
        ]
        purchases = self.assertImported(
            self.import_rows(rows, headings=headings, create=True), 3
        )
        self.assertRecordValues(
            purchases[:2].partner_id, [{"name": "Red Roof", "ref": "D-7"}]
        )
        self.assertEqual(purchases[2].partner_id.name, "Blue Harbour")

    def test_nobody_is_created_for_a_bad_file(self):
        before = self.env["res.partner"].search_count([])
        rows = [
            ("Red Roof", "2020-01-31", "1", "R-1"),
            ("C-1", "2020-01-31", "one", "R-2"),
        ]
        result = self.import_rows(rows, create=True)
        self.assertRefused(
            result, ["Line 3: “one” is not a number in the format of the file."]
        )
        self.import_rows(rows[:1], create=True, dryrun=True)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    # ------------------------------------------------------------------
    # Contacts who move
    # ------------------------------------------------------------------

    def make_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Cora", "parent_id": self.blue.id}
        )
        purchase = self.assertImported(self.import_customers("Cora"), 1)
        self.assertEqual(purchase.buyer_id, self.blue)
        return contact, purchase

    def assertBuyer(self, purchase, buyer):  # noqa: N802
        self.refresh()
        self.assertEqual(purchase.buyer_id, buyer)
        self.assertEqual(self.customer_of(buyer).purchase_count, 1)
        counted = self.env["crm.customer"].search(
            [("company_id", "=", self.company.id), ("purchase_count", ">", 0)]
        )
        self.assertEqual(counted.partner_id, buyer)

    def test_contact_with_another_parent(self):
        contact, purchase = self.make_contact()
        contact.parent_id = self.green
        purchase.note = "read again"
        purchase.amount = 11
        self.assertBuyer(purchase, self.blue)
        later = self.assertImported(self.import_customers("Cora"), 1)
        self.assertEqual(later.buyer_id, self.green)

    def test_contact_moved_by_import(self):
        contact, purchase = self.make_contact()
        result = self.env["res.partner"].load(
            [".id", "parent_id/.id"], [[str(contact.id), str(self.green.id)]]
        )
        self.assertEqual(result["ids"], contact.ids)
        self.assertEqual(contact.commercial_partner_id, self.green)
        self.assertBuyer(purchase, self.blue)

    def test_merged_customers(self):
        _contact, purchase = self.make_contact()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.blue | self.green).ids, self.green)
        self.env.invalidate_all()
        self.assertBuyer(purchase, self.green)

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------

    def test_form(self):
        form = Form(self.purchases)
        form.partner_id = self.blue
        form.date = "2020-01-31"
        form.reference = "R-1"
        form.amount = 12
        purchase = form.save()
        self.assertEqual(purchase.currency_id, self.company.currency_id)
        self.assertBuyer(purchase, self.blue)
        with Form(purchase) as form:
            form.partner_id = self.green
        self.assertBuyer(purchase, self.green)

    def test_edit_and_delete(self):
        purchase = self.assertImported(self.import_customers("C-1"), 1)
        purchase = purchase.with_user(self.manager)
        self.refresh()
        customer = self.customer_of(self.blue)
        purchase.write({"amount": 25, "date": "2020-03-01"})
        self.refresh()
        self.assertEqual(customer.amount_total, 25)
        self.assertEqual(str(customer.last_date), "2020-03-01")
        purchase.unlink()
        self.refresh()
        self.assertEqual(customer.purchase_count, 0)
        self.assertFalse(customer.segment_id)
