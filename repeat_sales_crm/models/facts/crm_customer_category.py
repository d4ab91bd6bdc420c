from odoo import fields, models


class CrmCustomerCategory(models.Model):
    """What a customer bought of one product category.

    Derived from the lines of the purchases, and from nothing else; written together
    with the customer's facts.
    """

    _name = "crm.customer.category"
    _description = "Bought Category"
    _order = "amount desc, last_date desc, categ_id"
    _rec_name = "categ_id"
    _log_access = False

    customer_id = fields.Many2one(
        "crm.customer",
        string="Customer Record",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    purchase_count = fields.Integer(
        string="Purchases",
        readonly=True,
        help="The purchases with something of this category.",
    )
    amount = fields.Monetary(
        string="Revenue",
        readonly=True,
        help="Untaxed, in the company's currency; credit notes are taken off.",
    )
    share = fields.Float(
        string="Share of Spend",
        readonly=True,
        digits=(5, 4),
        aggregator=None,
        help="Of all that the customer spent on products.",
    )
    first_date = fields.Date(string="First Bought", readonly=True, aggregator="min")
    last_date = fields.Date(string="Last Bought", readonly=True, aggregator="max")
    user_id = fields.Many2one(related="customer_id.user_id")
    segment_id = fields.Many2one(related="customer_id.segment_id")

    _category_uniq = models.Constraint(
        "UNIQUE(customer_id, categ_id)", "A customer has a category once."
    )
    _categ_idx = models.Index("(categ_id, company_id)")

    def action_open_customer(self):
        """Open the customer behind the row."""
        self.ensure_one()
        return self.customer_id._get_records_action(context={})
