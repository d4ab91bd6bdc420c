from odoo import api, fields, models

#: Where a fact comes from.
SOURCES = [
    ("customer", "Customer"),
    ("deal", "Deal"),
    ("visit", "Visit"),
    ("document", "Offer or Invoice"),
    ("public", "Website, Press"),
    ("supplier", "Partner or Supplier"),
    ("rumor", "Hearsay"),
]


class CrmCompetitorOffer(models.Model):
    """What a competitor sells at what price, as somebody saw it on a day."""

    _name = "crm.competitor.offer"
    _description = "Competitor's Offer"
    _order = "observed_date desc, id desc"
    _check_company_auto = True

    competitor_id = fields.Many2one(
        "crm.competitor", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    name = fields.Char(
        string="What", help="Their name for it, pack size or anything to tell it by."
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        compute="_compute_categ_id",
        store=True,
        readonly=False,
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Our Product",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="What we sell instead. Their price is then compared with ours.",
    )
    price_from = fields.Monetary(string="Price", help="For a range, the lowest price.")
    price_to = fields.Monetary(
        string="Up To", help="For a range, the highest price; empty for a single price."
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    price = fields.Monetary(
        string="Price in Company Currency",
        compute="_compute_price",
        store=True,
        currency_field="company_currency_id",
        aggregator="avg",
        help="The middle of the range, at the rate of the day on which it was seen.",
    )
    our_price = fields.Monetary(
        compute="_compute_our_price",
        currency_field="company_currency_id",
        help="The list price of our product today.",
    )
    price_gap = fields.Float(
        compute="_compute_our_price",
        help="By how much our list price is above theirs (below, if negative).",
    )
    observed_date = fields.Date(
        string="Seen On",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    source = fields.Selection(SOURCES)
    source_note = fields.Char(
        string="Source Details", help="Who said it, or where it is written."
    )

    _range_check = models.Constraint(
        "CHECK(COALESCE(price_to, 0) = 0 OR price_to >= COALESCE(price_from, 0))",
        "The highest price is below the lowest. Enter the lower price first.",
    )

    @api.depends("name", "product_id", "categ_id")
    def _compute_display_name(self):
        for offer in self:
            what = (
                offer.name or offer.product_id.display_name or offer.categ_id.name or ""
            )
            offer.display_name = what or self.env._("Offer")

    @api.depends("product_id")
    def _compute_categ_id(self):
        for offer in self:
            offer.categ_id = offer.product_id.categ_id or offer.categ_id

    @api.depends("price_from", "price_to", "currency_id", "company_id", "observed_date")
    def _compute_price(self):
        for offer in self:
            known = [price for price in (offer.price_from, offer.price_to) if price]
            middle = sum(known) / len(known) if known else 0.0
            company = offer.company_id or self.env.company
            offer.price = offer.currency_id._convert(
                middle, company.currency_id, company, offer.observed_date
            )

    @api.depends("product_id", "price", "company_id")
    def _compute_our_price(self):
        for offer in self:
            product = offer.product_id.with_company(offer.company_id)
            ours = product.lst_price if product else 0.0
            if ours and product.currency_id != offer.company_currency_id:
                ours = product.currency_id._convert(
                    ours,
                    offer.company_currency_id,
                    offer.company_id,
                    fields.Date.context_today(self),
                )
            offer.our_price = ours
            offer.price_gap = (
                (ours - offer.price) / offer.price if ours and offer.price else 0.0
            )
