from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_segment import MEMBERSHIP


class CrmCustomer(models.Model):
    """The segments that a customer is in."""

    _inherit = "crm.customer"

    saved_segment_ids = fields.Many2many(
        "crm.segment",
        string="Segments",
        compute="_compute_saved_segment_ids",
        search="_search_saved_segment_ids",
        help="The saved segments that the customer is in now.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_saved_segment_ids(self):
        customers = self.with_context(active_test=False)
        query = customers._search([("id", "in", self.ids)])
        array = self._get_segments_array(query.table, query)
        rows = query.select(SQL.identifier(query.table, "id"), array)
        ids_by_customer = dict(self.env.execute_query(rows)) if self.ids else {}
        for customer in self:
            customer.saved_segment_ids = ids_by_customer.get(customer._origin.id, [])

    def _search_saved_segment_ids(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        segments = self.env["crm.segment"]
        domain = segments._find_named(operator, value)._get_membership_domain()
        if operator == "in" and False in value:
            domain |= ~segments._find_usable()._get_membership_domain()
        return domain

    def _get_segments_array(self, alias, query):
        """Return the SQL array of the ids of the segments that a row is in."""
        customers = self.with_context(active_test=False)
        places = [
            SQL(
                "CASE WHEN %s THEN %s END",
                segment._get_rule_domain()._to_sql(customers, alias, query),
                segment.id,
            )
            for segment in self.env["crm.segment"]._find_usable()
        ]
        return SQL("ARRAY_REMOVE(ARRAY[%s]::int[], NULL)", SQL(", ").join(places))

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != MEMBERSHIP:
            return super()._read_group_groupby(alias, groupby_spec, query)
        member_alias = query.make_alias(alias, MEMBERSHIP)
        array = self._get_segments_array(alias, query)
        query.add_join(
            "LEFT JOIN",
            member_alias,
            SQL("LATERAL (SELECT UNNEST(%s) AS segment_id)", array),
            SQL("TRUE"),
        )
        return SQL.identifier(member_alias, "segment_id")
