from odoo import api, fields, models
from odoo.tools import SQL

from . import shares
from .wallet_query import COLUMNS, CompanyDay, WalletQuery

CONTRADICTIONS = [
    (shares.BUDGET_LOW, "Budget below our sales"),
    (shares.OVER, "Parts are more than the whole"),
    (shares.MISMATCH, "Share and amount differ"),
]


class CrmCustomerWallet(models.Model):
    """Who has which share of what a customer spends on a category, today.

    Derived at each look from supplies, budgets and purchases: see :mod:`.shares`.
    """

    _name = "crm.customer.wallet"
    _description = "Share of Wallet"
    _auto = False
    _order = "free_amount desc, id"
    _rec_name = "partner_id"
    _depends = {
        "crm.customer": ["partner_id", "user_id", "value_class", "segment_id"],
        "crm.customer.category": ["amount_year"],
        "crm.customer.budget": ["yearly_amount", "date_from", "date_to", "partner_id"],
        "crm.customer.supply": [
            "active",
            "competitor_id",
            "ended_date",
            "observed_date",
            "partner_id",
            "share",
            "valid_until",
            "yearly_amount",
        ],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    customer_id = fields.Many2one(
        "crm.customer", string="Customer Record", readonly=True
    )
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    segment_id = fields.Many2one(
        "crm.lifecycle.segment", string="Lifecycle Segment", readonly=True
    )
    value_class = fields.Selection([("a", "A"), ("b", "B"), ("c", "C")], readonly=True)
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        readonly=True,
        falsy_value_label="All products",
    )
    claim_count = fields.Integer(string="Competitors", readonly=True)
    budget = fields.Monetary(string="Budget Entered", readonly=True)
    total = fields.Monetary(string="Spends a Year", readonly=True)
    basis = fields.Selection(
        [(shares.ENTERED, "Budget entered"), (shares.DERIVED, "At least")],
        string="How It Is Known",
        readonly=True,
        help="At least: no budget was entered; it is the least that fits.",
    )
    ours = fields.Monetary(
        readonly=True, help="What they bought from us in the last 365 days."
    )
    theirs = fields.Monetary(readonly=True, help="What competitors are known to sell.")
    unknown = fields.Monetary(
        readonly=True, help="What nobody knows who sells: ask for it first."
    )
    excess = fields.Monetary(
        readonly=True,
        help="By how much the parts are more than the whole, if facts contradict.",
    )
    free_amount = fields.Monetary(
        string="Not With Us", readonly=True, help="Theirs and unknown."
    )
    ours_share = fields.Float(string="Our Share", readonly=True, aggregator="avg")
    theirs_share = fields.Float(string="Their Share", readonly=True, aggregator="avg")
    unknown_share = fields.Float(readonly=True, aggregator="avg")
    excess_share = fields.Float(readonly=True, aggregator=None)
    contradiction = fields.Selection(CONTRADICTIONS, readonly=True)
    is_within = fields.Boolean(
        string="Within a Wider Category",
        readonly=True,
        help="A wider category of the customer has it in already: do not add them up.",
    )

    @property
    def _table_query(self):
        companies = self.env["res.company"].sudo().search([])
        days = [
            CompanyDay(company, company._lifecycle_today()) for company in companies
        ]
        columns = [name for name in COLUMNS if name != "id"]
        return SQL(
            """
            SELECT wallet.id, %(columns)s,
                   COALESCE(wallet.total - wallet.ours, 0) AS free_amount,
                   customer.id AS customer_id,
                   partner.user_id, customer.segment_id, customer.value_class
              FROM (%(wallets)s) AS wallet
              JOIN res_partner AS partner ON partner.id = wallet.partner_id
              LEFT JOIN crm_customer AS customer
                ON customer.company_id = wallet.company_id
               AND customer.partner_id = wallet.partner_id
            """,
            wallets=WalletQuery(days).wallets(),
            columns=SQL(", ").join(SQL.identifier("wallet", name) for name in columns),
        )

    def _read_group_select(self, aggregate_spec, query):
        """Weigh shares by what the customers spend, which is what a share is of."""
        name, _, function = aggregate_spec.partition(":")
        amounts = {
            "ours_share": "ours",
            "theirs_share": "theirs",
            "unknown_share": "unknown",
        }
        if name in amounts and function == "avg":
            return SQL(
                "SUM(%s) / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, amounts[name], query),
                self._field_to_sql(self._table, "total", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    @api.depends("partner_id", "categ_id")
    def _compute_display_name(self):
        for wallet in self:
            what = wallet.categ_id.name or self.env._("All products")
            wallet.display_name = f"{wallet.partner_id.display_name}: {what}"

    def action_open_customer(self):
        """Open the customer whom the row is about."""
        self.ensure_one()
        return self.customer_id._get_records_action(context={})

    def action_start_opportunity(self):
        """Begin an opportunity for what the customer buys elsewhere."""
        self.ensure_one()
        lead = self.env["crm.lead"].create(
            {
                "name": self.env._(
                    "%(category)s for %(customer)s",
                    category=self.categ_id.name or self.env._("Share of wallet"),
                    customer=self.partner_id.display_name,
                ),
                "type": "opportunity",
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "user_id": self.user_id.id or self.env.uid,
                "expected_revenue": self.free_amount,
                "supply_categ_id": self.categ_id.id,
                "competitor_line_ids": [
                    fields.Command.create({"competitor_id": competitor.id})
                    for competitor in self._get_competitors()
                ],
            }
        )
        return lead._get_records_action(context={})

    def _get_competitors(self):
        return (
            self.env["crm.customer.supply"]
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "=", self.partner_id.id),
                    ("categ_id", "=", self.categ_id.id),
                    ("standing", "=", "current"),
                ]
            )
            .competitor_id
        )
