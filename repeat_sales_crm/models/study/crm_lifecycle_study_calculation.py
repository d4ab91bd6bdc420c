from datetime import timedelta

from odoo import Command, fields, models
from odoo.tools import SQL

from ..lifecycle import bands
from .back_test import Cuts, find_shortages, run_study
from .best_limits import StateTable, make_grids
from .return_history import (
    LONGEST_SILENCE,
    gaps_query,
    history_query,
    states_query,
)
from .return_rates import ReturnRates

#: How the scores of limits end in the names of fields.
_SUFFIXES = {"proposed": "", "today": "_today", "default": "_default"}


class CrmLifecycleStudy(models.Model):
    """How a study is made: few passes over the purchases, arithmetic on counts."""

    _inherit = "crm.lifecycle.study"

    def _calculate(self):
        """Measure the history and derive the proposal from it."""
        self.ensure_one()
        company = self.company_id
        until = company._lifecycle_today() - timedelta(days=1)
        grids = make_grids(company._get_lifecycle_limits())
        rows = self._read_history(until, grids)
        first = min((row[-1] for row in rows), default=until)
        history = [row[:-1] for row in rows]
        rates = ReturnRates(history)
        shortages = find_shortages(
            rates.customer_count,
            (until - first).days,
            rates.return_count,
            self.horizon_days,
        )
        self._outdate(company)
        self.line_ids.unlink()
        self.write(
            {
                "state": "draft",
                "made_on": fields.Datetime.now(),
                "since_day": first,
                "until_day": until,
                "customer_count": rates.customer_count,
                "purchase_day_count": rates.customer_count + rates.return_count,
                "return_count": rates.return_count,
                "shortages": shortages,
                "is_measured": not shortages,
                "history": history,
                "cell_counts": False,
            }
        )
        if not shortages:
            self._propose(Cuts.of(first, until, self.horizon_days), grids, rates)

    def _propose(self, cuts, grids, rates):
        before = ReturnRates(
            row[:-1] for row in self._read_history(cuts.boundary, grids)
        )
        present = self.company_id._get_lifecycle_limits()
        found = run_study(
            grids,
            StateTable.expected(grids, rates, cuts.horizon),
            StateTable.expected(grids, before, cuts.horizon),
            *cuts.split(self._read_states(cuts, grids)),
            present,
        )
        if not found.proposed or not found.tested:
            return
        customers = self._read_customers(grids)
        values = {
            "line_ids": self._prepare_lines(found.proposed),
            "cell_counts": {
                "today": customers.cell_totals(present),
                "proposed": customers.cell_totals(found.proposed),
            },
        }
        for name, suffix in _SUFFIXES.items():
            score = found.scores[name]._asdict()
            values |= {f"{field}{suffix}": value for field, value in score.items()}
        self.write(values)

    def _prepare_lines(self, proposed):
        axes = self.company_id._get_lifecycle_axes()
        return [
            Command.create(
                {
                    "axis": axis,
                    "band_id": band.id,
                    "today_lower": band.lower,
                    "today_upper": band.upper,
                    "lower": interval.lower,
                    "upper": interval.upper or 0,
                }
            )
            for axis, lowers in proposed._asdict().items()
            for band, interval in zip(axes[axis], bands.intervals(lowers), strict=True)
        ]

    def _get_gaps(self, until):
        company = self.company_id
        self.env.flush_all()
        return gaps_query(
            self.env["crm.purchase"]._get_query(company),
            until,
            company.purchase_once_a_day,
        )

    def _read_history(self, until, grids):
        """Return rows of number, days, returned, count and the first date of them."""
        longest = max(LONGEST_SILENCE, grids.recency[-1])
        return self.env.execute_query(
            history_query(self._get_gaps(until), until, grids.count[-1], longest)
        )

    def _read_states(self, cuts, grids):
        return self.env.execute_query(
            states_query(self._get_gaps(cuts.until), cuts.all, *grids)
        )

    def _read_customers(self, grids):
        """Return the :class:`StateTable` of the customers in the matrix now."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT (%(counts)s::int[])[WIDTH_BUCKET(purchase_count,
                %(counts)s::int[])],
                       (%(days)s::int[])[
                           WIDTH_BUCKET(
                               GREATEST(%(today)s - last_date, 0), %(days)s::int[]
                           )
                       ],
                       0, COUNT(*)
                  FROM crm_customer
                 WHERE company_id = %(company)s AND segment_id IS NOT NULL
                 GROUP BY 1, 2
                """,
                counts=list(grids.count),
                days=list(grids.recency),
                today=self.company_id._lifecycle_today(),
                company=self.company_id.id,
            )
        )
        return StateTable(grids, rows)
