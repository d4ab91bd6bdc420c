"""The segments that every company has to start with."""

from typing import NamedTuple


class Ready(NamedTuple):
    """A segment to create: the code stays when the name is changed or translated."""

    code: str
    name: str
    description: str
    rule: list


def list_missing(ready, present):
    """Return what is ready-made and not there yet, by its code or by its name.

    :param ready: things with a ``code`` and a ``name``
    :param present: records with such fields
    """
    codes, names = set(present.mapped("code")), set(present.mapped("name"))
    return [one for one in ready if one.code not in codes and one.name not in names]


def list_ready(env):
    """Return the segments to create, in the language of the environment."""
    _ = env._
    return [
        Ready(
            "regular",
            _("Regular customers"),
            _("Bought three times or more. Who comes back keeps the company alive."),
            [("purchase_count", ">=", 3)],
        ),
        Ready(
            "regular_silent",
            _("Regular and unusually silent"),
            _(
                "Bought three times or more, and have been away for longer than they "
                "usually are. Call them before somebody else does."
            ),
            ["&", ("purchase_count", ">=", 3), ("is_silent", "=", True)],
        ),
        Ready(
            "big_silent",
            _("Big and silent"),
            _(
                "Among the customers who make most of the revenue, and away for longer "
                "than they usually are. A visit is worth it."
            ),
            ["&", ("value_class", "=", "a"), ("is_silent", "=", True)],
        ),
        Ready(
            "champions",
            _("Champions"),
            _("Buy often, for much, and did so lately. Ask them to recommend you."),
            [("rfm_group", "=", "champion")],
        ),
        Ready(
            "white_space",
            _("Big, and could buy more"),
            _(
                "Among the biggest customers, but without something that others like "
                "them buy. Offer it."
            ),
            ["&", ("value_class", "=", "a"), ("whitespace_ids", "!=", False)],
        ),
        Ready(
            "likely",
            _("Likely regulars"),
            _("Not regular yet, but others like them became so. Help them to it."),
            [("regular_outlook", "=", "likely")],
        ),
        Ready(
            "basket_falling",
            _("Basket falling"),
            _("Still buy, but for less than before. Somebody else may sell the rest."),
            ["&", ("basket_direction", "=", "falling"), ("is_silent", "=", False)],
        ),
        Ready(
            "not_contacted",
            _("Not contacted for 12 months"),
            _("Customers whom nobody called, wrote to or met for a year."),
            [
                "&",
                ("purchase_count", ">", 0),
                "|",
                ("last_contact_date", "<", "today -12m"),
                ("last_contact_date", "=", False),
            ],
        ),
        Ready(
            "never_opened",
            _("Never opened a mailing"),
            _("Three mailings or more, and none opened. Try another channel."),
            ["&", ("mailing_sent_count", ">=", 3), ("mailing_opened_count", "=", 0)],
        ),
        Ready(
            "unchecked",
            _("Facts never checked"),
            _("Nobody confirmed what is known about them. Ask at the next call."),
            ["&", ("purchase_count", ">", 0), ("facts_checked_date", "=", False)],
        ),
        Ready(
            "new",
            _("New customers of the last 30 days"),
            _("Bought for the first time. Thank them, and help them to the second."),
            [("first_date", ">=", "today -30d")],
        ),
        Ready(
            "second_missing",
            _("Bought once, one to six months ago"),
            _("The second purchase decides who stays. Give a reason for it now."),
            [
                "&",
                "&",
                ("purchase_count", "=", 1),
                ("last_date", "<", "today -30d"),
                ("last_date", ">=", "today -180d"),
            ],
        ),
        Ready(
            "once_long_ago",
            _("Bought once, long ago"),
            _("One purchase, more than six months ago. A cheap try is enough."),
            ["&", ("purchase_count", "=", 1), ("last_date", "<", "today -180d")],
        ),
        Ready(
            "moves_soon",
            _("Leaving their cell within 14 days"),
            _("Time alone moves them on. One purchase keeps them where they are."),
            [
                "&",
                ("next_move_date", "<=", "today +14d"),
                ("purchase_count", ">", 0),
            ],
        ),
        Ready(
            "back",
            _("Came back in the last 30 days"),
            _("Bought again after a silence. Ask what brought them back."),
            [
                "&",
                ("last_date", ">=", "today -30d"),
                (
                    "move_ids",
                    "any",
                    [
                        "&",
                        ("date", ">=", "today -30d"),
                        "&",
                        ("cause", "=", "purchase"),
                        ("from_segment_id.recency_lower", ">", 0),
                    ],
                ),
            ],
        ),
        Ready(
            "prospects",
            _("Prospects who never bought"),
            _("In the funnel or with a quotation, but without a purchase."),
            [("purchase_count", "=", 0)],
        ),
        Ready(
            "nobody",
            _("Customers without a salesperson"),
            _("Nobody looks after them."),
            ["&", ("purchase_count", ">", 0), ("user_id", "=", False)],
        ),
    ]
