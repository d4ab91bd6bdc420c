import csv

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open, formatLang

from .area_match import fold
from .choices import AREA_TYPES, CLIMATES

#: Country code, climate and rounded density, to start with.
_STARTER_FILE = "repeat_sales_crm/data/profile/areas.csv"

#: What says where customers are for whom a line speaks.
_PLACE = {"country_id", "state_id", "city"}


class CrmArea(models.Model):
    """What is known about a country, a state or a city.

    The most specific line that has a fact gives it to the customers there, unless it is
    entered on the customer by hand.
    """

    _name = "crm.area"
    _description = "Area"
    _order = "country_id, state_id NULLS FIRST, city NULLS FIRST, id"
    _rec_names_search = ["country_id", "state_id", "city"]

    country_id = fields.Many2one("res.country", required=True, ondelete="cascade")
    state_id = fields.Many2one(
        "res.country.state",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('country_id', '=?', country_id)]",
        help="Empty for the whole country.",
    )
    city = fields.Char(
        help="Empty for the whole state or country. Accents, capitals and hyphens make "
        "no difference."
    )
    city_key = fields.Char(
        compute="_compute_city_key",
        store=True,
        precompute=True,
        help="The name of the city as it is compared.",
    )
    area_type = fields.Selection(AREA_TYPES, help="What most customers there live in.")
    climate = fields.Selection(
        CLIMATES, help="Main group of the Köppen classification."
    )
    population_density = fields.Integer(
        aggregator="avg", help="Inhabitants per square kilometre; 0 if not known."
    )

    _place_uniq = models.UniqueIndex(
        "(country_id, COALESCE(state_id, 0), COALESCE(city_key, ''))",
        "There is a line for this place already. Change that one.",
    )
    _population_density_check = models.Constraint(
        "CHECK(population_density >= 0)", "A population density cannot be negative."
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("country_id", "state_id", "city")
    def _compute_display_name(self):
        for area in self:
            names = (area.city, area.state_id.name, area.country_id.name)
            area.display_name = ", ".join(filter(None, names))

    @api.depends("city")
    def _compute_city_key(self):
        for area in self:
            area.city_key = fold(area.city) or False

    @api.onchange("state_id")
    def _onchange_state_id(self):
        if self.state_id:
            self.country_id = self.state_id.country_id

    @api.onchange("country_id")
    def _onchange_country_id(self):
        if self.state_id.country_id != self.country_id:
            self.state_id = False

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("country_id", "state_id")
    def _check_state_id(self):
        for area in self:
            if area.state_id and area.state_id.country_id != area.country_id:
                raise ValidationError(
                    self.env._(
                        "%(state)s is not a state of %(country)s.",
                        state=area.state_id.name,
                        country=area.country_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        areas = super().create(vals_list)
        areas._note_customers()
        return areas

    def write(self, vals):
        self._note_customers()
        result = super().write(vals)
        if not _PLACE.isdisjoint(vals):
            self._note_customers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_note_customers(self):
        self._note_customers()

    def _note_customers(self):
        """Have the facts of who lives there calculated anew."""
        self.env["crm.customer.refresh"].sudo()._note_areas(self.ids)

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    @api.model
    def _describe(self, found):
        """Return facts as a user reads them, or ``False`` if there are none.

        :param found: {name of the fact: value}
        """
        words = []
        for name in ("area_type", "climate"):
            if found.get(name):
                labels = dict(self._fields[name]._description_selection(self.env))
                words.append(labels[found[name]])
        if found.get("population_density"):
            density = formatLang(self.env, found["population_density"], digits=0)
            words.append(self.env._("%(density)s per km²", density=density))
        return " · ".join(words) or False

    @api.model
    def _load_starter_areas(self):
        """Fill an empty table with a line for each country, to be edited.

        It is a starting point: the climate that most of a country has, and its density
        in round numbers.
        """
        if self.search_count([], limit=1):
            return
        countries = {
            country.code: country.id for country in self.env["res.country"].search([])
        }
        with file_open(_STARTER_FILE, "r") as file:
            lines = [
                line for line in csv.DictReader(file) if line["country"] in countries
            ]
        self.create(
            [
                {
                    "country_id": countries[line["country"]],
                    "climate": line["climate"],
                    "population_density": int(line["population_density"]),
                }
                for line in lines
            ]
        )
