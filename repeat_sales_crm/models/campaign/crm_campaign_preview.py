from collections import Counter
from datetime import timedelta
from math import ceil

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .contact_query import has_address
from .enrolment_query import EnrolmentQuery


class CrmCampaign(models.Model):
    """What a launch would do, before it is done."""

    _inherit = "crm.campaign"

    def _get_needs(self):
        """Return the addresses of which a customer must have one to be of use here.

        Where a step can be done without an address, that is none.
        """
        needs = {step._get_kind_info().needs for step in self._get_planned_steps()}
        return set() if "" in needs else needs

    @api.readonly
    def get_preview(self, values=None):
        """Return what a launch would do now, as :meth:`_get_preview` tells.

        ``is_narrow`` says that the user's lists show fewer customers than the numbers.

        :param values: of a form, saved or not, which count in place of what is saved
        """
        self.check_access("write" if self else "create")
        campaign = self._get_snapshot(values) if values or not self else self
        # Who is contacted does not depend on who looks, and whoever writes campaigns
        # may know the numbers.
        preview = campaign.sudo()._get_preview()
        sees_all = self.env.user.has_group("sales_team.group_sale_salesman_all_leads")
        return preview | {"is_narrow": not sees_all}

    def _get_preview(self, now=None):
        """Return who would be contacted by a launch, and who not.

        It reads the very query by which customers are enrolled. Conditions of steps are
        not known yet: the numbers of such steps are the most there can be. Of a running
        campaign it is the next wave.

        :return: dict with

            - ``problem``: why it cannot be launched or told, or False; the rest is
              there as far as it can be told
            - ``headline``: what is counted, ``notes``: list of what to know about it
            - ``total``, ``contacted``, ``control``: numbers of customers
            - ``inside``: how many are in the audience who are not looked at, since
              they did not enter
            - ``left_out``: list of ``reason``, ``label`` and ``count``, most first
            - ``steps``: list of ``id``, ``name``, ``kind``, ``group``, ``icon``,
              ``count``, ``is_conditional`` and ``day`` (days after entering)
            - ``groups``: list of ``group``, ``label`` and ``count`` of actions
            - ``sellers``: list of ``user_id`` (or False), ``name``, ``members``,
              ``calls``, ``open_calls``, ``daily`` (calls per day; 0: no limit) and
              ``days`` (days of calling until all are made), most calls first
            - ``calls``: how many in all
            - ``finished_on``: the day in the company's time zone on which the last call
              can be made and the last step is done, or False
        """
        self.ensure_one()
        now = now or fields.Datetime.now()
        preview = {
            "problem": self._find_launch_problem() if self.state == "draft" else False,
            "headline": self._tell_preview(),
            "notes": self._tell_next(now),
            "total": 0,
            "inside": 0,
            "contacted": 0,
            "control": 0,
            "left_out": [],
            "steps": [],
            "groups": [],
            "sellers": [],
            "calls": 0,
            "finished_on": False,
        }
        try:
            with self.env.cr.savepoint():
                counts = self._count_enrolled(now)
                preview["inside"] = self._count_inside(now)
        except UserError as error:
            return preview | {"problem": str(error)}
        return preview | self._describe(counts, now)

    def _get_enrolment(self, now):
        """Return the query that judges whom the next launch or look is about."""
        return EnrolmentQuery(self, now, self._get_next_source(now))

    def _get_next_source(self, now):
        """Return the SELECT of whom the next launch looks at; None: all inside."""
        if self.trigger != "enter":
            return None
        if self.state == "draft" and self.contact_present:
            return None
        if self.state == "draft":
            return self._get_nobody_query()
        # Whom a change finds inside did not come in by themselves.
        is_begun = self._is_changed(["trigger"]) and not self.contact_present
        found_inside = self._is_audience_changed() or is_begun
        return SQL(
            "%s UNION %s",
            self._get_nobody_query()
            if found_inside
            else self._get_newcomers_query(now),
            self._get_left_out_query(now),
        )

    def _get_nobody_query(self):
        return SQL(
            "SELECT audience.* FROM (%s) AS audience WHERE FALSE",
            self._get_audience_query(),
        )

    def _get_next_moment(self, now):
        """Return when the next wave would be, naive UTC, or False."""
        if self.state == "running" and not self._is_schedule_changed():
            return self.next_run_at
        return self._get_next_run(now)

    def _count_enrolled(self, now):
        """Return {(state, reason, user id, reached by each need): customers}."""
        self.env.flush_all()
        needs = self._get_all_needs()
        reached = [
            has_address([need], SQL.identifier("judged", "partner_id"), allowed=True)
            for need in needs
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT state, reason, user_id, reached, COUNT(*)
                  FROM (SELECT judged.state, judged.reason, judged.user_id,
                               CASE WHEN judged.state = 'active'
                                    THEN ARRAY[%s]::boolean[] END AS reached
                          FROM (%s) AS judged) AS counted
                 GROUP BY state, reason, user_id, reached
                """,
                SQL(", ").join(reached),
                self._get_enrolment(now).select(),
            )
        )
        return {
            (
                state,
                reason,
                user_id,
                frozenset(
                    need for need, is_so in zip(needs, has or [], strict=False) if is_so
                ),
            ): count
            for state, reason, user_id, has, count in rows
        }

    def _count_inside(self, now):
        if not self._get_next_source(now):
            return 0
        [[total]] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM (%s) AS judged",
                EnrolmentQuery(self, now).select(),
            )
        )
        [[entered]] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM (%s) AS source", self._get_next_source(now))
        )
        return total - entered

    def _get_all_needs(self):
        return sorted(
            {step._get_kind_info().needs for step in self._get_planned_steps()} - {""}
        )

    def _describe(self, counts, now):
        states, reasons = Counter(), Counter()
        for (state, reason, _user, _reached), count in counts.items():
            states[state] += count
            if reason:
                reasons[reason] += count
        labels = dict(
            self.env["crm.campaign.member"]
            ._fields["reason"]
            ._description_selection(self.env)
        )
        steps = self._describe_steps(counts)
        sellers = self._describe_sellers(counts)
        return {
            "total": sum(states.values()),
            "contacted": states["active"],
            "control": states["control"],
            "left_out": [
                {"reason": reason, "label": labels[reason], "count": count}
                for reason, count in reasons.most_common()
            ],
            "steps": steps,
            "groups": self._describe_groups(steps),
            "sellers": sellers,
            "calls": sum(seller["calls"] for seller in sellers),
            "finished_on": self._find_last_day(steps, sellers, now),
        }

    def _describe_steps(self, counts):
        described, day = [], 0.0
        for number, step in enumerate(self._get_planned_steps()):
            info = step._get_kind_info()
            delay = step.delay_days + step.delay_hours / 24
            day = delay if step.delay_from == "launch" else day + delay
            described.append(
                {
                    "id": step._origin.id or f"new-{number}",
                    "name": step.name,
                    "kind": step.kind,
                    "group": info.group,
                    "icon": info.icon,
                    "is_conditional": step.condition != "always",
                    "day": int(day),
                    "count": sum(
                        count
                        for (state, _reason, _user, reached), count in counts.items()
                        if state == "active"
                        and (not info.needs or info.needs in reached)
                    ),
                }
            )
        return described

    def _describe_groups(self, steps):
        actions = Counter()
        for step in steps:
            actions[step["group"]] += step["count"]
        labels = dict(
            self.env["crm.campaign.step"]
            ._fields["channel_group"]
            ._description_selection(self.env)
        )
        return [
            {"group": group, "label": labels[group], "count": count}
            for group, count in actions.most_common()
        ]

    def _describe_sellers(self, counts):
        members, calls = Counter(), Counter()
        for (state, _reason, user_id, reached), count in counts.items():
            if state != "active":
                continue
            members[user_id] += count
            for step in self._get_planned_steps():
                info = step._get_kind_info()
                if info.uses_capacity and (not info.needs or info.needs in reached):
                    for caller, share in step._spread(user_id, count).items():
                        calls[caller] += share
        users = self.env["res.users"].browse(
            sorted(user_id for user_id in members.keys() | calls.keys() if user_id)
        )
        waiting = users._count_open_calls()
        described = [
            self._describe_seller(user, members, calls, waiting) for user in users
        ]
        if members[None]:
            nobody = {"user_id": False, "name": self.env._("No salesperson")}
            empty = dict.fromkeys(("calls", "open_calls", "daily", "days"), 0)
            described.append(nobody | empty | {"members": members[None]})
        return sorted(
            described, key=lambda seller: (-seller["calls"], -seller["members"])
        )

    def _describe_seller(self, user, members, calls, waiting):
        daily = user.campaign_daily_calls or self.company_id.campaign_daily_calls
        todo = waiting[user.id] + calls[user.id] if calls[user.id] else 0
        return {
            "user_id": user.id,
            "name": user.name,
            "members": members[user.id],
            "calls": calls[user.id],
            "open_calls": waiting[user.id],
            "daily": daily,
            "days": ceil(todo / daily) if daily else min(todo, 1),
        }

    def _find_last_day(self, steps, sellers, now):
        """Return the day on which all is done, if calls are made as they come."""
        if not any(step["count"] for step in steps):
            return False
        begin = self._get_today(max(self._get_next_moment(now) or now, now))
        plan = max(step["day"] for step in steps if step["count"])
        calling = max((seller["days"] for seller in sellers), default=0)
        group = "human" if calling else "message"
        return self.company_id._campaign_next_working_day(
            begin + timedelta(days=plan), max(calling - 1, 0), group
        )
