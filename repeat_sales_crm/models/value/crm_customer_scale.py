from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .rfm import STEPS
from .scale_query import borders_query, classes_query

_MEASURES = ("recency", "frequency", "monetary")


class CrmCustomerScale(models.Model):
    """What a company's customers are compared with: the borders of its scores."""

    _name = "crm.customer.scale"
    _description = "Scores of Customers"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    mode = fields.Selection(
        [("quintile", "Fifths of our customers"), ("fixed", "Borders of our own")],
        string="Scores By",
        required=True,
        default="quintile",
        help="Fifths are measured every day, so that scores compare customers with "
        "each other. Borders of your own stay until you change them.",
    )
    measured_date = fields.Date(
        string="Measured On",
        readonly=True,
        help="Recency by fifths is counted from this day.",
    )

    # Recency: the most days since the last purchase
    recency_2 = fields.Integer(default=365)
    recency_3 = fields.Integer(default=180)
    recency_4 = fields.Integer(default=90)
    recency_5 = fields.Integer(default=30)

    # Frequency: the fewest purchases
    frequency_2 = fields.Integer(default=2)
    frequency_3 = fields.Integer(default=3)
    frequency_4 = fields.Integer(default=5)
    frequency_5 = fields.Integer(default=10)

    # Money: the least revenue
    monetary_2 = fields.Monetary(string="Money 2", default=100)
    monetary_3 = fields.Monetary(string="Money 3", default=500)
    monetary_4 = fields.Monetary(string="Money 4", default=2000)
    monetary_5 = fields.Monetary(string="Money 5", default=10000)

    # A, B, C
    share_a = fields.Float(
        string="A Customers Make",
        required=True,
        default=0.8,
        digits=(4, 3),
        help="The share of all revenue that the biggest customers make, who are A.",
    )
    share_b = fields.Float(
        string="A and B Customers Make",
        required=True,
        default=0.95,
        digits=(4, 3),
        help="The share of all revenue that A and B customers make together.",
    )
    revenue_a = fields.Monetary(string="A From", readonly=True)
    revenue_b = fields.Monetary(string="B From", readonly=True)

    _company_uniq = models.Constraint("UNIQUE(company_id)", "A company has one scale.")

    @api.depends("company_id")
    def _compute_display_name(self):
        for scale in self:
            scale.display_name = self.env._("Scores of %s", scale.company_id.name)

    @api.constrains("share_a", "share_b")
    def _check_shares(self):
        for scale in self:
            if not 0 < scale.share_a < scale.share_b < 1:
                raise ValidationError(
                    self.env._(
                        "The share of A must be more than 0 %, and the share of A and "
                        "B together must be between it and 100 %."
                    )
                )

    @api.constrains(*(f"{measure}_{step}" for measure in _MEASURES for step in STEPS))
    def _check_borders(self):
        for scale in self:
            for measure in _MEASURES:
                borders = [scale[f"{measure}_{step}"] for step in STEPS]
                if borders != sorted(borders, reverse=measure == "recency"):
                    raise ValidationError(scale._explain_order(measure))

    def _explain_order(self, measure):
        if measure == "recency":
            return self.env._(
                "A better score for recency needs fewer days since the last purchase: "
                "enter the days in falling order from score 2 to score 5."
            )
        labels = {
            "frequency": self.env._("frequency"),
            "monetary": self.env._("money"),
        }
        return self.env._(
            "A better score for %s needs more: enter the borders in rising order from "
            "score 2 to score 5.",
            labels[measure],
        )

    @api.model_create_multi
    def create(self, vals_list):
        scales = super().create(vals_list)
        scales._score_again()
        return scales

    def write(self, vals):
        result = super().write(vals)
        if not self.env.context.get("scores_wait"):
            self._score_again()
        return result

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    @api.model
    def action_open(self):
        """Open the scale of the current company."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Scores"),
            "res_model": self._name,
            "res_id": self.sudo()._of(self.env.company).id,
            "view_mode": "form",
        }

    def action_measure(self):
        """Measure at once, not only when the next day begins."""
        for scale in self:
            scale._measure(scale.company_id._lifecycle_today())
        self._score_again()

    # ------------------------------------------------------------------
    # Measuring
    # ------------------------------------------------------------------

    @api.model
    def _of(self, company):
        """Return the scale of a company, made if it has none."""
        scale = self.search([("company_id", "=", company.id)])
        return scale or self.create({"company_id": company.id})

    def _measure(self, today):
        """Measure the borders of a company on a day.

        Only the classes, where the borders of scores are the company's own.
        """
        self.ensure_one()
        values = {"measured_date": today} | self._measure_classes()
        if self.mode == "quintile":
            values |= self._measure_scores(today)
        changed = {name: value for name, value in values.items() if self[name] != value}
        # Whoever measures sees to the scores themselves.
        self.with_context(scores_wait=True).write(changed)

    def _measure_classes(self):
        query = classes_query(self.company_id, self.share_a, self.share_b)
        [(revenue_a, revenue_b)] = self.env.execute_query(query)
        return {"revenue_a": revenue_a or 0, "revenue_b": revenue_b or 0}

    def _measure_scores(self, today):
        """Return the borders; one that nobody reaches is just beyond the best value."""
        columns = {
            "frequency": SQL("purchase_count"),
            "monetary": SQL("amount_total"),
            "recency": SQL("last_date"),
        }
        values = {}
        for measure, column in columns.items():
            query = borders_query(self.company_id, column)
            [(*borders, best)] = self.env.execute_query(query)
            if best is None:
                continue
            beyond = best + (timedelta(days=1) if measure == "recency" else 1)
            for step, border in zip(STEPS, borders, strict=True):
                border = beyond if border is None else border
                if measure == "recency":
                    border = (today - border).days
                values[f"{measure}_{step}"] = border
        return values

    def _score_again(self):
        """Have the customers compared with the borders as they are now."""
        notes = self.env["crm.customer.refresh"].sudo()
        for company in self.company_id:
            notes._enqueue_all(company, kind="facts")
