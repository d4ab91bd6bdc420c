"""Who is in the control group of a campaign: always the same customers.

The first eight hexadecimal digits of an MD5 hash of campaign and customer are a number
below 2^32, which is below that share of 2^32 for that share of the customers. Python
and PostgreSQL calculate the same.
"""

from hashlib import md5

from odoo.tools import SQL

_RANGE = 2**32


def in_control(campaign_id, partner_id, share):
    """Return whether a customer is in the control group of a campaign.

    :param share: of the customers, from 0 to 1
    """
    key = f"{campaign_id}/{partner_id}".encode()
    number = int(md5(key, usedforsecurity=False).hexdigest()[:8], 16)
    return number < round(share * _RANGE)


def control_condition(campaign_id, partner, share):
    """Return the SQL condition that says the same.

    :param partner: SQL of the id of the customer
    :param share: of the customers, from 0 to 1
    """
    return SQL(
        "('x' || SUBSTR(MD5(%s || '/' || (%s)::text), 1, 8))::bit(32)::bigint < %s",
        str(campaign_id),
        partner,
        round(share * _RANGE),
    )
