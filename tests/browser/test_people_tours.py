"""People at customers, as sellers and managers work with them."""

from odoo.tests import HttpCase

from ..people.people_common import PeopleCommon


class TestPeopleTours(PeopleCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.ann, 10, 2000)
        cls.bob = cls.make_person("Bob Stayer", cls.new)
        cls.env["crm.partner.relation"].create(
            {"partner_id": cls.old.id, "other_id": cls.new.id}
        )
        cls.refresh()

    def test_seller_records_that_somebody_changed_job(self):
        self.start_tour("/odoo/people", "people_changed_job", login="seller")
        self.assertEqual(
            self.places(self.ann), [("Old Mill", False), ("New Mill", True)]
        )
        self.assertEqual(self.main_of(self.ann).job, "Director")
        self.start_tour(
            f"/odoo/contacts/{self.old.id}", "people_former_contacts", login="seller"
        )
        self.assertEqual(
            self.old.staff_position_ids.mapped("person_id.name"), ["Bob Stayer"]
        )

    def test_seller_corrects_a_mistake(self):
        self.start_tour(
            f"/odoo/contacts/{self.ann.id}", "people_correction", login="seller"
        )
        self.assertEqual(self.places(self.ann), [("New Mill", True)])

    def test_manager_sees_on_whom_revenue_hangs(self):
        self.start_tour("/odoo/key-person-risk", "people_key_person", login="manager")
