from collections import Counter

from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .effect import FEWEST_BUYERS, FEWEST_CUSTOMERS, measure_effect

#: How many waves are shown, and how many are summed up.
_SHOWN = 8
_SUMMED = 3

#: A campaign for customers who enter has a wave a day: it sums up so many of them.
_SUMMED_DAYS = 90

_SUMS = (
    "member_count",
    "contacted",
    "reached",
    "answered",
    "refused",
    "bought",
    "purchase_count",
    "revenue",
    "credited_count",
    "credited_revenue",
    "cost",
)

#: What can be clicked: {name: condition on the results}.
_DOORS = {
    "campaign": [("side", "=", "campaign")],
    "control": [("side", "=", "control")],
    "control_bought": [("side", "=", "control"), ("bought", ">", 0)],
    **{
        name: [("side", "=", "campaign"), (name, ">", 0)]
        for name in ("contacted", "reached", "answered", "refused", "bought", "cost")
    },
    "purchase_count": [("side", "=", "campaign"), ("purchase_count", ">", 0)],
    "credited_count": [("credited_count", ">", 0)],
    "days_to_purchase": [("bought_after", ">", 0)],
    "in_time": [("in_time", ">", 0)],
}


class CrmCampaign(models.Model):
    """What came of a campaign, against its control group and its goal."""

    _inherit = "crm.campaign"

    def get_results(self):
        """Return what came of the latest waves, as far as the user may see it.

        The waves summed up are the last three whose window is over, or, as long as
        there is none, the last three.

        :return: dict with

            - ``currency_id``, ``attribution_days``
            - ``is_own``: whether only the user's own customers are counted
            - ``waves``: list, oldest first, of ``id``, ``number``, ``day`` (of the
              entry), ``is_open`` (its window is not over), ``members``, ``bought``,
              ``rate``, ``control``, ``control_bought``, ``control_rate`` (rates from 0
              to 1, or False)
            - ``total``: of the waves summed up, the same, and their sums of what
              ``crm.campaign.result`` has; ``waves`` (how many), ``wave_ids``,
              ``window_end`` and ``days_to_purchase`` (a mean, or False)
            - ``effect``: ``difference``, ``lower``, ``upper`` (from -1 to 1),
              ``verdict`` and ``text``; False without both sides
            - ``goal``: ``text``, ``metric``, ``target``, ``fact`` and ``is_reached``,
              or False
            - ``cost`` and ``budget``: of all waves, in the currency of the company
        """
        self.ensure_one()
        self.check_access("read")
        waves = self._read_results()
        closed = [wave for wave in waves if not wave["is_open"]]
        count = _SUMMED_DAYS if self.trigger in ("enter", "standing") else _SUMMED
        total = self._sum_waves((closed or waves)[-count:])
        group = "sales_team.group_sale_salesman_all_leads"
        return {
            "currency_id": self.currency_id.id,
            "attribution_days": self.attribution_days,
            "is_own": not self.env.user.has_group(group),
            "waves": waves[-_SHOWN:],
            "total": total,
            "effect": self._tell_effect(total),
            "goal": self._tell_goal(closed or waves, waves),
            "cost": sum(wave["cost"] for wave in waves),
            "budget": self.budget,
        }

    def _read_results(self):
        """Return a dict per wave, oldest first."""
        today = self.company_id._lifecycle_today()
        groups = self.env["crm.campaign.result"]._read_group(
            [("campaign_id", "=", self.id)],
            ["wave_id", "side"],
            [
                *(f"{name}:sum" for name in _SUMS),
                "days_to_purchase:sum",
                "bought_after:sum",
                "entered_on:min",
                "window_end:max",
            ],
        )
        waves = {}
        for wave, side, *values in groups:
            line = waves.setdefault(wave, {"id": wave.id, "control": 0, **_empty()})
            sums = dict(zip(_SUMS, values, strict=False))
            days, timed, entered_on, window_end = values[len(_SUMS) :]
            if side == "control":
                line["control"] = sums["member_count"]
                line["control_bought"] = sums["bought"]
            else:
                line.update(sums, days=days or 0, timed=timed)
            line["day"] = min(entered_on, line["day"] or entered_on)
            line["window_end"] = max(window_end, line["window_end"] or window_end)
        ordered = sorted(waves, key=lambda wave: (wave.scheduled_at, wave.id))
        return [
            _with_rates(
                {
                    **waves[wave],
                    "number": wave.number,
                    "is_open": waves[wave]["window_end"] >= today,
                }
            )
            for wave in ordered
        ]

    def _sum_waves(self, waves):
        sums = Counter()
        for wave in waves:
            for name in ("control", "control_bought", "days", "timed", *_SUMS):
                sums[name] += wave[name]
        total = {name: sums[name] for name in ("control", "control_bought", *_SUMS)}
        return _with_rates(
            total
            | {
                "waves": len(waves),
                "wave_ids": [wave["id"] for wave in waves],
                "is_open": any(wave["is_open"] for wave in waves),
                "window_end": max(
                    (wave["window_end"] for wave in waves), default=False
                ),
                "days_to_purchase": sums["days"] / sums["timed"]
                if sums["timed"]
                else False,
            }
        )

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _tell_effect(self, total):
        effect = measure_effect(
            total["bought"],
            total["member_count"],
            total["control_bought"],
            total["control"],
        )
        if not effect:
            return False
        _ = self.env._
        texts = {
            "few": _(
                "Too few to say: it takes %(customers)s customers on each side and "
                "%(buyers)s buyers.",
                customers=FEWEST_CUSTOMERS,
                buyers=FEWEST_BUYERS,
            ),
            "unclear": _("May be chance: as many might have bought without it."),
            "more": _("More bought than without the campaign."),
            "less": _("Fewer bought than without the campaign."),
        }
        return {**effect._asdict(), "text": texts[effect.verdict]}

    def _tell_goal(self, settled, waves):
        """Return the goal beside the fact; the share of buyers is of settled waves."""
        if not (self.goal_metric and self.goal_value):
            return False
        if self.goal_metric == "buyers":
            fact = self._sum_waves(settled)["rate"]
        else:
            name = {"orders": "purchase_count", "revenue": "revenue"}[self.goal_metric]
            fact = sum(wave[name] for wave in waves)
        labels = dict(self._fields["goal_metric"]._description_selection(self.env))
        return {
            "text": self.goal or labels[self.goal_metric],
            "metric": self.goal_metric,
            "label": labels[self.goal_metric],
            "target": self.goal_value,
            "fact": fact,
            "is_reached": fact is not False and fact >= self.goal_value,
        }

    # ------------------------------------------------------------------
    # Where numbers lead
    # ------------------------------------------------------------------

    def action_open_results(self, door="campaign", wave_ids=None):
        """Open the customers behind a number of :meth:`get_results`.

        :param door: which number; see :data:`_DOORS`
        :param wave_ids: of these waves alone
        """
        self.ensure_one()
        if door not in _DOORS:
            raise ValidationError(self.env._("There is no list behind “%s”.", door))
        domain = Domain("campaign_id", "=", self.id) & Domain(_DOORS[door])
        if wave_ids is not None:
            domain &= Domain("wave_id", "in", wave_ids)
        return self._open_results_action("crm_campaign_result_action") | {
            "domain": list(domain),
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "context": {},
        }

    def action_compare_waves(self):
        """Open the waves side by side, over months."""
        action = self._open_results_action("crm_campaign_result_compare_action")
        return action | {"domain": [("campaign_id", "in", self.ids)]}

    def action_open_step_results(self):
        """Open what came of each step."""
        action = self._open_results_action("crm_campaign_step_result_action")
        return action | {"domain": [("campaign_id", "in", self.ids)], "context": {}}

    def _open_results_action(self, name):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"repeat_sales_crm.{name}"
        )
        return action | {"name": f"{action['name']}: {self.display_name}"}


def _empty():
    numbers = dict.fromkeys(("control_bought", "days", "timed", *_SUMS), 0)
    return {**numbers, "day": False, "window_end": False}


def _with_rates(line):
    """Return the numbers of waves with the shares of buyers of both sides."""
    members, control = line["member_count"], line["control"]
    return line | {
        "members": members,
        "rate": line["bought"] / members if members else False,
        "control_rate": line["control_bought"] / control if control else False,
    }
