from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

#: What customers were promised.
_PROMISED = {"discount", "pricelist_id"}


class CrmCampaignOffer(models.Model):
    """Which orders an offer can be used for.

    The answer does not depend on who asks: it is read as superuser, since salespeople
    see neither the campaigns nor the orders of each other's customers.
    """

    _inherit = "crm.campaign.offer"

    audience = fields.Selection(
        [("given", "Customers it was given to"), ("anyone", "Any customer")],
        string="Who Can Use It",
        required=True,
        default="given",
        tracking=True,
        help="A customer was given the offer once a step of a campaign with this offer "
        "is done for them. Customers in a control group were given nothing.",
    )
    is_single_use = fields.Boolean(
        string="Once per Customer",
        default=True,
        tracking=True,
        help="A second order of the same customer with this offer cannot be confirmed. "
        "Cancelling the first order frees the offer.",
    )

    def write(self, vals):
        promised = _PROMISED & vals.keys()
        for offer in self if promised else ():
            if any(
                vals[name] != offer._fields[name].convert_to_write(offer[name], offer)
                for name in promised
            ):
                offer._check_unused(
                    self.env._(
                        "Orders have been priced with “%s”. Archive it, and create "
                        "another offer.",
                        offer.name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for offer in self:
            offer._check_unused(
                self.env._("Orders name “%s”. Archive it instead.", offer.name)
            )

    def _check_unused(self, message):
        """Raise a UserError if an order names the offer."""
        orders = self.env["sale.order"].sudo()
        named = [("campaign_offer_id", "=", self.id), ("state", "!=", "cancel")]
        if orders.search_count(named, limit=1):
            raise UserError(message)

    # ------------------------------------------------------------------
    # Who can use it
    # ------------------------------------------------------------------

    @api.model
    def _find_usable(self, company, partner, day, orders):
        """Return the offers that a customer can use.

        :param partner: the contact who orders, or no record
        :param day: in the company's time zone
        :param orders: the orders in question, which use nothing up for themselves
        """
        offers = self.search(
            [
                ("company_id", "=", company.id),
                ("date_start", "<=", day),
                ("date_end", ">=", day),
            ]
        )
        for_some = offers.filtered(lambda offer: offer.audience == "given")
        offers -= for_some - for_some._get_given(partner)
        return offers - offers._get_used(partner, orders).campaign_offer_id

    def _get_given(self, partner):
        """Return those of these offers that a customer was given."""
        actions = self.env["crm.campaign.action"].sudo()
        done = actions.search(
            [
                ("step_id.offer_id", "in", self.ids),
                ("state", "=", "done"),
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    partner.commercial_partner_id.id,
                ),
            ]
        )
        return self & done.step_id.offer_id

    def _get_used(self, partner, orders):
        """Return the orders, as superuser, that used these offers up for a customer.

        :param orders: the orders in question, which are left out
        """
        customer = partner.commercial_partner_id.id
        return (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("campaign_offer_id", "in", self.filtered("is_single_use").ids),
                    ("state", "=", "sale"),
                    ("id", "not in", orders.ids),
                    "|",
                    ("buyer_id", "=", customer),
                    ("partner_id.commercial_partner_id", "=", customer),
                ]
            )
        )

    def _find_order_problem(self, order, day):
        """Return why an order cannot use the offer and what to do, or False."""
        self.ensure_one()
        problem = self._find_absence(day)
        if problem:
            return self.env._(
                "%s Remove the offer from the order, or choose another one.", problem
            )
        partner = order.partner_id
        names = {"offer": self.name, "customer": partner.commercial_partner_id.name}
        if self.audience == "given" and not self._get_given(partner):
            return self.env._(
                "“%(offer)s” was not given to %(customer)s. Remove the offer from the "
                "order, or choose another one.",
                **names,
            )
        used = self._get_used(partner, order)
        if not used:
            return False
        # The number of an order tells no more than the user may see.
        number = used.sudo(False)._filtered_access("read")[:1].name
        if number:
            return self.env._(
                "%(customer)s has used “%(offer)s” already, with the order %(number)s. "
                "Remove the offer from this one, or cancel that one.",
                number=number,
                **names,
            )
        return self.env._(
            "%(customer)s has used “%(offer)s” already. Remove the offer from the "
            "order, or choose another one.",
            **names,
        )

    def _find_absence(self, day):
        """Return why nobody can be given or use the offer on a day, or False."""
        self.ensure_one()
        if not self.active:
            return self.env._("“%s” is archived.", self.name)
        if day < self.date_start:
            return self.env._(
                "“%(offer)s” begins on %(day)s.",
                offer=self.name,
                day=format_date(self.env, self.date_start),
            )
        if day > self.date_end:
            return self.env._(
                "“%(offer)s” ended on %(day)s.",
                offer=self.name,
                day=format_date(self.env, self.date_end),
            )
        return False

    # ------------------------------------------------------------------
    # What it gives
    # ------------------------------------------------------------------

    def _get_discount(self, line):
        """Return the discount (%) that the offer gives a line of an order.

        Addons that give the discount in another way, by a coupon, say, return 0.
        """
        return self.discount

    def _format_gift(self):
        """Return what an order with the offer gets, and until when."""
        self.ensure_one()
        gifts = []
        if self.discount:
            gifts.append(self.env._("%s %% off each line", f"{self.discount:g}"))
        if self.pricelist_id:
            gifts.append(self.env._("prices of “%s”", self.pricelist_id.name))
        until = format_date(self.env, self.date_end, date_format="long")
        return " · ".join([*gifts, self.env._("until %s", until)])
