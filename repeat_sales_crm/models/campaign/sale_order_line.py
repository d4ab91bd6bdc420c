from odoo import api, fields, models
from odoo.tools import float_compare


class SaleOrderLine(models.Model):
    """What the offer of an order does to its lines.

    A discount is the line's discount, whether users see that field or not. The higher
    one counts: the offer's, or the one the line has without it. A pricelist gives its
    rule where that is cheaper than the rule of the order's own pricelist.
    """

    _inherit = "sale.order.line"

    # As technical_price_unit tells whether a price was changed by hand.
    offer_discount = fields.Float(
        string="Discount with Offer",
        digits="Discount",
        copy=False,
        help="As it was computed with the offer. Another discount was entered by hand.",
    )
    discount_by_hand = fields.Float(
        digits="Discount",
        copy=False,
        help="What was entered by hand. It comes back when the offer is removed.",
    )

    @api.depends("order_id.campaign_offer_id")
    def _compute_discount(self):
        before = {line: line.discount for line in self}
        result = super()._compute_discount()
        shown = self.env["product.pricelist.item"]._is_discount_feature_enabled()
        for line in self:
            shows = shown and line.order_id.pricelist_id
            line._give_offer(before[line], line.discount if shows else 0.0)
        return result

    def _give_offer(self, before, without):
        """Write the discount of the line.

        :param before: the discount it had
        :param without: the discount (%) that Odoo gives it, hence 0 where discounts are
            part of the prices
        """
        takes = self._takes_offer()
        if not (takes or self.offer_discount or self.discount_by_hand):
            return
        if self.qty_invoiced:
            # As with prices: what was invoiced stays.
            self.discount = before
            return
        given = self._get_offer_discount() if takes else 0.0
        by_hand = self.discount_by_hand if before else 0.0
        if before and all(
            self._differs(before, computed)
            for computed in (self.offer_discount, without, given)
        ):
            by_hand = before
        if takes:
            discount = max(by_hand, without, given)
            self.update({"offer_discount": discount, "discount_by_hand": by_hand})
        else:
            discount = by_hand or without
            self.update({"offer_discount": 0.0, "discount_by_hand": 0.0})
        self.discount = discount

    def _differs(self, discount, other):
        digits = self.env["decimal.precision"].precision_get("Discount")
        return float_compare(discount, other, precision_digits=digits) != 0

    def _takes_offer(self):
        """Return whether the offer of the order is for this line.

        It is for what is sold, not for down payments, costs that are charged on,
        discounts and deliveries. Addons with lines of other kinds override it.
        """
        self.ensure_one()
        return bool(
            self.order_id.campaign_offer_id
            and self.product_id
            and not self.display_type
            and not self.is_downpayment
            and not self.is_expense
            and not self._is_global_discount()
            and not self._is_discount_line()
            and not self._is_delivery()
        )

    def _get_offer_discount(self):
        """Return the discount (%) that the offer of the order gives this line."""
        # Whoever sells at its prices need not see the offer.
        discount = self.order_id.sudo().campaign_offer_id._get_discount(self)
        rule = self.pricelist_item_id
        if self.order_id.pricelist_id or not rule._show_discount():
            return discount
        # Odoo shows the discount of a rule only on orders with a pricelist.
        price = self._get_pricelist_price_before_discount()
        share = (1 - self._get_pricelist_price() / price) * 100 if price else 0.0
        return max(discount, share)

    # ------------------------------------------------------------------
    # Pricelist of the offer
    # ------------------------------------------------------------------

    @api.depends("order_id.campaign_offer_id")
    def _compute_pricelist_item_id(self):
        result = super()._compute_pricelist_item_id()
        for line in self:
            # Whoever sells at its prices need not see the offer.
            pricelist = line.order_id.sudo().campaign_offer_id.pricelist_id
            if pricelist and line._takes_offer():
                rule_id = pricelist._get_product_rule(
                    product=line.product_id, **line._get_pricelist_kwargs()
                )
                offered = self.env["product.pricelist.item"].browse(rule_id or ())
                price = line._get_rule_price
                if offered and price(offered) < price(line.pricelist_item_id):
                    line.pricelist_item_id = offered
        return result

    def _get_pricelist_price(self):
        rule = self.pricelist_item_id
        if rule.currency_id in (rule.currency_id.browse(), self.currency_id):
            return super()._get_pricelist_price()
        return self._get_rule_price(rule)

    def _get_rule_price(self, rule):
        """Return the price by a rule, in the currency of the order.

        Fixed prices are in the currency of their pricelist, which Odoo takes for that
        of the order.
        """
        arguments = self._get_pricelist_kwargs()
        currency = rule.currency_id or self.currency_id
        price = rule._compute_price(
            product=self.product_id.with_context(**self._get_product_price_context()),
            **arguments | {"currency": currency},
        )
        return currency._convert(
            price, self.currency_id, self.company_id, arguments["date"], round=False
        )

    # ------------------------------------------------------------------
    # New lines
    # ------------------------------------------------------------------

    def _add_precomputed_values(self, vals_list):
        """Write down which discounts are computed; the others are entered by hand."""
        computed = [vals for vals in vals_list if "discount" not in vals]
        result = super()._add_precomputed_values(vals_list)
        for vals in computed:
            order = self.env["sale.order"].browse(vals.get("order_id"))
            if order.campaign_offer_id:
                vals.setdefault("offer_discount", vals.get("discount"))
        return result

    def copy_data(self, default=None):
        """Copy lines as they would be without the offer, which is not copied."""
        vals_list = super().copy_data(default=default)
        for line, vals in zip(self, vals_list, strict=True):
            if not line.order_id.campaign_offer_id:
                continue
            if not line._differs(line.discount, line.offer_discount):
                vals.pop("discount", None)
                if line.discount_by_hand:
                    vals["discount"] = line.discount_by_hand
            is_computed = line.price_unit == line.technical_price_unit
            if line.order_id.offer_pricelist_id and is_computed:
                vals.pop("price_unit", None)
                vals.pop("technical_price_unit", None)
        return vals_list
