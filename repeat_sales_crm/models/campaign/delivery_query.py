"""Whether a message that was handed over may still go: asked again until it is gone."""

from odoo.tools import SQL

from .gate_query import Gate

#: What a message is taken back for, to be sent when the campaign goes on.
PAUSED = "paused"

#: So many that fail for no known reason, while nobody gets through, are no accident.
SUSPICIOUS = 3


def held_reason():
    """Return SQL that says why a message may not go now, or NULL.

    It is over :func:`delivery_joins`. The value is :data:`PAUSED`, or the reason for
    which the action ends.
    """
    refused = [SQL("WHEN %s THEN %s", gate.condition, gate.reason) for gate in REFUSALS]
    return SQL(
        """
        CASE WHEN campaign.state NOT IN ('running', 'paused') THEN 'stopped'
             %s
             WHEN campaign.state = 'paused' OR campaign.active IS NOT TRUE THEN %s
        END
        """,
        SQL(" ").join(refused),
        PAUSED,
    )


def delivery_joins():
    """Return the joins to ``action`` that :func:`held_reason` reads."""
    return SQL(
        """
        JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
        JOIN res_partner AS partner ON partner.id = action.partner_id
        JOIN res_partner AS contact
             ON contact.id = COALESCE(action.contact_id, action.partner_id)
        """
    )


def _is_blacklisted():
    """Return the condition that the address a message goes to is blacklisted.

    An e-mail field may hold several addresses: Odoo writes to all of them and looks at
    the first alone. Who refused at any of them is not written to.
    """
    return SQL(
        """
        (action.kind IN ('email', 'webhook') AND EXISTS (
            SELECT FROM regexp_matches(contact.email, %s, 'g') AS found (address)
              JOIN mail_blacklist AS blacklist
                   ON blacklist.email = LOWER(found.address[1]) AND blacklist.active)
        OR action.kind IN ('sms', 'webhook') AND EXISTS (
            SELECT FROM phone_blacklist AS blacklist
             WHERE blacklist.number = contact.phone_sanitized AND blacklist.active))
        """,
        r"[^\s,;<>\"]+@[^\s,;<>\"]+",
    )


#: Who refused since: the conditions are over :func:`delivery_joins`.
REFUSALS = [
    Gate("archived", SQL("NOT (partner.active AND contact.active)"), leaves=True),
    Gate(
        "opt_out",
        SQL("(partner.campaign_opt_out IS TRUE OR contact.campaign_opt_out IS TRUE)"),
        leaves=True,
    ),
    Gate("blacklisted", _is_blacklisted()),
]
