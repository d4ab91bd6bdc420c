"""Mailings learn which step sends them, and companies today's names of time zones."""

from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.lifecycle.time_zones import present_name


def migrate(cr, version):
    cr.execute(
        SQL(
            """
            UPDATE mailing_mailing AS mailing
               SET campaign_step_id = action.step_id
              FROM (SELECT mailing_id, MIN(step_id) AS step_id
                      FROM crm_campaign_action
                     WHERE mailing_id IS NOT NULL
                     GROUP BY mailing_id) AS action
             WHERE action.mailing_id = mailing.id
            """
        )
    )
    cr.execute(SQL("SELECT DISTINCT lifecycle_tz FROM res_company"))
    for [name] in cr.fetchall():
        if present_name(name) != name:
            cr.execute(
                SQL(
                    "UPDATE res_company SET lifecycle_tz = %s WHERE lifecycle_tz = %s",
                    present_name(name),
                    name,
                )
            )
