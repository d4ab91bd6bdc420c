from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lifecycle import company_day

#: What decides whether an order uses an offer up.
_USE_FIELDS = {"campaign_offer_id", "partner_id", "state"}


class SaleOrder(models.Model):
    """An order can name one offer, which gives it other prices.

    What a quotation names is on its lines until it is taken off, so that the customer
    pays what the quotation says. Whether it may name it is asked when it is confirmed,
    however that happens.
    """

    _inherit = "sale.order"

    campaign_offer_id = fields.Many2one(
        "crm.campaign.offer",
        string="Offer",
        copy=False,
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        domain="[('id', 'in', available_campaign_offer_ids)]",
        help="An offer of a campaign that the customer redeems with this order. Search "
        "for its name or code. Lines get its discount, or the discount they have "
        "without it if that is higher; a price or discount changed by hand stays.",
    )
    available_campaign_offer_ids = fields.Many2many(
        "crm.campaign.offer",
        string="Offers the Customer Can Use",
        compute="_compute_available_campaign_offer_ids",
    )
    campaign_offer_gift = fields.Char(
        string="The Offer Gives", compute="_compute_campaign_offer_gift"
    )
    campaign_offer_problem = fields.Char(
        string="Why the Offer Cannot Be Used",
        compute="_compute_campaign_offer_problem",
    )
    offer_pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Pricelist of the Offer",
        copy=False,
        ondelete="set null",
        help="With which the lines were priced last.",
    )
    offer_use = fields.Char(
        copy=False,
        readonly=True,
        help="The offer and the customer, on the one order that uses it up.",
    )

    _offer_use_uniq = models.UniqueIndex(
        "(offer_use) WHERE offer_use IS NOT NULL",
        "This customer has used the offer already, with another order. Remove the "
        "offer from this one.",
    )

    @api.depends("company_id", "partner_id")
    def _compute_available_campaign_offer_ids(self):
        # Whoever opens an order may name what its customer was promised.
        offers = self.env["crm.campaign.offer"].sudo()
        for order in self:
            order.available_campaign_offer_ids = offers._find_usable(
                order.company_id,
                order.partner_id,
                order._get_offer_day(),
                order._origin,
            )

    @api.depends("campaign_offer_id")
    def _compute_campaign_offer_gift(self):
        for order in self:
            offer = order.sudo().campaign_offer_id
            order.campaign_offer_gift = bool(offer) and offer._format_gift()

    @api.depends("campaign_offer_id", "company_id", "partner_id", "state")
    def _compute_campaign_offer_problem(self):
        for order in self:
            is_open = order.state in ("draft", "sent") and bool(order.partner_id)
            order.campaign_offer_problem = is_open and order._find_offer_problem()

    def _compute_is_expired(self):
        """Have customers neither sign nor pay what could not be confirmed then."""
        result = super()._compute_is_expired()
        for order in self:
            if not order.is_expired and order.campaign_offer_problem:
                order.is_expired = True
        return result

    @api.constrains("campaign_offer_id", "company_id", "partner_id", "state")
    def _check_campaign_offer(self):
        for order in self:
            problem = order.state == "sale" and order._find_offer_problem()
            if problem:
                raise ValidationError(problem)

    @api.onchange("campaign_offer_id")
    def _onchange_campaign_offer_id(self):
        """Show the prices of the offer's pricelist before they are saved."""
        self._reprice_with_offer()

    @api.model_create_multi
    def create(self, vals_list):
        offers = self.env["crm.campaign.offer"].sudo()
        pricelists = [
            offers.browse(vals.get("campaign_offer_id") or ()).pricelist_id.id
            for vals in vals_list
        ]
        orders = super().create(
            [
                {"offer_pricelist_id": pricelist_id} | vals if pricelist_id else vals
                for vals, pricelist_id in zip(vals_list, pricelists, strict=True)
            ]
        )
        orders.filtered("campaign_offer_id")._write_offer_use()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if "campaign_offer_id" in vals:
            for order in self:
                order._reprice_with_offer()
        if not _USE_FIELDS.isdisjoint(vals):
            self._write_offer_use()
        return result

    def _reprice_with_offer(self):
        """Compute prices when the pricelist of the offer is no longer that of before.

        A discount needs nothing: it is computed on the lines.
        """
        self.ensure_one()
        pricelist = self.sudo().campaign_offer_id.pricelist_id
        if self.offer_pricelist_id != pricelist:
            self.offer_pricelist_id = pricelist
            self._get_update_prices_lines()._compute_price_unit()

    def _write_offer_use(self):
        """Write down which offer is used up, so that no other order can do so.

        Of two that are confirmed at once, the unique index lets one through.
        """
        for order in self:
            # Whoever confirms an order need not see offers.
            offer = order.sudo().campaign_offer_id
            use = False
            if order.state == "sale" and offer.is_single_use:
                use = f"{offer.id}-{order.partner_id.commercial_partner_id.id}"
            if order.offer_use != use:
                order.offer_use = use

    # ------------------------------------------------------------------
    # May it be used
    # ------------------------------------------------------------------

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._find_offer_problem()

    def _find_offer_problem(self):
        """Return why the order cannot use its offer, and what to do, or False."""
        self.ensure_one()
        # The answer is the same for all who may confirm the order.
        offer = self.sudo().campaign_offer_id
        return bool(offer) and offer._find_order_problem(self, self._get_offer_day())

    def _get_offer_day(self):
        """Return the day, in the company's time zone, on which the customer ordered.

        A customer who signed or paid in time has ordered in time, even where the order
        is confirmed after midnight.
        """
        self.ensure_one()
        order = self.sudo()  # Salespeople do not see payments.
        paid = order.transaction_ids.filtered(
            lambda payment: payment.state in ("authorized", "done")
        )
        now = fields.Datetime.now()
        moments = [
            order.date_order if order.state == "sale" else now,
            order.signed_on,
            *paid.mapped("last_state_change"),
        ]
        company = order.company_id or self.env.company
        ordered = min(filter(None, moments), default=now)
        return company_day.local_day(ordered, company.lifecycle_tz)
