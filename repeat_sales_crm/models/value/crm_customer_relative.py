from odoo import api, fields, models
from odoo.tools import SQL

#: What a customer's id is multiplied with in the id of a row; contacts are fewer.
_CONTACT_SLOTS = 100_000_000

#: How many of their categories a related company is described by.
_NAMED = 3

#: One relation each, since an ``OR`` of them would compare each company with all.
_FAMILY = {
    "parent": SQL("partner.id = parent.commercial_partner_id"),
    "daughter": SQL("partner.parent_id = own.id"),
    "sister": SQL("partner.parent_id = parent.commercial_partner_id"),
}


class CrmCustomerRelative(models.Model):
    """A company that has to do with a customer: its parent, a sister, a daughter."""

    _name = "crm.customer.relative"
    _description = "Related Company"
    _auto = False
    _order = "relation, id"
    _rec_name = "partner_id"
    _depends = {
        "crm.customer": ["partner_id", "company_id", "user_id"],
        "res.partner": ["parent_id", "commercial_partner_id", "active", "company_id"],
    }

    customer_id = fields.Many2one("crm.customer", readonly=True)
    company_id = fields.Many2one("res.company", string="Seen By", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Company", readonly=True)
    relation = fields.Selection(
        [("parent", "Parent"), ("sister", "Sister"), ("daughter", "Daughter")],
        readonly=True,
        help="What the company is to the customer.",
    )
    relative_id = fields.Many2one(
        "crm.customer",
        readonly=True,
        help="The company as a customer, if it is one.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    purchase_count = fields.Integer(string="Purchases", compute="_compute_numbers")
    last_date = fields.Date(string="Last Purchase", compute="_compute_numbers")
    amount_total = fields.Monetary(string="Revenue", compute="_compute_numbers")
    categories = fields.Char(string="Buys", compute="_compute_numbers")
    missing = fields.Char(
        string="Of Which Not Bought Here",
        compute="_compute_numbers",
        help="The categories that the related company buys and the customer does not.",
    )

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._get_queries())

    def _get_queries(self):
        """Return the SELECTs of related companies, none of which has one of another.

        What else relates companies is added by whoever knows it.
        """
        return [
            self._get_family_query(relation, condition)
            for relation, condition in _FAMILY.items()
        ]

    def _get_columns(self):
        """Return the columns that ``customer``, ``partner`` and ``relative`` tell."""
        return SQL(
            """
            customer.id::bigint * %s + partner.id AS id,
            customer.id AS customer_id, customer.company_id, customer.user_id,
            partner.id AS partner_id, relative.id AS relative_id
            """,
            _CONTACT_SLOTS,
        )

    def _get_family_query(self, relation, condition):
        return SQL(
            """
            SELECT %s, %s AS relation
              FROM crm_customer AS customer
              JOIN res_partner AS own ON own.id = customer.partner_id
              LEFT JOIN res_partner AS parent ON parent.id = own.parent_id
              JOIN res_partner AS partner ON %s
              LEFT JOIN crm_customer AS relative
                ON relative.partner_id = partner.id
               AND relative.company_id = customer.company_id
             WHERE partner.id != own.id
               AND partner.commercial_partner_id = partner.id
               AND partner.active
               AND (partner.company_id IS NULL
                    OR partner.company_id = customer.company_id)
            """,
            self._get_columns(),
            relation,
            condition,
        )

    @api.depends("relative_id", "customer_id")
    @api.depends_context("uid")
    def _compute_numbers(self):
        # The numbers of others' customers are not for every seller.
        seen = self.relative_id._filtered_access("read")
        for row in self:
            relative = row.relative_id & seen
            own = row.customer_id.category_ids.filtered(_is_bought).categ_id
            bought = relative.category_ids.filtered(_is_bought).categ_id
            row.purchase_count = relative.purchase_count
            row.last_date = relative.last_date
            row.amount_total = relative.amount_total
            row.categories = ", ".join(bought[:_NAMED].mapped("name"))
            row.missing = ", ".join((bought - own)[:_NAMED].mapped("name"))

    def action_open(self):
        """Open the company: as a customer, or else as a contact."""
        self.ensure_one()
        record = self.relative_id._filtered_access("read") or self.partner_id
        return record._get_records_action(context={})


def _is_bought(category):
    return category.amount > 0
