"""Which line of the area table speaks for a place, in Python and in SQL alike.

Names of cities are compared folded: without accents, capitals, hyphens and the like.
The folding is the same in SQL and in Python, and asks for no extension of PostgreSQL.
"""

import re
import unicodedata

from odoo.tools import SQL

#: What an area says about a place.
AREA_FACTS = ("area_type", "climate", "population_density")

_MARKS = "[\u0300-\u036f]"
_SEPARATORS = "[-–—'’`.,/() \t\n]+"
# Letters that do not decompose into a plain one and a mark.
_LETTERS = ("łøđıς", "lodiσ")
_LIGATURES = (("ß", "ss"), ("æ", "ae"), ("œ", "oe"))


def fold(name):
    """Return the name of a city as it is compared; empty where there is none."""
    plain = unicodedata.normalize("NFKD", name or "")
    plain = re.sub(_MARKS, "", plain).lower()
    plain = plain.translate(str.maketrans(*_LETTERS))
    for ligature, letters in _LIGATURES:
        plain = plain.replace(ligature, letters)
    return re.sub(_SEPARATORS, " ", plain).strip(" ")


def folded(column):
    """Return the SQL that folds an SQL expression as :func:`fold` does, or NULL."""
    plain = SQL(
        "lower(regexp_replace(normalize(%s, NFKD), %s, '', 'g'))", column, _MARKS
    )
    plain = SQL("translate(%s, %s, %s)", plain, *_LETTERS)
    for ligature, letters in _LIGATURES:
        plain = SQL("replace(%s, %s, %s)", plain, ligature, letters)
    plain = SQL("regexp_replace(%s, %s, ' ', 'g')", plain, _SEPARATORS)
    return SQL("NULLIF(btrim(%s), '')", plain)


def find_facts(areas, country, state, city):
    """Return what the table says about a place: {name of the fact: value}.

    Each fact is of the most specific line that has it: city in a state, city, state,
    country.

    :param areas: lines with country, state, city (as text) and the facts as attributes
    """
    place = fold(city)
    matching = [
        area
        for area in areas
        if area.country_id == country
        and (not area.state_id or area.state_id == state)
        and (not fold(area.city) or fold(area.city) == place)
    ]
    matching.sort(key=lambda area: (bool(fold(area.city)), bool(area.state_id)))
    found = dict.fromkeys(AREA_FACTS, False)
    for area in matching:
        found.update(
            {name: area[name] for name in AREA_FACTS if area[name]},
        )
    return found
