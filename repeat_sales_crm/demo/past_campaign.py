"""A campaign that the trading company has run, so that there are results to see."""

from datetime import datetime, time, timedelta

from odoo.fields import Command

#: Days before today on which the waves were launched.
_WAVES = (190, 145, 100, 55, 12)

#: Who had been silent for so many days was in a wave.
_SILENT = 25

#: How often a call ends so.
_OUTCOMES = {"order": 3, "reached": 4, "call_back": 2, "not_interested": 3}
_NOBODY = {"no_answer": 3, "wrong_number": 1}


def create(env, company, days_ago, random):
    """Create a campaign of calls with waves of the past, and what came of them.

    :param days_ago: {partner: days since each purchase, oldest first}
    """
    cells = env["crm.lifecycle.segment"].search(
        [("company_id", "=", company.id), ("recency_lower", ">", 0)]
    )
    campaign = env["crm.campaign"].create(
        {
            "company_id": company.id,
            "name": "Call who has become silent",
            "user_id": env.ref("repeat_sales_crm.user_maria").id,
            "lifecycle_segment_ids": [Command.set(cells.ids)],
            "goal": "They buy again, and we know why they had stopped.",
            "goal_metric": "buyers",
            "goal_value": 0.3,
            "budget": 1500,
            "control_share": 0.2,
            "attribution_days": 45,
            "step_ids": [
                Command.create(
                    {"kind": "call", "name": "Ask what was missing", "cost": 3.5}
                ),
                Command.create(
                    {
                        "kind": "task",
                        "name": "Send the new price list",
                        "delay_days": 3,
                        "cost": 1.2,
                        "sequence": 20,
                    }
                ),
            ],
        }
    )
    past = _Past(env, campaign, random)
    for number, days in enumerate(_WAVES, start=1):
        past.launch(number, days, days_ago)
    campaign.state = "done"


class _Past:
    def __init__(self, env, campaign, random):
        self.env = env
        self.campaign = campaign
        self.random = random
        self.today = campaign.company_id._lifecycle_today()
        outcomes = env["crm.campaign.outcome"].search([("code", "!=", False)])
        self.outcomes = {outcome.code: outcome.id for outcome in outcomes}

    def launch(self, number, days, days_ago):
        moment = datetime.combine(self.today, time(9)) - timedelta(days=days)
        wave = self.env["crm.campaign.wave"].create(
            {
                "campaign_id": self.campaign.id,
                "company_id": self.campaign.company_id.id,
                "number": number,
                "scheduled_at": moment,
                "started_at": moment,
                "state": "done",
            }
        )
        members = self.env["crm.campaign.member"].create(
            [
                self._prepare_member(wave, partner, bought, days)
                for partner, bought in days_ago.items()
                if any(day > days for day in bought)
                and not any(days <= day < days + _SILENT for day in bought)
            ]
        )
        contacted = members.filtered(lambda member: member.state == "done")
        self.env["crm.campaign.action"].create(
            [values for member in contacted for values in self._prepare_actions(member)]
        )

    def _prepare_member(self, wave, partner, bought, days):
        # Calls help: who came back is in the control group less often.
        came_back = any(days - 45 <= day < days for day in bought)
        is_control = self.random.random() < (0.14 if came_back else 0.26)
        return {
            "wave_id": wave.id,
            "campaign_id": wave.campaign_id.id,
            "company_id": wave.company_id.id,
            "partner_id": partner.id,
            "user_id": partner.user_id.id,
            "purchase_count": sum(day > days for day in bought),
            "state": "control" if is_control else "done",
            "entered_at": wave.started_at,
            "finished_at": wave.started_at,
        }

    def _prepare_actions(self, member):
        call, letter = self.campaign.step_ids
        is_reached = self.random.random() < 0.75
        codes = _OUTCOMES if is_reached else _NOBODY
        [code] = self.random.choices(list(codes), list(codes.values()))
        hours = self.random.randint(2, 80)
        yield self._prepare_action(member, call, hours, self.outcomes.get(code))
        if code in ("reached", "call_back"):
            yield self._prepare_action(member, letter, hours + 72, False)

    def _prepare_action(self, member, step, hours, outcome_id):
        moment = member.entered_at + timedelta(hours=hours)
        user = member.user_id or self.campaign.user_id
        return {
            "member_id": member.id,
            "wave_id": member.wave_id.id,
            "campaign_id": member.campaign_id.id,
            "company_id": member.company_id.id,
            "partner_id": member.partner_id.id,
            "contact_id": member.partner_id.id,
            "user_id": user.id,
            "step_id": step.id,
            "channel_group": step.channel_group,
            "state": "done",
            "outcome_id": outcome_id,
            "due_at": member.entered_at,
            "started_at": member.entered_at,
            "contact_at": moment,
            "done_at": moment,
        }
