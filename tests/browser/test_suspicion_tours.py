"""A seller says whether somebody changed job."""

from odoo.tests import HttpCase

from ..people.suspicion_common import SuspicionCommon


class TestSuspicionTours(SuspicionCommon, HttpCase):
    def test_seller_confirms_a_suspected_move(self):
        self.seller.group_ids |= self.env.ref("base.group_partner_manager")
        bob = self.make_person("Bob Stayer", self.old)
        double = self.make_person("Ann Mover", self.new, email="ann@new.example.com")
        self.bounce(self.ann)
        self.bounce(bob)
        self.find()
        self.start_tour(
            "/odoo/suspected-moves", "people_suspected_move", login="seller"
        )
        self.assertEqual(
            self.places(self.ann), [("Old Mill", False), ("New Mill", True)]
        )
        self.assertFalse(double.exists())
        self.assertEqual(self.of(self.ann).state, "confirmed")
        self.assertEqual(self.of(bob).state, "dismissed")
