"""Who else sells to the trading company's customers, as its sellers came to know."""

from datetime import timedelta
from random import Random

from odoo.fields import Command

from .catalog import CATEGORIES

_SEED = 23

#: Name, what to say, strengths, weaknesses, how they sell; their usual price against
#: ours, and the categories that they sell.
_RIVALS = (
    (
        "Bluewater Wholesale",
        "<p>They deliver on Tuesdays only. Ask what happens when the gloves are gone "
        "on a Thursday, and offer our next-day delivery for a month on trial.</p>",
        "<ul><li>Lowest list prices for paper</li><li>One invoice a month</li></ul>",
        "<ul><li>Delivery once a week</li><li>Nobody to call after 3 p.m.</li></ul>",
        "<p>Price lists by e-mail, yearly contracts with a bonus at the end.</p>",
        0.94,
        ("hygiene", "packaging"),
    ),
    (
        "Café Direkt",
        "<p>Do not argue about taste. Count cups: with the machine's lease their "
        "coffee costs more than ours from 60 cups a day on.</p>",
        "<ul><li>A barista comes along</li><li>The machine is lent for free</li></ul>",
        "<ul><li>Contract of three years</li><li>Cups and towels from elsewhere</li>"
        "</ul>",
        "<p>Tastings at the customer's place; the chef decides, not the buyer.</p>",
        1.12,
        ("kitchen", "equipment"),
    ),
    (
        "PackRight Online",
        "<p>Good for one box, dear for a pallet: show the price per hundred with "
        "freight.</p>",
        "<ul><li>Ordered in a minute</li><li>Delivered next day</li></ul>",
        "<ul><li>No terms of payment</li><li>No adviser, no samples</li></ul>",
        "<p>Search engines and coupons, nobody visits.</p>",
        1.03,
        ("packaging",),
    ),
)

_TERMS = ("30 days", "60 days, 3 % bonus a year", "Paid at once, 2 % off", False)
_SOURCES = (
    ("customer", "Head of purchasing"),
    ("visit", "Boxes in the store room"),
    ("document", "Their offer of this spring"),
    ("supplier", False),
    ("rumor", "Their driver"),
)
_ACTIONS = (
    ("discount", "10 % off gloves until the end of the quarter", False),
    ("launch", "New line of compostable cups", False),
    ("visit", "Two of them showed a new machine to the chef", True),
    ("tender", "Bids for the yearly supply", True),
    ("advertising", "A page in the trade journal", False),
    ("poached", "The buyer's deputy works for them now", True),
)


def compete(env, company, customers, team):
    """Create competitors, and what is known of them at some customers.

    :param customers: partners who bought, the best first
    """
    Rivalry(env, company, customers, team).run()


