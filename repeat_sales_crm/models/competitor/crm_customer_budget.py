from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .crm_competitor_offer import SOURCES

#: How many of a period are in a year.
_IN_A_YEAR = {"year": 1, "quarter": 4, "month": 12}


class CrmCustomerBudget(models.Model):
    """What a customer spends on a product category in a period, with whomever."""

    _name = "crm.customer.budget"
    _description = "Customer's Budget"
    _order = "date_from desc, observed_date desc, id desc"
    _rec_name = "partner_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        ondelete="restrict",
        help="Empty for all that the customer could buy from us.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Budget", required=True, help="Untaxed, for the period."
    )
    period = fields.Selection(
        [("year", "Year"), ("quarter", "Quarter"), ("month", "Month")],
        required=True,
        default="year",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
    )
    date_to = fields.Date(string="Until", compute="_compute_date_to", store=True)
    yearly_amount = fields.Monetary(
        string="A Year", compute="_compute_yearly_amount", store=True
    )
    is_estimate = fields.Boolean(
        string="Estimated", help="We think so; the customer did not say it."
    )
    observed_date = fields.Date(
        string="Seen On",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    source = fields.Selection(SOURCES)
    source_note = fields.Char(string="Source Details")

    _amount_check = models.Constraint(
        "CHECK(amount > 0)", "A budget is an amount above zero."
    )
    _wallet_idx = models.Index("(company_id, partner_id, categ_id, observed_date DESC)")

    @api.depends("date_from", "period")
    def _compute_date_to(self):
        for budget in self:
            months = 12 // _IN_A_YEAR[budget.period or "year"]
            budget.date_to = budget.date_from and (
                budget.date_from + relativedelta(months=months, days=-1)
            )

    @api.depends("amount", "period")
    def _compute_yearly_amount(self):
        for budget in self:
            budget.yearly_amount = budget.amount * _IN_A_YEAR[budget.period or "year"]

    @api.model_create_multi
    def create(self, vals_list):
        supplies = self.env["crm.customer.supply"]
        for vals in vals_list:
            supplies._to_commercial(vals)
        budgets = super().create(vals_list)
        supplies._note_wallets(budgets)
        return budgets

    def write(self, vals):
        supplies = self.env["crm.customer.supply"]
        supplies._to_commercial(vals)
        supplies._note_wallets(self)
        result = super().write(vals)
        supplies._note_wallets(self)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_note_wallets(self):
        self.env["crm.customer.supply"]._note_wallets(self)
