from odoo import fields, models
from odoo.tools import SQL

from .crm_assessment_level import AXES
from .preceding_query import KINDS


class CrmAssessmentChange(models.Model):
    """How an assessment differs from the one before it, and what went between.

    A row for each assessment and scale that has a predecessor. That something was
    followed by a rise does not say that it caused it.
    """

    _name = "crm.assessment.change"
    _description = "Change of an Assessment"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "crm.customer.assessment": [
            "company_id",
            "date",
            "loyalty_id",
            "partner_id",
            "potential_id",
            "preceding_date",
            "preceding_kind",
            "user_id",
        ],
        "crm.assessment.level": ["value"],
        "res.partner": ["is_company", "user_id"],
    }

    assessment_id = fields.Many2one("crm.customer.assessment", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Person or Organisation", readonly=True
    )
    is_company = fields.Boolean(string="Organisation", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    user_id = fields.Many2one("res.users", string="Assessed By", readonly=True)
    date = fields.Date(string="Day", readonly=True)
    previous_date = fields.Date(string="Assessed Before On", readonly=True)
    axis = fields.Selection(AXES, string="Scale", readonly=True)
    from_level_id = fields.Many2one(
        "crm.assessment.level", string="From", readonly=True
    )
    to_level_id = fields.Many2one("crm.assessment.level", string="To", readonly=True)
    kind = fields.Selection(
        [*KINDS, ("none", "No contact in between")],
        string="After",
        readonly=True,
        help="The last contact between the two assessments.",
    )
    outcome = fields.Selection(
        [("rise", "Rise"), ("same", "Unchanged"), ("fall", "Fall")], readonly=True
    )
    change = fields.Integer(readonly=True, aggregator="avg")
    rise = fields.Integer(string="Rises", readonly=True)
    fall = fields.Integer(string="Falls", readonly=True)
    rise_share = fields.Float(
        string="Share of Rises",
        readonly=True,
        aggregator="avg",
        help="Of the assessments with one before them. Followed by is not caused by.",
    )

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            self._get_axis_query(slot, axis) for slot, (axis, _label) in enumerate(AXES)
        )

    def _get_axis_query(self, slot, axis):
        level = SQL.identifier(f"{axis}_id")
        return SQL(
            """
            SELECT changed.id * 2 + %(slot)s AS id, changed.id AS assessment_id,
                   changed.company_id, changed.partner_id, changed.user_id,
                   COALESCE(partner.is_company, FALSE) AS is_company,
                   partner.user_id AS salesperson_id, changed.date,
                   changed.previous_date, %(axis)s AS axis,
                   changed.from_level_id, changed.to_level_id,
                   CASE WHEN changed.preceding_date > changed.previous_date
                        THEN changed.preceding_kind ELSE 'none' END AS kind,
                   CASE WHEN new.value > old.value THEN 'rise'
                        WHEN new.value < old.value THEN 'fall' ELSE 'same'
                   END AS outcome,
                   new.value - old.value AS change,
                   (new.value > old.value)::int AS rise,
                   (new.value < old.value)::int AS fall,
                   (new.value > old.value)::int::float AS rise_share
              FROM (
                  SELECT id, company_id, partner_id, user_id, date, preceding_kind,
                         preceding_date, %(level)s AS to_level_id,
                         LAG(date) OVER before AS previous_date,
                         LAG(%(level)s) OVER before AS from_level_id
                    FROM crm_customer_assessment
                   WHERE %(level)s IS NOT NULL
                  WINDOW before AS (PARTITION BY company_id, partner_id
                                    ORDER BY date, id)
              ) AS changed
              JOIN crm_assessment_level AS new ON new.id = changed.to_level_id
              JOIN crm_assessment_level AS old ON old.id = changed.from_level_id
              JOIN res_partner AS partner ON partner.id = changed.partner_id
            """,
            slot=slot,
            axis=axis,
            level=level,
        )

    def action_open_assessment(self):
        """Open the assessment."""
        self.ensure_one()
        return self.assessment_id.get_formview_action()
