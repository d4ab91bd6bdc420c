"""The influence map and the stakeholders of a deal, as a seller works with them."""

from odoo.tests import HttpCase

from ..people.stakeholder_common import StakeholderCommon


class TestStakeholderTours(StakeholderCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carl = cls.make_person("Carl Newcomer", cls.old)

    def test_seller_draws_the_map(self):
        self.start_tour(
            f"/odoo/contacts/{self.old.id}", "people_influence_map", login="seller"
        )
        self.assertEqual(self.ann_job.attitude, "opponent")
        carl = self.main_of(self.carl)
        self.assertEqual(carl.manager_id, self.dora_job)
        self.assertEqual(len(carl.stance_ids), 1)
        added = self.old.child_ids.filtered(lambda one: one.name == "Eva Added")
        self.assertEqual(self.main_of(added).job, "Foreman")

    def test_an_organisation_of_which_nobody_is_known(self):
        empty = self.make_partner("Empty Mill", self.seller)
        self.start_tour(
            f"/odoo/contacts/{empty.id}", "people_influence_map_empty", login="seller"
        )

    def test_seller_sees_what_is_missing_on_a_deal(self):
        self.start_tour(
            f"/odoo/crm/{self.lead.id}", "people_deal_stakeholders", login="seller"
        )
        self.assertEqual(self.lead.won_status, "won")
        self.assertEqual(
            self.lead.stakeholder_ids.person_id, self.ann | self.dora | self.carl
        )

    def test_seller_finds_deals_without_a_decision_maker(self):
        self.join(self.ann)
        self.start_tour("/odoo/crm", "people_no_decision_maker", login="seller")
