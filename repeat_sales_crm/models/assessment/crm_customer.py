from odoo import fields, models
from odoo.tools import SQL


class CrmCustomer(models.Model):
    """What was last thought of the customer."""

    _inherit = "crm.customer"

    potential_level_id = fields.Many2one(
        "crm.assessment.level",
        string="Assessed Potential",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    loyalty_level_id = fields.Many2one(
        "crm.assessment.level",
        string="Assessed Loyalty",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    potential_change = fields.Integer(
        string="Change of Potential",
        readonly=True,
        aggregator="avg",
        help="The last assessed potential less the one before; 0 without one before.",
    )
    loyalty_change = fields.Integer(
        string="Change of Loyalty",
        readonly=True,
        aggregator="avg",
        help="The last assessed loyalty less the one before; 0 without one before.",
    )
    assessment_date = fields.Date(string="Last Assessed", readonly=True)

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "assessment"]

    def _get_assessment_facts(self, company, scope, today):
        names = [
            "potential_level_id",
            "loyalty_level_id",
            "potential_change",
            "loyalty_change",
            "assessment_date",
        ]
        query = SQL(
            """
            SELECT partner_id, potential.level_id AS potential_level_id,
                   loyalty.level_id AS loyalty_level_id,
                   potential.change AS potential_change,
                   loyalty.change AS loyalty_change,
                   GREATEST(potential.date, loyalty.date) AS assessment_date
              FROM (%s) AS potential
              FULL JOIN (%s) AS loyalty USING (partner_id)
            """,
            self._get_latest_levels("potential", company, scope, today),
            self._get_latest_levels("loyalty", company, scope, today),
        )
        return names, query

    def _get_latest_levels(self, axis, company, scope, today):
        """Return a SELECT of the last level of a scale, and how it changed."""
        return SQL(
            """
            SELECT DISTINCT ON (assessment.partner_id) assessment.partner_id,
                   assessment.date, %(level)s AS level_id,
                   level.value - LAG(level.value) OVER (
                       PARTITION BY assessment.partner_id
                       ORDER BY assessment.date, assessment.id) AS change
              FROM crm_customer_assessment AS assessment
              JOIN crm_assessment_level AS level ON level.id = %(level)s
             WHERE assessment.company_id = %(company)s
               AND assessment.date <= %(today)s AND %(in_scope)s
             ORDER BY assessment.partner_id, assessment.date DESC, assessment.id DESC
            """,
            level=SQL.identifier("assessment", f"{axis}_id"),
            company=company.id,
            today=today,
            in_scope=scope.condition(SQL.identifier("assessment", "partner_id")),
        )

    def action_open_assessments(self):
        """Open the assessments of the customer and the people there."""
        self.ensure_one()
        return self.partner_id.action_open_assessments()
