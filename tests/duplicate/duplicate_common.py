"""Contacts who are the same, and some who are not."""

from odoo.tools import mute_logger

from ..common import LifecycleCommon


class DuplicateCommon(LifecycleCommon):
    """Whoever was there before the test is out of the way: nobody of them is new."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany = cls.env.ref("base.de")
        cls.runs = cls.env["crm.duplicate.run"]
        cls.groups = cls.env["crm.duplicate"]
        cls.pairs = cls.env["crm.duplicate.pair"]
        cls.merges = cls.env["crm.duplicate.merge"]
        cls.runs._search_all()
        cls.wizard = cls.env["base.partner.merge.automatic.wizard"]

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.base.partner.merge"))

    @classmethod
    def search(cls, everything=False):
        """Compare what changed, as the scheduled action does within an hour."""
        cls.runs._search_all(everything)
        cls.env.invalidate_all()

    @classmethod
    def group_of(cls, partner):
        """Return the open group that a contact is in."""
        return cls.groups.search(
            [("member_ids.partner_id", "=", partner.id), ("state", "=", "open")]
        )

    @classmethod
    def found(cls, *partners):
        """Return what is said to agree among the contacts, or None."""
        group = cls.group_of(partners[0])
        everybody = partners[0].union(*partners)
        return group.reasons if group.member_ids.partner_id == everybody else None

    @classmethod
    def make(cls, name, **values):
        """Create a company in Germany."""
        return cls.make_partner(name, country_id=cls.germany.id, **values)

    @classmethod
    def make_person(cls, name, **values):
        return cls.make(name, is_company=False, **values)
