from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lifecycle import bands
from .back_test import LEAST_CUSTOMERS
from .return_rates import ReturnRates

CRON = "repeat_sales_crm.ir_cron_lifecycle_study"

#: Companies with more customers are studied by the scheduled action.
_LARGE = 200_000

#: Days after which the scheduled action measures a company again.
_FRESH = 27


class CrmLifecycleStudy(models.Model):
    """What a company's history says about who buys again, and which limits tell it.

    A study proposes; nothing changes until a manager accepts it. What it measured also
    serves the plan for active customers, see :meth:`crm.customer.get_active_base`.
    """

    _name = "crm.lifecycle.study"
    _description = "Study of Best Limits"
    _order = "made_on desc, id desc"
    _rec_name = "made_on"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("draft", "Proposal"),
            ("accepted", "Accepted"),
            ("outdated", "Outdated"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        help="Waiting: the scheduled action makes it. Outdated: there is a newer "
        "study, or the limits have been changed since.",
    )
    horizon_days = fields.Integer(
        string="Days to Look Ahead",
        default=30,
        required=True,
        help="Customers are told apart by whether they buy again within so many days.",
    )

    # What was looked at
    made_on = fields.Datetime(readonly=True, default=fields.Datetime.now)
    since_day = fields.Date(string="From", readonly=True)
    until_day = fields.Date(
        string="Until", readonly=True, help="The last day that was over."
    )
    customer_count = fields.Integer(string="Customers", readonly=True)
    purchase_day_count = fields.Integer(
        string="Purchase Days",
        readonly=True,
        help="Days on which a customer bought; several purchases on one day are one.",
    )
    return_count = fields.Integer(
        string="Returns",
        readonly=True,
        help="How many times a customer came back on a later day.",
    )
    shortages = fields.Json(readonly=True)
    is_measured = fields.Boolean(
        readonly=True, help="Whether there was enough to measure return rates."
    )
    history = fields.Json(
        readonly=True,
        prefetch=False,
        help="Rows of purchases so far, days until the next one or until the end, "
        "whether there was a next one, and how many times.",
    )

    # What came out
    line_ids = fields.One2many("crm.lifecycle.study.line", "study_id", readonly=True)
    cell_counts = fields.Json(
        readonly=True,
        help="Customers by the limits of the day (today) and the proposed ones "
        "(proposed): rows of numbers, one row for each band of purchases.",
    )
    auc = fields.Float(string="AUC", digits=(6, 3), readonly=True)
    auc_today = fields.Float(string="AUC Today", digits=(6, 3), readonly=True)
    auc_default = fields.Float(string="AUC of Defaults", digits=(6, 3), readonly=True)
    log_loss = fields.Float(digits=(6, 4), readonly=True)
    log_loss_today = fields.Float(digits=(6, 4), readonly=True)
    log_loss_default = fields.Float(
        string="Log Loss of Defaults", digits=(6, 4), readonly=True
    )
    auc_third = fields.Float(string="AUC Last Third", digits=(6, 3), readonly=True)
    auc_third_today = fields.Float(
        string="AUC Last Third Today", digits=(6, 3), readonly=True
    )
    auc_third_default = fields.Float(
        string="AUC Last Third of Defaults", digits=(6, 3), readonly=True
    )

    _horizon_days_check = models.Constraint(
        "CHECK(horizon_days BETWEEN 7 AND 365)",
        "Look between 7 and 365 days ahead.",
    )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_study(self):
        """Study the history of the current company, and show what came out."""
        study = self.create({"company_id": self.env.company.id})
        study.action_calculate()
        return study._open()

    def action_calculate(self):
        """Make the study, or line it up if that takes longer than a user waits."""
        self.check_access("write")
        for study in self:
            if study.state == "accepted":
                raise self._already_accepted()
            if study._is_large():
                study.state = "waiting"
                self.env.ref(CRON).sudo()._trigger()
            else:
                study._calculate()

    def action_accept(self):
        """Give the company the proposed limits, and sort its customers anew."""
        self.ensure_one()
        self.check_access("write")
        self._check_acceptable()
        self.company_id._replace_lifecycle_axes(
            {
                axis: [
                    (line.band_id, line.band_id.name, line.lower)
                    for line in self.line_ids
                    if line.axis == axis
                ]
                for axis in (bands.COUNT, bands.RECENCY)
            }
        )
        self.state = "accepted"
        action = self.env["ir.actions.client"]._for_xml_id(
            "repeat_sales_crm.lifecycle_matrix_action"
        )
        return action | {"target": "main", "params": {"company_id": self.company_id.id}}

    def action_edit(self):
        """Open the matrix limits, filled in with the proposal."""
        self.ensure_one()
        self._check_acceptable()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_lifecycle_limits_action"
        )
        return action | {
            "context": {
                "dialog_size": "extra-large",
                "default_company_id": self.company_id.id,
                "default_study_id": self.id,
            }
        }

    def _fill_in(self, lines):
        """Put the proposed limits into the values of the lines of the limits wizard."""
        proposed = {line.band_id.id: line for line in self.line_ids}
        for line in lines:
            if self.state == "draft" and line["band_id"] in proposed:
                found = proposed[line["band_id"]]
                line |= {
                    "lower": found.lower,
                    "upper": found.upper,
                    "known_upper": found.upper,
                }

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Best Limits"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _check_acceptable(self):
        if self.state == "accepted":
            raise self._already_accepted()
        if self.state != "draft" or not self.line_ids:
            raise UserError(
                self.env._("There is no proposal to accept: study the history again.")
            )

    def _already_accepted(self):
        return UserError(self.env._("This proposal has been accepted already."))

    def _is_large(self):
        customers = self.env["crm.customer"].sudo()
        domain = [("company_id", "=", self.company_id.id)]
        return customers.search_count(domain, limit=_LARGE + 1) > _LARGE

    @api.model
    def _outdate(self, company):
        """Withdraw the proposals made for other limits than the company has now."""
        self.search(
            [("company_id", "=", company.id), ("state", "=", "draft")]
        ).state = "outdated"

    # ------------------------------------------------------------------
    # Return rates
    # ------------------------------------------------------------------

    @api.model
    def _find_latest(self, company):
        """Return the latest finished study of a company, or none."""
        return self.search(
            [("company_id", "=", company.id), ("state", "!=", "waiting")], limit=1
        )

    def _get_rates(self):
        """Return the :class:`.return_rates.ReturnRates` that were measured."""
        self.ensure_one()
        return ReturnRates(self.history or [])

    # ------------------------------------------------------------------
    # Scheduled action
    # ------------------------------------------------------------------

    @api.model
    def _cron_study(self):
        """Make the studies that wait, and one for companies without a fresh one."""
        for company in self.env["res.company"].search([]):
            if self._is_due(company):
                self.create({"company_id": company.id})
        waiting = self.search([("state", "=", "waiting")])
        for position, study in enumerate(waiting, start=1):
            study._calculate()
            cron = self.env["ir.cron"]
            if not cron._commit_progress(1, remaining=len(waiting) - position):
                return

    def _is_due(self, company):
        domain = [("company_id", "=", company.id)]
        fresh_since = fields.Datetime.now() - timedelta(days=_FRESH)
        if self.search_count([*domain, ("made_on", ">", fresh_since)], limit=1):
            return False
        buyers = [*domain, ("purchase_count", ">", 0)]
        found = self.env["crm.customer"].search_count(buyers, limit=LEAST_CUSTOMERS)
        return found == LEAST_CUSTOMERS
