from odoo import api, fields, models

from .crm_regular_rate import OUTLOOKS
from .regular_query import outlook_query
from .regulars import silence_of
from .rfm import group_of
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
    rfm_value = fields.Integer(
        string="Frequency and Money",
        readonly=True,
        aggregator="avg",
        help="The mean of the scores for frequency and money, rounded up.",
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
        readonly=True,
        help="A: the biggest customers, who make most of the revenue. B: the next "
        "ones. C: the many others.",
    )

    regular_outlook = fields.Selection(
        OUTLOOKS,
        readonly=True,
        help="Whether the customer is regular, or likely to become so, as far as what "
        "became of others like them can tell.",
    )
    regular_probability = fields.Float(
        string="Probability to Become Regular", readonly=True, aggregator="avg"
    )
    regular_reason = fields.Text(
        string="Why They Are Called So", compute="_compute_regular_reason"
    )

    @api.depends("purchase_count", "last_date", "regular_outlook")
    def _compute_regular_reason(self):
        studies = self.env["crm.regular.study"].sudo()
        by_company = studies.search(
            [("company_id", "in", self.company_id.ids)]
        ).grouped("company_id")
        for customer in self:
            study = by_company.get(customer.company_id, studies)
            customer.regular_reason = customer._explain_outlook(study)

    def _explain_outlook(self, study):
        """Return in words why the customer is called as they are."""
        if not self.regular_outlook:
            return False
        if self.regular_outlook == "regular":
            return self.env._(
                "%(purchases)s purchases: whoever has %(regular)s or more is regular.",
                purchases=self.purchase_count,
                regular=study.regular_from or self.count_band_id.lower,
            )
        silence = silence_of(self.days_since)
        rate = study.rate_ids.filtered(
            lambda rate: (
                rate.purchase_count == self.purchase_count and rate.silence == silence
            )
        )
        if not rate:
            return study._explain()
        reason = self.env._(
            "%(purchases)s so far, the last %(days)s days ago. Of 100 such customers "
            "about %(rate)s become regular, of all customers %(base)s. %(measured)s",
            purchases=self.env._("1 purchase")
            if self.purchase_count == 1
            else self.env._("%s purchases", self.purchase_count),
            days=self.days_since,
            rate=round(100 * rate.probability),
            base=round(100 * study.base_rate),
            measured=rate._explain_source(),
        )
        return " ".join(filter(None, [reason, study._explain_hits(rate.label)]))

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "value", "outlook"]

    def _get_outlook_facts(self, company, scope, today):
        study = self.env["crm.regular.study"].sudo()._of(company)
        columns = ["regular_outlook", "regular_probability"]
        return columns, outlook_query(study, scope, today)

    def _get_value_facts(self, company, scope, today):
        columns = ["rfm_recency", "rfm_frequency", "rfm_monetary", "rfm_value"]
        columns += ["rfm_group", "value_class"]
        return columns, scores_query(company, scope, today)

    @api.model
    @api.readonly
    def get_rfm_map(self, company_id=None):
        """Return the map of RFM scores, of the customers that the user sees.

        :return: dict with ``company``, ``companies``, ``mode`` (how scores are given),
            ``measured`` (the day, or False), ``groups`` ({name: label}) and ``rows``:
            for each score for recency, the best first, a list of dicts for each score
            for frequency and money, with ``recency``, ``value``, ``group``, ``count``
            and ``amount``; ``classes``: dicts of ``name``, ``label``, ``count`` and
            ``amount``, A first
        """
        company = self.env["crm.lifecycle.segment"]._get_matrix_company(company_id)
        scale = self.env["crm.customer.scale"].search([("company_id", "=", company.id)])
        counts = {
            (recency, value): (count, amount)
            for recency, value, count, amount in self._read_group(
                [("company_id", "=", company.id), ("rfm_group", "!=", False)],
                ["rfm_recency", "rfm_value"],
                ["__count", "amount_total:sum"],
            )
        }
        rows = [
            [
                self._prepare_rfm_cell(
                    recency, value, *counts.get((recency, value), (0, 0.0))
                )
                for value in range(1, 6)
            ]
            for recency in range(5, 0, -1)
        ]
        labels = dict(self._fields["rfm_group"]._description_selection(self.env))
        return {
            **company._prepare_choice(),
            "mode": scale.mode,
            "measured": scale.measured_date,
            "can_configure": scale.has_access("write"),
            "groups": labels,
            "rows": rows,
            "classes": self._read_classes(company),
        }

    def _read_classes(self, company):
        numbers = {
            name: (count, amount)
            for name, count, amount in self._read_group(
                [("company_id", "=", company.id), ("value_class", "!=", False)],
                ["value_class"],
                ["__count", "amount_total:sum"],
            )
        }
        classes = []
        labels = self._fields["value_class"]._description_selection(self.env)
        for name, label in labels:
            count, amount = numbers.get(name, (0, 0.0))
            classes.append(
                {"name": name, "label": label, "count": count, "amount": amount}
            )
        return classes

    def _prepare_rfm_cell(self, recency, value, count, amount):
        return {
            "recency": recency,
            "value": value,
            "group": group_of(recency, value, value),
            "count": count,
            "amount": amount,
        }

    @api.model
    def _measure_facts(self, company, today):
        result = super()._measure_facts(company, today)
        self.env["crm.customer.scale"]._of(company)._measure(today)
        study = self.env["crm.regular.study"]._of(company)
        if study._is_due(today):
            study._measure(today)
        return result
