"""The world of the tests of competitors."""

from odoo.fields import Date

from ..facts.facts_common import FactsCommon


class CompetitorCommon(FactsCommon):
    """Two competitors, and a customer of the seller, in the world of facts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north, cls.south = cls.env["crm.competitor"].create(
            [
                {"partner_id": cls.make_partner(name).id}
                for name in ("Northern Wholesale", "Southern Supplies")
            ]
        )
        cls.buyer = cls.make_partner("Own Buyer", cls.seller)
        cls.order(cls.buyer, 10, {cls.coffee: 300, cls.tea: 50})
        cls.refresh()

    @classmethod
    def supply(cls, competitor=None, category=None, partner=None, **values):
        """Create a supply of the buyer, as its seller would enter it."""
        return (
            cls.env["crm.customer.supply"]
            .with_user(cls.seller)
            .create(
                {
                    "company_id": cls.company.id,
                    "partner_id": (partner or cls.buyer).id,
                    "competitor_id": competitor and competitor.id,
                    "categ_id": category and category.id,
                    **values,
                }
            )
        )

    @classmethod
    def budget(cls, amount, category=None, partner=None, **values):
        return cls.env["crm.customer.budget"].create(
            {
                "company_id": cls.company.id,
                "partner_id": (partner or cls.buyer).id,
                "categ_id": category and category.id,
                "amount": amount,
                "date_from": Date.today(),
                **values,
            }
        )

    @classmethod
    def deal(cls, **values):
        """Create an opportunity of the seller with the buyer, about coffee."""
        return (
            cls.env["crm.lead"]
            .with_user(cls.seller)
            .create(
                {
                    "name": "Coffee for the offices",
                    "type": "opportunity",
                    "partner_id": cls.buyer.id,
                    "company_id": cls.company.id,
                    "user_id": cls.seller.id,
                    "supply_categ_id": cls.coffee.id,
                    "expected_revenue": 1000,
                    **values,
                }
            )
        )

    @classmethod
    def wallet(cls, category=None, partner=None):
        """Return the buyer's wallet of a category, as a report shows it."""
        cls.refresh()
        return cls.env["crm.customer.wallet"].search(
            [
                ("company_id", "=", cls.company.id),
                ("partner_id", "=", (partner or cls.buyer).id),
                ("categ_id", "=", category and category.id),
            ]
        )
