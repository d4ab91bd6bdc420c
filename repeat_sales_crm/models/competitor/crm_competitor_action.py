from odoo import api, fields, models

from .crm_competitor_offer import SOURCES

KINDS = [
    ("discount", "Discount"),
    ("tender", "Tender"),
    ("visit", "Visit"),
    ("launch", "Launch"),
    ("poached", "Poached Contact"),
    ("advertising", "Advertising"),
    ("increase", "Price Increase"),
    ("failure", "Complaint, Failure"),
    ("other", "Other"),
]


class CrmCompetitorAction(models.Model):
    """What a competitor was seen doing, at a customer or in general."""

    _name = "crm.competitor.action"
    _description = "Competitor's Action"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    competitor_id = fields.Many2one(
        "crm.competitor", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        help="At whom it was aimed; empty if at everybody.",
    )
    customer_seller_id = fields.Many2one(
        related="partner_id.user_id", string="Salesperson"
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    categ_id = fields.Many2one(
        "product.category", string="Product Category", ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, default="discount")
    date = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self), index=True
    )
    is_strong = fields.Boolean(
        string="Strong",
        help="It can cost us the customer. The customer's seller is warned at once.",
    )
    place = fields.Char(string="Where", help="The city, the fair, the plant.")
    name = fields.Char(string="What Happened")
    source = fields.Selection(SOURCES)
    source_note = fields.Char(
        string="Source Details", help="Who said it, or where it is written."
    )
    answer = fields.Text(string="Our Answer", help="What we did about it, or will do.")
    warned_user_id = fields.Many2one(
        "res.users",
        string="Warned",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The seller who got a task for it.",
    )

    @api.depends("competitor_id", "kind", "name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for action in self:
            what = action.name or kinds.get(action.kind, "")
            action.display_name = f"{action.competitor_id.display_name}: {what}"

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id.partner_id and not self.partner_id:
            self.partner_id = self.lead_id.partner_id.commercial_partner_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._to_commercial(vals)
        actions = super().create(vals_list)
        actions._warn_sellers()
        return actions

    def write(self, vals):
        self._to_commercial(vals)
        result = super().write(vals)
        if {"is_strong", "partner_id"} & vals.keys():
            self._warn_sellers()
        return result

    def _to_commercial(self, vals):
        """Have the company that buys stand for the people there."""
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id

    def _warn_sellers(self):
        """Give the customer's seller a task, once for each strong action."""
        for action in self:
            seller = action.partner_id.user_id
            if not action.is_strong or action.warned_user_id or not seller:
                continue
            action.sudo().warned_user_id = seller
            action.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "%(competitor)s at %(customer)s: answer it",
                    competitor=action.competitor_id.display_name,
                    customer=action.partner_id.display_name,
                ),
                note=action.name or False,
                user_id=seller.id,
                date_deadline=action.company_id._lifecycle_today(),
            )
