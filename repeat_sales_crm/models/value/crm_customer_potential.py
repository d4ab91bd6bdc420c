from odoo import api, fields, models
from odoo.fields import Domain

from ..lifecycle.among import among, not_among
from .peer_query import peers_query

#: How many categories the form shows; the list has all of them.
_BEST = 5


class CrmCustomer(models.Model):
    """What else the customer could buy, and whom it belongs to."""

    _inherit = "crm.customer"

    peer_group_id = fields.Many2one(
        "crm.peer.group",
        string="Compared With",
        readonly=True,
        ondelete="set null",
        help="Customers like this one: of the same industry who bought about as often, "
        "or a wider group where these are too few.",
    )
    whitespace_ids = fields.Many2many(
        "crm.customer.whitespace",
        string="White Space",
        compute="_compute_whitespace_ids",
        search="_search_whitespace_ids",
        help="What customers like this one buy and this one does not.",
    )
    relative_ids = fields.One2many(
        "crm.customer.relative",
        "customer_id",
        string="Related Companies",
        help="The parent company, its other companies, and the customer's own ones.",
    )

    @api.depends("peer_group_id")
    def _compute_whitespace_ids(self):
        gaps = self.env["crm.customer.whitespace"]
        for customer in self:
            customer.whitespace_ids = gaps.search(
                [("customer_id", "in", customer.ids)], limit=_BEST
            )

    def _search_whitespace_ids(self, operator, value):
        """Find customers by all that is missing, not only by what the form shows."""
        gaps = self.env["crm.customer.whitespace"]
        if operator == "any":
            return self._having(gaps._search(value))
        if operator != "in":
            return NotImplemented
        names = [name for name in value if isinstance(name, str)]
        ids = [gap_id for gap_id in value if type(gap_id) is int]
        wanted = Domain("id", "in", ids) | Domain("categ_id.complete_name", "in", names)
        domain = self._having(gaps._search(wanted)) if names or ids else Domain.FALSE
        if False in value:
            domain |= not_among("id", gaps._search([]).select("customer_id"))
        return domain

    @api.model
    def _having(self, found):
        return among("id", found.select("customer_id"))

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "peers"]

    def _get_peers_facts(self, company, scope, today):
        return ["peer_group_id"], peers_query(company, scope)

    @api.model
    def _measure_facts(self, company, today):
        result = super()._measure_facts(company, today)
        self.env["crm.peer.group"]._measure(company, today)
        return result

    def action_open_whitespace(self):
        """Open all that customers like these buy and these do not."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_customer_whitespace_action"
        )
        return action | {"domain": [("customer_id", "in", self.ids)], "context": {}}
