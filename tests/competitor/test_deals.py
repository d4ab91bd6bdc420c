"""Competitors on deals: what winning, losing and undoing say about supply."""

from odoo.fields import Command
from odoo.tests import Form, TransactionCase, tagged

from .competitor_common import CompetitorCommon


@tagged("post_install", "-at_install")
class TestDeals(CompetitorCommon, TransactionCase):
    def _lose(self, lead, competitor=None, price=0):
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(self.seller)
            .create(
                {
                    "lead_ids": [Command.set(lead.ids)],
                    "competitor_id": competitor and competitor.id,
                    "competitor_price": price,
                }
            )
        )
        wizard.action_lost_reason_apply()

    def _supplies(self, **conditions):
        return (
            self.env["crm.customer.supply"]
            .with_user(self.seller)
            .search(
                [
                    ("partner_id", "=", self.buyer.id),
                    *((name, "=", value) for name, value in conditions.items()),
                ]
            )
        )

    def test_whoever_supplies_today_is_the_incumbent(self):
        self.supply(self.north, self.coffee, share=30)
        lead = self.deal(
            competitor_line_ids=[
                Command.create({"competitor_id": self.north.id}),
                Command.create({"competitor_id": self.south.id}),
            ]
        )
        self.assertEqual(
            lead.competitor_line_ids.mapped("status"), ["incumbent", "race"]
        )

    def test_a_loss_without_a_name_changes_nothing(self):
        lead = self.deal()
        self._lose(lead)
        self.assertEqual(lead.won_status, "lost")
        self.assertFalse(self._supplies())
        row = self.env["crm.competitor.deal"].search([("lead_id", "=", lead.id)])
        self.assertFalse(row.competitor_id)
        self.assertEqual((row.result, row.lost), ("lost", 1))

    def test_a_loss_writes_the_supply_and_undoing_takes_it_back(self):
        known = self.supply(
            self.north,
            self.coffee,
            share=30,
            terms="30 days",
            observed_date="2026-01-01",
        )
        lead = self.deal(
            competitor_line_ids=[Command.create({"competitor_id": self.north.id})]
        )
        self._lose(lead, self.north, 800)
        fresh = self._supplies(is_from_loss=True)
        self.assertEqual((fresh.price, fresh.share), (800, 30))
        self.assertEqual((fresh.terms, fresh.source), ("30 days", "deal"))
        self.assertEqual((fresh.standing, known.standing), ("current", "replaced"))
        line = lead.competitor_line_ids
        self.assertEqual((line.status, line.price), ("winner", 800))
        lead.action_restore()
        self.assertFalse(fresh.active)
        self.assertTrue(known.is_latest)
        self.assertEqual(line.status, "incumbent")
        self.assertFalse(lead.lost_competitor_id)
        # Lost again, to somebody who was not on the deal.
        self._lose(lead, self.south)
        self.assertEqual(self._supplies(is_from_loss=True).competitor_id, self.south)
        self.assertEqual(len(lead.competitor_line_ids), 2)
        lead.action_restore()
        self.assertEqual(lead.competitor_line_ids.competitor_id, self.north)
        self._lose(lead, self.north, 750)
        self.assertEqual(self._supplies(is_from_loss=True).price, 750)

    def test_what_is_told_later_about_a_lost_deal_counts(self):
        lead = self.deal()
        self._lose(lead)
        lead.lost_competitor_id = self.north
        self.assertEqual(self._supplies(is_from_loss=True).competitor_id, self.north)
        lead.lost_competitor_id = self.south
        self.assertEqual(self._supplies(is_from_loss=True).competitor_id, self.south)
        self.assertEqual(lead.competitor_line_ids.competitor_id, self.south)
        lead.lost_competitor_id = False
        self.assertFalse(self._supplies(is_from_loss=True))
        self.assertFalse(lead.competitor_line_ids)
        lead.competitor_line_ids = [
            Command.create({"competitor_id": self.north.id, "status": "winner"})
        ]
        self.assertEqual(self._supplies(is_from_loss=True).competitor_id, self.north)

    def test_a_win_ends_the_supply_and_undoing_begins_it_again(self):
        coffee = self.supply(self.north, self.coffee, share=30)
        tea = self.supply(self.north, self.tea, share=30)
        lead = self.deal(
            competitor_line_ids=[Command.create({"competitor_id": self.north.id})]
        )
        stage = lead.stage_id
        lead.action_set_won()
        self.assertEqual((coffee.standing, tea.standing), ("ended", "current"))
        self.assertEqual(coffee.ended_lead_id.id, lead.id)
        lead.stage_id = stage
        lead.probability = 20
        self.assertEqual(coffee.standing, "current")
        self.assertFalse(coffee.ended_lead_id)
        self._lose(lead, self.south)
        self.assertEqual(lead.won_status, "lost")
        self.assertEqual(coffee.standing, "current")
        self.assertEqual(self._supplies(is_from_loss=True).competitor_id, self.south)

    def test_without_a_category_only_a_single_supply_ends(self):
        coffee = self.supply(self.north, self.coffee, share=30)
        lead = self.deal(
            supply_categ_id=False,
            competitor_line_ids=[Command.create({"competitor_id": self.north.id})],
        )
        stage = lead.stage_id
        lead.action_set_won()
        self.assertEqual(coffee.standing, "ended")
        lead.write({"stage_id": stage.id, "probability": 20})
        tea = self.supply(self.north, self.tea, share=30)
        lead.action_set_won()
        self.assertEqual({coffee.standing, tea.standing}, {"current"})

    def test_the_category_comes_from_the_quotation(self):
        order = self.order(
            self.buyer, 0, {self.tea: 500, self.coffee: 20}, state="draft"
        )
        lead = self.deal(supply_categ_id=False)
        order.opportunity_id = lead
        self._lose(lead, self.north)
        self.assertEqual(self._supplies(is_from_loss=True).categ_id, self.tea)

    def test_merged_deals_keep_their_competitors(self):
        one = self.deal(
            competitor_line_ids=[Command.create({"competitor_id": self.north.id})]
        )
        two = self.deal(
            competitor_line_ids=[
                Command.create({"competitor_id": self.north.id}),
                Command.create({"competitor_id": self.south.id}),
            ]
        )
        merged = (one | two).merge_opportunity()
        self.assertEqual(
            merged.competitor_line_ids.competitor_id, self.north | self.south
        )

    def test_a_lost_deal_merged_into_an_open_one_is_no_loss(self):
        lost, still_open = self.deal(), self.deal(probability=50)
        self._lose(lost, self.north)
        self.assertTrue(self._supplies(is_from_loss=True))
        merged = (lost | still_open).merge_opportunity()
        self.assertEqual(merged, still_open)
        self.assertFalse(self._supplies(is_from_loss=True))

    def test_merged_customers_have_one_history(self):
        double = self.make_partner("Own Buyer (double)", self.seller)
        old = self.supply(
            self.north, self.coffee, double, share=50, observed_date="2026-02-01"
        )
        new = self.supply(self.north, self.coffee, share=20)
        self.assertTrue(old.is_latest and new.is_latest)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.buyer | double).ids, self.buyer
        )
        self.env.invalidate_all()
        self.assertEqual(old.partner_id, self.buyer)
        self.assertEqual((old.is_latest, new.is_latest), (False, True))
        self.assertEqual(self.wallet(self.coffee).theirs_share, 0.2)

    def test_merged_competitors_have_one_profile(self):
        self.south.pitch = "<p>Ask for their references</p>"
        supply = self.supply(self.south, self.coffee, share=20)
        lead = self.deal(
            competitor_line_ids=[
                Command.create({"competitor_id": self.north.id}),
                Command.create({"competitor_id": self.south.id}),
            ]
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.north | self.south).partner_id.ids, self.north.partner_id
        )
        self.env.invalidate_all()
        self.assertFalse(self.south.exists())
        self.assertEqual(supply.competitor_id.id, self.north.id)
        self.assertIn("references", self.north.pitch)
        self.assertEqual(lead.competitor_line_ids.competitor_id.id, self.north.id)

    def test_the_dialogue_suggests_the_only_one_left(self):
        lead = self.deal(
            competitor_line_ids=[
                Command.create({"competitor_id": self.north.id, "status": "out"}),
                Command.create({"competitor_id": self.south.id, "status": "race"}),
            ]
        )
        form = Form(
            self.env["crm.lead.lost"]
            .with_user(self.seller)
            .with_context(default_lead_ids=lead.ids)
        )
        self.assertEqual(form.competitor_id.id, self.south.id)

    def test_won_and_lost_by_competitor(self):
        line = [Command.create({"competitor_id": self.north.id, "price": 800})]
        won = self.deal(competitor_line_ids=line)
        won.action_set_won()
        lost = self.deal(competitor_line_ids=line)
        self._lose(lost, self.north, 500)
        other = self.deal(competitor_line_ids=line)
        self._lose(other, self.south)
        deals = self.env["crm.competitor.deal"].with_user(self.seller)
        [(gap, rate, wins, losses)] = deals._read_group(
            [("competitor_id", "=", self.north.id)],
            [],
            ["price_gap:avg", "win_rate:avg", "won:sum", "lost:sum"],
        )
        self.assertEqual((wins, losses, rate), (1, 1, 0.5))
        # 1000 against 800, 500 and 800.
        self.assertAlmostEqual(gap, (0.25 + 1.0 + 0.25) / 3)
        self.assertEqual(
            self.north.with_user(self.seller).win_record, "Won 1 of 2 deals"
        )

    def test_many_deals_without_competitors_cost_nothing_more(self):
        leads = self.env["crm.lead"]
        for _number in range(3):
            leads |= self.deal()
        self.env.flush_all()
        before = self.cr.sql_log_count
        leads._sync_supplies()
        self.assertLessEqual(self.cr.sql_log_count - before, 3)
