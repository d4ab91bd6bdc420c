"""The world of the tests of facts."""

from datetime import timedelta

from odoo import Command
from odoo.fields import Date, Datetime

from tests.common import LifecycleCommon


class FactsCommon(LifecycleCommon):
    """Products of several categories, in the world of all tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("Coffee", "Tea", "Machines", "Cups")
        cls.categories = cls.env["product.category"].create(
            [{"name": name} for name in names]
        )
        cls.coffee, cls.tea, cls.machines, cls.cups = cls.categories
        cls.products = {
            category: cls.make_product(category) for category in cls.categories
        }

    @classmethod
    def make_product(cls, category):
        return cls.env["product.product"].create(
            {
                "name": category.name,
                "type": "service",
                "categ_id": category.id,
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def order(cls, partner, days_ago, amounts, company=None, **values):
        """Create a confirmed order of a line for each {category: amount}."""
        company = company or cls.company
        lines = [
            Command.create(
                {
                    "product_id": cls.products[category].id,
                    "price_unit": amount,
                    "tax_ids": [Command.clear()],
                }
            )
            for category, amount in amounts.items()
        ]
        return (
            cls.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "state": "sale",
                    "date_order": Datetime.now() - timedelta(days=days_ago),
                    "order_line": lines,
                    **values,
                }
            )
        )

    @classmethod
    def bought(cls, partner, company=None):
        """Return {category: (purchases, amount, days since first, since last)}."""
        today = Date.today()
        return {
            row.categ_id: (
                row.purchase_count,
                row.amount,
                row.first_date and (today - row.first_date).days,
                row.last_date and (today - row.last_date).days,
            )
            for row in cls.customer_of(partner, company).category_ids
        }

    @classmethod
    def day_begins(cls, company=None):
        """Calculate everybody's facts, as it is done once a day."""
        cls.refresh()
        company = company or cls.company
        notes = cls.env["crm.customer.refresh"]
        notes._begin_day(company, company._lifecycle_today())
        cls.refresh()
