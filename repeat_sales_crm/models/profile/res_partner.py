from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from . import ages
from .area_match import AREA_FACTS, find_facts
from .choices import AGE_BRACKETS, AREA_TYPES, CLIMATES, EDUCATIONS, GENDERS

_SALESMAN = "sales_team.group_sale_salesman"

#: Nobody alive was born before.
_FIRST_BIRTH_DATE = date(1900, 1, 1)

#: Facts about a person, and all that are entered by hand.
PERSON_FACTS = (
    "birth_date",
    "gender",
    "education",
    "income_bracket_id",
    "occupation",
)
ENTERED_FACTS = (*PERSON_FACTS, *AREA_FACTS)

#: What the facts about where a customer is follow from.
_DECISIVE_FIELDS = {"country_id", "state_id", "city", *AREA_FACTS}


class ResPartner(models.Model):
    """Typed facts about people and places.

    They are for those who sell, and are not followed in the chatter. A copy of a
    contact is somebody else, and starts without them.
    """

    _inherit = "res.partner"

    # People
    birth_date = fields.Date(
        copy=False,
        groups=_SALESMAN,
        index="btree_not_null",
        help="The age follows from it, and is always today's.",
    )
    age = fields.Integer(
        compute="_compute_age",
        search="_search_age",
        groups=_SALESMAN,
        aggregator="avg",
        help="Full years, today.",
    )
    age_bracket = fields.Selection(
        AGE_BRACKETS,
        string="Age Group",
        compute="_compute_age",
        search="_search_age_bracket",
        groups=_SALESMAN,
    )
    gender = fields.Selection(GENDERS, copy=False, groups=_SALESMAN)
    education = fields.Selection(
        EDUCATIONS,
        copy=False,
        groups=_SALESMAN,
        help="The highest that was completed.",
    )
    income_bracket_id = fields.Many2one(
        "crm.income.bracket",
        copy=False,
        groups=_SALESMAN,
        index="btree_not_null",
        ondelete="restrict",
    )
    occupation = fields.Char(
        copy=False,
        groups=_SALESMAN,
        help="What the person lives by, such as nurse, farmer or retired; the job "
        "position at a company is the contact's own field.",
    )

    # Places
    area_type = fields.Selection(
        AREA_TYPES,
        copy=False,
        groups=_SALESMAN,
        help="Entered by hand, it goes before what the area table says.",
    )
    climate = fields.Selection(
        CLIMATES,
        copy=False,
        groups=_SALESMAN,
        help="Main group of the Köppen classification. Entered by hand, it goes before "
        "what the area table says.",
    )
    population_density = fields.Integer(
        copy=False,
        groups=_SALESMAN,
        aggregator="avg",
        help="Inhabitants per square kilometre. Entered by hand, it goes before what "
        "the area table says.",
    )
    area_text = fields.Char(
        string="Area Table",
        compute="_compute_area_text",
        groups=_SALESMAN,
        help="What the area table says where nothing is entered by hand.",
    )

    # How fresh they are
    facts_checked_date = fields.Date(
        string="Facts Checked On",
        copy=False,
        groups=_SALESMAN,
        index="btree_not_null",
        help="When somebody last made sure that the facts are right. Entering a fact "
        "sets it to today.",
    )
    facts_are_stale = fields.Boolean(
        string="Facts Are Old",
        compute="_compute_facts_are_stale",
        search="_search_facts_are_stale",
        groups=_SALESMAN,
        help="Checked longer ago than the months that the company's settings allow.",
    )

    # ------------------------------------------------------------------
    # Age
    # ------------------------------------------------------------------

    @api.depends("birth_date")
    @api.depends_context("company")
    def _compute_age(self):
        today = self.env.company._lifecycle_today()
        for partner in self:
            born = partner.birth_date
            partner.age = ages.age_on(today, born) if born else 0
            partner.age_bracket = born and ages.bracket_of(partner.age)

    def _search_age(self, operator, value):
        today = self.env.company._lifecycle_today()
        if operator == "in":
            return Domain.OR(
                Domain("birth_date", "=", False)
                if age is False
                else self._born_between(ages.birth_dates(today, "=", age))
                for age in value
            )
        if operator in ("<", "<=", ">", ">="):
            return self._born_between(ages.birth_dates(today, operator, value))
        return NotImplemented

    def _search_age_bracket(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._lifecycle_today()
        return Domain.OR(
            self._born_between(ages.bracket_birth_dates(today, key))
            if key in ages.BRACKETS
            else Domain("birth_date", "=", False)
            for key in value
        )

    @api.model
    def _born_between(self, limits):
        if limits is None:
            return Domain.FALSE
        first, last = limits
        return Domain("birth_date", ">=", first) & Domain("birth_date", "<=", last)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in ("age", "age_bracket"):
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        today = self.env.company._lifecycle_today()
        born = self._field_to_sql(alias, "birth_date", query)
        if field_expr == "age":
            return SQL(
                "GREATEST(EXTRACT(YEAR FROM AGE(%s::date, %s))::int, 0)", today, born
            )
        cases = SQL(" ").join(
            SQL(
                "WHEN %s <= %s THEN %s", born, ages.latest_birth_date(today, first), key
            )
            for key, (first, _last) in reversed(ages.BRACKETS.items())
        )
        return SQL("CASE %s END", cases)

    # ------------------------------------------------------------------
    # Freshness
    # ------------------------------------------------------------------

    @api.depends("facts_checked_date")
    @api.depends_context("company")
    def _compute_facts_are_stale(self):
        limit = self._get_stale_limit()
        for partner in self:
            checked = partner.facts_checked_date
            partner.facts_are_stale = bool(checked) and checked < limit

    def _search_facts_are_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        stale = Domain("facts_checked_date", "<", self._get_stale_limit())
        return stale if True in value else ~stale

    @api.model
    def _get_stale_limit(self):
        """Return the first day on which a check still counts as recent."""
        company = self.env.company
        months = company.sudo().facts_stale_months
        return company._lifecycle_today() - relativedelta(months=months)

    # ------------------------------------------------------------------
    # Places
    # ------------------------------------------------------------------

    @api.depends("country_id", "state_id", "city", *AREA_FACTS)
    def _compute_area_text(self):
        areas = self.env["crm.area"]
        lines = areas.search([("country_id", "in", self.country_id.ids)]).grouped(
            "country_id"
        )
        for partner in self:
            country = partner.country_id
            found = find_facts(
                lines.get(country, areas), country, partner.state_id, partner.city
            )
            partner.area_text = areas._describe(
                {name: value for name, value in found.items() if not partner[name]}
            )

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("birth_date")
    def _check_birth_date(self):
        today = self.env.company._lifecycle_today()
        for partner in self.filtered("birth_date"):
            if not _FIRST_BIRTH_DATE <= partner.birth_date <= today:
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot be born on %(date)s. Enter a birth date "
                        "between %(first)s and today, or leave it empty.",
                        name=partner.display_name,
                        date=format_date(self.env, partner.birth_date),
                        first=format_date(self.env, _FIRST_BIRTH_DATE),
                    )
                )

    @api.constrains("facts_checked_date")
    def _check_facts_checked_date(self):
        today = self.env.company._lifecycle_today()
        for partner in self.filtered("facts_checked_date"):
            if partner.facts_checked_date > today:
                raise ValidationError(
                    self.env._(
                        "The facts about %(name)s cannot have been checked on "
                        "%(date)s, which is still to come.",
                        name=partner.display_name,
                        date=format_date(self.env, partner.facts_checked_date),
                    )
                )

    @api.constrains("population_density")
    def _check_population_density(self):
        for partner in self:
            if partner.population_density < 0:
                raise ValidationError(
                    self.env._(
                        "The population density of %(name)s cannot be negative.",
                        name=partner.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._date_facts(vals) for vals in vals_list])

    def write(self, vals):
        result = super().write(self._date_facts(vals))
        if not _DECISIVE_FIELDS.isdisjoint(vals):
            self.env["crm.customer.refresh"]._note_facts(
                (False, partner.id)
                for partner in self
                if partner.commercial_partner_id == partner
            )
        return result

    @api.model
    def _date_facts(self, vals):
        """Return ``vals`` with today as the day of the check, if facts are entered.

        Facts from a file or of a merged contact are as old as they are: there the day
        is what is given, or stays what it was.
        """
        context = self.env.context
        if context.get("import_file") or context.get("facts_not_checked"):
            return vals
        if vals.get("facts_checked_date") or not any(map(vals.get, ENTERED_FACTS)):
            return vals
        return vals | {"facts_checked_date": self.env.company._lifecycle_today()}

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_check_facts(self):
        """Note that the facts about these contacts were found right today."""
        self.facts_checked_date = self.env.company._lifecycle_today()
