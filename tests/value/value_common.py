"""The world of the tests of white space."""

from datetime import timedelta

from odoo.fields import Command, Datetime

from tests.common import LifecycleCommon


class WhitespaceCommon(LifecycleCommon):
    """Mixin: a company that sells coffee, tea, cups and machines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = {}
        for name in ("Coffee", "Tea", "Cups", "Machines"):
            category = cls.env["product.category"].create({"name": name})
            cls.products[name] = cls.env["product.product"].create(
                {"name": name, "type": "service", "categ_id": category.id}
            )
        cls.industries = cls.env["res.partner.industry"].create(
            [{"name": "Cafés"}, {"name": "Offices"}]
        )

    @classmethod
    def sell(cls, partner, name, amount, days_ago=10, company=None):
        """Create a confirmed order of one line."""
        company = company or cls.company
        line = {
            "product_id": cls.products[name].id,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
        }
        return (
            cls.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "user_id": partner.user_id.id,
                    "state": "sale",
                    "date_order": Datetime.now() - timedelta(days=days_ago),
                    "order_line": [Command.create(line)],
                }
            )
        )

    @classmethod
    def measure(cls):
        cls.refresh()
        today = cls.company._lifecycle_today()
        cls.env["crm.customer"]._measure_facts(cls.company, today)
        cls.env["crm.customer.refresh"]._enqueue_all(cls.company, kind="facts")
        cls.refresh()

    @classmethod
    def make_cafes(cls):
        """Create a café of the seller that buys no cups, and twelve that mostly do."""
        cls.cafe = cls.make_partner(
            "Café", cls.seller, industry_id=cls.industries[0].id
        )
        cls.sell(cls.cafe, "Coffee", 100)
        for number in range(12):
            peer = cls.make_partner(
                f"Peer {number}", cls.other_seller, industry_id=cls.industries[0].id
            )
            cls.sell(peer, "Coffee", 100)
            if number < 9:
                cls.sell(peer, "Cups", 50 + number)
        cls.measure()

    def gaps_of(self, partner, user=None):
        gaps = self.env["crm.customer.whitespace"].with_user(user or self.manager)
        return gaps.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", self.company.id),
            ]
        )
