"""Three months of campaigns, day by day, against a model that knows nothing of SQL."""

import random
from calendar import monthrange
from datetime import timedelta

from freezegun import freeze_time

from odoo.addons.repeat_sales_crm.models.campaign.control_group import in_control

from .campaign_common import START, CampaignCommon

DAYS = 91
SILENT = 20
REENTRY = timedelta(days=20)
SHARE = 0.2

#: Steps: name, days after the one before (or after entering), days until given up,
#: and whether a purchase makes them needless.
WEEKLY = (("Call", 0, 3, False), ("Task", 2, 0, True))
MONTHLY = (("Remind", 1, 0, False),)
STANDING = (("Visit", 0, 5, False),)

#: A standing campaign contacts again so long after a contact, or after nothing.
AGAIN = timedelta(days=15)
ASK_AGAIN = timedelta(days=4)


class ModelCampaign:
    """What should happen, told customer by customer."""

    def __init__(self, record, steps, reentry, share):
        self.record = record
        self.steps = steps
        self.reentry = reentry
        self.share = share
        self.members = []

    def enrol(self, wave, now, world):
        entering = []
        for partner in world.partners:
            if world.days_silent(partner, now) <= SILENT:
                continue
            state, reason = self.judge(partner, now, world)
            entering.append(
                {
                    "wave": wave,
                    "partner": partner,
                    "state": state,
                    "reason": reason,
                    "entered": now,
                    "actions": [],
                }
            )
        for member in entering:
            self.members.append(member)
            if member["state"] == "active":
                self.plan(member, 0, now)

    def judge(self, partner, now, world):
        mine = [m for m in self.members if m["partner"] == partner]
        if any(m["state"] == "active" for m in mine):
            return "left_out", "active"
        if self.reentry and any(
            m["state"] != "left_out" and m["entered"] > now - self.reentry for m in mine
        ):
            return "left_out", "reentry"
        if partner in world.opted_out:
            return "left_out", "opt_out"
        if in_control(self.record.id, partner.id, self.share):
            return "control", False
        return "active", False

    def plan(self, member, number, now):
        name, delay, _expires, _needless = self.steps[number]
        member["actions"].append(
            {
                "name": name,
                "number": number,
                "due": now + timedelta(days=delay),
                "state": "waiting",
                "reason": False,
                "expires": None,
            }
        )

    def end(self, member, action, state, reason, now, leaves=False):
        action["state"], action["reason"] = state, reason
        if leaves:
            member["state"], member["reason"] = "exited", reason
        elif action["number"] + 1 < len(self.steps):
            self.plan(member, action["number"] + 1, now)
        else:
            member["state"] = "done"
        action["ended"] = member["finished"] = now

    def work(self, now, world):
        """Do what the engine does: first what is under way, then what is due."""
        for member, action in self.open_actions("running"):
            if action["expires"] and action["expires"] <= now:
                self.end(member, action, "skipped", "expired", now)
        for member, action in self.open_actions("running"):
            if world.bought_since(member["partner"], member["entered"]):
                self.end(member, action, "skipped", "bought", now, leaves=True)
            elif member["partner"] in world.opted_out:
                self.end(member, action, "skipped", "opt_out", now, leaves=True)
        for member, action in self.open_actions("waiting"):
            if action["due"] > now:
                continue
            if member["partner"] in world.opted_out:
                self.end(member, action, "skipped", "opt_out", now, leaves=True)
            elif world.bought_since(member["partner"], member["entered"]):
                self.end(member, action, "skipped", "bought", now, leaves=True)
            else:
                expires = self.steps[action["number"]][2]
                action["state"] = "running"
                action["expires"] = expires and now + timedelta(days=expires)

    def open_actions(self, state):
        return [
            (member, action)
            for member in self.members
            if member["state"] == "active"
            for action in member["actions"]
            if action["state"] == state
        ]

    def tell(self):
        """Return members and actions, as :meth:`TestSimulation.read` does."""
        members = {
            (m["wave"], m["partner"]): (m["state"], m["reason"]) for m in self.members
        }
        actions = {
            (m["wave"], m["partner"], a["name"]): (a["state"], a["reason"], a["due"])
            for m in self.members
            for a in m["actions"]
        }
        return members, actions


