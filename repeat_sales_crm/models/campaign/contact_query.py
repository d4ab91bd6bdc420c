"""At whom a customer is reached, in SQL: the customer itself or somebody there."""

from odoo.tools import SQL

#: For each need: the column of the address, and whether it is on the blacklist.
_ADDRESSES = {
    "email": (
        "email_normalized",
        SQL(
            "EXISTS (SELECT FROM mail_blacklist AS blacklist WHERE blacklist.active"
            " AND blacklist.email = reached.email_normalized)"
        ),
    ),
    "phone": (
        "phone",
        SQL(
            "EXISTS (SELECT FROM phone_blacklist AS blacklist WHERE blacklist.active"
            " AND blacklist.number = reached.phone_sanitized)"
        ),
    ),
    "sms": (
        "phone_sanitized",
        SQL(
            "EXISTS (SELECT FROM phone_blacklist AS blacklist WHERE blacklist.active"
            " AND blacklist.number = reached.phone_sanitized)"
        ),
    ),
}


def has_address(needs, partner, allowed=False):
    """Return the condition that a customer has one of the needed addresses.

    :param needs: names of kinds' needs
    :param partner: SQL of the id of the customer
    :param allowed: whether it must not be blacklisted
    """
    conditions = []
    for need in sorted(needs):
        column, blacklisted = _ADDRESSES[need]
        condition = _has(column)
        if allowed:
            condition = SQL("(%s AND NOT %s)", condition, blacklisted)
        conditions.append(condition)
    return SQL(
        "EXISTS (SELECT FROM res_partner AS reached WHERE %s AND (%s))",
        _may_stand_for(partner),
        SQL(" OR ").join(conditions),
    )


def best_contact(need, partner, preferred):
    """Return a SELECT of at most one contact of a customer who can be reached.

    Its columns are ``id``, ``tz`` and ``blacklisted``; whoever is not blacklisted comes
    first, then the ``preferred`` contact, then the customer itself.
    """
    column, blacklisted = _ADDRESSES[need]
    return SQL(
        """
        SELECT reached.id, reached.tz, %(blacklisted)s AS blacklisted
          FROM res_partner AS reached
         WHERE %(possible)s
           AND %(has)s
         ORDER BY 3, reached.id = %(preferred)s DESC NULLS LAST,
                  reached.id = %(partner)s DESC, reached.id
         LIMIT 1
        """,
        blacklisted=blacklisted,
        possible=_may_stand_for(partner),
        has=_has(column),
        preferred=preferred,
        partner=partner,
    )


def _has(column):
    """Return the condition on ``reached`` that it has such an address.

    A number that reached somebody else is none.
    """
    filled = SQL("reached.%s <> ''", SQL.identifier(column))
    if not column.startswith("phone"):
        return filled
    return SQL(
        "(%s AND reached.phone IS DISTINCT FROM reached.campaign_wrong_phone)", filled
    )


def _may_stand_for(partner):
    """Return the condition on ``reached``: the customer, or a person there."""
    return SQL(
        "reached.commercial_partner_id = %(partner)s AND reached.active"
        " AND reached.campaign_opt_out IS NOT TRUE"
        " AND (reached.id = %(partner)s OR reached.type = 'contact')",
        partner=partner,
    )
