"""Who has which part of what a customer spends on a product category in a year.

Ours + theirs + what nobody knows make up the whole. Facts that contradict each other
are not forced into it: what is too much is told as such, beside the reasons.

The same arithmetic in SQL is in :mod:`.wallet_query`. Both are exact: money and shares
are decimal numbers, and are rounded only where it is said.
"""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

#: How the whole is known.
ENTERED, DERIVED = "entered", "derived"

#: What can contradict.
BUDGET_LOW, OVER, MISMATCH = "budget_low", "over", "mismatch"

#: By how much a share and an amount of one fact may differ, as a part of the whole.
TOLERANCE = Decimal("0.05")

_ONE = Decimal(1)
_ZERO = Decimal(0)
_SHARE = Decimal("0.0001")


class Claim(NamedTuple):
    """What somebody says that a competitor sells to the customer in a year.

    :param share: part of the whole, from 0 to 1; ``None`` if not said
    :param amount: money; ``None`` if not said. It goes before the share.
    """

    share: Decimal | None = None
    amount: Decimal | None = None


class Wallet(NamedTuple):
    """The parts of the whole.

    ``ours + theirs + unknown - excess == total``, and the same for the shares. Where
    nothing is known in money, the amounts are ``None`` and only the shares are known.
    """

    total: Decimal | None
    basis: str | None
    ours: Decimal
    theirs: Decimal | None
    unknown: Decimal | None
    excess: Decimal | None
    ours_share: Decimal
    theirs_share: Decimal
    unknown_share: Decimal
    excess_share: Decimal
    contradictions: tuple[str, ...]

    def part(self, claim):
        """Return the money of a claim, or ``None`` where it cannot be told."""
        if claim.amount is not None:
            return claim.amount
        if claim.share is None or self.total is None:
            return None
        return claim.share * self.total


def divide(ours, budget, claims, decimals=2):
    """Divide a wallet.

    :param ours: money that the customer spent with us in the year; it may be negative
        where more came back than went out, and counts as nothing then
    :param budget: what the customer spends in a year, as entered, or ``None``
    :param claims: one :class:`Claim` for each competitor
    :param decimals: how many decimals the currency has
    """
    ours = max(ours, _ZERO)
    amounts = sum((c.amount for c in claims if c.amount is not None), _ZERO)
    shares = sum(
        (c.share for c in claims if c.amount is None and c.share is not None), _ZERO
    )
    total = _whole(ours, budget, amounts, shares, claims, decimals)
    basis = None if total is None else DERIVED if budget is None else ENTERED
    if total is None:
        return _without_money(shares)
    theirs = amounts + shares * total
    rest = total - ours - theirs
    ours_share = (ours / total).quantize(_SHARE, ROUND_HALF_UP)
    theirs_share = (theirs / total).quantize(_SHARE, ROUND_DOWN)
    rest_share = _ONE - ours_share - theirs_share
    checks = {
        BUDGET_LOW: budget is not None and budget < ours,
        OVER: rest < 0,
        MISMATCH: any(_differs(claim, total) for claim in claims),
    }
    return Wallet(
        total=total,
        basis=basis,
        ours=ours,
        theirs=theirs,
        unknown=max(rest, _ZERO),
        excess=max(-rest, _ZERO),
        ours_share=ours_share,
        theirs_share=theirs_share,
        unknown_share=max(rest_share, _ZERO),
        excess_share=max(-rest_share, _ZERO),
        contradictions=tuple(code for code, found in checks.items() if found),
    )


def _whole(ours, budget, amounts, shares, claims, decimals):
    """Return what the customer spends in all, as far as it can be told.

    Our own sales are its lower bound. Without a budget it is the least that fits: what
    is known in money is the rest beside the shares.
    """
    if budget is not None:
        return max(budget, ours)
    known = ours + amounts
    if known <= 0:
        return None
    least = [known]
    if shares < _ONE:
        least.append(known / (_ONE - shares))
    least += [c.amount / c.share for c in claims if c.amount and c.share]
    return max(least).quantize(_ONE.scaleb(-decimals), ROUND_CEILING)


def _without_money(shares):
    rest = _ONE - shares
    return Wallet(
        total=None,
        basis=None,
        ours=_ZERO,
        theirs=None,
        unknown=None,
        excess=None,
        ours_share=_ZERO,
        theirs_share=shares,
        unknown_share=max(rest, _ZERO),
        excess_share=max(-rest, _ZERO),
        contradictions=(OVER,) if rest < 0 else (),
    )


def _differs(claim, total):
    """Tell whether the share and the amount of a claim say different things."""
    if not claim.amount or not claim.share:
        return False
    return (
        claim.amount > (claim.share + TOLERANCE) * total
        or claim.amount < (claim.share - TOLERANCE) * total
    )
