from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date

from ..lifecycle.bands import COUNT
from . import regulars
from .regular_query import became_query

#: How far ahead it is looked, and how often it is measured, in days.
_HORIZON = 365
_PERIOD = 7


class CrmRegularStudy(models.Model):
    """How many of a company's customers became regular, and how well that is foreseen.

    The company's last band of purchases says who is regular.
    """

    _name = "crm.regular.study"
    _description = "Study of Regular Customers"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    regular_from = fields.Integer(
        readonly=True, help="How many purchases make a regular customer."
    )
    measured_date = fields.Date(string="Measured On", readonly=True)
    cutoff_date = fields.Date(
        string="Looked From",
        readonly=True,
        help="Customers as they stood on this day, and what became of them since.",
    )
    customer_count = fields.Integer(string="Customers", readonly=True)
    base_rate = fields.Float(string="Of All", readonly=True)
    likely_count = fields.Integer(string="Called Likely", readonly=True)
    likely_rate = fields.Float(string="Of Those Called Likely", readonly=True)
    one_timer_count = fields.Integer(string="Called One-Timers", readonly=True)
    one_timer_rate = fields.Float(string="Of Those Called One-Timers", readonly=True)
    rate_ids = fields.One2many("crm.regular.rate", "study_id", readonly=True)
    summary = fields.Text(compute="_compute_summary")

    _company_uniq = models.Constraint("UNIQUE(company_id)", "A company has one study.")

    @api.depends("company_id")
    def _compute_display_name(self):
        for study in self:
            study.display_name = self.env._(
                "Likely Regulars of %s", study.company_id.name
            )

    @api.depends("measured_date", "customer_count")
    def _compute_summary(self):
        for study in self:
            study.summary = study._explain()

    def _explain(self):
        """Return in words what the study found, and how far it can be trusted."""
        if not self.rate_ids:
            return self._explain_lack()
        sentences = [
            self.env._(
                "Of %(customers)s customers who had bought, but fewer than %(regular)s "
                "times, by %(day)s, %(rate)s of 100 have become regular since.",
                customers=self.customer_count,
                regular=self.regular_from,
                day=format_date(self.env, self.cutoff_date),
                rate=round(100 * self.base_rate),
            )
        ]
        sentences += [self._explain_hits(label) for label in ("likely", "one_timer")]
        return " ".join(filter(None, sentences))

    def _explain_hits(self, label):
        """Return in words what became of customers with a label, or False."""
        if label == "likely" and self.likely_count:
            return self.env._(
                "Tested on customers kept apart: of %(customers)s called likely, "
                "%(rate)s of 100 became regular.",
                customers=self.likely_count,
                rate=round(100 * self.likely_rate),
            )
        if label == "one_timer" and self.one_timer_count:
            return self.env._(
                "Tested on customers kept apart: of %(customers)s called one-timers, "
                "%(rate)s of 100 became regular.",
                customers=self.one_timer_count,
                rate=round(100 * self.one_timer_rate),
            )
        return False

    def _explain_lack(self):
        if not self.cutoff_date:
            return self.env._(
                "There is too little history yet. Here it will be told how many "
                "customers become regular, by their purchases and the days since the "
                "last one, and who of yours is likely to. It is measured once a week, "
                "by itself."
            )
        return self.env._(
            "There is too little history yet. It takes %(enough)s customers who had "
            "bought by %(day)s and were not regular then, to see what became of them; "
            "there are %(customers)s. It is measured once a week, by itself.",
            enough=regulars.ENOUGH,
            day=format_date(self.env, self.cutoff_date),
            customers=self.customer_count,
        )

    @api.model
    def action_open(self):
        """Open the study of the current company."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Likely Regulars"),
            "res_model": self._name,
            "res_id": self.sudo()._of(self.env.company).id,
            "view_mode": "form",
        }

    def action_open_likely(self):
        """Open the customers who are called likely to become regular now."""
        return self._open_called("likely", self.env._("Likely Regulars"))

    def action_open_one_timers(self):
        """Open the customers who are called one-timers now."""
        return self._open_called("one_timer", self.env._("One-Timers"))

    def _open_called(self, outlook, name):
        self.ensure_one()
        domain = [("regular_outlook", "=", outlook)]
        return self._open_customers(domain, name)

    def _open_customers(self, domain, name):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_customer_action"
        )
        domain = [("company_id", "=", self.company_id.id), *domain]
        return action | {"name": name, "domain": domain, "context": {}}

    def action_measure(self):
        """Measure at once, not only when a week is over."""
        for study in self:
            study.sudo()._measure(study.company_id._lifecycle_today())
            notes = self.env["crm.customer.refresh"].sudo()
            notes._enqueue_all(study.company_id, kind="facts")

    # ------------------------------------------------------------------
    # Measuring
    # ------------------------------------------------------------------

    @api.model
    def _of(self, company):
        """Return the study of a company, made if it has none."""
        study = self.search_fetch(
            [("company_id", "=", company.id)], ["company_id", "regular_from"]
        )
        return study or self.create({"company_id": company.id})

    def _is_due(self, today):
        """Return whether a week is over, or other purchases make a regular customer."""
        return (
            not self.measured_date
            or self.measured_date <= today - timedelta(days=_PERIOD)
            or self.regular_from != self._get_regular_from()
        )

    def _get_regular_from(self):
        return self.company_id._get_lifecycle_axes()[COUNT][-1].lower

    def _measure(self, today):
        """Measure the rates, and how well they foretell what became of others."""
        self.ensure_one()
        values = {"measured_date": today, "regular_from": self._get_regular_from()}
        cutoff = self._get_cutoff(today)
        halves = self._read_halves(cutoff, today, values["regular_from"])
        everybody = regulars.Rates(regulars.add_counts(*halves))
        values |= {
            "cutoff_date": cutoff,
            "customer_count": everybody.customers,
            "base_rate": everybody.base,
            "rate_ids": [Command.clear()],
        }
        if everybody.customers >= regulars.ENOUGH and everybody.became:
            values |= self._prepare_hits(*halves)
            values["rate_ids"] += self._prepare_rates(everybody)
        self.write(values)

    def _get_cutoff(self, today):
        """Return the day to look from: a year ago, or half of a shorter history."""
        first = self.env["crm.customer"].search(
            [("company_id", "=", self.company_id.id), ("first_date", "!=", False)],
            order="first_date",
            limit=1,
        )
        history = (today - first.first_date).days if first else 0
        return today - timedelta(days=min(_HORIZON, history // 2))

    def _read_halves(self, cutoff, today, regular_from):
        """Return the counts of groups of one half of the customers, and of the other"""
        halves = ({}, {})
        self.env.flush_all()
        rows = self.env.execute_query(
            became_query(
                self.env["crm.purchase"]._get_query(self.company_id),
                cutoff,
                today,
                self.company_id.purchase_once_a_day,
                regular_from,
            )
        )
        for half, number, silence, customers, became in rows:
            halves[half][regulars.Group(number, silence)] = (customers, became)
        return halves

    def _prepare_hits(self, learned, kept_apart):
        hits = regulars.measure_hits(regulars.Rates(learned), kept_apart)
        values = {}
        for name in (regulars.LIKELY, regulars.ONE_TIMER):
            customers, became = hits[name]
            values[f"{name}_count"] = customers
            values[f"{name}_rate"] = became / customers if customers else 0.0
        return values

    def _prepare_rates(self, rates):
        """Return the commands that create a rate for every group there can be."""
        numbers = {group.number for group in rates.counts}
        groups = [
            regulars.Group(number, silence)
            for number in sorted(numbers)
            for silence in range(len(regulars.SILENCES))
        ]
        return [
            Command.create(
                {
                    "purchase_count": group.number,
                    "silence": group.silence,
                    "customer_count": rates.counts.get(group, (0, 0))[0],
                    "became_count": rates.counts.get(group, (0, 0))[1],
                    "probability": rates.probability(group),
                    "label": rates.label(group),
                }
            )
            for group in groups
        ]
