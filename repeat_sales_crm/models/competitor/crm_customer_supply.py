from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .crm_competitor_offer import SOURCES

#: What decides which of several facts is the latest.
_KEY_FIELDS = {
    "active",
    "company_id",
    "partner_id",
    "categ_id",
    "competitor_id",
    "observed_date",
}


class CrmCustomerSupply(models.Model):
    """What a competitor sells to a customer, as somebody knew it on a day.

    Facts are not overwritten: who learns something new enters a new line, and the
    latest line about a competitor, category and customer counts. That is how shares can
    be told for any past day.
    """

    _name = "crm.customer.supply"
    _description = "Supply by a Competitor"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "observed_date desc, id desc"
    _check_company_auto = True

    # Who, what, from whom
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
    competitor_id = fields.Many2one(
        "crm.competitor",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty if it is known that somebody sells there, but not who.",
    )
    active = fields.Boolean(default=True)

    # How much
    currency_id = fields.Many2one(related="company_id.currency_id")
    share = fields.Float(
        string="Share (%)",
        digits=(5, 2),
        aggregator="avg",
        help="Of what the customer spends on the category in a year, or of the volume: "
        "from 0 to 100.",
    )
    amount = fields.Monetary(
        string="Amount a Year",
        help="What the customer spends with them in a year. It goes before the share.",
    )
    volume = fields.Float(
        string="Volume a Year",
        digits=(16, 2),
        help="With the price, it tells the amount where that is empty.",
    )
    price = fields.Monetary(
        aggregator="avg", help="Of a unit, or of the whole deal, as they got it."
    )
    yearly_amount = fields.Monetary(
        string="Known Amount a Year", compute="_compute_yearly_amount", store=True
    )

    # On what terms
    terms = fields.Char(help="Payment, delivery, bonus, guarantee.")
    contract_end = fields.Date(string="Contract Ends On", index="btree_not_null")
    sales_method = fields.Char(
        string="How They Sell", help="Who visits, how often, with what."
    )

    # How it is known
    observed_date = fields.Date(
        string="Seen On",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    source = fields.Selection(SOURCES)
    source_note = fields.Char(
        string="Source Details", help="Who said it, or where it is written."
    )
    confidence = fields.Selection(
        [("low", "Guess"), ("medium", "Likely"), ("high", "Certain")], default="medium"
    )
    valid_until = fields.Date(
        compute="_compute_valid_until",
        store=True,
        readonly=False,
        copy=False,
        help="After this day it has grown old and no longer counts.",
    )
    note = fields.Text()

    # What became of it
    is_latest = fields.Boolean(
        readonly=True,
        copy=False,
        help="Nothing newer is known of the same competitor, category and customer.",
    )
    ended_date = fields.Date(
        string="Ended On",
        copy=False,
        help="From this day on they no longer sell it there.",
    )
    standing = fields.Selection(
        [
            ("current", "Current"),
            ("old", "Grown Old"),
            ("ended", "Ended"),
            ("replaced", "Replaced"),
        ],
        compute="_compute_standing",
        search="_search_standing",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The deal in which it was learned.",
    )
    is_from_loss = fields.Boolean(
        string="By a Lost Deal",
        readonly=True,
        copy=False,
        help="Written when the deal was lost; it goes when the loss is undone.",
    )
    ended_lead_id = fields.Many2one(
        "crm.lead",
        string="Ended by Deal",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    notice_date = fields.Date(
        string="Reminded On",
        readonly=True,
        copy=False,
        help="When the task before the end of the contract was made.",
    )

    _wallet_idx = models.Index(
        "(company_id, partner_id, categ_id, competitor_id, observed_date DESC, id DESC)"
    )
    _latest_idx = models.Index(
        "(company_id, observed_date DESC, id DESC) WHERE is_latest"
    )
    _share_check = models.Constraint(
        "CHECK(share BETWEEN 0 AND 100)",
        "A share is between 0 and 100 percent of what the customer spends.",
    )
    _amounts_check = models.Constraint(
        "CHECK(COALESCE(amount, 0) >= 0 AND COALESCE(price, 0) >= 0"
        " AND COALESCE(volume, 0) >= 0)",
        "Amounts, prices and volumes cannot be below zero.",
    )
    _valid_check = models.Constraint(
        "CHECK(valid_until IS NULL OR valid_until >= observed_date)",
        "A fact cannot grow old before it was seen. Change one of the two dates.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("partner_id", "categ_id", "competitor_id")
    def _compute_display_name(self):
        for supply in self:
            who = supply.competitor_id.display_name or self.env._("Somebody")
            what = supply.categ_id.name or self.env._("everything")
            supply.display_name = self.env._(
                "%(competitor)s at %(customer)s: %(what)s",
                competitor=who,
                customer=supply.partner_id.display_name or "",
                what=what,
            )

    @api.depends("amount", "price", "volume")
    def _compute_yearly_amount(self):
        for supply in self:
            amount = supply.amount or supply.price * supply.volume
            supply.yearly_amount = amount

    @api.depends("observed_date", "company_id")
    def _compute_valid_until(self):
        for supply in self:
            days = (supply.company_id or self.env.company).supply_valid_days
            supply.valid_until = supply.observed_date and (
                supply.observed_date + timedelta(days=days)
            )

    @api.depends("is_latest", "ended_date", "valid_until", "active")
    def _compute_standing(self):
        days = {
            company: company._lifecycle_today()
            for company in self.company_id or self.env.company
        }
        for supply in self:
            today = days.get(supply.company_id) or fields.Date.context_today(self)
            if not supply.is_latest:
                supply.standing = "replaced"
            elif supply.ended_date and supply.ended_date <= today:
                supply.standing = "ended"
            elif supply.valid_until and supply.valid_until < today:
                supply.standing = "old"
            else:
                supply.standing = "current"

    def _search_standing(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain.OR(
                domain
                for name, domain in self._get_standings(
                    company._lifecycle_today()
                ).items()
                if name in value
            )
            for company in self.env.companies
        )

    def _get_standings(self, today):
        """Return {standing: domain} as of a day."""
        latest = Domain("is_latest", "=", True)
        ended = Domain("ended_date", "<=", today)
        going = Domain("ended_date", "=", False) | Domain("ended_date", ">", today)
        old = Domain("valid_until", "<", today)
        valid = Domain("valid_until", "=", False) | Domain("valid_until", ">=", today)
        return {
            "current": latest & going & valid,
            "old": latest & going & old,
            "ended": latest & ended,
            "replaced": Domain("is_latest", "=", False),
        }

    @api.constrains("partner_id", "competitor_id")
    def _check_somebody_else(self):
        for supply in self:
            if supply.competitor_id.partner_id == supply.partner_id:
                raise ValidationError(
                    self.env._(
                        "%s cannot supply itself. Choose another competitor.",
                        supply.partner_id.display_name,
                    )
                )

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id.partner_id and not self.partner_id:
            self.partner_id = self.lead_id.partner_id.commercial_partner_id

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._to_commercial(vals)
        supplies = super().create(vals_list)
        supplies._find_latest(supplies.partner_id.ids)
        supplies._note_wallets(supplies)
        return supplies

    def write(self, vals):
        self._to_commercial(vals)
        if vals.get("contract_end"):
            vals = {"notice_date": False, **vals}
        partner_ids = set(self.partner_id.ids)
        self._note_wallets(self)
        result = super().write(vals)
        if _KEY_FIELDS & vals.keys():
            self._find_latest(partner_ids | set(self.partner_id.ids))
        self._note_wallets(self)
        return result

    def unlink(self):
        partner_ids = self.partner_id.ids
        self._note_wallets(self)
        result = super().unlink()
        self._find_latest(partner_ids)
        return result

    def _to_commercial(self, vals):
        """Have the company that buys stand for the people there."""
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_confirm_again(self):
        """Say that the fact still holds today, as a new line."""
        self.check_access("write")
        fresh = self.browse()
        for supply in self:
            fresh |= supply.copy(
                {
                    "observed_date": supply.company_id._lifecycle_today(),
                    "lead_id": supply.lead_id.id,
                }
            )
        return fresh._open_if_single()

    def action_end(self):
        """Say that they no longer sell it there, from today on."""
        for supply in self:
            supply.ended_date = supply.company_id._lifecycle_today()

    def action_open_card(self):
        """Show what to say against this competitor."""
        return self.competitor_id.action_open_card()

    def _open_if_single(self):
        if len(self) != 1:
            return False
        return self._get_records_action(context={})
