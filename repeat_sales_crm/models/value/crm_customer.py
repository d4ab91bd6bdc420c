from odoo import api, fields, models

from .scale_query import scores_query

RFM_GROUPS = [
    ("champion", "Champions"),
    ("loyal", "Loyal"),
    ("potential", "Potential Loyalists"),
    ("recent", "Recent"),
    ("promising", "Promising"),
    ("needs_attention", "Need Attention"),
    ("about_to_sleep", "About to Sleep"),
    ("at_risk", "At Risk"),
    ("cannot_lose", "Cannot Lose Them"),
    ("hibernating", "Hibernating"),
    ("lost", "Lost"),
]


class CrmCustomer(models.Model):
    """What the customer is worth, compared with the others."""

    _inherit = "crm.customer"

    rfm_recency = fields.Integer(
        string="Recency Score",
        readonly=True,
        aggregator="avg",
        help="From 1 to 5: how lately the customer bought.",
    )
    rfm_frequency = fields.Integer(
        string="Frequency Score",
        readonly=True,
        aggregator="avg",
        help="From 1 to 5: how often the customer bought.",
    )
    rfm_monetary = fields.Integer(
        string="Money Score",
        readonly=True,
        aggregator="avg",
        help="From 1 to 5: how much the customer bought for.",
    )
    rfm_group = fields.Selection(
        RFM_GROUPS,
        string="RFM Group",
        readonly=True,
        help="By recency, and by frequency and money together. Every customer is in "
        "exactly one group.",
    )
    value_class = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        string="Value Class",
        readonly=True,
        help="A: the biggest customers, who make most of the revenue. B: the next "
        "ones. C: the many others.",
    )

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "value"]

    def _get_value_facts(self, company, scope, today):
        columns = ["rfm_recency", "rfm_frequency", "rfm_monetary"]
        columns += ["rfm_group", "value_class"]
        return columns, scores_query(company, scope, today)

    @api.model
    def _measure_facts(self, company, today):
        super()._measure_facts(company, today)
        self.env["crm.customer.scale"]._of(company)._measure(today)
