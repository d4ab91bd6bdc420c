"""What a company starts with: its first KPIs, and what each measure counts."""

from ..lifecycle import bands
from . import kpi_arithmetic as arithmetic


def measures_of(env, company):
    """Return what each measure counts, with the names of the company's own bands."""
    _ = env._
    axes = company._get_lifecycle_axes()
    active = axes[bands.RECENCY][:1].name
    asleep = axes[bands.RECENCY][-1:].name
    regular = axes[bands.COUNT][-1:].name
    return {
        "active_share": _("Customers in “%s”, of all customers, today.", active),
        "customer_count": _("Everybody who has ever bought, today."),
        "repeat_customers": _(
            "Customers with a purchase in the period that is not their first."
        ),
        "repeat_revenue": _(
            "What was bought in the period, without tax, by customers who had "
            "bought before; less what was credited to them."
        ),
        "repeat_revenue_share": _(
            "Revenue from customers who had bought before, of all revenue."
        ),
        "second_purchases": _(
            "Customers who bought for the second time in the period."
        ),
        "became_regular": _("Customers whom a purchase brought to “%s”.", regular),
        "won_back": _(
            "Customers whom a purchase brought from “%(asleep)s” to “%(active)s”.",
            asleep=asleep,
            active=active,
        ),
        "lost": _("Customers who fell into “%s”, because time passed.", asleep),
        "segment_bought": _(
            "Of the customers of the segment whom a purchase or time moved on in the "
            "period: those who bought. Where time moves nobody on: of all who were "
            "there."
        ),
    }


def defaults_of(env, company):
    """Return what is written down: targets only where no company is too small."""
    _ = env._
    newcomers = env["crm.lifecycle.segment"].search(
        [("company_id", "=", company.id)], order="count_lower, recency_lower", limit=1
    )
    return [
        {
            "name": _("Active customers"),
            "goal": _("Enough customers buy often enough to be counted on."),
            "measure": "active_share",
            "target": company.lifecycle_active_target,
            "period": arithmetic.MONTH,
        },
        {
            "name": _("Repeat revenue"),
            "goal": _(
                "Live from the customers there are: selling to them costs the least."
            ),
            "measure": "repeat_revenue_share",
            "target": 0.6,
            "period": arithmetic.QUARTER,
        },
        {
            "name": _("Second purchase in time"),
            "goal": _("Whoever buys a second time soon is likely to stay."),
            "measure": "segment_bought",
            "segment_id": newcomers.id,
            "target": newcomers.kpi_target,
            "period": arithmetic.QUARTER,
        },
        {
            "name": _("Customers who bought again"),
            "goal": _("The work of the month, in customers."),
            "measure": "repeat_customers",
            "period": arithmetic.MONTH,
        },
        {
            "name": _("Customers won back"),
            "goal": _("Each of them is worth many new customers."),
            "measure": "won_back",
            "period": arithmetic.QUARTER,
        },
    ]
