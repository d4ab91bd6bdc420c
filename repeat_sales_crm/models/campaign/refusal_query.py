"""What a refusal is, in SQL: of a customer, of a person there, of an address.

Everything that asks whether somebody may be contacted asks here: enrolment, each step
that is due, cards that are open, messages in Odoo's queues.
"""

from typing import NamedTuple

from odoo.tools import SQL


class Refusal(NamedTuple):
    """Why a campaign leaves a customer alone.

    :param reason: one of :data:`.reasons.REASONS`
    :param condition: SQL over ``partner``, the row of ``res_partner`` of the customer
    :param join: SQL of the join that the condition needs, if it needs one
    :param leaves: whether a member leaves the campaign, rather than go on with the
        next step of the plan
    """

    reason: str
    condition: SQL
    join: SQL = SQL()
    leaves: bool = True


def join_all(refusals):
    """Return the joins of some refusals."""
    return SQL(" ").join(refusal.join for refusal in refusals)


def first_of(refusals, names=None):
    """Return the number of the first refusal that is true, from 0, or NULL.

    :param names: what to return in the place of the numbers
    """
    cases = [
        SQL("WHEN %s THEN %s", refusal.condition, name)
        for refusal, name in zip(refusals, names or range(len(refusals)), strict=True)
    ]
    return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL")


def first_reason(refusals):
    """Return the reason of the first refusal that is true, or NULL."""
    return first_of(refusals, [refusal.reason for refusal in refusals])


def in_set(reason, customers, alias, inside=True):
    """Return the :class:`Refusal` of customers who are in a set, or are not.

    It is a join and not ``IN``: PostgreSQL cannot hash the latter inside ``CASE`` once
    the set outgrows its memory, and then compares each customer with each.

    :param customers: SELECT of the ids of customers, in parentheses
    :param alias: a name for the join that no other one has
    :param inside: whether to be in it is what is refused
    """
    name = SQL.identifier(alias)
    condition = "%s.partner_id IS NOT NULL" if inside else "%s.partner_id IS NULL"
    return Refusal(
        reason,
        SQL(condition, name),
        SQL(
            "LEFT JOIN (SELECT DISTINCT member.partner_id FROM %s AS member) AS %s"
            " ON %s.partner_id = partner.id",
            customers,
            name,
            name,
        ),
    )


# ----------------------------------------------------------------------
# Addresses
# ----------------------------------------------------------------------


def phone_key(table):
    """Return what tells numbers apart: the international one, else the digits.

    The expression has an index, see ``res.partner``.
    """
    alias = SQL.identifier(table)
    return SQL(
        "COALESCE(NULLIF(%s.phone_sanitized, ''),"
        " NULLIF(REGEXP_REPLACE(%s.phone, '[^0-9+]', '', 'g'), ''))",
        alias,
        alias,
    )


def email_key(table):
    """Return what tells email addresses apart."""
    return SQL("NULLIF(%s.email_normalized, '')", SQL.identifier(table))


def is_refused_email(address):
    """Return whether an email address must not be used.

    It is on Odoo's blacklist, or some contact who has it wants no campaigns.
    """
    return SQL(
        """
        (EXISTS (SELECT FROM mail_blacklist AS blacklist
                  WHERE blacklist.active AND blacklist.email = %(address)s)
         OR EXISTS (SELECT FROM res_partner AS refusing
                     WHERE refusing.campaign_opt_out IS TRUE
                       AND refusing.email_normalized = %(address)s))
        """,
        address=address,
    )


def is_refused_phone(number):
    """Return whether a number must not be used; see :func:`is_refused_email`."""
    return SQL(
        """
        (EXISTS (SELECT FROM phone_blacklist AS blacklist
                  WHERE blacklist.active AND blacklist.number = %(number)s)
         OR EXISTS (SELECT FROM res_partner AS refusing
                     WHERE refusing.campaign_opt_out IS TRUE
                       AND %(key)s = %(number)s))
        """,
        number=number,
        key=phone_key("refusing"),
    )


def is_refused_address(address):
    """Return whether an email address or number, whichever it is, is refused."""
    return SQL(
        "CASE WHEN %s LIKE '%%@%%' THEN %s ELSE %s END",
        address,
        is_refused_email(address),
        is_refused_phone(address),
    )
