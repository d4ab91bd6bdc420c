from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..lifecycle import bands

#: Changes of the log-loss smaller than this share of it are no difference.
_SAME = 0.005

#: Points of a return curve, at most.
_POINTS = 120


class CrmLifecycleStudy(models.Model):
    """A study in words and as a drawing."""

    _inherit = "crm.lifecycle.study"

    verdict = fields.Text(compute="_compute_verdict", help="The outcome in words.")
    picture = fields.Json(
        compute="_compute_picture",
        help="Return curves, and customers before and after.",
    )
    has_proposal = fields.Boolean(compute="_compute_has_proposal")

    @api.depends("line_ids")
    def _compute_has_proposal(self):
        for study in self:
            study.has_proposal = bool(study.line_ids)

    @api.depends("made_on")
    def _compute_display_name(self):
        for study in self:
            study.display_name = self.env._(
                "Study of %s", format_date(self.env, study.made_on)
            )

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    @api.depends("state", "shortages", "line_ids", "cell_counts", "log_loss", "auc")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for study in self:
            study.verdict = "\n".join(filter(None, study._describe_outcome()))

    def _describe_outcome(self):
        _ = self.env._
        if self.state == "waiting":
            return [
                _(
                    "There are so many customers that the scheduled action makes this "
                    "study. Come back in some minutes."
                )
            ]
        if self.shortages:
            return self._describe_shortages()
        if not self.line_ids:
            return [
                _(
                    "Customers do not differ enough to fill as many bands as the "
                    "matrix has. With fewer bands there may be a proposal."
                )
            ]
        if not any(self.line_ids.mapped("is_changed")):
            return [
                _("Today's limits are the best for this history. Nothing to change."),
                self._describe_back_test(),
            ]
        return [self._describe_back_test(), self._describe_active_share()]

    def _describe_shortages(self):
        _ = self.env._
        sentences = {
            "customers": _(
                "%(there)s customers have bought; %(need)s are needed, so that every "
                "band can hold some."
            ),
            "days": _(
                "The history is %(there)s days long; %(need)s are needed, so that "
                "limits can be tested on other days than they are made from."
            ),
            "returns": _(
                "Customers have come back %(there)s times; %(need)s times are needed, "
                "so that chance does not decide."
            ),
        }
        return [
            _("There are too few data to propose limits."),
            *(
                sentences[kind]
                % {"there": self._number(there), "need": self._number(need)}
                for kind, there, need in self.shortages
            ),
        ]

    def _describe_back_test(self):
        """Say whether limits found this way would have told the last third."""
        _ = self.env._
        gain = self.log_loss_today - self.log_loss
        if abs(gain) <= _SAME * self.log_loss_today:
            sentence = _(
                "Back-test: limits found on the first two thirds of the time told "
                "about as well as today's who bought in the last third (log loss "
                "%(new)s against %(old)s, AUC %(new_auc)s against %(old_auc)s). There "
                "is little to gain."
            )
        elif gain > 0:
            sentence = _(
                "Back-test: limits found on the first two thirds of the time told "
                "better than today's who bought in the last third (log loss %(new)s "
                "against %(old)s, lower is better; AUC %(new_auc)s against "
                "%(old_auc)s)."
            )
        else:
            sentence = _(
                "Back-test: limits found on the first two thirds of the time told "
                "worse than today's who bought in the last third (log loss %(new)s "
                "against %(old)s, lower is better; AUC %(new_auc)s against "
                "%(old_auc)s). Keep today's limits."
            )
        return sentence % {
            "new": self._number(self.log_loss, 4),
            "old": self._number(self.log_loss_today, 4),
            "new_auc": self._number(self.auc, 3),
            "old_auc": self._number(self.auc_today, 3),
        }

    def _describe_active_share(self):
        shares = {}
        for name, rows in self.cell_counts.items():
            total = sum(map(sum, rows))
            shares[name] = 100 * sum(row[0] for row in rows) / total if total else 0
        if round(shares["proposed"]) == round(shares["today"]):
            return ""
        return self.env._(
            "With the proposed limits %(new)s %% of customers are active, with today's "
            "%(old)s %%; the target of %(target)s %% may have to follow.",
            new=self._number(shares["proposed"]),
            old=self._number(shares["today"]),
            target=self._number(100 * self.company_id.lifecycle_active_target),
        )

    def _number(self, value, digits=0):
        return formatLang(self.env, value, digits=digits)

    # ------------------------------------------------------------------
    # Drawing
    # ------------------------------------------------------------------

    @api.depends("history", "line_ids", "cell_counts")
    @api.depends_context("lang")
    def _compute_picture(self):
        for study in self:
            study.picture = study.is_measured and study._prepare_picture()

    def _prepare_picture(self):
        """Return what the study's picture shows.

        :return: dict with ``horizon`` (days), ``longest`` (days, the end of the axis),
            ``curves`` (name, limits, and points of days, probability and how many
            customers it rests on), ``limits`` (last days of the recency bands,
            ``today`` and ``proposed``) and ``matrix``: bands of each axis (name, today,
            proposed) and rows of cells (today, proposed: numbers of customers, color);
            ``False`` without a proposal
        """
        rows, columns = (
            self.line_ids.filtered(lambda line, axis=axis: line.axis == axis)
            for axis in (bands.COUNT, bands.RECENCY)
        )
        curves = self._prepare_curves(rows)
        return {
            "horizon": self.horizon_days,
            "longest": max(
                (point[0] for curve in curves for point in curve["points"]), default=0
            ),
            "curves": curves,
            "limits": {
                "today": [line.today_upper for line in columns if line.today_upper],
                "proposed": [line.upper for line in columns if line.upper],
            },
            "matrix": bool(self.line_ids) and self._prepare_matrix(rows, columns),
        }

    def _prepare_curves(self, rows):
        rates = self._get_rates()
        longest = max((gap.days for gap in rates.gaps), default=0)
        days = range(0, longest + 1, max(1, longest // _POINTS))
        return [
            {
                "name": row.band_id.name,
                "limits": row.limits,
                "points": rates.curve(
                    row.lower, row.upper or None, self.horizon_days, days
                ),
            }
            for row in rows
        ] or [
            {
                "name": self.env._("All customers"),
                "limits": "",
                "points": rates.curve(1, None, self.horizon_days, days),
            }
        ]

    def _prepare_matrix(self, rows, columns):
        segments = self.env["crm.lifecycle.segment"].with_context(active_test=False)
        colors = {
            (segment.count_band_id, segment.recency_band_id): segment.color
            for segment in segments.search([("company_id", "=", self.company_id.id)])
        }
        return {
            **{
                axis: [
                    {
                        "name": line.band_id.name,
                        "today": line.today_limits,
                        "proposed": line.limits,
                    }
                    for line in lines
                ]
                for axis, lines in ((bands.COUNT, rows), (bands.RECENCY, columns))
            },
            "cells": [
                [
                    {
                        "today": today,
                        "proposed": proposed,
                        "color": colors.get((row.band_id, column.band_id), ""),
                    }
                    for column, today, proposed in zip(columns, *counts, strict=True)
                ]
                for row, *counts in zip(
                    rows,
                    self.cell_counts["today"],
                    self.cell_counts["proposed"],
                    strict=True,
                )
            ],
        }
