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
        help="The delivery method of most of the customer's confirmed orders; of two, "
        "the one chosen last.",
    )

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "delivery"]

    def _get_delivery_facts(self, company, scope, today):
        shipped = self._get_shipped_orders(company, scope, today)
        return ["carrier_id"], most_frequent(shipped, "carrier_id", "seen")

    def _get_shipped_orders(self, company, scope, today):
        """Return a SELECT of confirmed orders, ``seen`` telling the latest.

        Whatever the company counts as a purchase: invoices do not say how goods were
        delivered. Orders without a buyer are from before the addon came; they are the
        contact's commercial partner's.
        """
        return SQL(
            """
            SELECT partner_id, carrier_id,
                   ARRAY[day - DATE '2000-01-01', id] AS seen
              FROM (SELECT shipped.buyer_id AS partner_id, %(columns)s
                      FROM sale_order AS shipped
                     WHERE %(shipped)s AND %(is_buyer)s
                     UNION ALL
                    SELECT contact.commercial_partner_id, %(columns)s
                      FROM res_partner AS contact
                      JOIN sale_order AS shipped ON shipped.partner_id = contact.id
                     WHERE %(shipped)s
                       AND shipped.buyer_id IS NULL
                       AND %(is_contact)s) AS delivered
             WHERE day <= %(today)s
            """,
            columns=SQL(
                "shipped.id, shipped.carrier_id,"
                " (shipped.date_order AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day",
                company.lifecycle_tz,
            ),
            shipped=SQL(
                "shipped.company_id = %s AND shipped.state = 'sale'"
                " AND shipped.carrier_id IS NOT NULL",
                company.id,
            ),
            is_buyer=scope.condition(SQL.identifier("shipped", "buyer_id")),
            is_contact=scope.condition(
                SQL.identifier("contact", "commercial_partner_id")
            ),
            today=today,
        )

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
