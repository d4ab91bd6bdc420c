"""The world of the tests of segments."""

from odoo.fields import Command
from odoo.tests.common import TransactionCase

from tests.common import LifecycleCommon


class SegmentCommon(LifecycleCommon, TransactionCase):
    """Customers in several cells, of two sellers, and a marketer who sees them all."""

    #: Whether companies have the segments that they get to start with.
    has_ready_segments = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer = cls.make_user("marketer", "repeat_sales_crm.group_marketer")
        cls.loyal = cls.make_customer("Loyal", [200, 150, 100, 5], 300, cls.seller)
        cls.asleep = cls.make_customer("Asleep", [900, 800, 700], 50, cls.seller)
        cls.fresh = cls.make_customer("Fresh", [3], 80, cls.other_seller)
        cls.gone = cls.make_customer("Gone", [700], 20, cls.other_seller)
        cls.refresh()

    @classmethod
    def make_company(cls, name, **values):
        company = super().make_company(name, **values)
        if not cls.has_ready_segments:
            cls.env["crm.segment"].search([("company_id", "=", company.id)]).unlink()
        return company

    @classmethod
    def make_segment(cls, name, rule=(), cells=(), **values):
        """Create a segment of the world's company."""
        return (
            cls.env["crm.segment"]
            .with_user(cls.marketer)
            .create(
                {
                    "name": name,
                    "domain": repr(list(rule)),
                    "lifecycle_segment_ids": [Command.set([cell.id for cell in cells])],
                    "company_id": cls.company.id,
                    **values,
                }
            )
        )

    def members(self, segment, user=None):
        """Return the partners in a segment, as a user sees them."""
        customers = self.env["crm.customer"].with_user(user or self.marketer)
        return customers.search([("saved_segment_ids", "in", segment.ids)]).partner_id
