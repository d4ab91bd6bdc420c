"""The small world that most tests live in."""

from datetime import timedelta

from odoo.fields import Command, Datetime
from odoo.tests.common import new_test_user


class LifecycleCommon:
    """Mixin for TransactionCase and HttpCase: a company of its own, with its people.

    The company is new, so that neither demo data nor an earlier test counts in its
    matrix. ``seller`` and ``other_seller`` see their own documents, ``manager`` sees
    and configures all.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "no_reset_password": True,
            }
        )
        cls.company = cls.make_company("Sunny Trading")
        cls.seller = cls.make_user("seller", "sales_team.group_sale_salesman")
        cls.other_seller = cls.make_user(
            "other_seller", "sales_team.group_sale_salesman"
        )
        cls.manager = cls.make_user("manager", "sales_team.group_sale_manager")
        cls.product = cls.env["product.product"].create(
            {
                "name": "Coffee Beans",
                "type": "service",
                "list_price": 100.0,
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def make_company(cls, name, **values):
        """Create a company whose day is UTC's, in the currency of the main company."""
        company = cls.env["res.company"].create(
            {
                "name": name,
                "currency_id": cls.env.ref("base.main_company").currency_id.id,
                "lifecycle_tz": "UTC",
                **values,
            }
        )
        # Nobody has a day off: what is true is true on Sundays.
        company.resource_calendar_id = False
        cls.env.user.company_ids |= company
        return company

    @classmethod
    def make_user(cls, login, groups, companies=None):
        """Create a user of the world's company, or of ``companies``."""
        companies = companies or cls.company
        return new_test_user(
            cls.env,
            login=login,
            name=login.replace("_", " ").title(),
            groups=groups,
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            tz="UTC",
        )

    @classmethod
    def make_partner(cls, name, user=None, **values):
        """Create a company of ``user``, who buys."""
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": user and user.id, **values}
        )

    @classmethod
    def make_order(cls, partner, days_ago, amount, user=None, company=None):
        """Create a confirmed order of one line, as it was ``days_ago``.

        :param amount: untaxed, in the company's currency
        :param user: the order's seller; the partner's if left out
        :param company: who sells; the world's company if left out
        """
        company = company or cls.company
        return (
            cls.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "user_id": (user or partner.user_id).id,
                    "state": "sale",
                    "date_order": Datetime.now() - timedelta(days=days_ago),
                    "order_line": [
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
        )

    @classmethod
    def make_customer(cls, name, days_ago, amount=100.0, user=None, company=None):
        """Create a partner who bought on each of the days in the list ``days_ago``."""
        partner = cls.make_partner(name, user)
        for days in days_ago:
            cls.make_order(partner, days, amount, company=company)
        return partner

    @classmethod
    def refresh(cls):
        """Calculate what waits, as the commit of a real transaction would have."""
        cls.env.cr.flush()
        while cls.env["crm.customer.refresh"]._process():
            pass
        cls.env.invalidate_all()

    @classmethod
    def customer_of(cls, partner, company=None):
        """Return the customer that a partner is for a company, archived or not."""
        return (
            cls.env["crm.customer"]
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", (company or cls.company).id),
                ]
            )
        )

    @classmethod
    def cell(cls, count_name, recency_name, company=None):
        """Return the lifecycle segment at the place of the bands with these names."""
        return cls.env["crm.lifecycle.segment"].search(
            [
                ("company_id", "=", (company or cls.company).id),
                ("count_band_id.name", "=", count_name),
                ("recency_band_id.name", "=", recency_name),
            ]
        )
