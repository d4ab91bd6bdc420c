"""What the trading company sells, and how its customers fill their baskets."""

from . import places

#: Category: its name, and its products as (name, price, type).
CATEGORIES = {
    "hygiene": (
        "Hygiene",
        (
            ("Paper Towels, Case of 3,000", 38.50, "consu"),
            ("Hand Soap, 5 l", 14.90, "consu"),
            ("Surface Disinfectant, 5 l", 27.00, "consu"),
            ("Nitrile Gloves, Box of 100", 9.80, "consu"),
        ),
    ),
    "packaging": (
        "Packaging",
        (
            ("Shipping Boxes, Bundle of 25", 31.00, "consu"),
            ("Packing Tape, Pack of 36", 42.00, "consu"),
            ("Stretch Film, Roll of 300 m", 12.40, "consu"),
            ("Paper Bags, Case of 500", 46.00, "consu"),
        ),
    ),
    "kitchen": (
        "Coffee & Kitchen",
        (
            ("Espresso Beans, 1 kg", 19.50, "consu"),
            ("Tea Assortment, 180 Bags", 24.00, "consu"),
            ("Paper Cups, Case of 1,000", 54.00, "consu"),
        ),
    ),
    "equipment": (
        "Equipment",
        (
            ("Soap and Towel Dispenser Set", 89.00, "consu"),
            ("Coffee Machine, Two Groups", 1890.00, "consu"),
            ("Floor Scrubber Drier", 2450.00, "consu"),
        ),
    ),
    "service": (
        "Services",
        (
            ("Equipment Maintenance Visit", 145.00, "service"),
            ("Hygiene Training, Half a Day", 320.00, "service"),
        ),
    ),
}

#: What private persons buy.
_PRIVATE_CATEGORIES = ("kitchen", "kitchen", "hygiene", "packaging")

#: By how much prices went up each year.
_RISE = 0.03


class Catalog:
    """The products, by category."""

    def __init__(self, env, random):
        self.random = random
        self._products = {
            key: self._create(env, name, products)
            for key, (name, products) in CATEGORIES.items()
        }

    def _create(self, env, category_name, products):
        categories = env["product.category"]
        category = categories.search([("name", "=", category_name)], limit=1)
        category = category or categories.create({"name": category_name})
        return env["product.product"].create(
            [
                {
                    "name": name,
                    "categ_id": category.id,
                    "type": kind,
                    "list_price": price,
                    "standard_price": round(price * 0.62, 2),
                    "invoice_policy": "delivery",
                    "taxes_id": False,
                    "supplier_taxes_id": False,
                }
                for name, price, kind in products
            ]
        )

    def draw_lines(self, trade, value, days_ago):
        """Return the values of order lines worth about ``value``.

        :param trade: a key of :data:`.places.TRADES`, or ``None`` for a person
        """
        categories = places.TRADES[trade][1] if trade else _PRIVATE_CATEGORIES
        products = []
        for _line in range(self.random.choice((1, 1, 2, 2, 3))):
            product = self.random.choice(self._products[self.random.choice(categories)])
            if product not in products and product.list_price <= max(value, 60):
                products.append(product)
        products = products or [self._products[categories[0]][0]]
        discount = (1 - _RISE) ** (days_ago // 365)
        return [
            {
                "product_id": product.id,
                "product_uom_qty": self._draw_quantity(product, value / len(products)),
                "price_unit": round(product.list_price * discount, 2),
                "analytic_distribution": False,
            }
            for product in products
        ]

    def _draw_quantity(self, product, value):
        if product.list_price > 1000:
            return 1
        varied = value * self.random.uniform(0.7, 1.3)
        return max(1, round(varied / product.list_price))
