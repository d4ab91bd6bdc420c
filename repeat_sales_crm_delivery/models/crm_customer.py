from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.facts.facts_sql import most_frequent


class CrmCustomer(models.Model):
    """How the customer's orders are delivered."""

    _inherit = "crm.customer"

    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Usual Delivery Method",
        readonly=True,
        help="The delivery method of most of the customer's confirmed orders.",
    )

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "delivery"]

    def _get_delivery_facts(self, company, scope, today):
        orders = SQL(
            """
            SELECT buyer_id AS partner_id, carrier_id, id
              FROM sale_order
             WHERE company_id = %(company)s
               AND state = 'sale'
               AND %(is_buyer)s
             UNION ALL
            SELECT contact.commercial_partner_id, sale.carrier_id, sale.id
              FROM sale_order AS sale
              JOIN res_partner AS contact ON contact.id = sale.partner_id
             WHERE sale.company_id = %(company)s
               AND sale.state = 'sale'
               AND sale.buyer_id IS NULL
               AND %(is_contact)s
            """,
            company=company.id,
            is_buyer=scope.condition(SQL.identifier("sale_order", "buyer_id")),
            is_contact=scope.condition(
                SQL.identifier("contact", "commercial_partner_id")
            ),
        )
        return ["carrier_id"], most_frequent(orders, "carrier_id", "id")

    def _get_behaviour_sections(self):
        return [*super()._get_behaviour_sections(), self._tell_delivery()]

    def _tell_delivery(self):
        _ = self.env._
        carrier = self.carrier_id.sudo().display_name
        return self._prepare_section(
            "delivery",
            _("Delivery"),
            carrier and _("Usual delivery method: %s.", carrier),
        )
