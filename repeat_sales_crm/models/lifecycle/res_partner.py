from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .among import among, not_among

#: Fields of a partner shown from the customer in the current company.
_CUSTOMER_FIELDS = {
    "lifecycle_segment_id": "segment_id",
    "lifecycle_purchase_count": "purchase_count",
    "lifecycle_last_date": "last_date",
    "lifecycle_amount_total": "amount_total",
}
_SALESMAN = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    _inherit = "res.partner"

    lifecycle_customer_id = fields.Many2one(
        "crm.customer",
        string="Customer Lifecycle",
        compute="_compute_lifecycle",
        search="_search_lifecycle_customer_id",
        groups=_SALESMAN,
    )
    lifecycle_segment_id = fields.Many2one(
        "crm.lifecycle.segment",
        compute="_compute_lifecycle",
        search="_search_lifecycle_segment_id",
        groups=_SALESMAN,
        help="The place in the matrix of the current company.",
    )
    lifecycle_purchase_count = fields.Integer(
        string="Purchases",
        compute="_compute_lifecycle",
        search="_search_lifecycle_purchase_count",
        groups=_SALESMAN,
    )
    lifecycle_last_date = fields.Date(
        string="Last Purchase",
        compute="_compute_lifecycle",
        search="_search_lifecycle_last_date",
        groups=_SALESMAN,
    )
    lifecycle_amount_total = fields.Monetary(
        string="Revenue",
        currency_field="lifecycle_currency_id",
        compute="_compute_lifecycle",
        search="_search_lifecycle_amount_total",
        groups=_SALESMAN,
    )
    lifecycle_currency_id = fields.Many2one(
        "res.currency", compute="_compute_lifecycle", groups=_SALESMAN
    )

    lifecycle_is_silent = fields.Boolean(
        string="Unusually Silent",
        compute="_compute_lifecycle_outlook",
        search="_search_lifecycle_is_silent",
        groups=_SALESMAN,
    )
    lifecycle_explanation = fields.Text(
        string="Why Here, What Next",
        compute="_compute_lifecycle_outlook",
        groups=_SALESMAN,
    )

    # Sellers see purchases by the salesperson of the customer.
    _lifecycle_user_idx = models.Index("(user_id) WHERE user_id IS NOT NULL")

    @api.depends_context("company", "uid")
    def _compute_lifecycle(self):
        customers = self._get_lifecycle_customers()
        by_partner = {customer.partner_id.id: customer for customer in customers}
        for partner in self:
            customer = by_partner.get(
                partner.commercial_partner_id.id, customers.browse()
            )
            partner.lifecycle_customer_id = customer
            partner.lifecycle_currency_id = self.env.company.currency_id
            for name, customer_name in _CUSTOMER_FIELDS.items():
                partner[name] = customer[customer_name]

    @api.depends_context("company", "uid")
    def _compute_lifecycle_outlook(self):
        customers = self._get_lifecycle_customers()
        by_partner = {customer.partner_id.id: customer for customer in customers}
        for partner in self:
            customer = by_partner.get(
                partner.commercial_partner_id.id, customers.browse()
            )
            partner.lifecycle_is_silent = customer.is_silent
            partner.lifecycle_explanation = customer.explanation

    def _get_lifecycle_customers(self):
        """Return what the user may see of these partners in the current company."""
        return (
            self.env["crm.customer"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("company_id", "=", self.env.company.id),
                    ("partner_id", "in", self.commercial_partner_id.ids),
                ],
                ["partner_id", *_CUSTOMER_FIELDS.values()],
            )
        )

    # ------------------------------------------------------------------
    # Search, sort and group by the customer's fields
    # ------------------------------------------------------------------

    def _search_lifecycle_customer_id(self, operator, value):
        return self._search_lifecycle("id", operator, value)

    def _search_lifecycle_segment_id(self, operator, value):
        return self._search_lifecycle("segment_id", operator, value)

    def _search_lifecycle_purchase_count(self, operator, value):
        return self._search_lifecycle("purchase_count", operator, value)

    def _search_lifecycle_last_date(self, operator, value):
        return self._search_lifecycle("last_date", operator, value)

    def _search_lifecycle_amount_total(self, operator, value):
        return self._search_lifecycle("amount_total", operator, value)

    def _search_lifecycle_is_silent(self, operator, value):
        return self._search_lifecycle("is_silent", operator, value)

    def _search_lifecycle(self, customer_field, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        customers = self.env["crm.customer"].with_context(active_test=False)
        mine = Domain("company_id", "=", self.env.company.id)
        found = customers._search(mine & Domain(customer_field, operator, value))
        partner = SQL.identifier(found.table, "partner_id")
        domain = among("commercial_partner_id", found.select(partner))
        if operator == "in" and False in value:
            # Whoever is no customer at all has none of a customer's facts either.
            domain |= not_among(
                "commercial_partner_id", customers._search(mine).select("partner_id")
            )
        return domain

    def _field_to_sql(self, alias, field_expr, query=None):
        fname, _dot, property_name = field_expr.partition(".")
        if fname not in _CUSTOMER_FIELDS or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[fname], "read")
        customers = self.env["crm.customer"].with_context(active_test=False)
        visible = customers._search([("company_id", "=", self.env.company.id)])
        customer_alias = query.make_alias(alias, "lifecycle_customer")
        query.add_join(
            "LEFT JOIN",
            customer_alias,
            SQL("(%s)", visible.select("crm_customer.*")),
            SQL(
                "%s = %s",
                SQL.identifier(customer_alias, "partner_id"),
                self._field_to_sql(alias, "commercial_partner_id", query),
            ),
        )
        sql = SQL.identifier(customer_alias, _CUSTOMER_FIELDS[fname])
        if property_name:
            field = self._fields[fname]
            sql = field.property_to_sql(sql, property_name, self, alias, query)
        return sql

    # ------------------------------------------------------------------
    # Life goes on
    # ------------------------------------------------------------------

    def _compute_commercial_partner(self):
        former = self._read_stored_commercial()
        result = super()._compute_commercial_partner()
        # A contact that is not saved has no id, and no documents.
        changed = {
            partner.id: former[partner.id]
            for partner in self
            if partner.id in former
            and former[partner.id] != partner.commercial_partner_id.id
        }
        if changed:
            self.env["crm.purchase.document"]._freeze_buyers(changed)
        return result

    def _read_stored_commercial(self):
        """Return {id: id of the commercial partner}, as it is in the database."""
        ids = [partner_id for partner_id in self._ids if isinstance(partner_id, int)]
        if not ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, commercial_partner_id FROM res_partner"
                    " WHERE id IN %s AND commercial_partner_id IS NOT NULL",
                    tuple(ids),
                )
            )
        )

    def write(self, vals):
        if {"active", "is_company", "parent_id", "user_id"}.isdisjoint(vals):
            return super().write(vals)
        before = self.commercial_partner_id
        result = super().write(vals)
        notes = self.env["crm.customer.refresh"]
        notes._note(
            (False, partner.id) for partner in before | self.commercial_partner_id
        )
        return result

    def action_open_lifecycle_purchases(self):
        """Open what this customer bought, whatever the document."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_purchase_action"
        )
        return action | {
            "domain": [
                ("partner_id", "=", self.lifecycle_customer_id.partner_id.id),
                ("company_id", "=", self.env.company.id),
            ],
            "context": {},
        }

    def action_open_lifecycle_customer(self):
        """Open the customer, as the current company sees it."""
        self.ensure_one()
        return self.lifecycle_customer_id._get_records_action(context={})
