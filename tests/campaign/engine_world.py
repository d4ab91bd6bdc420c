"""A plain world for the model of the engine: contacts, purchases and refusals.

Nothing here asks the database. What happens in a life is told to both sides.
"""

from dataclasses import dataclass, field
from datetime import timedelta

#: A number that each purchase adds, so that no two customers are worth the same.
_CENT = 0.01


@dataclass(eq=False)
class Contact:
    """A customer, or a person there."""

    record: object
    email: str
    phone: str
    user: object = None
    parent: "Contact" = None
    active: bool = True
    opt_out: bool = False
    purchases: list = field(default_factory=list)

    @property
    def id(self):
        return self.record.id

    @property
    def customer(self):
        return self.parent or self

    @property
    def total(self):
        return round(sum(amount for _day, amount in self.purchases), 2)

    @property
    def last_day(self):
        return max((day for day, _amount in self.purchases), default=None)

    def __repr__(self):
        return self.record.name


@dataclass(frozen=True)
class Silent:
    """Who bought for the last time so many days ago, or earlier."""

    days: int

    @property
    def domain(self):
        return [("last_date", "<", f"today -{self.days}d")]

    def holds(self, customer, now):
        last = customer.last_day
        return last is not None and last < now.date() - timedelta(days=self.days)


@dataclass(frozen=True)
class Rich:
    """Who bought for more than an amount."""

    amount: float

    @property
    def domain(self):
        return [("amount_total", ">", self.amount)]

    def holds(self, customer, _now):
        return customer.total > self.amount


class World:
    """Who there is, and what they refuse."""

    def __init__(self, present_users):
        self.contacts = []
        self.present_users = set(present_users)
        self.blacklist = set()
        self.complaining = set()
        self.caps = []

    @property
    def customers(self):
        return [contact for contact in self.contacts if contact.parent is None]

    def people_of(self, customer):
        """Return the customer and the persons there, in the order of their ids."""
        people = [one for one in self.contacts if one.customer is customer]
        return sorted(people, key=lambda one: one.id)

    def buy(self, customer, day, amount):
        customer.purchases.append((day, amount))

    def price(self, chance):
        """Return an amount such that no two totals are the same."""
        count = sum(len(customer.purchases) for customer in self.contacts)
        return chance.choice((10, 60, 250)) + (count + 1) * _CENT

    # ------------------------------------------------------------------
    # Refusals
    # ------------------------------------------------------------------

    def refuses(self, address):
        """Tell whether an email address or number must not be used."""
        return address in self.blacklist or any(
            contact.opt_out and address in (contact.email, contact.phone)
            for contact in self.contacts
        )

    def complains(self, customer):
        return any(one.customer is customer for one in self.complaining)

    def complains_at(self, address):
        """Tell whether any customer with an address complains."""
        return any(
            address in (contact.email, contact.phone)
            and self.complains(contact.customer)
            for contact in self.contacts
        )

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------

    def merge(self, gone, kept):
        """Make one customer of two; what one of them refuses, the one refuses."""
        addresses = {gone.email, gone.phone, kept.email, kept.phone} - {""}
        refused = addresses & self.blacklist
        kept.email = kept.email or gone.email
        kept.phone = kept.phone or gone.phone
        kept.opt_out |= gone.opt_out
        kept.active |= gone.active
        kept.user = kept.user or gone.user
        kept.purchases += gone.purchases
        for address in refused:
            same = kept.email if "@" in address else kept.phone
            self.blacklist |= {same} - {""}
        for contact in self.contacts:
            if contact.parent is gone:
                contact.parent = kept
        if gone in self.complaining:
            self.complaining.add(kept)
        self.complaining.discard(gone)
        self.contacts.remove(gone)
