import re
from datetime import timedelta
from itertools import count

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..lifecycle.among import among
from ..lifecycle.company_day import start_of_day
from .placeholders import Misplaced, fill_in, neutral

#: What stands in texts for the offer, its code and its last day.
PLACEHOLDERS = ("[offer]", "[code]", "[until]")


class CrmCampaignOffer(models.Model):
    """Something for customers who buy until a certain day: a discount or a pricelist.

    Orders that name it, or that use its pricelist while a customer has the offer, are
    its redemptions.
    """

    _name = "crm.campaign.offer"
    _description = "Offer"
    _inherit = ["mail.thread"]
    _order = "date_end desc, name, id"
    _rec_names_search = ("name", "code")
    _check_company_auto = True

    name = fields.Char(
        required=True,
        translate=True,
        help="As customers read it: 10 % on everything for the new year.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    code = fields.Char(help="What customers name when they order.")
    discount = fields.Float(
        string="Discount (%)", help="On each line of an order that names the offer."
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        ondelete="restrict",
        help="The prices of an order that names the offer.",
    )
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_end = fields.Date(string="Until", required=True, tracking=True)
    is_valid = fields.Boolean(compute="_compute_is_valid", search="_search_is_valid")
    step_ids = fields.One2many("crm.campaign.step", "offer_id", string="Steps")
    given_count = fields.Integer(string="Customers", compute="_compute_redemptions")
    order_count = fields.Integer(string="Redeemed", compute="_compute_redemptions")
    amount_total = fields.Monetary(string="Revenue", compute="_compute_redemptions")
    currency_id = fields.Many2one(related="company_id.currency_id")

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)",
        "Another offer has this code. Give each a code of its own.",
    )
    _days_check = models.Constraint(
        "CHECK(date_end >= date_start)", "An offer ends after it begins."
    )
    _discount_check = models.Constraint(
        "CHECK(discount >= 0 AND discount <= 100)",
        "A discount is between 0 and 100 %.",
    )

    @api.constrains("discount", "pricelist_id", "code")
    def _check_content(self):
        for offer in self:
            if not (offer.discount or offer.pricelist_id or offer.code):
                raise ValidationError(
                    self.env._(
                        "An offer has a discount, a pricelist, or at least a code."
                    )
                )

    def copy_data(self, default=None):
        """Give each copy a code of its own: customers name one offer by it."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            if vals.get("code") and "code" not in (default or {}):
                vals["code"] = self._find_free_code(vals)
        return vals_list

    def _find_free_code(self, vals):
        stem = re.sub(r"-\d+$", "", vals["code"])
        offers = self.sudo().with_context(active_test=False)
        company = [("company_id", "=", vals["company_id"])]
        taken = set(offers.search([*company, ("code", "!=", False)]).mapped("code"))
        return next(
            code for number in count(2) if (code := f"{stem}-{number}") not in taken
        )

    @api.depends("date_start", "date_end")
    def _compute_is_valid(self):
        for offer in self:
            today = offer.company_id._lifecycle_today()
            offer.is_valid = bool(
                offer.date_end and offer.date_start <= today <= offer.date_end
            )

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        valid = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_start", "<=", company._lifecycle_today())
            & Domain("date_end", ">=", company._lifecycle_today())
            for company in self.env.companies
        )
        return valid if True in value else ~valid

    @api.depends("name", "code")
    def _compute_display_name(self):
        for offer in self:
            offer.display_name = (
                f"{offer.name} ({offer.code})" if offer.code else offer.name
            )

    # ------------------------------------------------------------------
    # Redemptions
    # ------------------------------------------------------------------

    def _compute_redemptions(self):
        actions = self.env["crm.campaign.action"]
        for offer in self:
            orders = self.env["sale.order"].search(offer._get_redeemed_domain())
            offer.order_count = len(orders)
            offer.amount_total = sum(
                order.amount_untaxed / (order.currency_rate or 1.0) for order in orders
            )
            given = Domain("step_id.offer_id", "=", offer.id)
            given &= Domain("state", "=", "done")
            groups = actions._read_group(given, [], ["partner_id:count_distinct"])
            offer.given_count = groups[0][0]

    def _get_redeemed_domain(self):
        """Return the domain of confirmed orders that redeem the offer."""
        self.ensure_one()
        redeemed = Domain("campaign_offer_id", "=", self.id)
        if self.pricelist_id:
            tz = self.company_id.lifecycle_tz
            customers = self.env["crm.campaign.action"].sudo()
            given = customers._search(
                [("step_id.offer_id", "=", self.id), ("state", "=", "done")]
            )
            redeemed |= (
                Domain("campaign_offer_id", "=", False)
                & Domain("pricelist_id", "=", self.pricelist_id.id)
                & among("buyer_id", given.select("partner_id"))
                & Domain("date_order", ">=", start_of_day(self.date_start, tz))
                & Domain(
                    "date_order",
                    "<",
                    start_of_day(self.date_end + timedelta(days=1), tz),
                )
            )
        mine = Domain("company_id", "=", self.company_id.id)
        return mine & Domain("state", "=", "sale") & redeemed

    def action_open_orders(self):
        """Open the orders that redeem the offer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Redeemed: %s", self.display_name),
            "res_model": "sale.order",
            "view_mode": "list,form",
            # The ids, since the condition rests on a query that cannot be sent along.
            "domain": [
                (
                    "id",
                    "in",
                    self.env["sale.order"].search(self._get_redeemed_domain()).ids,
                )
            ],
            "context": {"create": False},
        }

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _tell(self, lang=None):
        """Return what customers are told: {placeholder: text}.

        :param lang: the language of who reads it; left out, that of the company
        """
        lang = lang or self.company_id.partner_id.lang or self.env.lang
        offer = self.with_context(lang=lang)
        until = format_date(offer.env, offer.date_end, date_format="long")
        text = offer.env._("%(offer)s, until %(day)s", offer=offer.name, day=until)
        if offer.code:
            text = offer.env._("%(text)s, code %(code)s", text=text, code=offer.code)
        return dict(zip(PLACEHOLDERS, (text, offer.code or "", until), strict=True))

    def _print(self, text, is_html=False, is_whole=True):
        """Return a text with the offer in the place of its placeholders.

        A whole text that has none gets the offer at its end. The offer is told in the
        language ``offer_lang`` of the context.

        :raise UserError: if it would be put where texts are carried out
        """
        told = self._tell(self.env.context.get("offer_lang"))
        text = text or (Markup() if is_html else "")
        found = any(name in text for name in told)
        try:
            text = fill_in(text, told, is_html)
        except Misplaced as error:
            raise UserError(
                self.env._(
                    "[offer], [code] and [until] cannot stand inside other "
                    "placeholders, nor in their addresses. Place them outside."
                )
            ) from error
        if is_whole and not found:
            offer = neutral(told["[offer]"])
            text += Markup("<p><b>%s</b></p>") % offer if is_html else f"\n{offer}"
        return text if is_html else text.strip()
