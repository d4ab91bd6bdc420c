"""Shares over random facts, expiries and purchases: SQL against plain Python."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from random import Random

from odoo.fields import Date
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.competitor import shares
from odoo.addons.repeat_sales_crm.models.competitor.wallet_query import (
    CompanyDay,
    WalletQuery,
)
from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope

from .competitor_common import CompetitorCommon

_EXACT = (
    "budget",
    "total",
    "ours",
    "theirs",
    "unknown",
    "excess",
    "ours_share",
    "theirs_share",
    "unknown_share",
    "excess_share",
)


def money(number):
    return Decimal(repr(round(number, 2)))


@tagged("post_install", "-at_install")
class TestRandomShares(CompetitorCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(7)
        cls.today = cls.company._lifecycle_today()
        cls.beans = cls.env["product.category"].create(
            {"name": "Beans", "parent_id": cls.coffee.id}
        )
        cls.products[cls.beans] = cls.make_product(cls.beans)
        cls.buyers = cls.env["res.partner"].union(
            *(cls.make_partner(f"Buyer {number}", cls.seller) for number in range(12))
        )
        cls.places = [cls.coffee, cls.tea, cls.beans, cls.env["product.category"]]
        cls._draw()

    @classmethod
    def _draw(cls):
        random = cls.random
        cls.bought = []
        for buyer in cls.buyers:
            for _order in range(random.choice((0, 1, 2, 2))):
                days, amount = random.randint(0, 700), random.randint(1, 90000) / 100
                category = random.choice(cls.places[:3])
                cls.order(buyer, days, {category: amount})
                day = cls.today - timedelta(days=days)
                cls.bought.append((buyer, category, day, money(amount)))
        cls.env["crm.customer.supply"].create([cls._supply() for _x in range(150)])
        cls.env["crm.customer.budget"].create([cls._budget() for _x in range(25)])
        cls.refresh()

    @classmethod
    def _supply(cls):
        random = cls.random
        observed = cls.today - timedelta(days=random.randint(0, 500))
        return {
            "company_id": cls.company.id,
            "partner_id": random.choice(cls.buyers).id,
            "categ_id": random.choice(cls.places).id,
            "competitor_id": random.choice([cls.north.id, cls.south.id, False]),
            "share": random.choice((0, 0, random.randint(1, 10000) / 100)),
            "amount": random.choice((0, 0, random.randint(1, 99999) / 100)),
            "price": random.choice((0, 2.5)),
            "volume": random.choice((0, 40)),
            "observed_date": observed,
            "valid_until": random.choice(
                (False, observed + timedelta(days=random.randint(0, 400)))
            ),
            "ended_date": random.choice(
                (False, False, False, observed + timedelta(days=random.randint(0, 90)))
            ),
            "active": random.random() > 0.1,
        }

    @classmethod
    def _budget(cls):
        random = cls.random
        start = cls.today - timedelta(days=random.randint(0, 400))
        return {
            "company_id": cls.company.id,
            "partner_id": random.choice(cls.buyers).id,
            "categ_id": random.choice(cls.places).id,
            "amount": random.randint(1, 90000) / 100,
            "period": random.choice(("year", "quarter", "month")),
            "date_from": start,
            "observed_date": start + timedelta(days=random.randint(-20, 20)),
        }

    # ------------------------------------------------------------------
    # The reference
    # ------------------------------------------------------------------

    def _expect(self, day):
        """Return {(partner, category): wallet} as of a day, the slow and plain way."""
        said = defaultdict(dict)
        for supply in self._all("crm.customer.supply", "observed_date, id"):
            if supply.active and supply.observed_date <= day:
                key = (supply.partner_id, supply.categ_id)
                said[key][supply.competitor_id] = supply
        claims = defaultdict(list)
        for key, latest in said.items():
            for supply in latest.values():
                is_valid = not supply.valid_until or supply.valid_until >= day
                is_going = not supply.ended_date or supply.ended_date > day
                if is_valid and is_going:
                    claims[key].append(self._claim(supply))
        budgets = {}
        for budget in self._all("crm.customer.budget", "observed_date, id"):
            if budget.observed_date <= day and (
                budget.date_from <= day <= budget.date_to
            ):
                times = {"year": 1, "quarter": 4, "month": 12}[budget.period]
                key = (budget.partner_id, budget.categ_id)
                budgets[key] = times * money(budget.amount)
        return {
            key: (
                budgets.get(key),
                shares.divide(
                    self._ours(*key, day), budgets.get(key), claims.get(key, [])
                ),
            )
            for key in {*claims, *budgets}
        }

    def _all(self, model, order):
        return (
            self.env[model]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company.id)], order=order)
        )

    def _claim(self, supply):
        amount = supply.amount or supply.price * supply.volume
        return shares.Claim(
            money(supply.share) / 100 if supply.share else None,
            money(amount) if amount else None,
        )

    def _ours(self, partner, category, day):
        within = {
            self.coffee: (self.coffee, self.beans),
            self.env["product.category"]: self.places,
        }.get(category, (category,))
        return sum(
            (
                amount
                for buyer, bought, bought_day, amount in self.bought
                if buyer == partner
                and bought in within
                and day - timedelta(days=365) < bought_day <= day
            ),
            Decimal(0),
        )

    # ------------------------------------------------------------------
    # Tests
    # ------------------------------------------------------------------

    def _compare(self, day, query):
        # As text: numbers of Odoo's cursor are floats, and these are exact.
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT company_id, partner_id, categ_id, basis, contradiction, %s"
                " FROM (%s) AS wallet",
                SQL(", ").join(SQL("%s::text", SQL.identifier(n)) for n in _EXACT),
                query.wallets(),
            )
        )
        partners = self.env["res.partner"]
        categories = self.env["product.category"]
        found = {
            (
                partners.browse(row["partner_id"]),
                categories.browse(row["categ_id"] or []),
            ): row
            for row in rows
            if row["company_id"] == self.company.id
        }
        expected = self._expect(day)
        self.assertEqual(found.keys(), expected.keys())
        for key, (budget, wallet) in expected.items():
            row = found[key]
            with self.subTest(day=day, key=key):
                told = {name: row[name] and Decimal(row[name]) for name in _EXACT}
                wanted = wallet._asdict() | {"budget": budget}
                self.assertEqual(told, {name: wanted[name] for name in _EXACT})
                self.assertEqual(row["basis"], wallet.basis)
                first = wallet.contradictions[:1] or (None,)
                self.assertEqual(row["contradiction"], first[0])
        return len(expected)

    def test_sql_says_what_python_says_on_any_day(self):
        total = 0
        everybody = Scope.of(self.buyers.ids)
        for days in (0, 1, 30, 90, 200, 365, 480):
            day = self.today - timedelta(days=days)
            bought = self.env["crm.customer.category"]._get_bought_query(
                self.company, everybody, day
            )
            query = WalletQuery([CompanyDay(self.company, day)], bought=bought)
            total += self._compare(day, query)
        self.assertGreater(total, 100)

    def test_what_is_stored_of_today_says_the_same(self):
        self._compare(self.today, WalletQuery([CompanyDay(self.company, self.today)]))

    def test_screens_say_the_same(self):
        summaries = self.env["crm.customer"]._get_supply_summaries(
            self.company, self.buyers
        )
        for (partner, category), (_budget, wallet) in self._expect(self.today).items():
            [shown] = [
                one
                for one in summaries[partner.id]["wallets"]
                if one["category_id"] == category.id
            ]
            ours = shown["parts"][0]
            self.assertEqual(ours["share"], float(wallet.ours_share))
            self.assertEqual(bool(shown["warning"]), bool(wallet.contradictions))

    def test_the_latest_facts_are_marked(self):
        latest = {}
        supplies = self._all("crm.customer.supply", "observed_date, id")
        for supply in supplies.filtered("active"):
            key = (supply.partner_id, supply.categ_id, supply.competitor_id)
            latest[key] = supply
        expected = supplies.browse().union(*latest.values())
        self.assertEqual(set(supplies.filtered("is_latest")), set(expected))

    def test_months_that_are_over_are_kept(self):
        snapshots = self.env["crm.wallet.snapshot"]
        self.assertEqual(snapshots._close_months(self.company, self.today), 12)
        self.assertEqual(snapshots._close_months(self.company, self.today), 0)
        day = self.today.replace(day=1) - timedelta(days=1)
        rows = snapshots.search(
            [("company_id", "=", self.company.id), ("date", "=", day)]
        )
        by_wallet = rows.grouped(lambda row: (row.partner_id, row.categ_id))
        expected = self._expect(day)
        self.assertTrue(rows)
        for key, (_budget, wallet) in expected.items():
            parts = by_wallet.get(key, snapshots)
            total = wallet.total
            if total is not None and not wallet.excess:
                self.assertAlmostEqual(sum(parts.mapped("amount")), float(total), 1)
        self.assertEqual({row.party for row in rows}, {"ours", "theirs", "unknown"})
        # Facts that are learned later do not change what was known then.
        before = sum(rows.mapped("amount"))
        self.env["crm.customer.supply"].create(
            {
                **self._supply(),
                "partner_id": self.buyers[0].id,
                "categ_id": self.cups.id,
                "observed_date": day - timedelta(days=1),
                "valid_until": False,
                "ended_date": False,
                "amount": 12345,
                "active": True,
            }
        )
        self.env.invalidate_all()
        self.assertEqual(sum(rows.mapped("amount")), before)
        snapshots.with_company(self.company).with_context(
            allowed_company_ids=self.company.ids
        ).action_take_again()
        again = snapshots.search(
            [("company_id", "=", self.company.id), ("date", "=", day)]
        )
        self.assertGreater(sum(again.mapped("amount")), before)
        self.assertEqual(len(set(again.mapped("date"))), 1)

    def test_shares_of_many_are_weighed(self):
        self.env.flush_all()
        wallets = self.env["crm.customer.wallet"]
        domain = [("company_id", "=", self.company.id), ("total", ">", 0)]
        rows = wallets.search(domain)
        [(share,)] = wallets._read_group(domain, [], ["ours_share:avg"])
        self.assertAlmostEqual(
            float(share), sum(rows.mapped("ours")) / sum(rows.mapped("total")), 4
        )

    def test_expired_facts_are_gone(self):
        future = Date.add(self.today, years=3)
        query = WalletQuery([CompanyDay(self.company, future)])
        for row in self.env.execute_query_dict(query.claims()):
            supply = self.env["crm.customer.supply"].browse(row["id"])
            self.assertFalse(supply.valid_until)
