"""Who is in a control group: always the same customers.

The first eight hexadecimal digits of an MD5 hash of what is drawn for and of the
customer are a number below 2^32, which is below that share of 2^32 for that share of
the customers. Python and PostgreSQL calculate the same.

A campaign has a control group of its own, and a company one over all its campaigns. The
latter is drawn again with each period, so that nobody is left alone for good.
"""

from datetime import date, timedelta
from hashlib import md5
from typing import NamedTuple

from odoo.tools import SQL

_RANGE = 2**32

#: Months after which the control group of a company is drawn again; 0: never.
RENEWALS = {"quarter": 3, "half_year": 6, "year": 12, "never": 0}


class Period(NamedTuple):
    """The days for which a control group over all campaigns is drawn.

    :param key: what is drawn for; another one draws other customers
    :param start: the first day, or None if there was always this one
    :param end: the last day, or None if it never ends
    """

    key: str
    start: date | None
    end: date | None


def get_period(day, renewal):
    """Return the :class:`Period` in which a day is.

    :param renewal: one of :data:`RENEWALS`
    """
    months = RENEWALS[renewal]
    if not months:
        return Period("", None, None)
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = start.month - 1 + months
    end = date(start.year + following // 12, following % 12 + 1, 1) - timedelta(days=1)
    return Period(f"{start:%Y-%m}/{months}", start, end)


def in_control(campaign_id, partner_id, share):
    """Return whether a customer is in the control group of a campaign.

    :param share: of the customers, from 0 to 1
    """
    return is_drawn(str(campaign_id), partner_id, share)


def control_condition(campaign_id, partner, share):
    """Return the SQL condition that says the same.

    :param partner: SQL of the id of the customer
    :param share: of the customers, from 0 to 1
    """
    return _drawn_condition(str(campaign_id), partner, share)


def in_global_control(company_id, period_key, partner_id, share):
    """Return whether a customer is in the control group over all campaigns.

    :param period_key: of the :class:`Period`
    :param share: of the customers, from 0 to 1
    """
    return is_drawn(_company_key(company_id, period_key), partner_id, share)


def global_control_condition(company_id, period_key, partner, share):
    """Return the SQL condition that says the same.

    :param partner: SQL of the id of the customer
    """
    return _drawn_condition(_company_key(company_id, period_key), partner, share)


def is_drawn(key, partner_id, share):
    """Return whether a customer is drawn, for what ``key`` names."""
    text = f"{key}/{partner_id}".encode()
    number = int(md5(text, usedforsecurity=False).hexdigest()[:8], 16)
    return number < round(share * _RANGE)


def _drawn_condition(key, partner, share):
    return SQL(
        "('x' || SUBSTR(MD5(%s || '/' || (%s)::text), 1, 8))::bit(32)::bigint < %s",
        key,
        partner,
        round(share * _RANGE),
    )


def _company_key(company_id, period_key):
    return f"company/{company_id}/{period_key}"
