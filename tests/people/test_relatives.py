"""Organisations that have to do with a customer, and what they buy."""

from freezegun import freeze_time

from odoo.tests import TransactionCase

from ..value.value_common import WhitespaceCommon


@freeze_time("2026-06-15 12:00:00")
class TestRelatives(WhitespaceCommon, TransactionCase):
    def relate(self, one, other, kind):
        self.env["crm.partner.relation"].create(
            {"partner_id": one.id, "other_id": other.id, "kind": kind}
        )

    def test_relations_are_told_once_and_family_goes_before(self):
        parent = self.make_partner("Parent", self.seller)
        own = self.make_partner("Own", self.seller, parent_id=parent.id)
        sister = self.make_partner("Sister", self.seller, parent_id=parent.id)
        friend = self.make_partner("Friend", self.seller)
        rival = self.make_partner("Rival", self.other_seller)
        self.relate(own, friend, "partner")
        self.relate(own, friend, "group")
        self.relate(own, rival, "rival")
        self.relate(sister, own, "group")
        self.relate(own, parent, "group")
        self.sell(own, "Coffee", 10)
        self.sell(friend, "Cups", 30)
        self.sell(rival, "Cups", 70)
        self.refresh()
        rows = self.customer_of(own).with_user(self.seller).relative_ids
        self.assertEqual(
            {row.partner_id.name: (row.relation, row.missing) for row in rows},
            {
                "Parent": ("parent", ""),
                "Sister": ("sister", ""),
                "Friend": ("group", "Cups"),
                # What customers of others buy is not for this seller.
                "Rival": ("rival", ""),
            },
        )
        self.assertEqual(len(rows), 4, "Nobody twice.")
