from odoo import fields, models
from odoo.tools import SQL

#: The sources of prices, and what a row's id is multiplied with.
_SLOTS = 4


class CrmCompetitorPrice(models.Model):
    """Competitors' prices over time, beside ours of the same month.

    From their offers, from what customers pay them, and from deals.
    """

    _name = "crm.competitor.price"
    _description = "Competitor's Price"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "competitor_id"
    _depends = {
        "crm.competitor.offer": [
            "categ_id",
            "company_id",
            "competitor_id",
            "observed_date",
            "price",
            "product_id",
        ],
        "crm.customer.supply": [
            "active",
            "categ_id",
            "competitor_id",
            "observed_date",
            "partner_id",
            "price",
        ],
        "sale.order.line": ["price_subtotal", "product_id", "product_uom_qty"],
        "sale.order": ["company_id", "date_order", "state", "currency_rate"],
    }

    kind = fields.Selection(
        [("offer", "Offer"), ("supply", "Paid by a Customer")],
        string="Where From",
        readonly=True,
    )
    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    competitor_id = fields.Many2one("crm.competitor", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    categ_id = fields.Many2one(
        "product.category", string="Product Category", readonly=True
    )
    product_id = fields.Many2one("product.product", string="Our Product", readonly=True)
    price = fields.Monetary(string="Their Price", readonly=True, aggregator="avg")
    our_price = fields.Monetary(
        readonly=True,
        aggregator="avg",
        help="The average for which we sold a unit of the product in that month.",
    )
    price_gap = fields.Float(
        readonly=True,
        aggregator="avg",
        help="By how much our price was above theirs (below, if negative).",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT seen.id, seen.kind, seen.date, seen.company_id, seen.competitor_id,
                   seen.partner_id, partner.user_id, seen.categ_id, seen.product_id,
                   seen.price, ours.price AS our_price,
                   ours.price / NULLIF(seen.price, 0) - 1 AS price_gap
              FROM (%(seen)s) AS seen
              LEFT JOIN res_partner AS partner ON partner.id = seen.partner_id
              LEFT JOIN (%(ours)s) AS ours
                ON ours.company_id = seen.company_id
               AND ours.product_id = seen.product_id
               AND ours.month = DATE_TRUNC('month', seen.date)
             WHERE seen.price > 0
            """,
            seen=SQL(" UNION ALL ").join([self._get_offers(), self._get_supplies()]),
            ours=self._get_ours(),
        )

    def _get_offers(self):
        return SQL(
            """
            SELECT id::bigint * %s AS id, 'offer' AS kind, observed_date AS date,
                   company_id, competitor_id, NULL::integer AS partner_id, categ_id,
                   product_id, price
              FROM crm_competitor_offer
            """,
            _SLOTS,
        )

    def _get_supplies(self):
        return SQL(
            """
            SELECT id::bigint * %s + 1, 'supply', observed_date, company_id,
                   competitor_id, partner_id, categ_id, NULL::integer, price
              FROM crm_customer_supply
             WHERE active AND NOT COALESCE(is_from_loss, FALSE)
            """,
            _SLOTS,
        )

    def _get_ours(self):
        """Return what we sold a unit for, on average, by product and month."""
        return SQL(
            """
            SELECT document.company_id, line.product_id,
                   DATE_TRUNC('month', document.date_order) AS month,
                   SUM(line.price_subtotal
                       / COALESCE(NULLIF(document.currency_rate, 0), 1))
                   / NULLIF(SUM(line.product_uom_qty), 0) AS price
              FROM sale_order_line AS line
              JOIN sale_order AS document
                ON document.id = line.order_id AND document.state = 'sale'
             WHERE line.product_id IN (SELECT product_id FROM crm_competitor_offer)
               AND line.product_uom_qty > 0
             GROUP BY document.company_id, line.product_id,
                      DATE_TRUNC('month', document.date_order)
            """
        )
