from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_lifecycle_move import CAUSES


class CrmCustomer(models.Model):
    """A commercial partner as seen by one company.

    The numbers are derived from purchases by :meth:`_refresh`; nothing else writes
    them. A partner who bought nothing yet, but is in the funnel or has a quotation, has
    a row too: a prospect, with no purchase and no segment. Rows are not taken away when
    the last purchase is: whoever was a customer stays known, as a prospect.
    """

    _name = "crm.customer"
    _description = "Customer"
    _order = "amount_total desc, id"
    _rec_name = "partner_id"
    _log_access = False

    # Identity
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        # Filters on the partner become a join; the customer's rules are what counts.
        bypass_search_access=True,
    )
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Salesperson", store=True, index=True
    )
    active = fields.Boolean(related="partner_id.active", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Purchases
    purchase_count = fields.Integer(string="Purchases", readonly=True)
    first_date = fields.Date(string="First Purchase", readonly=True)
    last_date = fields.Date(string="Last Purchase", readonly=True)
    amount_total = fields.Monetary(
        string="Revenue", readonly=True, help="Untaxed, in the company's currency."
    )
    amount_average = fields.Monetary(
        string="Average Purchase", readonly=True, aggregator="avg"
    )
    usual_interval = fields.Float(
        readonly=True,
        digits=(8, 1),
        aggregator="avg",
        help="Days from one purchase to the next: the median of the customer's own.",
    )
    days_since = fields.Integer(
        string="Days Since Last Purchase",
        compute="_compute_days_since",
        search="_search_days_since",
        aggregator="avg",
    )

    # Place in the matrix
    count_band_id = fields.Many2one(
        "crm.lifecycle.band", string="Purchases Band", readonly=True
    )
    recency_band_id = fields.Many2one("crm.lifecycle.band", readonly=True)
    segment_id = fields.Many2one(
        "crm.lifecycle.segment",
        string="Lifecycle Segment",
        readonly=True,
        group_expand="_read_group_segments",
        falsy_value_label="Prospects",
    )
    recency_since = fields.Date(string="In Recency Band Since", readonly=True)
    segment_since = fields.Date(string="In Segment Since", readonly=True)
    previous_segment_id = fields.Many2one(
        "crm.lifecycle.segment", string="Came From", readonly=True
    )
    previous_since = fields.Date(string="In Previous Segment Since", readonly=True)
    move_cause = fields.Selection(CAUSES, string="Why Here", readonly=True)
    moved_at = fields.Datetime(readonly=True)
    move_ids = fields.One2many("crm.lifecycle.move", "customer_id", string="Moves")
    next_move_date = fields.Date(
        string="Next Move",
        readonly=True,
        index="btree_not_null",
        help="The day on which the customer leaves the segment if nothing happens.",
    )
    refreshed_at = fields.Datetime(
        string="Calculated At",
        readonly=True,
        help="When a change of the customer's purchases was last calculated.",
    )

    segment_goal = fields.Text(related="segment_id.goal")
    segment_channel = fields.Char(related="segment_id.channel")
    segment_strategy = fields.Html(related="segment_id.strategy")

    # Contact
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    country_id = fields.Many2one(related="partner_id.country_id")
    city = fields.Char(related="partner_id.city")
    purchase_ids = fields.One2many(
        "crm.purchase", compute="_compute_purchase_ids", string="Purchase List"
    )

    _partner_uniq = models.Constraint(
        "UNIQUE(company_id, partner_id)", "A company knows a customer once."
    )
    _segment_idx = models.Index("(company_id, segment_id)")
    _amount_idx = models.Index("(company_id, amount_total DESC, id)")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("last_date")
    def _compute_days_since(self):
        for customer in self:
            days = 0
            if customer.last_date:
                today = customer.company_id._lifecycle_today()
                days = (today - customer.last_date).days
            customer.days_since = max(days, 0)

    def _search_days_since(self, operator, value):
        flipped = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator)
        if flipped is None and operator != "in":
            return NotImplemented
        companies = self.env.companies
        domains = []
        for company in companies:
            today = company._lifecycle_today()
            if operator == "in":
                limit = [today - timedelta(days=days) for days in value]
            else:
                limit = today - timedelta(days=value)
            domains.append(
                Domain("company_id", "=", company.id)
                & Domain("last_date", flipped or "in", limit)
            )
        return Domain.OR(domains)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "days_since":
            return super()._field_to_sql(alias, field_expr, query)
        company_alias = query.left_join(
            alias, "company_id", "res_company", "id", "lifecycle_company"
        )
        return SQL(
            "GREATEST("
            "(%s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE %s)::date - %s, 0)",
            fields.Datetime.now(),
            SQL.identifier(company_alias, "lifecycle_tz"),
            self._field_to_sql(alias, "last_date", query),
        )

    def _compute_purchase_ids(self):
        purchases = self.env["crm.purchase"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        by_customer = purchases.grouped(lambda line: (line.company_id, line.partner_id))
        for customer in self:
            customer.purchase_ids = by_customer.get(
                (customer.company_id, customer.partner_id), purchases.browse()
            )

    @api.model
    def _read_group_segments(self, segments, domain):
        """Show every cell of the matrix as a column, the empty ones too."""
        return segments.search([("company_id", "in", self.env.companies.ids)])

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_partner(self):
        """Open the contact behind the customer."""
        self.ensure_one()
        return self.partner_id._get_records_action(context={})

    def action_open_contacts(self):
        """Open the customers as contacts, for all that Odoo does with contacts."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contacts"),
            "res_model": "res.partner",
            "view_mode": "list,kanban,form,activity",
            "domain": [("id", "in", self.partner_id.ids)],
        }

    def action_open_purchases(self):
        """Open what these customers bought."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_purchase_action"
        )
        return action | {
            "domain": [
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ],
            "context": {},
        }

    def action_send_email(self):
        """Open Odoo's composer for one e-mail to each of these customers."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Email"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_composition_mode": "mass_mail",
                "default_model": "res.partner",
                "default_res_ids": self.partner_id.ids,
                "default_partner_to": "{{ object.id }}",
            },
        }

    def action_schedule_activity(self):
        """Open Odoo's wizard that plans an activity for each of these customers."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule Activity"),
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": self.partner_id.ids,
                "active_id": self.partner_id[:1].id,
            },
        }
