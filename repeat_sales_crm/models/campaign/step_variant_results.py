from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from .effect import FEWEST_BUYERS, FEWEST_CUSTOMERS, measure_effect

#: What is told of each text.
_NUMBERS = ("action_count", "opened", "clicked", "answered", "bought")

#: How often it is looked whether a text has proved better.
_LOOK_EVERY = timedelta(days=1)


class CrmCampaignStep(models.Model):
    """Which of two texts is the better one."""

    _inherit = "crm.campaign.step"

    test_measure = fields.Selection(
        [
            ("opened", "Opened"),
            ("clicked", "Clicked"),
            ("answered", "Answered or clicked"),
            ("bought", "Bought"),
        ],
        string="Better Is What Is",
        compute="_compute_test_measure",
        store=True,
        readonly=False,
        help="What tells which text is better. Messages by webhook are known by what "
        "customers buy alone.",
    )
    test_days = fields.Integer(
        string="Take the Better One After",
        help="Days after the first sending: as soon as it can be told which text is "
        "better, all get that one. 0: a user decides.",
    )
    test_looked_at = fields.Datetime(readonly=True, copy=False)
    test_results = fields.Html(
        compute="_compute_test_results", sanitize=False, string="A/B Results"
    )
    test_verdict = fields.Selection(
        [
            ("few", "Too few to say"),
            ("unclear", "May be chance"),
            ("a", "The first is better"),
            ("b", "The second is better"),
        ],
        compute="_compute_test_results",
    )

    _test_days_check = models.Constraint(
        "CHECK(test_days >= 0)", "Enter a number of days that is not negative."
    )

    @api.depends("kind")
    def _compute_test_measure(self):
        for step in self:
            if step.kind == "webhook":
                step.test_measure = "bought"
            elif not step.test_measure:
                step.test_measure = "clicked"

    @api.depends("variant_ids", "winner", "test_measure", "test_begun_at")
    def _compute_test_results(self):
        for step in self:
            step.test_results = step.test_verdict = False
            if step.variant_ids and step._origin:
                numbers = step._origin._read_variants()
                if any(side["action_count"] for side in numbers.values()):
                    verdict, text = step._judge_variants(numbers)
                    step.test_verdict = verdict
                    step.test_results = step._render_variants(numbers, text)

    def _read_variants(self):
        """Return {variant: {number: value}} of the customers whom the user may see."""
        self.ensure_one()
        groups = self.env["crm.campaign.step.result"]._read_group(
            list(self._get_variants_domain()),
            ["variant"],
            [f"{name}:sum" for name in _NUMBERS],
        )
        numbers = {variant: dict.fromkeys(_NUMBERS, 0) for variant in "ab"}
        for variant, *values in groups:
            numbers[variant] = dict(zip(_NUMBERS, values, strict=True))
        return numbers

    def _get_variants_domain(self):
        domain = Domain("step_id", "=", self.id) & Domain("variant", "!=", False)
        if self.test_begun_at:
            domain &= Domain("action_id.started_at", ">=", self.test_begun_at)
        return domain

    def _judge_variants(self, numbers):
        """Return which text is better, and how sure that is, in words.

        :return: (one of the values of ``test_verdict``, text)
        """
        effect = measure_effect(
            numbers["b"][self.test_measure],
            numbers["b"]["action_count"],
            numbers["a"][self.test_measure],
            numbers["a"]["action_count"],
        )
        _ = self.env._
        verdict = effect.verdict if effect else "few"
        if verdict == "few":
            return "few", _(
                "Too few to say: it takes %(customers)s customers for each text, and "
                "%(hits)s of both together.",
                customers=FEWEST_CUSTOMERS,
                hits=FEWEST_BUYERS,
            )
        ends = sorted((effect.lower, effect.upper))
        if verdict == "less":
            ends = sorted((-effect.lower, -effect.upper))
        low, high = (formatLang(self.env, end * 100, digits=1) for end in ends)
        if verdict == "unclear":
            return "unclear", _(
                "May be chance: the second is between %(low)s and %(high)s points "
                "better, with 95 %% confidence.",
                low=low,
                high=high,
            )
        text = {
            "more": _("The second text is better"),
            "less": _("The first text is better"),
        }[verdict]
        return {"more": "b", "less": "a"}[verdict], _(
            "%(text)s, by %(low)s to %(high)s points, with 95 %% confidence.",
            text=text,
            low=low,
            high=high,
        )

    def _render_variants(self, numbers, text):
        labels = dict(self._fields["test_measure"]._description_selection(self.env))
        names = ["bought"]
        if self.kind != "webhook":
            names = list(labels)
        rows = [
            {
                "label": label,
                "is_measure": name == self.test_measure,
                "cells": [
                    (side[name], self._format_share(side[name], side["action_count"]))
                    for side in numbers.values()
                ],
            }
            for name, label in labels.items()
            if name in names
        ]
        return self.env["ir.qweb"]._render(
            "repeat_sales_crm.step_variant_results",
            {
                "counts": [side["action_count"] for side in numbers.values()],
                "rows": rows,
                "text": text,
            },
        )

    def _format_share(self, part, whole):
        share = part / whole if whole else 0
        return f"{formatLang(self.env, share * 100, digits=1)} %"

    # ------------------------------------------------------------------
    # Taking the better one
    # ------------------------------------------------------------------

    def action_use_better(self):
        """Have all customers get the better text from now on."""
        self.ensure_one()
        self.check_access("write")
        verdict, text = self._judge_variants(self.sudo()._read_variants())
        if verdict not in ("a", "b"):
            raise UserError(
                self.env._(
                    "It cannot be told yet which text is better. %s To end the test "
                    "all the same, take the second text out, or put it in the place "
                    "of the first one.",
                    text,
                )
            )
        self._use_variant(verdict, text)

    def action_test_again(self):
        """Have both texts sent again, and compare from now on."""
        self.ensure_one()
        self.check_access("write")
        self.write({"winner": False, "test_begun_at": fields.Datetime.now()})

    def action_open_variants(self):
        """Open what came of each text."""
        action = self.campaign_id.action_open_step_results()
        return action | {
            "domain": list(self._get_variants_domain()),
            "context": {"pivot_row_groupby": ["variant"]},
        }

    def _use_variant(self, variant, text):
        self.winner = variant
        self.campaign_id.message_post(
            body=self.env._(
                "A/B test of “%(step)s”: %(text)s", step=self.name, text=text
            )
        )

    @api.model
    def _use_better_next(self, seen, now):
        """Look at one test whose days are over, and take the better text.

        :return: the id of the step, or None if there is none
        """
        steps = self.search(
            [
                ("id", "not in", seen),
                ("campaign_id.state", "=", "running"),
                ("campaign_id.active", "=", True),
                ("test_days", ">", 0),
                ("winner", "=", False),
                ("variant_ids", "any", [("active", "=", False)]),
                "|",
                ("test_looked_at", "=", False),
                ("test_looked_at", "<=", now - _LOOK_EVERY),
            ]
        )
        for step in steps:
            if step._is_test_over(now) and step.try_lock_for_update():
                step.test_looked_at = now
                step = step.with_context(lang=step.campaign_id.user_id.lang)
                verdict, text = step._judge_variants(step._read_variants())
                if verdict in ("a", "b"):
                    step._use_variant(verdict, text)
                return step.id
        return None

    def _is_test_over(self, now):
        domain = [
            ("step_id", "=", self.id),
            ("variant", "!=", False),
            ("started_at", "<=", now - timedelta(days=self.test_days)),
        ]
        if self.test_begun_at:
            domain.append(("started_at", ">=", self.test_begun_at))
        return bool(self.env["crm.campaign.action"].search_count(domain, limit=1))


class CrmCampaign(models.Model):
    _inherit = "crm.campaign"

    @api.model
    def _cron_run(self):
        seen = []
        while step_id := self._call_engine(
            "crm.campaign.step", "_use_better_next", seen
        ):
            seen.append(step_id)
        return super()._cron_run()
