"""How facts come up to date, shown by those about lost deals."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests.common import TransactionCase

from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope
from odoo.addons.repeat_sales_crm.models.lifecycle.drainer import Drainer

from tests.common import LifecycleCommon


class TestFactsFramework(LifecycleCommon, TransactionCase):
    def lose_deal(self, partner, stage, reason=None, company=None):
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": partner.id,
                "stage_id": stage.id,
                "company_id": (company or self.company).id,
            }
        )
        lead.action_set_lost(lost_reason_id=reason and reason.id)
        return lead

    def stages(self):
        return self.env["crm.stage"].create(
            [{"name": "Talk"}, {"name": "Offer"}, {"name": "Signature"}]
        )

    def test_fresh_after_a_change(self):
        partner = self.make_customer("Loser", [10])
        talk, offer, _signature = self.stages()
        self.lose_deal(partner, talk)
        self.refresh()
        self.assertEqual(self.customer_of(partner).lost_count, 1)
        self.lose_deal(partner, offer)
        last = self.lose_deal(partner, offer)
        self.refresh()
        self.assertEqual(self.customer_of(partner).lost_stage_id, offer)
        last.action_unarchive()
        self.refresh()
        customer = self.customer_of(partner)
        self.assertEqual(customer.lost_count, 2)
        # Of equals, the one seen last.
        self.assertEqual(customer.lost_stage_id, offer)

    def test_of_the_people_at_the_customer_and_of_the_company(self):
        partner = self.make_customer("Loser", [10])
        person = self.env["res.partner"].create({"name": "P", "parent_id": partner.id})
        other = self.make_company("Other Trading")
        talk, offer, _signature = self.stages()
        self.make_order(partner, 5, 10, company=other)
        self.lose_deal(person, talk)
        self.lose_deal(person, offer, company=other)
        self.refresh()
        self.assertEqual(self.customer_of(partner).lost_stage_id, talk)
        self.assertEqual(self.customer_of(partner, other).lost_stage_id, offer)

    def test_merged_customers_have_the_facts_of_both(self):
        one, two = self.make_customer("One", [10]), self.make_customer("Two", [5])
        talk, _offer, _signature = self.stages()
        self.lose_deal(one, talk)
        self.lose_deal(two, talk)
        self.refresh()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((one | two).ids, two)
        self.refresh()
        self.assertEqual(self.customer_of(two).lost_count, 2)

    def test_only_rows_that_change_are_written(self):
        partner = self.make_customer("Loser", [10])
        talk, offer, _signature = self.stages()
        self.lose_deal(partner, talk)
        self.refresh()
        customer = self.customer_of(partner)
        calculated = customer.facts_at
        everybody = Scope.between(1, 2**30)
        today = self.company._lifecycle_today()
        self.env["crm.customer"]._refresh_facts(self.company, today, everybody)
        self.assertEqual(customer.facts_at, calculated)
        self.env.cr.execute("UPDATE crm_lead SET stage_id = %s", [offer.id])
        self.env["crm.customer"]._refresh_facts(self.company, today, everybody)
        self.assertEqual(customer.lost_stage_id, offer)

    def test_an_older_calculation_does_not_overwrite_a_newer_one(self):
        partner = self.make_customer("Loser", [10])
        talk, _offer, _signature = self.stages()
        self.refresh()
        customer = self.customer_of(partner)
        customer.facts_at = self.env.cr.now() + timedelta(hours=1)
        self.lose_deal(partner, talk)
        self.refresh()
        self.assertEqual(customer.lost_count, 0)

    def test_purchases_go_first(self):
        notes = self.env["crm.customer.refresh"]
        self.refresh()
        notes._note_facts([(self.company.id, 1)])
        self.env.cr.precommit.run()
        notes._enqueue_all(self.company)
        notes._note([(self.company.id, 2)])
        self.env.cr.precommit.run()
        order = []
        while waiting := notes.search([]):
            describe = {
                note.id: (note.kind, note.partner_from < note.partner_to)
                for note in waiting
            }
            notes._process(limit=1)
            order += [describe[note.id] for note in waiting - waiting.exists()]
        urgency = [("all", False), ("all", True), ("facts", False), ("facts", True)]
        self.assertEqual(order, sorted(order, key=urgency.index))
        self.assertEqual(set(order), set(urgency))

    def test_everybody_once_a_day(self):
        with freeze_time("2026-06-15 12:00"):
            partner = self.make_customer("Loser", [10])
            self.refresh()
            talk, _offer, _signature = self.stages()
            self.lose_deal(partner, talk)
            self.env.cr.precommit.clear()
            self.env["crm.customer.refresh"].search([]).unlink()
            self._begin_days()
            self.assertEqual(self.customer_of(partner).lost_count, 1)
            self.assertEqual(self._count_measured(), 0)
        with freeze_time("2026-06-16 00:30"):
            self.assertEqual(self._count_measured(), 1)
            self.assertEqual(self._count_measured(), 0)

    def _begin_days(self):
        with self.enter_registry_test_mode(), patch.object(Drainer, "wake"):
            self.env["crm.customer.refresh"]._begin_days()
        self.refresh()

    def _count_measured(self):
        customers = self.env.registry["crm.customer"]
        with patch.object(customers, "_measure_facts") as measure:
            self._begin_days()
        return len([c for c in measure.mock_calls if c.args[0] == self.company])

    def test_few_and_many_cost_as_many_queries(self):
        few = [self.make_customer(f"Few {number}", [10]) for number in range(2)]
        many = [self.make_customer(f"Many {number}", [10]) for number in range(40)]
        self.refresh()
        self._count_queries(few)
        counts = [self._count_queries(partners) for partners in (few, many)]
        self.assertEqual(*counts)

    def _count_queries(self, partners):
        scope = Scope.of([partner.id for partner in partners])
        today = self.company._lifecycle_today()
        before = self.env.cr.sql_log_count
        self.env["crm.customer"]._refresh_facts(self.company, today, scope)
        return self.env.cr.sql_log_count - before
