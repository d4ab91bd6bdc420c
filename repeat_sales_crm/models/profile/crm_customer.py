from odoo import fields, models

from .area_facts import area_facts_query
from .area_match import AREA_FACTS
from .choices import AREA_TYPES, CLIMATES


class CrmCustomer(models.Model):
    """What is known about the person or company that a customer is.

    They are the partner's own fields, so that they can be filtered, sorted and grouped
    by. The people at a company carry their facts themselves: a domain reaches them by
    ``partner_id.child_ids``.
    """

    _inherit = "crm.customer"

    # What Odoo knows
    is_company = fields.Boolean(related="partner_id.is_company")
    state_id = fields.Many2one(related="partner_id.state_id")
    zip = fields.Char(related="partner_id.zip")
    industry_id = fields.Many2one(related="partner_id.industry_id")
    category_id = fields.Many2many(related="partner_id.category_id")

    # Facts about the person
    birth_date = fields.Date(related="partner_id.birth_date")
    age = fields.Integer(related="partner_id.age", aggregator="avg")
    age_bracket = fields.Selection(related="partner_id.age_bracket")
    gender = fields.Selection(related="partner_id.gender")
    education = fields.Selection(related="partner_id.education")
    income_bracket_id = fields.Many2one(related="partner_id.income_bracket_id")
    occupation = fields.Char(related="partner_id.occupation")

    # Facts about the place: entered by hand, or from the area table
    area_type = fields.Selection(AREA_TYPES, readonly=True)
    climate = fields.Selection(CLIMATES, readonly=True)
    population_density = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Inhabitants per square kilometre; 0 if not known.",
    )

    # How fresh they are
    facts_checked_date = fields.Date(related="partner_id.facts_checked_date")
    facts_are_stale = fields.Boolean(related="partner_id.facts_are_stale")

    # ------------------------------------------------------------------
    # Derived facts
    # ------------------------------------------------------------------

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "area"]

    def _get_area_facts(self, company, scope, today):
        """Return what is entered on the partner, or else what the area table says."""
        return AREA_FACTS, area_facts_query(company.id, scope)