class ModelStanding(ModelCampaign):
    """A campaign for whoever is inside, is not under way, and has waited enough."""

    def enrol(self, wave, now, world):
        for partner in world.partners:
            if world.days_silent(partner, now) <= SILENT:
                continue
            mine = [m for m in self.members if m["partner"] == partner]
            was_in = [m for m in mine if m["state"] != "left_out"]
            if was_in and not self.has_waited(was_in[-1], now):
                continue
            state, reason = self.judge(partner, now, world)
            latest = mine and (mine[-1]["state"], mine[-1]["reason"])
            if state == "left_out" and latest == (state, reason):
                continue
            member = {
                "wave": wave,
                "partner": partner,
                "state": state,
                "reason": reason,
                "entered": now,
                "actions": [],
            }
            self.members.append(member)
            if state == "active":
                self.plan(member, 0, now)

    def has_waited(self, member, now):
        if member["state"] == "active":
            return False
        answers = [
            action["ended"]
            for action in member["actions"]
            if action["state"] == "done" or action.get("note")
        ]
        if answers:
            return max(answers) + AGAIN <= now
        if member["state"] == "control":
            return member["entered"] + AGAIN <= now
        if member["reason"] == "bought":
            return member["finished"] + AGAIN <= now
        return member["finished"] + ASK_AGAIN <= now


class World:
    """Who bought when, and who wants no campaigns."""

    def __init__(self, partners):
        self.partners = partners
        self.purchases = {partner: [] for partner in partners}
        self.opted_out = set()

    def days_silent(self, partner, now):
        return (now.date() - max(self.purchases[partner])).days

    def bought_since(self, partner, moment):
        return any(day > moment.date() for day in self.purchases[partner])


