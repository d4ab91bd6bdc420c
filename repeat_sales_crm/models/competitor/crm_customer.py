from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .supply_facts import COLUMNS, supply_facts_query
from .supply_summary import SupplySummaries
from .wallet_query import CompanyDay, WalletQuery


class CrmCustomer(models.Model):
    """Who else sells to the customer, and which share is whose."""

    _inherit = "crm.customer"

    supply_ids = fields.Many2many(
        "crm.customer.supply",
        string="Supplies by Competitors",
        compute="_compute_supply_ids",
        search="_search_supply_ids",
        help="What competitors sell to the customer now.",
    )
    supply_summary = fields.Json(compute="_compute_supply_summary")
    competitor_count = fields.Integer(
        string="Known Competitors",
        readonly=True,
        aggregator="avg",
        help="How many competitors are known to sell to the customer now.",
    )
    main_competitor_id = fields.Many2one(
        "crm.competitor",
        readonly=True,
        ondelete="set null",
        help="Who has the biggest share of what the customer spends elsewhere.",
    )
    main_competitor_share = fields.Float(
        string="Main Competitor's Share (%)",
        readonly=True,
        digits=(6, 2),
        aggregator="avg",
        help="The biggest share of one competitor, in any product category.",
    )
    own_share = fields.Float(
        string="Our Share (%)",
        readonly=True,
        digits=(5, 2),
        aggregator="avg",
        help="Of what the customer spends, as far as it is known; 0 if it is not.",
    )
    wallet_amount = fields.Monetary(
        string="Spends a Year",
        readonly=True,
        help="On the categories of which budget or supply is known, with whomever.",
    )
    free_amount = fields.Monetary(
        string="Not With Us",
        readonly=True,
        help="What the customer spends a year with others, or with nobody knows whom.",
    )
    supply_contract_end = fields.Date(
        string="Competitor's Contract Ends",
        readonly=True,
        index="btree_not_null",
        aggregator="min",
        help="The next end of a competitor's contract.",
    )
    supply_contradicts = fields.Boolean(
        string="Contradicting Facts",
        readonly=True,
        help="What is known of competitors and budgets cannot all be true.",
    )

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "supply"]

    def _get_supply_facts(self, company, scope, today):
        query = WalletQuery([CompanyDay(company, today)], scope)
        return list(COLUMNS), supply_facts_query(query, today)

    def _refresh_fact_tables(self, company, scope, today):
        result = super()._refresh_fact_tables(company, scope, today)
        self.env["crm.customer.category"]._refresh_year(company, scope, today)
        return result

    # ------------------------------------------------------------------
    # Supplies
    # ------------------------------------------------------------------

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_supply_ids(self):
        supplies = (
            self.env["crm.customer.supply"]
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("partner_id", "in", self.partner_id.ids),
                    ("is_latest", "=", True),
                ]
            )
            .filtered(lambda supply: supply.standing == "current")
            .grouped(lambda supply: (supply.company_id, supply.partner_id))
        )
        for customer in self:
            customer.supply_ids = supplies.get(
                (customer.company_id, customer.partner_id),
                self.env["crm.customer.supply"],
            )

    def _search_supply_ids(self, operator, value):
        """Find customers by what competitors sell to them now."""
        supplies = self.env["crm.customer.supply"].with_context(active_test=False)
        if operator not in ("any", "in"):
            return NotImplemented
        if operator == "in":
            named = Domain("id", "in", [one for one in value if one])
        else:
            named = Domain(value) if not isinstance(value, Domain) else value
        # All companies, as segments are asked without their users.
        companies = self.env["res.company"].sudo().search([])
        current = Domain.OR(
            Domain("company_id", "=", company.id)
            & supplies._get_standings(company._lifecycle_today())["current"]
            for company in companies
        )
        domain = self._has_supply(supplies, named & current)
        if operator == "in" and False in value:
            domain |= ~self._has_supply(supplies, current)
        return domain

    def _has_supply(self, supplies, domain):
        """Return the domain of the customers with such a supply."""
        query = supplies._search(domain)

        def to_sql(model, alias, _query):
            return SQL(
                """
                EXISTS (SELECT FROM (%s) AS among (company_id, partner_id)
                         WHERE among.company_id = %s AND among.partner_id = %s)
                """,
                query.select(
                    SQL.identifier(query.table, "company_id"),
                    SQL.identifier(query.table, "partner_id"),
                ),
                SQL.identifier(alias, "company_id"),
                SQL.identifier(alias, "partner_id"),
            )

        return Domain.custom(to_sql=to_sql)

    # ------------------------------------------------------------------
    # Summary
    # ------------------------------------------------------------------

    @api.depends("partner_id")
    @api.depends_context("uid", "lang")
    def _compute_supply_summary(self):
        for company, customers in self.grouped("company_id").items():
            summaries = self._get_supply_summaries(company, customers.partner_id)
            for customer in customers:
                customer.supply_summary = summaries.get(customer.partner_id.id)

    @api.model
    def _get_supply_summaries(self, company, partners):
        """Return {partner id: who has which share}, as the user may see it.

        See :class:`.supply_summary.SupplySummaries`.
        """
        if not company or not partners:
            return {}
        return SupplySummaries(self.env, company, partners).build()

    def action_add_supply(self):
        """Enter what a competitor sells to this customer."""
        self.ensure_one()
        return self.partner_id.with_context(
            supply_company_id=self.company_id.id
        ).action_add_supply()

    def action_add_budget(self):
        """Enter what the customer spends in all."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Budget of %s", self.display_name),
            "res_model": "crm.customer.budget",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "dialog_size": "medium",
            },
        }

    def action_open_supplies(self):
        """Open all facts about competitors at this customer, the old ones too."""
        self.ensure_one()
        return self.partner_id.action_open_supplies()

    def action_open_competitor_actions(self):
        """Open what competitors were seen doing at this customer."""
        self.ensure_one()
        return self.partner_id.action_open_competitor_actions()

    def action_open_wallet_history(self):
        """Open the shares at this customer over time."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_wallet_snapshot_action"
        )
        return action | {
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
            ]
        }
