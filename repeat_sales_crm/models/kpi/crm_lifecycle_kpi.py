import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from . import kpi_arithmetic as arithmetic
from . import kpi_texts, kpi_words
from .kpi_measures import MEASURES, PERCENT, KpiReader, Request

#: How many periods a KPI is shown for, the running one included.
_HISTORY = 12


class CrmLifecycleKpi(models.Model):
    """What a company wants to reach with repeat sales, and how far it is.

    A KPI is written down by people (what for, what, how much, by when); its values are
    measured whenever they are looked at. They are about the company as a whole, and so
    for those who see all customers.
    """

    _name = "crm.lifecycle.kpi"
    _description = "Repeat Sales KPI"
    _order = "sequence, id"
    _check_company_auto = True

    # What is to be reached
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self.env.user,
    )
    goal = fields.Text(
        string="What For", translate=True, help="Why the company wants this number."
    )
    measure = fields.Selection(
        [
            ("active_share", "Active customers, share of all"),
            ("customer_count", "Customers"),
            ("repeat_customers", "Customers with a repeat purchase"),
            ("repeat_revenue", "Repeat revenue"),
            ("repeat_revenue_share", "Repeat revenue, share of all"),
            ("second_purchases", "Second purchases"),
            ("became_regular", "Customers who became regular"),
            ("won_back", "Customers won back"),
            ("lost", "Customers lost"),
            ("segment_bought", "Customers of a segment who buy in time, share"),
        ],
        required=True,
        default="repeat_customers",
    )
    measure_help = fields.Char(string="How It Is Measured", compute="_compute_measure")
    unit = fields.Selection(
        [("count", "Number"), ("money", "Amount"), ("percent", "Share")],
        compute="_compute_measure",
    )
    segment_id = fields.Many2one(
        "crm.lifecycle.segment",
        string="Lifecycle Segment",
        check_company=True,
        ondelete="cascade",
    )
    criterion = fields.Selection(
        [(arithmetic.AT_LEAST, "At least"), (arithmetic.AT_MOST, "At most")],
        required=True,
        default=arithmetic.AT_LEAST,
    )
    target = fields.Float(
        digits=(16, 4), help="A share is a number from 0 to 1: 0.3 is 30 %."
    )
    period = fields.Selection(
        [
            (arithmetic.WEEK, "Week"),
            (arithmetic.MONTH, "Month"),
            (arithmetic.QUARTER, "Quarter"),
            (arithmetic.YEAR, "Year"),
        ],
        required=True,
        default=arithmetic.MONTH,
        help="By when the target is to be reached: the end of each of these.",
    )

    # What is measured
    date_from = fields.Date(string="Period From", compute="_compute_measured")
    date_to = fields.Date(string="Period To", compute="_compute_measured")
    value = fields.Float(compute="_compute_measured", aggregator=None)
    previous_value = fields.Float(
        compute="_compute_measured",
        aggregator=None,
        help="Of the period before.",
    )
    attainment = fields.Float(
        compute="_compute_measured",
        aggregator=None,
        help="How much of the target is reached.",
    )
    state = fields.Selection(
        [
            (arithmetic.REACHED, "Reached"),
            (arithmetic.ON_TRACK, "On track"),
            (arithmetic.BEHIND, "Behind"),
            (arithmetic.MISSED, "Behind again"),
            (arithmetic.UNJUDGED, "No target"),
            (arithmetic.UNKNOWN, "No numbers"),
        ],
        compute="_compute_measured",
    )
    past_values = fields.Json(readonly=True, copy=False)
    history = fields.Json(
        compute="_compute_measured", help="The last periods, the running one last."
    )

    # The same in words
    value_text = fields.Char(string="Now", compute="_compute_measured")
    now_text = fields.Char(compute="_compute_measured")
    target_text = fields.Char(string="Wanted", compute="_compute_measured")
    previous_text = fields.Char(string="Before", compute="_compute_measured")
    previous_name = fields.Char(compute="_compute_measured")
    summary = fields.Char(compute="_compute_measured")

    _target_check = models.Constraint(
        "CHECK(target >= 0)", "A target cannot be less than 0."
    )
    _segment_check = models.Constraint(
        "CHECK(measure != 'segment_bought' OR segment_id IS NOT NULL)",
        "Choose the segment whose customers are to be measured.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("measure", "company_id")
    def _compute_measure(self):
        texts = {
            company: kpi_texts.measures_of(self.env, company)
            for company in self.company_id
        }
        for kpi in self:
            measure = MEASURES.get(kpi.measure)
            kpi.unit = measure and measure.unit
            kpi.measure_help = texts.get(kpi.company_id, {}).get(kpi.measure, "")

    @api.depends("measure", "company_id", "segment_id", "criterion", "target", "period")
    @api.depends_context("lang")
    def _compute_measured(self):
        for company, kpis in self.grouped("company_id").items():
            requests = {}
            if self._may_measure(company):
                today = company._lifecycle_today()
                requests = kpis._get_requests(company, today)
                values = self._read_values(company, today, requests)
            for kpi in kpis:
                if kpi in requests:
                    kpi._set_measured(requests[kpi], values, today)
                else:
                    kpi.update(kpi._prepare_unmeasured())

    def _get_requests(self, company, today):
        """Return {kpi: requests}, of the running period and of those before it."""
        week_start = company._get_lifecycle_week_start()
        windows = {
            period: arithmetic.windows_until(today, period, _HISTORY, week_start)
            for period in set(self.mapped("period")) - {False}
        }
        return {
            kpi: [kpi._get_request(window) for window in windows[kpi.period]]
            for kpi in self
            if kpi._is_complete()
        }

    @api.model
    def _read_values(self, company, today, requests):
        """Return {request: value} for what :meth:`_get_requests` gives.

        The running period and the one before are read now. Older ones take more reading
        and hardly change: they are kept, see :meth:`_keep_past_values`.
        """
        reader = KpiReader(company, today)
        now = {request for lines in requests.values() for request in lines[:2]}
        past = self._read_past_values(reader, requests)
        return past | reader.read_values(now)

    @api.model
    def _may_measure(self, company):
        """Return whether the user may know a company's numbers.

        They are read past the rules for customers, and a form that is being filled in
        is no record that rules could be for.
        """
        return bool(company) and (
            self.env.su
            or (
                self.browse().has_access("read")
                and company <= self.env.user.company_ids
            )
        )

    def _is_complete(self):
        """Return whether enough is entered to measure."""
        if self.measure == "segment_bought" and not self.segment_id:
            return False
        return bool(self.measure and self.period)

    def _get_request(self, window):
        """Return the :class:`.kpi_measures.Request` for a window."""
        segment_id = 0
        if self.measure == "segment_bought":
            segment_id = self.segment_id._origin.id
        return Request(self.measure, window, segment_id)

    def _set_measured(self, requests, values, today):
        """Fill in what was measured.

        :param requests: of the running period and of those before it
        :param values: {request: value}
        """
        value, previous = (values[request] for request in requests[:2])
        window = requests[0].window
        judgement = arithmetic.judge(
            MEASURES[self.measure].kind,
            value,
            previous,
            self.target,
            self.criterion,
            arithmetic.elapsed_share(today, window),
        )
        self.update(
            {
                "date_from": window.first,
                "date_to": window.last,
                "value": value or 0.0,
                "previous_value": previous or 0.0,
                "attainment": judgement.attainment,
                "state": judgement.state,
                "history": self._prepare_history(requests, values),
                **self._prepare_words(judgement, value, previous),
            }
        )

    def _prepare_unmeasured(self):
        names = ("value", "previous_value", "attainment")
        texts = ("value_text", "now_text", "target_text", "previous_text", "summary")
        return {
            **dict.fromkeys(names, 0.0),
            **dict.fromkeys((*texts, "previous_name"), ""),
            **dict.fromkeys(("date_from", "date_to", "history"), False),
            "state": arithmetic.UNKNOWN,
        }

    def _prepare_history(self, requests, values):
        """Return what the picture shows: dict with ``target`` and ``periods``."""
        return {
            "target": self.target if self._has_target() else None,
            "periods": [
                {
                    "name": kpi_words.describe_window(
                        self.env, request.window, self.period
                    ),
                    "value": values[request],
                    "text": self._format_value(values[request]),
                    "is_met": values[request] is not None
                    and self._has_target()
                    and arithmetic.is_met(values[request], self.target, self.criterion),
                }
                for request in reversed(requests)
            ],
        }

    def _has_target(self):
        return bool(self.target) or self.criterion == arithmetic.AT_MOST

    def _prepare_words(self, judgement, value, previous):
        kind = MEASURES[self.measure].kind
        target = ""
        if self._has_target():
            target = kpi_words.describe_target(
                self.env, self.criterion, self._format_value(self.target)
            )
        texts = {
            "expected": self._format_expected(judgement.expected),
            "previous": self._format_value(previous),
        }
        return {
            "value_text": self._format_value(value),
            "now_text": kpi_words.describe_now(self.env, kind, self.period),
            "target_text": target,
            "previous_text": texts["previous"],
            "previous_name": kpi_words.describe_previous(self.env, kind, self.period),
            "summary": kpi_words.describe_judgement(
                self.env, judgement, kind, self.criterion, self.period, texts
            ),
        }

    def _format_expected(self, expected):
        """Return what is due by now; of what is counted, there are no parts."""
        if expected is not None and self.unit == "count":
            is_limit = self.criterion == arithmetic.AT_MOST
            expected = math.floor(expected) if is_limit else math.ceil(expected)
        return self._format_value(expected)

    def _format_value(self, value):
        unit = MEASURES[self.measure].unit
        return kpi_words.format_value(self.env, value, unit, self.currency_id)

    # ------------------------------------------------------------------
    # Entering
    # ------------------------------------------------------------------

    @api.onchange("measure")
    def _onchange_measure(self):
        """Start with what a measure usually asks for: a target has its unit."""
        if self.measure != "segment_bought":
            self.segment_id = False
        self.criterion = "at_most" if self.measure == "lost" else "at_least"
        origin = self._origin
        if origin and origin.measure == self.measure:
            self.target = origin.target
        elif self.measure == "active_share":
            self.target = self.company_id.lifecycle_active_target
        else:
            self.target = 0.0

    @api.onchange("segment_id")
    def _onchange_segment_id(self):
        if self.segment_id and not self.target:
            self.target = self.segment_id.kpi_target

    @api.constrains("target", "measure")
    def _check_target(self):
        for kpi in self:
            if MEASURES[kpi.measure].unit == PERCENT and kpi.target > 1:
                raise ValidationError(
                    self.env._(
                        "The target of “%s” is a share: it cannot be more than 100 %%.",
                        kpi.name,
                    )
                )

    # ------------------------------------------------------------------
    # Defaults
    # ------------------------------------------------------------------

    @api.model
    def _create_defaults(self, company):
        """Create the KPIs that a company starts with."""
        self.create(
            [
                {
                    "company_id": company.id,
                    "user_id": False,
                    "sequence": number,
                    **values,
                }
                for number, values in enumerate(
                    kpi_texts.defaults_of(self.env, company)
                )
            ]
        )
