from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmPurchaseExternal(models.Model):
    """A purchase made before or outside Odoo."""

    _name = "crm.purchase.external"
    _inherit = ["crm.purchase.document"]
    _description = "External Purchase"
    _order = "date desc, id desc"
    _rec_name = "reference"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    date = fields.Date(required=True)
    reference = fields.Char(
        required=True,
        help="What names the purchase where it was made: a receipt or order number. "
        "Each company uses a reference once.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(
        required=True, help="Without tax. A negative amount is a return."
    )
    amount_company = fields.Monetary(
        string="Amount in Company Currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        help="At the rate of the day of the purchase.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    note = fields.Char()

    _reference_uniq = models.Constraint(
        "UNIQUE(company_id, reference)",
        "A purchase with this reference is there already. A reference can be used once "
        "in a company.",
    )

    @api.depends("partner_id")
    def _compute_buyer_id(self):
        return super()._compute_buyer_id()

    @api.depends("amount", "currency_id", "company_id", "date")
    def _compute_amount_company(self):
        for purchase in self:
            company = purchase.company_id or self.env.company
            purchase.amount_company = purchase.currency_id._convert(
                purchase.amount,
                company.currency_id,
                company,
                purchase.date or fields.Date.context_today(purchase),
            )

    @api.constrains("date", "company_id")
    def _check_date(self):
        for purchase in self:
            if purchase.date > purchase.company_id._lifecycle_today():
                raise ValidationError(
                    self.env._(
                        "The purchase %(reference)s is dated %(date)s, which is still "
                        "to come. Enter the day on which it was made.",
                        reference=purchase.reference,
                        date=purchase.date,
                    )
                )

    def _customer_fields(self):
        return super()._customer_fields() | {"amount", "currency_id", "date"}
