"""At whom a customer is reached, in SQL: the customer itself or a person there."""

from typing import NamedTuple

from odoo.tools import SQL

from .refusal_query import (
    email_key,
    is_refused_email,
    is_refused_phone,
    phone_key,
)

_EMAIL = email_key("reached")
_PHONE = phone_key("reached")


class _Address(NamedTuple):
    """One kind of address, over ``reached``.

    :param column: is filled where there is such an address
    :param key: what tells addresses apart
    :param refused: whether it must not be used
    """

    column: str
    key: SQL
    refused: SQL


def _is_refused_field():
    """Return whether any address in the email field of ``reached`` is refused.

    The field may hold several: Odoo writes to all, and looks at the first alone.
    """
    return SQL(
        """
        (%s OR reached.email LIKE '%%@%%@%%' AND EXISTS (
            SELECT FROM REGEXP_MATCHES(reached.email, %s, 'g') AS found (address)
             WHERE %s))
        """,
        is_refused_email(_EMAIL),
        r"[^\s,;<>\"]+@[^\s,;<>\"]+",
        is_refused_email(SQL("LOWER(found.address[1])")),
    )


_ADDRESSES = {
    "email": _Address("email_normalized", _EMAIL, _is_refused_field()),
    "phone": _Address("phone", _PHONE, is_refused_phone(_PHONE)),
    "sms": _Address("phone_sanitized", _PHONE, is_refused_phone(_PHONE)),
}


def has_address(needs, partner, allowed=False):
    """Return the condition that a customer has one of the needed addresses.

    :param needs: names of kinds' needs
    :param partner: SQL of the id of the customer
    :param allowed: whether it must not be refused
    """
    conditions = []
    for need in sorted(needs):
        condition = _has(_ADDRESSES[need].column)
        if allowed:
            condition = SQL("(%s AND NOT %s)", condition, _ADDRESSES[need].refused)
        conditions.append(condition)
    return SQL(
        "EXISTS (SELECT FROM res_partner AS reached WHERE %s AND (%s))",
        _may_stand_for(partner),
        SQL(" OR ").join(conditions),
    )


def is_refused_contact(need):
    """Return whether the address of ``reached`` for a need must not be used."""
    return _ADDRESSES[need].refused


def best_contact(need, partner, preferred, addressee=None):
    """Return a SELECT of at most one contact of a customer who can be reached.

    Its columns are ``id``, ``tz``, ``is_refused`` and ``address`` (normalised). The
    ``preferred`` contact comes first, refused or not: a refusal is not handed on to a
    colleague. Then who is not refused, then the customer itself.

    :param need: the kind of address
    :param partner: SQL of the id of the customer
    :param preferred: SQL of the id of who was picked or addressed before, or NULL
    :param addressee: a condition on ``reached``, where only such people will do
    """
    address = _ADDRESSES[need]
    return SQL(
        """
        SELECT reached.id, reached.tz, %(refused)s AS is_refused, %(key)s AS address
          FROM res_partner AS reached
         WHERE %(possible)s
           AND %(has)s
           AND %(addressee)s
         ORDER BY reached.id = %(preferred)s DESC NULLS LAST, 3,
                  reached.id = %(partner)s DESC, reached.id
         LIMIT 1
        """,
        refused=address.refused,
        key=address.key,
        possible=_may_stand_for(partner),
        has=_has(address.column),
        addressee=addressee or SQL("TRUE"),
        preferred=preferred,
        partner=partner,
    )


def same_contact(partner, preferred, carries, addressee=None):
    """Return a SELECT of who is meant where no address is needed.

    Its columns are those of :func:`best_contact`. What carries addresses to others, a
    message by webhook, say, is refused where none that it could carry is allowed.

    :param carries: names of the kinds of addresses
    """
    refused, key = SQL("FALSE"), SQL("NULL::text")
    if carries:
        keys = [_ADDRESSES[name].key for name in carries]
        allowed = [
            SQL(
                "(%s IS NOT NULL AND NOT %s)",
                _ADDRESSES[name].key,
                _ADDRESSES[name].refused,
            )
            for name in carries
        ]
        any_key = SQL("COALESCE(%s)", SQL(", ").join(keys))
        refused = SQL(
            "(%s IS NOT NULL AND NOT (%s))", any_key, SQL(" OR ").join(allowed)
        )
        key = SQL(
            "CASE %s END",
            SQL(" ").join(
                SQL("WHEN %s THEN %s", condition, one)
                for condition, one in zip(allowed, keys, strict=True)
            ),
        )
    return SQL(
        """
        SELECT reached.id, reached.tz, %(refused)s AS is_refused, %(key)s AS address
          FROM res_partner AS reached
         WHERE %(who)s
         ORDER BY reached.id = %(preferred)s DESC NULLS LAST,
                  reached.id = %(partner)s DESC, reached.id
         LIMIT 1
        """,
        refused=refused,
        key=key,
        who=SQL("%s AND %s", _may_stand_for(partner), addressee)
        if addressee
        else SQL("reached.id IN (%s, %s)", partner, preferred),
        preferred=preferred,
        partner=partner,
    )


def allowed_addresses(contact_ids):
    """Return the SELECT of ``id``, ``email`` and ``phone`` of contacts.

    An address that is refused is empty.
    """
    return SQL(
        """
        SELECT reached.id,
               CASE WHEN NOT %s THEN %s END AS email,
               CASE WHEN NOT %s THEN %s END AS phone
          FROM res_partner AS reached
         WHERE reached.id = ANY(%s)
        """,
        _ADDRESSES["email"].refused,
        _EMAIL,
        _ADDRESSES["sms"].refused,
        SQL("NULLIF(reached.phone_sanitized, '')"),
        list(contact_ids),
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
    """Return the condition on ``reached``: the customer, or a person there.

    A private person who was given a company goes on being reached.
    """
    return SQL(
        "(reached.id = %(partner)s OR reached.commercial_partner_id = %(partner)s"
        " AND reached.type = 'contact')"
        " AND reached.active AND reached.campaign_opt_out IS NOT TRUE",
        partner=partner,
    )
