from odoo import fields, models
from odoo.tools import SQL

from .facts_sql import most_frequent, of_company


class CrmCustomer(models.Model):
    """Where the customer's deals get stuck."""

    _inherit = "crm.customer"

    lost_count = fields.Integer(string="Lost Deals", readonly=True)
    lost_stage_id = fields.Many2one(
        "crm.stage",
        string="Usually Lost At",
        readonly=True,
        help="The stage at which most of the customer's lost deals were lost.",
    )
    lost_reason_id = fields.Many2one(
        "crm.lost.reason",
        string="Usually Lost For",
        readonly=True,
        help="The reason for which most of the customer's lost deals were lost.",
    )

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "deals"]

    def _get_deals_facts(self, company, scope, today):
        lost = SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id, lead.id,
                   lead.stage_id AS lost_stage_id, lead.lost_reason_id
              FROM crm_lead AS lead
              JOIN res_partner AS contact ON contact.id = lead.partner_id
             WHERE lead.won_status = 'lost'
               AND %s
               AND %s
            """,
            of_company("lead", company),
            scope.condition(SQL.identifier("contact", "commercial_partner_id")),
        )
        query = SQL(
            """
            SELECT total.partner_id, total.lost_count, stage.lost_stage_id,
                   reason.lost_reason_id
              FROM (SELECT partner_id, COUNT(*)::int AS lost_count
                      FROM (%(lost)s) AS row GROUP BY partner_id) AS total
              LEFT JOIN (%(stage)s) AS stage ON stage.partner_id = total.partner_id
              LEFT JOIN (%(reason)s) AS reason ON reason.partner_id = total.partner_id
            """,
            lost=lost,
            stage=most_frequent(lost, "lost_stage_id", "id"),
            reason=most_frequent(lost, "lost_reason_id", "id"),
        )
        return ["lost_count", "lost_stage_id", "lost_reason_id"], query
