"""Shares of a wallet, without a database."""

from decimal import Decimal
from fractions import Fraction
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.repeat_sales_crm.models.competitor.shares import (
    BUDGET_LOW,
    DERIVED,
    ENTERED,
    MISMATCH,
    OVER,
    Claim,
    divide,
)

D = Decimal

cents = st.integers(0, 10_000_000).map(lambda number: D(number) / 100)
some_cents = st.integers(1, 10_000_000).map(lambda number: D(number) / 100)
percents = st.integers(1, 10_000).map(lambda number: D(number) / 10_000)
claims = st.lists(
    st.builds(Claim, st.none() | percents, st.none() | some_cents), max_size=5
)


class TestShares(TestCase):
    def test_what_is_left_of_a_budget_is_unknown(self):
        wallet = divide(D(300), D(1000), [Claim(share=D("0.4")), Claim(amount=D(100))])
        self.assertEqual(wallet.basis, ENTERED)
        self.assertEqual(
            (wallet.ours, wallet.theirs, wallet.unknown), (300, D(500), D(200))
        )
        self.assertEqual(
            (wallet.ours_share, wallet.theirs_share, wallet.unknown_share),
            (D("0.3"), D("0.5"), D("0.2")),
        )
        self.assertFalse(wallet.contradictions)

    def test_our_sales_are_the_lower_bound_of_the_budget(self):
        wallet = divide(D(1500), D(1000), [])
        self.assertEqual(wallet.total, 1500)
        self.assertEqual(wallet.contradictions, (BUDGET_LOW,))

    def test_too_much_is_shown_and_not_forced(self):
        wallet = divide(D(600), D(1000), [Claim(share=D("0.7"))])
        self.assertEqual((wallet.theirs, wallet.unknown), (700, 0))
        self.assertEqual(wallet.excess, 300)
        self.assertEqual(wallet.excess_share, D("0.3"))
        self.assertEqual(wallet.contradictions, (OVER,))

    def test_without_a_budget_it_is_the_least_that_fits(self):
        wallet = divide(D(700), None, [Claim(share=D("0.3"))])
        self.assertEqual((wallet.total, wallet.basis), (1000, DERIVED))
        self.assertEqual(wallet.unknown, 0)
        wallet = divide(D(100), None, [Claim(amount=D(50))])
        self.assertEqual(wallet.total, 150)

    def test_a_share_and_an_amount_of_one_fact_tell_the_whole(self):
        wallet = divide(D(100), None, [Claim(D("0.25"), D(200))])
        self.assertEqual((wallet.total, wallet.unknown), (800, 500))

    def test_a_share_and_an_amount_that_differ_contradict(self):
        wallet = divide(D(100), D(1000), [Claim(D("0.5"), D(100))])
        self.assertEqual(wallet.contradictions, (MISMATCH,))
        wallet = divide(D(100), D(1000), [Claim(D("0.5"), D(460))])
        self.assertFalse(wallet.contradictions)

    def test_shares_alone_are_known_without_money(self):
        wallet = divide(D(0), None, [Claim(share=D("0.6")), Claim()])
        self.assertIsNone(wallet.total)
        self.assertEqual(wallet.theirs_share, D("0.6"))
        self.assertEqual(wallet.unknown_share, D("0.4"))
        wallet = divide(D(0), None, [Claim(share=D("0.6")), Claim(share=D("0.6"))])
        self.assertEqual(wallet.contradictions, (OVER,))

    def test_more_returns_than_purchases_are_no_sales(self):
        self.assertEqual(divide(D(-5), D(100), []).ours, 0)

    def test_currencies_without_decimals(self):
        self.assertEqual(divide(D(100), None, [Claim(D("0.7"))], 0).total, 334)

    @given(cents, st.none() | some_cents, claims)
    def test_the_parts_make_up_the_whole(self, ours, budget, claims):
        wallet = divide(ours, budget, claims)
        shares = wallet.ours_share + wallet.theirs_share + wallet.unknown_share
        self.assertEqual(shares - wallet.excess_share, 1)
        self.assertGreaterEqual(wallet.unknown_share, 0)
        self.assertEqual(wallet.unknown_share * wallet.excess_share, 0)
        if wallet.total is None:
            self.assertEqual(ours, 0)
            return
        self.assertEqual(
            wallet.ours + wallet.theirs + wallet.unknown - wallet.excess, wallet.total
        )
        self.assertEqual(wallet.unknown * wallet.excess, 0)
        self.assertGreaterEqual(wallet.total, ours)
        self.assertEqual(wallet.excess > 0, OVER in wallet.contradictions)
        self.assertEqual(
            sum(wallet.part(claim) or 0 for claim in claims), wallet.theirs
        )

    @given(cents, claims)
    def test_without_a_budget_only_shares_can_be_too_much(self, ours, claims):
        wallet = divide(ours, None, claims)
        alone = [c.share for c in claims if c.amount is None and c.share]
        if sum(map(Fraction, alone)) < 1:
            self.assertNotIn(OVER, wallet.contradictions)
