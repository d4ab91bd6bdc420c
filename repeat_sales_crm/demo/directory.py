"""Invents the companies and people that a trading company deals with."""

import re
import unicodedata

from . import places

#: One customer of so many is a private person.
_PRIVATE = 9

_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ø": "o"})


class Directory:
    """A source of partners, no two of which are called the same."""

    def __init__(self, env, random):
        self.random = random
        self._countries = {
            country.code: env.ref(f"base.{_xmlid(country.code)}").id
            for country in places.COUNTRIES
        }
        self._industries = {
            letter: env.ref(f"base.res_partner_industry_{letter}").id
            for letter, _categories in places.TRADES.values()
        }
        self._taken = set()

    def draw_customer(self):
        """Return the values of a customer, and their trade (``None`` for a person)."""
        country = self.random.choice(places.COUNTRIES)
        city, postal_code = self.random.choice(country.cities)
        trade, name = self._draw_name(country, city)
        street = self.random.choice(country.streets)
        values = {
            "name": name,
            "is_company": bool(trade),
            "street": street.format(self.random.randint(1, 98)),
            "zip": postal_code,
            "city": city,
            "country_id": self._countries[country.code],
            "phone": self._draw_phone(country),
        }
        if not trade:
            return values | {"email": f"{_slug(name, '.')}@mail.example"}, None
        domain = f"{_slug(name)}.example"
        values |= {
            "email": f"info@{domain}",
            "website": f"https://www.{domain}",
            "industry_id": self._industries[places.TRADES[trade][0]],
        }
        return values, trade

    def draw_contact(self, company):
        """Return the values of a person who works for ``company``."""
        country = next(
            country
            for country in places.COUNTRIES
            if self._countries[country.code] == company.country_id.id
        )
        name = self._draw_person(country)
        domain = company.email.partition("@")[2]
        return {
            "name": name,
            "parent_id": company.id,
            "type": "contact",
            "function": self.random.choice(places.JOBS),
            "email": f"{_slug(name, '.')}@{domain}",
            "phone": self._draw_phone(country),
        }

    def _draw_name(self, country, city):
        while True:
            if self.random.randrange(_PRIVATE) == 0:
                trade, name = None, self._draw_person(country)
            else:
                trade, pattern = self.random.choice(country.businesses)
                surname = self.random.choice(country.surnames)
                name = pattern.format(s=surname, c=city)
            if name not in self._taken:
                self._taken.add(name)
                return trade, name

    def _draw_person(self, country):
        first_name = self.random.choice(country.first_names)
        return f"{first_name} {self.random.choice(country.surnames)}"

    def _draw_phone(self, country):
        return re.sub("#", lambda _sign: str(self.random.randrange(10)), country.phone)


def _xmlid(code):
    return "uk" if code == "GB" else code.lower()


def _slug(name, separator="-"):
    """Return ``name`` as it would be written in an address."""
    plain = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", separator, ascii_only).strip(separator)