class TestSimulation(CampaignCommon):
    def test_three_months(self):
        self.chance = random.Random(11)
        world = self.make_world()
        campaigns = self.make_campaigns()
        for number in range(1, DAYS + 1):
            morning = START + timedelta(days=number)
            self.live(world, campaigns, morning.replace(hour=8))
            now = morning + timedelta(minutes=5)
            with freeze_time(now):
                self.run_engine(days=number, minutes=5)
            weekly, monthly, standing = campaigns
            if morning.weekday() == 0:
                weekly.enrol(morning, now, world)
            if morning.day == monthrange(morning.year, morning.month)[1]:
                monthly.enrol(morning, now, world)
            standing.enrol(morning.replace(hour=0), now, world)
            for campaign in campaigns:
                campaign.work(now, world)
        for campaign in campaigns:
            members, actions = campaign.tell()
            found_members, found_actions = self.read(campaign.record)
            self.assertEqual(found_members, members)
            self.assertEqual(found_actions, actions)
        self.check_is_no_toy(campaigns[0])
        self.check_many_came_again(campaigns[2])

    def check_is_no_toy(self, campaign):
        """See that the three months had something of everything."""
        members, actions = campaign.tell()
        # Who is in the control group depends on ids, so that it may be nobody.
        states = {state for state, _reason in members.values()}
        self.assertGreaterEqual(states, {"done", "exited", "left_out"})
        ends = {reason or state for state, reason, _due in actions.values()}
        self.assertGreaterEqual(ends, {"done", "expired", "bought"})

    def check_many_came_again(self, campaign):
        """See that all that can bring a customer in again has done so."""
        members, actions = campaign.tell()
        again = len(members) - len({partner for _wave, partner in members})
        self.assertGreater(again, 50)
        ends = {reason or state for state, reason, _due in actions.values()}
        self.assertGreaterEqual(ends, {"done", "expired", "bought", "cancelled"})
        notes = [a.get("note") for m in campaign.members for a in m["actions"]]
        self.assertTrue(any(notes))

    def make_world(self):
        partners = self.all_partners
        for number in range(20):
            partners |= self.make_buyer(f"Buyer {number}", 50 + number, self.seller)
        world = World(list(partners))
        for partner in partners:
            # All of them bought for the last time a hundred days ago.
            world.purchases[partner].append((START - timedelta(days=100)).date())
        self.refresh()
        return world

    def make_campaigns(self):
        audience = self.make_segment(
            "Silent", [("last_date", "<", f"today -{SILENT}d")]
        )
        common = {
            "trigger": "recurring",
            "segment_ids": audience.ids,
            "control_share": SHARE,
            "exit_on_purchase": True,
        }
        weekly = self.make_campaign(
            {"name": "Call", "kind": "call", "expire_days": 3},
            {
                "name": "Task",
                "kind": "task",
                "delay_days": 2,
                "condition": "not_bought",
            },
            repeat_unit="week",
            reentry="after",
            reentry_days=REENTRY.days,
            **common,
        )
        monthly = self.make_campaign(
            {"name": "Remind", "kind": "task", "delay_days": 1},
            repeat_unit="month",
            month_mode="last_day",
            reentry="wave",
            **common,
        )
        standing = self.make_campaign(
            {"name": "Visit", "kind": "meeting", "expire_days": 5},
            **common | {"trigger": "standing"},
            reentry_days=AGAIN.days,
            ask_again_days=ASK_AGAIN.days,
        )
        (weekly | monthly | standing).action_launch()
        return [
            ModelCampaign(weekly, WEEKLY, REENTRY, SHARE),
            ModelCampaign(monthly, MONTHLY, None, SHARE),
            ModelStanding(standing, STANDING, None, SHARE),
        ]

    def live(self, world, campaigns, moment):
        """Let customers buy or refuse, and sellers do some of what they have."""
        with freeze_time(moment):
            for partner in world.partners:
                if self.chance.random() < 0.02:
                    self.make_order(partner, 0, 40)
                    world.purchases[partner].append(moment.date())
                if self.chance.random() < 0.003:
                    partner.campaign_opt_out = True
                    world.opted_out.add(partner)
            self.refresh()
            for campaign in campaigns:
                for member, action in campaign.open_actions("running"):
                    if self.chance.random() < 0.4:
                        self.do(campaign, member, action["name"])
                        campaign.end(member, action, "done", False, moment)
                    elif self.chance.random() < 0.1:
                        action["note"] = self.chance.random() < 0.5 and "Ill"
                        self.cancel(campaign, member, action)
                        campaign.end(member, action, "skipped", "cancelled", moment)

    def cancel(self, campaign, member, action):
        found = self.find(campaign, member, action["name"])
        found.activity_id.with_user(found.user_id).unlink()
        if action["note"]:
            found.with_user(found.user_id).note = action["note"]

    def do(self, campaign, member, name):
        action = self.find(campaign, member, name)
        action.activity_id.with_user(action.user_id).action_feedback()

    def find(self, campaign, member, name):
        [action] = self.env["crm.campaign.action"].search(
            [
                ("campaign_id", "=", campaign.record.id),
                ("partner_id", "=", member["partner"].id),
                ("step_id.name", "=", name),
                ("state", "=", "running"),
            ]
        )
        return action

    def read(self, campaign):
        self.env.invalidate_all()
        members = {
            (member.wave_id.scheduled_at, member.partner_id): (
                member.state,
                member.reason,
            )
            for member in campaign.sudo().member_ids
        }
        actions = {
            (
                action.wave_id.scheduled_at,
                action.partner_id,
                action.step_id.name,
            ): (action.state, action.reason, action.due_at)
            for action in campaign.sudo().member_ids.action_ids
        }
        return members, actions