class Rivalry:
    def __init__(self, env, company, customers, team):
        self.env = env
        self.company = company
        self.customers = customers
        self.team = team
        self.today = company._lifecycle_today()
        self.random = Random(_SEED)  # noqa: S311
        self.rivals = {}

    def run(self):
        self._create_rivals()
        known = self.customers[: len(self.customers) // 3]
        self._create_offers()
        self._create_supplies(known)
        self._create_budgets(known)
        self._create_actions(known)
        self._create_deals(known)

    def _ago(self, days):
        return self.today - timedelta(days=days)

    def _create_rivals(self):
        for name, pitch, strengths, weaknesses, method, level, keys in _RIVALS:
            partner = self.env["res.partner"].create({"name": name, "is_company": True})
            rival = self.env["crm.competitor"].create(
                {
                    "partner_id": partner.id,
                    "pitch": pitch,
                    "strengths": strengths,
                    "weaknesses": weaknesses,
                    "sales_method": method,
                }
            )
            names = [CATEGORIES[key][0] for key in keys]
            self.rivals[rival] = (
                level,
                self.env["product.category"].search([("name", "in", names)]),
            )

    def _create_offers(self):
        """Prices seen every few months, which go up as all prices do."""
        values_list = []
        for rival, (level, categories) in self.rivals.items():
            products = self.env["product.product"].search(
                [("categ_id", "in", categories.ids)], limit=4
            )
            for product in products:
                for days in (330, 200, 90, 12):
                    price = product.list_price * level * (1 - 0.03 * days / 365)
                    values_list.append(
                        {
                            "competitor_id": rival.id,
                            "company_id": self.company.id,
                            "product_id": product.id,
                            "price_from": round(
                                price * self.random.uniform(0.97, 1.03), 2
                            ),
                            "currency_id": self.company.currency_id.id,
                            "observed_date": self._ago(days),
                            "source": "public",
                            "source_note": "Price list",
                        }
                    )
        self.env["crm.competitor.offer"].create(values_list)

    def _create_supplies(self, customers):
        values_list = []
        for customer in customers:
            for rival, (_level, categories) in self.rivals.items():
                if self.random.random() < 0.4:
                    values_list += self._draw_supply(customer, rival, categories)
        self.env["crm.customer.supply"].create(values_list)

    def _draw_supply(self, customer, rival, categories):
        """Return what is known of a supply, sometimes learned anew after a while."""
        random = self.random
        category = random.choice(categories)
        source, note = random.choice(_SOURCES)
        days = random.randint(20, 420)
        share = random.choice((0, 15, 20, 25, 30, 40, 50, 60))
        values = {
            "company_id": self.company.id,
            "partner_id": customer.id,
            "competitor_id": rival.id,
            "categ_id": category.id,
            "share": share,
            "price": random.choice((0, random.randint(80, 600) / 10)),
            "terms": random.choice(_TERMS),
            "contract_end": random.choice(
                (False, self.today + timedelta(days=random.randint(10, 300)))
            ),
            "observed_date": self._ago(days),
            "source": source,
            "source_note": note,
            "confidence": random.choice(("low", "medium", "high")),
        }
        if days > 200 and share and random.random() < 0.6:
            later = {
                "share": min(share + random.choice((-10, 5, 15)), 80),
                "observed_date": self._ago(days // 3),
            }
            return [values, values | later]
        return [values]

    def _create_budgets(self, customers):
        """Budgets of some, of which our own sales are a good part."""
        rows = self.env["sale.report"]._read_group(
            [
                ("partner_id", "child_of", customers.ids),
                ("date", ">=", self._ago(365)),
                ("state", "=", "sale"),
                ("company_id", "=", self.company.id),
            ],
            ["commercial_partner_id", "categ_id"],
            ["price_subtotal:sum"],
        )
        start = self.today.replace(month=1, day=1)
        self.env["crm.customer.budget"].create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": partner.id,
                    "categ_id": category.id,
                    "amount": round(ours * self.random.uniform(1.3, 2.6), -1) + 100,
                    "date_from": start,
                    "is_estimate": self.random.random() < 0.4,
                    "observed_date": start,
                    "source": "customer",
                }
                for partner, category, ours in rows
                if category and self.random.random() < 0.35
            ]
        )

    def _create_actions(self, customers):
        random = self.random
        rivals = list(self.rivals)
        values_list = []
        for number, (kind, name, is_strong) in enumerate(_ACTIONS * 2):
            customer = random.choice(customers) if number % 3 else False
            values_list.append(
                {
                    "competitor_id": random.choice(rivals).id,
                    "company_id": self.company.id,
                    "partner_id": customer and customer.id,
                    "kind": kind,
                    "name": name,
                    "is_strong": is_strong,
                    "date": self._ago(random.randint(3, 240)),
                    "source": "visit",
                    "answer": "Called them, offered samples" if number % 2 else False,
                }
            )
        self.env["crm.competitor.action"].create(values_list)

    def _create_deals(self, customers):
        """Deals against competitors: open, won, and lost to them."""
        reasons = self.env["crm.lost.reason"].search([])
        for number, customer in enumerate(customers[:14]):
            rival = self.random.choice(list(self.rivals))
            level, categories = self.rivals[rival]
            revenue = self.random.randint(8, 80) * 50
            lead = self.env["crm.lead"].create(
                {
                    "type": "opportunity",
                    "name": f"{categories[0].name}, next year: {customer.name}",
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "user_id": (customer.user_id or self.env.user).id,
                    "team_id": self.team.id,
                    "expected_revenue": revenue,
                    "supply_categ_id": categories[0].id,
                    "competitor_line_ids": [
                        Command.create(
                            {
                                "competitor_id": rival.id,
                                "price": round(
                                    revenue * level * self.random.uniform(0.9, 1.05)
                                ),
                            }
                        )
                    ],
                }
            )
            if number % 3 == 1:
                lead.action_set_won()
            elif number % 3 == 2:
                lead.write(
                    {
                        "lost_competitor_id": rival.id,
                        "lost_price": lead.competitor_line_ids[:1].price,
                    }
                )
                lead.action_set_lost(
                    lost_reason_id=self.random.choice(reasons).id if reasons else False
                )
