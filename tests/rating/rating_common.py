"""The world of the tests of satisfaction."""

from datetime import timedelta

from odoo.fields import Datetime

from tests.common import LifecycleCommon


class RatingCommon(LifecycleCommon):
    """A customer who bought, with a person there, and what can be rated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.make_partner("Buyer", cls.seller)
        cls.order = cls.make_order(cls.buyer, 30, 500.0)
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Petra",
                "parent_id": cls.buyer.id,
                "email": "petra@buyer.example.com",
            }
        )
        cls.beans = cls.product.product_tmpl_id
        cls.refresh()

    @classmethod
    def rate(cls, document, value, hours_ago=1.0, partner=None, feedback=""):
        """Let a customer rate a document, the way Odoo does when they were asked."""
        partner = partner or cls.person
        token = document._rating_get_access_token(partner)
        rating = document.rating_apply(value, token=token, feedback=feedback)
        rating.rated_on = Datetime.now() - timedelta(hours=hours_ago)
        return rating

    @classmethod
    def satisfaction(cls, partner=None, company=None):
        """Return the customer, calculated anew."""
        cls.refresh()
        return cls.customer_of(partner or cls.buyer, company)

    def check_rated(self, subject, last, average, count, customer=None):
        customer = customer or self.satisfaction()
        self.assertEqual(
            (
                customer[f"{subject}_rating"],
                round(customer[f"{subject}_rating_average"], 2),
                customer[f"{subject}_rating_count"],
            ),
            (last, average, count),
        )
