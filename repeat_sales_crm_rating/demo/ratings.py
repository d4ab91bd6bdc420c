"""What the trading company's customers think."""

from datetime import timedelta

from odoo import fields

#: Rating, days ago, whether it is about a product, and what they wrote.
_RATINGS = (
    (5, 40, True, "Just as described."),
    (1, 2, False, "We waited three weeks, and nobody called us back."),
    (4, 90, False, ""),
    (2, 6, True, "The new beans taste burnt. We expected better from you."),
    (5, 15, False, "Always a pleasure."),
    (3, 60, True, "Fine, nothing more."),
    (5, 120, True, "We recommend you to everybody."),
    (2, 12, False, "The invoice was wrong twice in a row."),
    (4, 25, True, ""),
    (5, 8, False, "Delivered before noon, as promised."),
)


def load(env):
    """Let customers of the demo's company rate its products and its people."""
    company = env.ref("base.main_company")
    customers = env["crm.customer"].search(
        [("company_id", "=", company.id), ("purchase_count", ">", 1)],
        order="amount_total desc, id",
        limit=3 * len(_RATINGS),
    )
    product = env["product.template"].search([("sale_ok", "=", True)], limit=1)
    for (value, days_ago, about_product, text), customer in zip(
        _RATINGS, customers[::3], strict=False
    ):
        document = product if about_product else customer.partner_id
        rating = env["rating.rating"].create(
            {
                "res_model_id": env["ir.model"]._get_id(document._name),
                "res_id": document.id,
                "partner_id": customer.partner_id.id,
                "rating": value,
                "feedback": text,
                "consumed": True,
            }
        )
        rating.rated_on = fields.Datetime.now() - timedelta(days=days_ago)
