from odoo import fields, models
from odoo.tools import SQL

from .crm_lead_competitor import STATUSES


class CrmCompetitorDeal(models.Model):
    """Deals by competitor: won and lost against whom, why, and at what prices.

    A deal has a row for each competitor on it. Lost deals of which nobody entered who
    won have one without a competitor, so that what is not known can be seen too.
    """

    _name = "crm.competitor.deal"
    _description = "Deal Against a Competitor"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "lead_id"
    _depends = {
        "crm.lead": [
            "active",
            "company_id",
            "date_closed",
            "expected_revenue",
            "lost_reason_id",
            "partner_id",
            "stage_id",
            "supply_categ_id",
            "team_id",
            "type",
            "user_id",
            "won_status",
        ],
        "crm.lead.competitor": ["competitor_id", "lead_id", "price", "status"],
    }

    lead_id = fields.Many2one("crm.lead", string="Deal", readonly=True)
    competitor_id = fields.Many2one(
        "crm.competitor", readonly=True, falsy_value_label="Not known"
    )
    status = fields.Selection(STATUSES, readonly=True)
    result = fields.Selection(
        [
            ("won", "Won"),
            ("lost", "Lost to Them"),
            ("other", "Lost to Somebody Else"),
            ("pending", "Open"),
        ],
        readonly=True,
    )
    won = fields.Integer(readonly=True)
    lost = fields.Integer(readonly=True, help="Deals that this competitor won.")
    win_rate = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Won, of those that either we or this competitor won.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    lost_reason_id = fields.Many2one("crm.lost.reason", readonly=True)
    categ_id = fields.Many2one(
        "product.category", string="Product Category", readonly=True
    )
    date = fields.Date(string="Decided On", readonly=True)
    expected_revenue = fields.Monetary(
        string="Our Price",
        currency_field="company_currency",
        readonly=True,
        help="The deal's expected revenue.",
    )
    price = fields.Monetary(
        string="Their Price", currency_field="company_currency", readonly=True
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
            SELECT lead.id::bigint * 1000 + COALESCE(line.place, 0) AS id,
                   lead.id AS lead_id, line.competitor_id, line.status,
                   CASE WHEN lead.won_status = 'won' THEN 'won'
                        WHEN lead.won_status = 'lost'
                             AND (line.status = 'winner' OR line.id IS NULL)
                        THEN 'lost'
                        WHEN lead.won_status = 'lost' THEN 'other'
                        ELSE 'pending'
                   END AS result,
                   (lead.won_status = 'won')::int AS won,
                   (lead.won_status = 'lost'
                    AND (line.status = 'winner' OR line.id IS NULL))::int AS lost,
                   CASE WHEN lead.won_status = 'won' THEN 1.0
                        WHEN lead.won_status = 'lost'
                             AND (line.status = 'winner' OR line.id IS NULL) THEN 0.0
                   END AS win_rate,
                   lead.company_id, company.currency_id AS company_currency,
                   contact.commercial_partner_id AS partner_id, lead.user_id,
                   lead.team_id, lead.stage_id, lead.lost_reason_id,
                   lead.supply_categ_id AS categ_id, lead.date_closed::date AS date,
                   lead.expected_revenue, NULLIF(line.price, 0) AS price,
                   CASE WHEN line.price > 0 AND lead.expected_revenue > 0
                        THEN lead.expected_revenue / line.price - 1
                   END AS price_gap
              FROM crm_lead AS lead
              LEFT JOIN (SELECT *, ROW_NUMBER() OVER (
                                    PARTITION BY lead_id ORDER BY id) AS place
                           FROM crm_lead_competitor) AS line ON line.lead_id = lead.id
              LEFT JOIN res_company AS company
                ON company.id = COALESCE(lead.company_id, %s)
              LEFT JOIN res_partner AS contact ON contact.id = lead.partner_id
             WHERE line.id IS NOT NULL
                OR (lead.won_status = 'lost' AND lead.type = 'opportunity')
            """,
            self.env.company.id,
        )

    def action_open_deal(self):
        """Open the deal behind the row."""
        self.ensure_one()
        return self.lead_id._get_records_action(context={})
