"""Plans under way know whom they addressed, so that a refusal of that contact holds."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.campaign.refusal_query import (
    email_key,
    phone_key,
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    kinds = {"email": [], "phone": []}
    for kind in env["crm.campaign.step"]._fields["kind"].get_values(env):
        needs = getattr(env["crm.campaign.step"], f"_get_{kind}_info")().needs
        if needs:
            kinds["email" if needs == "email" else "phone"].append(kind)
    # Two actions of one address may be there from before: the first one has it.
    cr.execute(
        SQL(
            """
            WITH known AS (
                SELECT DISTINCT ON (action.wave_id, action.step_id, contact.address)
                       action.id, contact.address
                  FROM crm_campaign_action AS action
                  JOIN crm_campaign AS campaign
                       ON campaign.id = action.campaign_id
                      AND campaign.state IN ('running', 'paused')
                  JOIN LATERAL (
                       SELECT CASE WHEN action.kind = ANY(%(emails)s) THEN %(email)s
                                   WHEN action.kind = ANY(%(phones)s) THEN %(phone)s
                              END AS address
                         FROM res_partner AS reached
                        WHERE reached.id = action.contact_id) AS contact ON TRUE
                 WHERE action.state IN ('running', 'done')
                   AND action.address IS NULL
                   AND contact.address IS NOT NULL
                 ORDER BY action.wave_id, action.step_id, contact.address, action.id
            )
            UPDATE crm_campaign_action AS action
               SET address = known.address
              FROM known
             WHERE known.id = action.id
            """,
            emails=kinds["email"],
            phones=kinds["phone"],
            email=email_key("reached"),
            phone=phone_key("reached"),
        )
    )
    cr.execute(
        SQL(
            """
            UPDATE crm_campaign_member AS member
               SET contact_id = first.contact_id
              FROM (SELECT DISTINCT ON (member_id) member_id, contact_id
                      FROM crm_campaign_action
                     WHERE address IS NOT NULL AND contact_id IS NOT NULL
                     ORDER BY member_id, id) AS first
             WHERE first.member_id = member.id
               AND member.state = 'active'
               AND member.contact_id IS NULL
            """
        )
    )
