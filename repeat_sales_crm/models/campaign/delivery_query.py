"""Whether a message that was handed over may still go: asked again until it is gone."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from .contact_query import is_refused_contact
from .refusal_query import Refusal, first_of, join_all

#: What a message is taken back for, to be sent when the campaign goes on.
PAUSED = "paused"

#: So many that fail for no known reason, while nobody gets through, are no accident.
SUSPICIOUS = 3


_STOPPED = Refusal("stopped", SQL("campaign.state NOT IN ('running', 'paused')"))
_HELD = Refusal(
    PAUSED,
    SQL("(campaign.state = 'paused' OR campaign.active IS NOT TRUE)"),
    leaves=False,
)


def message_refusals(campaign, partner_ids=None):
    """Return why messages of a campaign may not go now, the first that is true counts.

    They are conditions over :func:`delivery_joins`. The reason is :data:`PAUSED`, or
    the one for which the action ends. Where it cannot be told whom the campaign must
    leave alone, all is held.

    :param campaign: one ``crm.campaign``, as superuser
    :param partner_ids: only these customers are asked about
    :return: list of :class:`.refusal_query.Refusal`
    """
    contact = SQL.identifier("action", "contact_id")
    try:
        refusals = campaign._get_under_way_refusals(contact, partner_ids)
    except UserError:
        return [Refusal(PAUSED, SQL("TRUE"), leaves=False)]
    refused = SQL("(%s OR %s)", _is_refused("email"), _is_refused("sms"))
    return [
        _STOPPED,
        *refusals,
        Refusal("refused", refused, leaves=not campaign._addresses_others()),
        _HELD,
    ]


def held_number(refusals):
    """Return SQL of the number of the refusal that holds a message, or NULL."""
    return first_of(refusals)


def delivery_joins(refusals):
    """Return the joins to ``action`` that the refusals read."""
    return SQL(
        """
        JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
        JOIN res_partner AS partner ON partner.id = action.partner_id
        JOIN res_partner AS reached
             ON reached.id = COALESCE(action.contact_id, action.partner_id)
        %s
        """,
        join_all(refusals),
    )


def _is_refused(need):
    """Return whether a message of that kind goes to an address that was refused since.

    It is asked of the contact's present address, too: Odoo writes to that one.
    """
    kinds = SQL("action.kind IN ('sms')")
    if need == "email":
        kinds = SQL("action.kind NOT IN ('sms', 'webhook')")
    return SQL("(%s AND %s)", kinds, is_refused_contact(need))
