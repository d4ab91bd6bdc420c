"""What is known of competitors at customers, and what follows from it."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import Form, TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from .competitor_common import CompetitorCommon


@tagged("post_install", "-at_install")
class TestSupply(CompetitorCommon, TransactionCase):
    def test_one_line_is_enough_and_all_of_it_optional(self):
        action = self.buyer.with_user(self.seller).action_add_supply()
        form = Form(
            self.env["crm.customer.supply"]
            .with_user(self.seller)
            .with_company(self.company)
            .with_context(**action["context"]),
            view=action["views"][0][0],
        )
        supply = form.save()
        self.assertEqual(supply.partner_id, self.buyer)
        self.assertEqual(supply.company_id, self.company)
        self.assertEqual(supply.observed_date, Date.context_today(supply))
        self.assertEqual((supply.valid_until - supply.observed_date).days, 365)
        self.assertEqual(supply.standing, "current")

    def test_a_name_makes_a_competitor_once(self):
        competitors = self.env["crm.competitor"].with_user(self.seller)
        new_id, name = competitors.name_create("Eastern Trade")
        self.assertEqual(name, "Eastern Trade")
        self.assertEqual(competitors.name_create("eastern trade")[0], new_id)
        self.assertEqual(
            competitors.name_create("Northern Wholesale")[0], self.north.id
        )

    def test_the_people_there_stand_for_their_company(self):
        contact = self.make_partner(
            "Buyer's Buyer", is_company=False, parent_id=self.buyer.id
        )
        self.assertEqual(self.supply(partner=contact).partner_id, self.buyer)

    def test_the_latest_fact_counts(self):
        old = self.supply(self.north, self.coffee, share=40, observed_date="2024-01-01")
        new = self.supply(self.north, self.coffee, share=20)
        self.assertEqual((old.standing, new.standing), ("replaced", "current"))
        found = self.env["crm.customer.supply"].search(
            [("standing", "=", "current"), ("partner_id", "=", self.buyer.id)]
        )
        # Searches look at the companies of the user.
        found |= (
            self.env["crm.customer.supply"]
            .with_user(self.seller)
            .search([("standing", "=", "current"), ("partner_id", "=", self.buyer.id)])
            .with_env(self.env)
        )
        self.assertEqual(found, new.with_env(self.env))
        new.active = False
        self.assertTrue(old.is_latest)
        self.assertEqual(old.standing, "old")
        new.active = True
        self.assertFalse(old.is_latest)
        new.unlink()
        self.assertTrue(old.is_latest)

    def test_still_true_and_ended(self):
        supply = self.supply(
            self.north,
            self.coffee,
            share=40,
            terms="30 days",
            observed_date=Date.today() - timedelta(days=400),
        )
        self.assertEqual(supply.standing, "old")
        supply.action_confirm_again()
        fresh = supply.search([("partner_id", "=", self.buyer.id)], limit=1)
        self.assertEqual((fresh.standing, fresh.share), ("current", 40))
        self.assertEqual((fresh.terms, supply.standing), ("30 days", "replaced"))
        fresh.action_end()
        self.assertEqual(fresh.standing, "ended")

    @mute_logger("odoo.sql_db")
    def test_wrong_input_is_refused_with_words(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.supply(self.north, share=120).flush_recordset()
        with self.assertRaisesRegex(ValidationError, "itself"):
            self.supply(self.north, partner=self.north.partner_id)

    def test_wallet_and_facts_of_a_customer(self):
        self.supply(
            self.north,
            self.coffee,
            share=30,
            contract_end=Date.today() + timedelta(days=50),
        )
        self.budget(1000, self.coffee)
        wallet = self.wallet(self.coffee)
        self.assertEqual((wallet.total, wallet.ours), (1000, 300))
        self.assertEqual((wallet.theirs, wallet.unknown), (300, 400))
        self.assertEqual(wallet.user_id, self.seller)
        customer = self.customer_of(self.buyer)
        self.assertEqual(customer.main_competitor_id, self.north)
        self.assertEqual(customer.main_competitor_share, 30)
        self.assertEqual(customer.own_share, 30)
        self.assertEqual((customer.wallet_amount, customer.free_amount), (1000, 700))
        self.assertEqual(
            customer.supply_contract_end, Date.today() + timedelta(days=50)
        )
        self.assertFalse(customer.supply_contradicts)

    def test_a_wider_category_is_not_added_to_those_within(self):
        beans = self.env["product.category"].create(
            {"name": "Beans", "parent_id": self.coffee.id}
        )
        self.supply(self.north, self.coffee, share=50)
        self.supply(self.south, beans, amount=100)
        wide, narrow = self.wallet(self.coffee), self.wallet(beans)
        self.assertEqual((wide.total, narrow.total), (600, 100))
        self.assertEqual((wide.is_within, narrow.is_within), (False, True))
        self.assertEqual(self.customer_of(self.buyer).wallet_amount, 600)
        self.supply(self.south, amount=1000)
        self.assertEqual(self.wallet().ours, 350)
        self.assertEqual(self.customer_of(self.buyer).wallet_amount, 1350)

    def test_whoever_bought_nothing_becomes_known(self):
        prospect = self.make_partner("Prospect", self.seller)
        self.supply(self.north, partner=prospect, share=80)
        self.refresh()
        customer = self.customer_of(prospect)
        self.assertEqual(customer.purchase_count, 0)
        self.assertEqual(customer.main_competitor_share, 80)
        self.assertEqual(customer.user_id, self.seller)

    def test_purchases_change_our_share_and_grow_old(self):
        self.budget(1000, self.coffee)
        self.order(self.buyer, 0, {self.coffee: 200})
        self.assertEqual(self.wallet(self.coffee).ours, 500)
        with freeze_time(Date.today() + timedelta(days=356)):
            self.day_begins()
            self.assertEqual(
                self.customer_of(self.buyer)
                .category_ids.filtered(lambda row: row.categ_id == self.coffee)
                .amount_year,
                200,
            )

    def test_contradictions_are_told_with_their_sources(self):
        self.supply(self.north, self.coffee, share=80, source_note="Their driver")
        self.supply(self.south, self.coffee, share=50, source_note="The cook")
        self.budget(1000, self.coffee, source_note="Their plan")
        wallet = self.wallet(self.coffee)
        self.assertEqual(wallet.contradiction, "over")
        self.assertEqual((wallet.unknown, wallet.excess), (0, 600))
        customer = self.customer_of(self.buyer).with_user(self.seller)
        self.assertTrue(customer.supply_contradicts)
        [shown] = customer.supply_summary["wallets"]
        for words in ("Their driver", "The cook", "Their plan", "more than the whole"):
            self.assertIn(words, shown["warning"])

    def test_customers_are_found_by_what_competitors_sell(self):
        end = Date.today() + timedelta(days=80)
        self.supply(self.north, self.coffee, share=40, contract_end=end)
        other = self.make_partner("Other Buyer", self.seller)
        self.supply(self.south, partner=other, share=10)
        self.refresh()
        customers = (
            self.env["crm.customer"].with_user(self.seller).with_company(self.company)
        )
        for domain, expected in (
            (
                [
                    ("supply_ids.competitor_id", "=", self.north.id),
                    ("supply_ids.share", ">", 30),
                    ("supply_ids.contract_end", "<=", "today +90d"),
                ],
                self.buyer,
            ),
            ([("supply_ids.competitor_id", "=", self.south.id)], other),
            (
                [
                    (
                        "supply_ids",
                        "any",
                        [
                            ("competitor_id", "=", self.north.id),
                            ("share", "<", 30),
                        ],
                    )
                ],
                self.env["res.partner"],
            ),
            ([("supply_ids", "!=", False)], self.buyer | other),
            ([("supply_contract_end", "<=", "today +90d")], self.buyer),
            ([("main_competitor_share", ">", 30)], self.buyer),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(customers.search(domain).partner_id, expected)
        self.assertIn(
            self.buyer,
            customers.search(
                [("supply_ids.competitor_id", "not in", self.south.ids)]
            ).partner_id,
        )

    def test_a_segment_of_those_whom_a_competitor_supplies(self):
        self.supply(
            self.north,
            self.coffee,
            share=40,
            contract_end=Date.today() + timedelta(days=80),
        )
        self.refresh()
        segment = self.env["crm.segment"].create(
            {
                "name": "North, soon",
                "company_id": self.company.id,
                "domain": repr(
                    [
                        (
                            "supply_ids",
                            "any",
                            [
                                "&",
                                "&",
                                ("competitor_id", "in", self.north.ids),
                                ("share", ">", 30),
                                ("contract_end", "<=", "today +90d"),
                            ],
                        )
                    ]
                ),
            }
        )
        found = self.env["crm.customer"].search(
            [("saved_segment_ids", "in", segment.ids)]
        )
        self.assertEqual(found.partner_id, self.buyer)
        ready = self.env["crm.segment"].search(
            [
                ("company_id", "=", self.company.id),
                ("code", "=", "competitor_contract_ends"),
            ]
        )
        found = self.env["crm.customer"].search(
            [("saved_segment_ids", "in", ready.ids)]
        )
        self.assertEqual(found.partner_id, self.buyer)

    def test_a_task_before_a_contract_ends_once(self):
        end = Date.today() + timedelta(days=30)
        supply = self.supply(self.north, self.coffee, contract_end=end)
        later = self.supply(
            self.south, self.coffee, contract_end=end + timedelta(days=90)
        )
        supplies = self.env["crm.customer.supply"]
        today = self.company._lifecycle_today()
        self.assertEqual(supplies._make_notices(self.company, today), 1)
        self.assertEqual(supplies._make_notices(self.company, today), 0)
        self.assertEqual(supply.activity_ids.user_id, self.seller)
        self.assertIn("Northern Wholesale", supply.activity_ids.summary)
        self.assertFalse(later.activity_ids)
        # The same contract, confirmed, is the same contract.
        supply.action_confirm_again()
        supplies._make_notices(self.company, today)
        tasks = self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.customer.supply"),
                ("user_id", "=", self.seller.id),
            ]
        )
        self.assertEqual(len(tasks), 1)
        # Another day is another contract.
        fresh = supply.search([("partner_id", "=", self.buyer.id)], limit=1)
        fresh.contract_end = end + timedelta(days=1)
        self.assertEqual(supplies._make_notices(self.company, today), 1)
        self.assertTrue(fresh.activity_ids)

    def test_strong_actions_warn_the_seller_once(self):
        action = (
            self.env["crm.competitor.action"]
            .with_user(self.manager)
            .create(
                {
                    "competitor_id": self.north.id,
                    "company_id": self.company.id,
                    "partner_id": self.buyer.id,
                    "kind": "discount",
                    "name": "20 % off coffee",
                }
            )
        )
        self.assertFalse(action.activity_ids)
        action.is_strong = True
        self.assertEqual(action.activity_ids.user_id, self.seller)
        self.assertEqual(action.warned_user_id, self.seller)
        action.is_strong = False
        action.is_strong = True
        self.assertEqual(len(action.activity_ids), 1)

    def _make_big(self):
        """Have the buyer in class A, which is measured over a whole company."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE crm_customer SET value_class = 'a' WHERE id = %s",
            [self.customer_of(self.buyer).id],
        )
        self.env.invalidate_all()

    def test_questions_come_and_go(self):
        self._make_big()
        questions = (
            self.env["crm.supply.question"]
            .with_user(self.seller)
            .with_company(self.company)
        )
        mine = [("partner_id", "=", self.buyer.id)]
        asked = questions.search(mine)
        self.assertEqual(asked.mapped("kind"), ["unknown", "unknown"])
        self.assertEqual(asked.categ_id, self.coffee | self.tea)
        self.assertIn("Who else sells Coffee to Own Buyer?", asked[0].question)
        asked.filtered(lambda row: row.categ_id == self.tea).action_nobody_else()
        self.assertEqual(questions.search(mine).categ_id, self.coffee)
        self.assertEqual(self.wallet(self.tea).ours_share, 1)
        self._make_big()
        action = questions.search(mine).action_answer()
        supply = (
            self.env["crm.customer.supply"]
            .with_user(self.seller)
            .with_context(**action["context"])
            .create({"competitor_id": self.north.id})
        )
        self.assertEqual(supply.categ_id, self.coffee)
        self.assertEqual(questions.search(mine).kind, "share")
        supply.share = 20
        self.assertFalse(questions.search(mine))
        supply.write({"observed_date": "2024-01-01"})
        self.assertEqual(supply.standing, "old")
        row = questions.search(mine)
        self.assertEqual((row.kind, row.value_class), ("old", "a"))
        row.action_still_true()
        self.assertFalse(questions.search(mine))

    def test_offers_compare_prices_in_the_companys_currency(self):
        euro = self.env.ref("base.EUR")
        currency = self.env["res.currency"].create(
            {
                "name": "XCR",
                "symbol": "X",
                "rate_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "2020-01-01",
                            "rate": 2,
                            "company_id": self.company.id,
                        },
                    )
                ],
            }
        )
        self.assertNotEqual(currency, euro)
        coffee = self.products[self.coffee]
        coffee.list_price = 60
        offer = (
            self.env["crm.competitor.offer"]
            .with_user(self.seller)
            .create(
                {
                    "competitor_id": self.north.id,
                    "company_id": self.company.id,
                    "product_id": coffee.id,
                    "price_from": 80,
                    "price_to": 120,
                    "currency_id": currency.id,
                }
            )
        )
        self.assertEqual(offer.categ_id, self.coffee)
        self.assertEqual(offer.price, 50)
        self.assertAlmostEqual(offer.price_gap, 0.2)
        self.order(self.buyer, 0, {self.coffee: 75})
        self.env.flush_all()
        price = (
            self.env["crm.competitor.price"]
            .with_user(self.seller)
            .search([("product_id", "=", coffee.id)])
        )
        self.assertEqual((price.price, price.kind), (50, "offer"))
        self.assertGreater(price.our_price, 0)
