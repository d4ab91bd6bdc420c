"""Two hundred rules, such as the segments of a company have."""

import itertools

#: So many segments a company is measured with, the ready-made ones among them.
SEGMENTS = 200


def list_rules(env):
    """Return rules that do not speak of other segments.

    :return: list of (name, ids of cells of the matrix, domain)
    """
    rules = itertools.chain(
        _cells(env),
        _purchases(),
        _dates(),
        _bought(env),
        _behaviour(env),
        _value(),
        _partners(env),
        _together(env),
    )
    return [
        (f"{number:03}: {name}", cells, domain)
        for number, (name, cells, domain) in enumerate(rules, start=1)
    ]


def list_combinations(segment_ids, count):
    """Return ``count`` rules that speak of the segments of these ids."""
    return [
        (f"Of others: {number:03}", [], _combine(number, segment_ids))
        for number in range(1, count + 1)
    ]


def _combine(number, segment_ids):
    one, other, third = (
        ("saved_segment_ids", "in", [segment_ids[number * step % len(segment_ids)]])
        for step in (3, 7, 11)
    )
    without = ("saved_segment_ids", "not in", third[2])
    return [
        ["&", one, other],
        ["|", one, other],
        ["&", one, without],
        ["&", "|", one, other, without],
        ["&", "|", one, "&", other, without, ("amount_total", ">", 500)],
    ][number % 5]


def _cells(env):
    cells = env["crm.lifecycle.segment"].search([("company_id", "=", env.company.id)])
    for cell in cells:
        yield cell.name, cell.ids, []
    for one, other in itertools.pairwise(cells):
        yield "two cells, big", (one | other).ids, [("amount_total", ">", 1000)]


def _purchases():
    for count, amount in itertools.product((1, 3, 10), (200, 2000, 10000)):
        yield (
            "number and revenue",
            [],
            ["&", ("purchase_count", ">=", count), ("amount_total", ">", amount)],
        )
    for days in (7, 30, 90, 365):
        yield "days since", [], [("days_since", "<=", days)]
        yield (
            "silent, long",
            [],
            ["&", ("is_silent", "=", True), ("days_since", ">", days)],
        )


def _dates():
    for days in (7, 14, 30, 60, 90, 180, 365):
        yield "bought lately", [], [("last_date", ">=", f"today -{days}d")]
        yield "new", [], [("first_date", ">=", f"today -{days}d")]
    for months in (1, 3, 6, 12):
        yield (
            "lost sight of",
            [],
            [
                "&",
                ("last_date", "<", f"today -{months}m"),
                ("last_contact_date", "<", f"today -{months}m"),
            ],
        )
    for days in (7, 14, 30):
        yield "moves soon", [], [("next_move_date", "<=", f"today +{days}d")]


def _bought(env):
    categories = env["product.category"].search([], order="id DESC", limit=8)
    for category in categories:
        yield "mostly buys", [], [("category_1_id", "=", category.id)]
        yield (
            "bought of it lately",
            [],
            [
                (
                    "category_ids",
                    "any",
                    [
                        "&",
                        ("categ_id", "=", category.id),
                        ("last_date", ">=", "today -90d"),
                    ],
                )
            ],
        )
        yield (
            "never bought of it",
            [],
            [
                "&",
                ("purchase_count", ">", 0),
                "!",
                ("category_ids", "any", [("categ_id", "=", category.id)]),
            ],
        )


def _behaviour(env):
    for direction in ("rising", "stable", "falling"):
        yield "basket", [], [("basket_direction", "=", direction)]
    for sent in (1, 3, 5):
        yield (
            "never opened",
            [],
            [
                "&",
                ("mailing_sent_count", ">=", sent),
                ("mailing_opened_count", "=", 0),
            ],
        )
        yield "clicks", [], [("mailing_clicked_count", ">=", sent)]
    for channel, weekday in itertools.product(("mail", "sms"), "14"):
        yield (
            "best reached",
            [],
            [
                "&",
                ("mailing_channel", "=", channel),
                ("mailing_weekday", "=", weekday),
            ],
        )
    for kind in ("activity", "meeting", "message"):
        yield "contact", [], [("last_contact_kind", "=", kind)]
    for reason in env["crm.lost.reason"].search([]):
        yield "lost for", [], [("lost_reason_id", "=", reason.id)]
    for method in env["account.payment.method.line"].search([], limit=4):
        yield "pays by", [], [("payment_method_line_id", "=", method.id)]


def _value():
    for group in ("champion", "at_risk", "cannot_lose", "hibernating"):
        yield "RFM", [], [("rfm_group", "=", group)]
    for name in "abc":
        yield (
            "class, not contacted",
            [],
            [
                "&",
                ("value_class", "=", name),
                "|",
                ("last_contact_date", "<", "today -6m"),
                ("last_contact_date", "=", False),
            ],
        )
    for outlook in ("likely", "open", "one_timer"):
        yield "outlook", [], [("regular_outlook", "=", outlook)]


def _partners(env):
    for city in ("Berlin", "Lyon", "Graz"):
        yield "city", [], [("city", "=", city)]
        yield "city, part of the name", [], [("partner_id.city", "ilike", city[:3])]
    for country in env["res.country"].search([("code", "in", ("DE", "FR", "IT"))]):
        yield "country", [], [("country_id", "=", country.id)]
    for industry in env["res.partner.industry"].search([], limit=5):
        yield (
            "industry, buys often",
            [],
            [
                "&",
                ("industry_id", "=", industry.id),
                ("purchase_count", ">=", 5),
            ],
        )
    for age in (30, 50, 65):
        yield "older than", [], [("age", ">=", age)]
    yield "women under 40", [], ["&", ("gender", "=", "female"), ("age", "<", 40)]
    yield "companies", [], [("is_company", "=", True)]
    yield "name", [], [("partner_id.name", "ilike", "bakery")]
    yield "without a phone", [], [("phone", "=", False)]
    yield "an owner there", [], [("partner_id.child_ids.function", "=", "Owner")]
    yield "tagged", [], [("category_id.name", "ilike", "vip")]


def _together(env):
    """Rules of several conditions each, as they are written in practice."""
    industries = env["res.partner.industry"].search([], limit=6)
    for industry, months in itertools.product(industries, (3, 12)):
        yield (
            "several things",
            [],
            [
                "&",
                "&",
                ("industry_id", "=", industry.id),
                "|",
                ("value_class", "=", "a"),
                ("rfm_group", "in", ["loyal", "champion"]),
                "|",
                ("last_contact_date", "=", False),
                ("last_contact_date", "<", f"today -{months}m"),
            ],
        )
