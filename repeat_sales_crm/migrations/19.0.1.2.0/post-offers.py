"""Orders with an offer keep their prices, and know which of them it gave."""

from odoo.tools import SQL


def migrate(cr, version):
    cr.execute(
        SQL(
            """
            UPDATE sale_order_line AS line
               SET offer_discount = line.discount
              FROM sale_order AS sale
              JOIN crm_campaign_offer AS offer ON offer.id = sale.campaign_offer_id
             WHERE line.order_id = sale.id
               AND line.discount > 0
               AND line.discount = ROUND(offer.discount::numeric, 2)
            """
        )
    )
    cr.execute(
        SQL(
            """
            UPDATE sale_order AS sale
               SET offer_pricelist_id = offer.pricelist_id
              FROM crm_campaign_offer AS offer
             WHERE offer.id = sale.campaign_offer_id
               AND offer.pricelist_id IS NOT NULL
            """
        )
    )
