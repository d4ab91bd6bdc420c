from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang

from .active_base import Group, solve


class CrmCustomer(models.Model):
    """How the target for active customers is reached."""

    _inherit = "crm.customer"

    @api.model
    def get_active_base(self, company_id=None, days=30):
        """Return what it takes for the target share of customers to be active.

        It is about the customers that the user sees. Who buys by themselves is taken
        from the return rates of the company's latest study; new customers are not
        counted.

        :param days: how far ahead, at most for how long a purchase keeps one active
        :return: dict with ``status`` (``no_study`` where return rates have not been
            measured, else as in :class:`.active_base.Plan`), ``sentences`` (in words),
            ``can_study`` (whether the user may make a study), ``days``, ``study_day``
            (until which rates were measured), ``target`` (share), ``customer_count``,
            ``active_count``, ``leaving_count`` (who leave the active ones if they do
            not buy), ``needed``, ``expected``, ``missing``, ``reachable`` (customers),
            ``contacts`` and ``steps``: dicts of ``segment_id``, ``name``,
            ``is_leaving``, ``customers``, ``probability``, ``contacts``, ``extra``
        """
        company = self.env["crm.lifecycle.segment"]._get_matrix_company(company_id)
        first_band, second_band = company._get_lifecycle_axes()["recency"][:2]
        days = max(1, min(days, second_band.lower))
        study = self.env["crm.lifecycle.study"].sudo()._find_latest(company)
        answer = {
            "days": days,
            "study_day": study.until_day,
            "target": company.lifecycle_active_target,
            "can_study": self.env.user.has_group("sales_team.group_sale_manager"),
            "status": "no_study",
            "steps": [],
        }
        if not study.is_measured:
            return answer | {"sentences": [self._explain_no_study(study)]}
        rates = study._get_rates()
        standing = self._read_active_base(company, rates.most)
        kept = second_band.lower - days
        groups, counts = self._make_groups(standing, first_band, kept, rates, days)
        target = company.lifecycle_active_target
        plan = solve(
            counts["customer_count"],
            counts["active_count"] - counts["leaving_count"],
            groups,
            target,
        )
        answer |= counts | self._prepare_plan(plan)
        return answer | {"sentences": self._explain_plan(answer)}

    def _read_active_base(self, company, most):
        """Return rows of segment, its band, purchases, days, customers and value."""
        visible = self._search(
            Domain("company_id", "=", company.id) & Domain("segment_id", "!=", False)
        ).subselect()
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT segment_id, recency_band_id, LEAST(purchase_count, %s),
                       GREATEST(%s - last_date, 0), COUNT(*),
                       SUM(amount_average)::float
                  FROM crm_customer
                 WHERE id IN %s
                 GROUP BY 1, 2, 3, 4
                """,
                most,
                company._lifecycle_today(),
                visible,
            )
        )

    def _make_groups(self, standing, first_band, kept, rates, days):
        """Sort customers into those who stay active and groups who have to buy.

        :param kept: with so many days of silence and more, active ones leave in time
        :return: (list of :class:`.active_base.Group` with keys of segment id and
            whether they are active now, dict of counts)
        """
        counts = {"customer_count": 0, "active_count": 0, "leaving_count": 0}
        sums = {}
        for segment_id, band_id, number, silent, count, value in standing:
            is_active = band_id == first_band.id
            is_leaving = is_active and silent >= kept
            counts["customer_count"] += count
            counts["active_count"] += count * is_active
            counts["leaving_count"] += count * is_leaving
            if is_active and not is_leaving:
                continue
            group = sums.setdefault((segment_id, is_leaving), [0, 0.0, 0.0])
            group[0] += count
            group[1] += count * rates.probability(number, silent, days)
            group[2] += value or 0.0
        groups = [
            Group(key, count, bought / count, value / count)
            for key, (count, bought, value) in sums.items()
        ]
        return groups, counts

    def _prepare_plan(self, plan):
        segments = self.env["crm.lifecycle.segment"]
        return {
            "status": plan.status,
            "needed": plan.needed,
            "expected": plan.expected,
            "missing": plan.missing,
            "reachable": plan.reachable,
            "contacts": plan.contacts,
            "steps": [
                {
                    "segment_id": step.group.key[0],
                    "name": segments.browse(step.group.key[0]).name,
                    "is_leaving": step.group.key[1],
                    "customers": step.group.customers,
                    "probability": step.group.probability,
                    "contacts": step.contacts,
                    "extra": step.extra,
                }
                for step in plan.steps
            ],
        }

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _explain_no_study(self, study):
        _ = self.env._
        if study.shortages:
            return _(
                "The history is too short or too small to measure how many customers "
                "come back by themselves."
            )
        return _(
            "How many customers come back by themselves has not been measured yet. A "
            "manager can do so under Configuration, Best Limits."
        )

    def _explain_plan(self, answer):
        if answer["status"] == "empty":
            return [self.env._("There are no customers yet.")]
        sentences = [self._explain_expected(answer), self._explain_missing(answer)]
        if answer["steps"]:
            sentences += [
                *(self._explain_step(step) for step in answer["steps"]),
                self._explain_assumption(answer),
            ]
        return sentences

    def _explain_expected(self, answer):
        return self.env._(
            "%(active)s of %(customers)s customers are active now; %(leaving)s of them "
            "leave within %(days)s days unless they buy. By themselves, about "
            "%(expected)s will be active then, and the target asks for %(needed)s.",
            active=self._number(answer["active_count"]),
            customers=self._number(answer["customer_count"]),
            leaving=self._number(answer["leaving_count"]),
            days=answer["days"],
            expected=self._number(answer["expected"]),
            needed=self._number(answer["needed"]),
        )

    def _explain_missing(self, answer):
        _ = self.env._
        values = {
            "missing": self._number(answer["missing"])
            if answer["missing"] > 1
            else "1",
            "contacts": self._number(answer["contacts"]),
            "share": self._percent(answer["reachable"] / answer["customer_count"]),
        }
        return {
            "reached": _("The target is reached without doing anything."),
            "possible": _(
                "%(missing)s more have to come back: that takes %(contacts)s contacts."
            ),
            "impossible": _(
                "%(missing)s more would have to come back. That cannot be reached: "
                "with all %(contacts)s customers contacted it would be %(share)s %%."
            ),
        }[answer["status"]] % values

    def _explain_step(self, step):
        values = {
            "segment": step["name"],
            "contacts": self._number(step["contacts"]),
            "customers": self._number(step["customers"]),
            "share": self._percent(step["probability"]),
            "extra": self._number(step["extra"], 0 if step["extra"] >= 10 else 1),
        }
        if step["is_leaving"]:
            return self.env._(
                "%(segment)s, about to leave: contact %(contacts)s of %(customers)s; "
                "%(share)s %% come back by themselves, contacts bring about %(extra)s "
                "more.",
                **values,
            )
        return self.env._(
            "%(segment)s: contact %(contacts)s of %(customers)s; %(share)s %% come "
            "back by themselves, contacts bring about %(extra)s more.",
            **values,
        )

    def _explain_assumption(self, answer):
        return self.env._(
            "Rates are those measured until %(day)s. What a contact adds is an "
            "assumption: as many as come back by themselves. New customers are not "
            "counted.",
            day=format_date(self.env, answer["study_day"]),
        )

    def _percent(self, share):
        return self._number(100 * share, 1)

    def _number(self, value, digits=0):
        return formatLang(self.env, value, digits=digits)
