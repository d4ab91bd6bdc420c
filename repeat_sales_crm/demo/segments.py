"""Segments as the marketer of the trading company would have made them."""

from odoo.fields import Command


def create(env, company):
    """Create a few segments, one made of others, and an action to run over them."""
    maria = env.ref("repeat_sales_crm.user_maria")
    cells = env["crm.lifecycle.segment"].search(
        [
            ("company_id", "=", company.id),
            ("count_lower", ">", 1),
            ("recency_lower", ">", 0),
        ]
    )
    common = {"company_id": company.id, "user_id": maria.id}
    win_back = env["crm.segment"].create(
        {
            **common,
            "name": "Win back",
            "description": "Bought more than once, and stay away now.",
            "lifecycle_segment_ids": [Command.set(cells.ids)],
            "keep_history": True,
        }
    )
    env["crm.segment"].create(
        [
            {
                **common,
                "name": "Win back by telephone",
                "description": "Worth a call: the bigger ones among those to win back.",
                "domain": repr(
                    [
                        "&",
                        ("saved_segment_ids", "in", win_back.ids),
                        ("amount_total", ">=", 2000),
                    ]
                ),
            },
            {
                **common,
                "name": "Autumn letter",
                "description": "Everybody who bought in the last two years, but not "
                "whom a seller calls anyway.",
                "domain": repr(
                    [
                        "&",
                        ("last_date", ">=", "today -24m"),
                        ("saved_segment_ids", "not in", win_back.ids),
                    ]
                ),
            },
        ]
    )
    env["ir.actions.server"].create(
        {
            "name": "Note: got the autumn letter",
            "model_id": env["ir.model"]._get_id("res.partner"),
            "state": "code",
            "code": "record.message_post(body='Got the autumn letter')",
        }
    )
