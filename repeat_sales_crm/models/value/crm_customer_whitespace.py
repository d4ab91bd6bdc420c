from odoo import api, fields, models
from odoo.tools import SQL, formatLang

#: What a customer's id is multiplied with in the id of a row; categories are fewer.
_CATEGORY_SLOTS = 1_000_000


class CrmCustomerWhitespace(models.Model):
    """A product category that customers like this one buy and this one does not."""

    _name = "crm.customer.whitespace"
    _description = "White Space"
    _auto = False
    _order = "amount desc, id"
    _rec_name = "categ_id"
    _depends = {
        "crm.customer": ["peer_group_id", "purchase_count", "active"],
        "crm.customer.category": ["customer_id", "categ_id", "amount"],
        "crm.peer.category": ["group_id", "categ_id", "buyer_count", "amount"],
        "crm.peer.group": ["peer_count"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    customer_id = fields.Many2one(
        "crm.customer", string="Customer Record", readonly=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    segment_id = fields.Many2one(
        "crm.lifecycle.segment", string="Lifecycle Segment", readonly=True
    )
    categ_id = fields.Many2one(
        "product.category", string="Product Category", readonly=True
    )
    group_id = fields.Many2one("crm.peer.group", string="Compared With", readonly=True)
    peer_count = fields.Integer(string="Peers", readonly=True, aggregator=None)
    share = fields.Float(
        string="Peers Who Buy",
        readonly=True,
        aggregator="avg",
        help="The share of customers like this one who buy the category.",
    )
    amount = fields.Monetary(
        string="Expected a Year",
        readonly=True,
        help="What such customers spend on the category in a year: the median of those "
        "who buy it.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason = fields.Char(compute="_compute_reason")
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        compute="_compute_lead_id",
        help="The open opportunity for this category.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT customer.id::bigint * %s + peer.categ_id AS id,
                   customer.company_id, customer.id AS customer_id,
                   customer.partner_id, customer.user_id, customer.segment_id,
                   peer.categ_id, peer.group_id, peer_group.peer_count,
                   peer.buyer_count::float / peer_group.peer_count AS share,
                   peer.amount
              FROM crm_customer AS customer
              JOIN crm_peer_group AS peer_group
                ON peer_group.id = customer.peer_group_id
              JOIN crm_peer_category AS peer
                ON peer.group_id = customer.peer_group_id
             WHERE customer.active
               AND customer.purchase_count > 0
               AND NOT EXISTS (SELECT
                                 FROM crm_customer_category AS own
                                WHERE own.customer_id = customer.id
                                  AND own.categ_id = peer.categ_id
                                  AND own.amount > 0)
            """,
            _CATEGORY_SLOTS,
        )

    @api.depends("share", "group_id", "categ_id", "amount")
    def _compute_reason(self):
        for gap in self:
            gap.reason = self.env._(
                "%(share)s of 100 like them (%(group)s) buy %(category)s: about "
                "%(amount)s a year",
                share=round(100 * gap.share),
                group=gap.group_id.display_name,
                category=gap.categ_id.name,
                amount=formatLang(
                    self.env,
                    gap.amount,
                    currency_obj=gap.currency_id,
                    rounding_unit="units",
                ),
            )

    @api.depends("partner_id", "categ_id")
    def _compute_lead_id(self):
        leads = (
            self.env["crm.lead"]
            .search(
                [
                    ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                    ("whitespace_categ_id", "in", self.categ_id.ids),
                    ("won_status", "=", "pending"),
                ]
            )
            .grouped(
                lambda lead: (
                    lead.partner_id.commercial_partner_id,
                    lead.whitespace_categ_id,
                )
            )
        )
        for gap in self:
            found = leads.get((gap.partner_id, gap.categ_id), self.env["crm.lead"])
            gap.lead_id = found[:1]

    def action_start_opportunity(self):
        """Open the opportunity for the category, begun if there is none yet."""
        self.ensure_one()
        lead = self.lead_id or self.env["crm.lead"].create(
            self._prepare_opportunity_values()
        )
        return lead._get_records_action(context={})

    def _prepare_opportunity_values(self):
        return {
            "name": self.env._(
                "%(category)s for %(customer)s",
                category=self.categ_id.name,
                customer=self.partner_id.display_name,
            ),
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "expected_revenue": self.amount,
            "whitespace_categ_id": self.categ_id.id,
            "description": self.reason,
        }

    def action_open_customer(self):
        """Open the customer whom the row is about."""
        self.ensure_one()
        return self.customer_id._get_records_action(context={})
