from odoo import fields, models
from odoo.fields import Domain

from ..lifecycle.among import among_all


class CrmCustomer(models.Model):
    """Customers by what they are counted in."""

    _inherit = "crm.customer"

    kpi_id = fields.Many2one(
        "crm.lifecycle.kpi",
        string="Counted in KPI",
        store=False,
        search="_search_kpi_id",
        exportable=False,
        help="Finds the customers whom a KPI counts in its running period.",
    )

    def _search_kpi_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        kpis = self.env["crm.lifecycle.kpi"].browse(
            [kpi_id for kpi_id in value if kpi_id]
        )
        # Reading them is what asks for access.
        return Domain.OR(
            Domain("company_id", "=", kpi.company_id.id)
            & among_all("partner_id", kpi._get_customers_query())
            for kpi in kpis
        )
