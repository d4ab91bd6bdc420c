"""Offers that are there go on as they were: any customer, any number of orders."""

from odoo.tools import SQL


def migrate(cr, version):
    cr.execute(
        SQL(
            """
            ALTER TABLE crm_campaign_offer
                    ADD COLUMN IF NOT EXISTS audience varchar,
                    ADD COLUMN IF NOT EXISTS is_single_use boolean
            """
        )
    )
    cr.execute(
        SQL("UPDATE crm_campaign_offer SET audience = 'anyone', is_single_use = FALSE")
    )
