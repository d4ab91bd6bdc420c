from odoo import api, fields, models


class CrmCompetitor(models.Model):
    """Somebody who sells to our customers too.

    The profile is common to all sellers and companies; who is supplied, and what was
    seen, belongs to the company that noted it.
    """

    _name = "crm.competitor"
    _description = "Competitor"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "partner_id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id.name"]

    partner_id = fields.Many2one(
        "res.partner",
        string="Name",
        required=True,
        ondelete="restrict",
        help="The competitor as a contact, with address, people and website.",
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True)
    active = fields.Boolean(default=True)
    website = fields.Char(related="partner_id.website", readonly=False)
    country_id = fields.Many2one(related="partner_id.country_id")

    # Battle card
    pitch = fields.Html(
        string="What to Say",
        help="What a seller says when the customer brings this competitor up. "
        "Three sentences are enough.",
    )
    strengths = fields.Html(help="What customers like about them. Do not argue here.")
    weaknesses = fields.Html(help="What customers complain about. Ask about it.")
    sales_method = fields.Html(
        string="How They Sell", help="Their usual offer, people, channels and tricks."
    )
    card_date = fields.Date(
        string="Card Checked On",
        readonly=True,
        help="The last day on which somebody changed the battle card.",
    )

    # What is known
    offer_ids = fields.One2many("crm.competitor.offer", "competitor_id")
    action_ids = fields.One2many("crm.competitor.action", "competitor_id")
    supply_ids = fields.One2many("crm.customer.supply", "competitor_id")
    offer_count = fields.Integer(compute="_compute_counts")
    action_count = fields.Integer(compute="_compute_counts")
    supply_count = fields.Integer(
        string="Customers", compute="_compute_counts", help="Whom they supply now."
    )
    won_count = fields.Integer(
        string="Won Against Them",
        compute="_compute_record",
        help="Deals that we won while they were in the race.",
    )
    lost_count = fields.Integer(
        string="Lost to Them", compute="_compute_record", help="Deals that they won."
    )
    win_record = fields.Char(string="Our Record", compute="_compute_record")

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id)", "There is a profile of this competitor already."
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_counts(self):
        companies = [("company_id", "in", self.env.companies.ids)]
        mine = [*companies, ("competitor_id", "in", self.ids)]
        offers = dict(
            self.env["crm.competitor.offer"]._read_group(
                mine, ["competitor_id"], ["__count"]
            )
        )
        actions = dict(
            self.env["crm.competitor.action"]._read_group(
                mine, ["competitor_id"], ["__count"]
            )
        )
        supplies = dict(
            self.env["crm.customer.supply"]._read_group(
                [*mine, ("standing", "=", "current")],
                ["competitor_id"],
                ["partner_id:count_distinct"],
            )
        )
        for competitor in self:
            competitor.offer_count = offers.get(competitor, 0)
            competitor.action_count = actions.get(competitor, 0)
            competitor.supply_count = supplies.get(competitor, 0)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_record(self):
        groups = self.env["crm.competitor.deal"]._read_group(
            [("competitor_id", "in", self.ids)],
            ["competitor_id"],
            ["won:sum", "lost:sum"],
        )
        record = {competitor: numbers for competitor, *numbers in groups}
        for competitor in self:
            won, lost = record.get(competitor, (0, 0))
            competitor.won_count, competitor.lost_count = won, lost
            competitor.win_record = (
                self.env._("Won %(won)s of %(all)s deals", won=won, all=won + lost)
                if won or lost
                else self.env._("No deal decided yet")
            )

    @api.model
    def name_create(self, name):
        """Make a profile from a name, of the contact with that name if there is one."""
        partners = self.env["res.partner"]
        partner = partners.search(
            [("name", "=ilike", name), ("parent_id", "=", False)], limit=1
        )
        known = self.with_context(active_test=False).search(
            [("partner_id", "=", partner.id)] if partner else [(0, "=", 1)]
        )
        if not known:
            partner = partner or partners.create({"name": name, "is_company": True})
            known = self.create({"partner_id": partner.id})
        return known.id, known.display_name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if self._card_fields() & vals.keys():
                vals.setdefault("card_date", fields.Date.context_today(self))
        return super().create(vals_list)

    def write(self, vals):
        if self._card_fields() & vals.keys():
            vals = {"card_date": fields.Date.context_today(self), **vals}
        return super().write(vals)

    def _card_fields(self):
        return {"pitch", "strengths", "weaknesses", "sales_method"}

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_card(self):
        """Show what to say against the competitor, in a dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Battle Card: %s", self.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                (self.env.ref("repeat_sales_crm.crm_competitor_view_card").id, "form")
            ],
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def action_open_profile(self):
        """Open the whole profile, from the battle card."""
        self.ensure_one()
        return self._get_records_action(context={})

    def action_open_supplies(self):
        """Open what the competitor sells to whom."""
        return self._open("crm_customer_supply_action") | {
            "context": {
                "search_default_current": 1,
                "default_competitor_id": self.id,
            }
        }

    def action_open_actions(self):
        """Open what the competitor was seen doing."""
        return self._open("crm_competitor_action_action") | {
            "context": {"default_competitor_id": self.id}
        }

    def action_open_prices(self):
        """Open the competitor's prices over time."""
        return self._open("crm_competitor_price_action") | {"context": {}}

    def action_open_deals(self):
        """Open the deals against the competitor."""
        return self._open("crm_competitor_deal_action") | {
            "context": {"search_default_group_status": 1}
        }

    def _open(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"repeat_sales_crm.{name}"
        )
        return action | {"domain": [("competitor_id", "=", self.id)]}
