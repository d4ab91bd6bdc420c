"""Ten years of a person: five jobs, and purchases that stay where they were bought."""

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..common import LifecycleCommon

#: When the person came to each company, and what was bought there.
JOBS = [
    ("Alpha", "2016-03-01", 100),
    ("Beta", "2018-05-01", 200),
    ("Gamma", "2020-07-01", 300),
    ("Delta", "2022-09-01", 400),
    ("Epsilon", "2024-11-01", 500),
]
TODAY = "2026-06-15"


class FiveJobs(LifecycleCommon):
    """Lives the ten years; classes say how something is bought (:meth:`buy`)."""

    @classmethod
    def live(cls):
        cls.companies = {}
        cls.person = cls.env["res.partner"]
        for name, day, amount in JOBS:
            cls.companies[name] = cls.make_partner(name)
            with freeze_time(f"{day} 10:00:00"):
                values = {
                    "parent_id": cls.companies[name].id,
                    "function": f"Buyer of {name}",
                    "email": f"ann@{name.lower()}.example.com",
                }
                if cls.person:
                    cls.person.write(values)
                else:
                    cls.person = cls.person.create({"name": "Ann", **values})
                cls.buy(date.fromisoformat(day), amount)
                cls.env.flush_all()

    @classmethod
    def bought(cls):
        groups = (
            cls.env["crm.purchase"]
            .sudo()
            ._read_group(
                [("contact_id", "=", cls.person.id)], ["partner_id"], ["amount:sum"]
            )
        )
        return {partner.name: amount for partner, amount in groups}


class TenYears:
    def test_the_career_is_complete(self):
        positions = self.person.position_ids.sorted("id")
        starts = [False, *(date.fromisoformat(day) for _n, day, _a in JOBS[1:])]
        self.assertEqual(positions.mapped("organisation_name"), [j[0] for j in JOBS])
        self.assertEqual([p.date_from for p in positions], starts)
        self.assertEqual([p.date_to for p in positions], [*starts[1:], False])
        self.assertEqual(positions.mapped("job"), [f"Buyer of {j[0]}" for j in JOBS])
        self.assertEqual(
            [position.email for position in positions][:-1],
            [f"ann@{name.lower()}.example.com" for name, _d, _a in JOBS[:-1]],
        )

    def test_purchases_stay_where_they_were_bought(self):
        expected = {name: amount for name, _day, amount in JOBS}
        self.assertEqual(self.bought(), expected)
        for name, partner in self.companies.items():
            customer = self.customer_of(partner)
            self.assertEqual(customer.purchase_count, 1, name)
            self.assertEqual(customer.amount_total, expected[name])
        self.assertFalse(self.customer_of(self.person))

    def test_every_old_address_finds_the_person(self):
        for name, _day, _amount in JOBS:
            email = f"ann@{name.lower()}.example.com"
            found = self.env["res.partner"]._find_or_create_from_emails([email])
            self.assertEqual(found[0], self.person, email)


@tagged("post_install", "-at_install")
class TestFiveJobsWithOrders(TenYears, FiveJobs, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.live()
        cls.refresh()

    @classmethod
    def buy(cls, day, amount):
        order = cls.make_order(cls.person, 0, amount)
        order.date_order = f"{day} 10:00:00"

    def test_odoos_own_analysis_says_the_present_company_and_so_differs(self):
        groups = self.env["sale.report"]._read_group(
            [("partner_id", "=", self.person.id)],
            ["commercial_partner_id"],
            ["price_subtotal:sum"],
        )
        self.assertEqual(
            {partner.name: amount for partner, amount in groups}, {"Epsilon": 1500}
        )


@tagged("post_install", "-at_install")
class TestFiveJobsWithInvoices(TenYears, FiveJobs, AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.company.purchase_source = "invoice"
        cls.live()
        cls.refresh()

    @classmethod
    def buy(cls, day, amount):
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.person.id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        invoice.action_post()
