"""What one run of the engine should do, in plain Python."""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta

from .engine_model import ATTEMPTS, HOUR, RETRIES


def is_broken(contact):
    """Tell whether the text of a letter fails for a contact."""
    return "broken" in contact.email


class ModelEngine:
    """Runs the campaigns of a world; see the scheduled action."""

    def __init__(self, world):
        self.world = world
        self.campaigns = []

    def run(self, now):
        for campaign in self.campaigns:
            if campaign.state == "running" and campaign.active:
                self.launch_due(campaign, now)
        self.sweep(now)
        self.work_steps(now)
        self.post(now)
        self.close(now)

    def launch_due(self, campaign, now):
        if campaign.next_run is None or campaign.next_run > now:
            return
        if campaign.trigger == "enter":
            inside = campaign.audience(now, everybody=True)
            campaign.present &= set(inside)
            newcomers = set(inside) - campaign.present
            if newcomers:
                midnight = datetime.combine(now.date(), time())
                campaign.enrol(midnight, now, newcomers)
            campaign.present |= set(inside)
            campaign.look_again(now)
        else:
            moment = campaign.next_run
            campaign.waves[moment] = "running"
            campaign.plan_next(now)
            campaign.enrol(moment, now)

    # ------------------------------------------------------------------
    # Ends
    # ------------------------------------------------------------------

    def end(self, action, state, reason, now, leaves=False):
        """End an action; the plan goes on, unless the customer leaves."""
        member = action.member
        action.state, action.reason, action.done_at = state, reason, now
        action.wait = action.expires = False
        if state != "done":
            action.contact_at = None
        elif action.kind.group == "human":
            action.contact_at = now
        if member.state != "active":
            return
        if leaves:
            member.state, member.reason = "exited", reason
        else:
            self.advance(action, now)

    def advance(self, action, now):
        """Plan the step after one that is over."""
        member, campaign = action.member, action.member.campaign
        had = {one.step for one in member.actions}
        following = [
            step
            for step in campaign.plan
            if step.place > action.step.place and step not in had
        ]
        if following:
            campaign.add_action(member, following[0], now)
        else:
            member.state = "done"

    def fail(self, action, now):
        action.attempts += 1
        if action.attempts == ATTEMPTS:
            self.end(action, "failed", "error", now)
        else:
            action.due = now + RETRIES[action.attempts - 1]
            action.state, action.wait = "waiting", "retry"

    def actions(self, state):
        return [
            action
            for campaign in self.campaigns
            for member in campaign.members
            for action in member.actions
            if action.state == state
        ]

    # ------------------------------------------------------------------
    # What is under way
    # ------------------------------------------------------------------

    def sweep(self, now):
        """Take cards back, each for the first reason that there is."""
        for action in self.give_cards():
            campaign = action.member.campaign
            if action.expires and action.expires <= now:
                self.end(action, "skipped", "expired", now)
            elif campaign.exit_on_purchase and self.bought(action.member):
                self.end(action, "skipped", "bought", now, leaves=True)
            else:
                refusals = self.find_refusals(action, action.contact, now)
                self.stop_at_first(action, refusals, now)

    def give_cards(self):
        """Give open cards to who would do them now, and return them."""
        cards = [one for one in self.actions("running") if one.kind.group == "human"]
        for action in cards:
            action.user = self.find_user(action.member)
        return cards

    def stop_at_first(self, action, refusals, now):
        for reason, leaves, holds in refusals:
            if holds:
                self.end(action, "skipped", reason, now, leaves=leaves)
                return True
        return False

    def find_refusals(self, action, person, now):
        """Return (reason, whether it ends the plan, whether it holds), in order."""
        campaign, customer = action.member.campaign, action.member.customer
        gone = (
            person
            and person is not customer
            and (not person.active or person.customer is not customer)
        )
        left = campaign.exit_on_leave and customer not in campaign.audience(now)
        exclude = campaign.exclude
        return [
            ("archived", True, not customer.active),
            ("excluded", True, exclude and exclude.holds(customer, now)),
            ("opt_out", True, customer.opt_out or (person and person.opt_out)),
            ("gone", True, gone),
            ("complaint", False, self.world.complains(customer)),
            ("refused", True, campaign.was_refused(customer)),
            ("left", True, left),
        ]

    def bought(self, member):
        """Tell whether the customer bought since entering; days have no hours."""
        day, last = member.entered.date(), member.customer.last_day
        if last is None:
            return False
        return last > day or (
            last == day and len(member.customer.purchases) > member.count
        )

    # ------------------------------------------------------------------
    # What is due
    # ------------------------------------------------------------------

    def work_steps(self, now):
        worked = True
        while worked:
            worked = False
            due = [
                action
                for action in self.actions("waiting")
                if action.due <= now
                and action.member.campaign.state == "running"
                and action.member.campaign.active
            ]
            by_step = defaultdict(list)
            for action in due:
                by_step[action.step].append(action)
            for step in sorted(by_step, key=lambda step: step.record.id):
                self.work_step(step, by_step[step], now)
                worked = True

    def work_step(self, step, actions, now):
        if not step.active:
            for action in actions:
                self.end(action, "skipped", "removed", now)
            return
        reached, addresses = [], set()
        # Whoever is worth most comes first where one address is that of several.
        actions.sort(key=lambda action: -action.member.value)
        decided = [(action, self.decide(action, now)) for action in actions]
        for action, (reason, leaves, contact, address) in decided:
            key = action.member.wave, address
            if not reason and key in addresses:
                reason, leaves = "duplicate", False
            if reason:
                self.end(action, "skipped", reason, now, leaves=leaves)
            else:
                addresses |= {key} if address else set()
                reached.append((action, contact, address))
        room = self.count_room(step, now)
        for action, contact, address in reached:
            until = self.find_cap_end(action, now)
            if until and until > now:
                action.due, action.wait = until, "cap"
            elif room == 0:
                tomorrow = now.date() + timedelta(days=1)
                action.due = datetime.combine(tomorrow, time(HOUR))
                action.wait = "daily_limit"
            else:
                room -= 1
                self.hand_over(action, contact, address, now)

    def count_room(self, step, now):
        """Return how many may still go today; a negative number has no end."""
        if not step.daily_limit:
            return -1
        begun = [
            action
            for member in step_members(self.campaigns, step)
            for action in member.actions
            if action.step is step
            and action.started
            and action.started.date() == now.date()
        ]
        return max(step.daily_limit - len(begun), 0)

    def decide(self, action, now):
        """Return (reason or False, whether it leaves, contact, address)."""
        member, step = action.member, action.step
        person = member.contact or action.contact
        contact, address, refused = self.find_contact(action, person)
        bought = self.bought(member)
        met = {
            "always": True,
            "bought": bought,
            "not_bought": not bought,
            "in_segment": step.rule and step.rule.holds(member.customer, now),
            "not_in_segment": step.rule and not step.rule.holds(member.customer, now),
        }[step.condition]
        *before, left = self.find_refusals(action, person, now)
        checks = [
            *before,
            ("bought", True, member.campaign.exit_on_purchase and bought),
            left,
            ("condition", False, not met),
            ("no_address", False, contact is None),
            ("blacklisted", False, refused),
            ("complaint", False, address and self.world.complains_at(address)),
            ("duplicate", False, self.is_addressed(action, address)),
        ]
        for reason, leaves, holds in checks:
            if holds:
                return reason, leaves, contact, address
        return False, False, contact, address

    def is_addressed(self, action, address):
        return address and any(
            one.address == address and one.state in ("running", "done")
            for other in action.member.campaign.members
            if other.wave == action.member.wave
            for one in other.actions
            if one.step is action.step
        )

    def find_contact(self, action, person):
        """Return (who is addressed or None, address, whether it is refused)."""
        kind, customer = action.kind, action.member.customer
        refuses = self.world.refuses
        if not kind.needs:
            contact = person or customer
            found = [getattr(contact, name) for name in kind.carries]
            found = [address for address in found if address]
            allowed = [address for address in found if not refuses(address)]
            return contact, (allowed or [""])[0], bool(found) and not allowed
        able = [
            one
            for one in self.world.people_of(customer)
            if one.active and not one.opt_out and getattr(one, kind.needs)
        ]
        if not able:
            return None, "", False
        contact = min(
            able,
            key=lambda one: (
                one is not person,
                refuses(getattr(one, kind.needs)),
                one is not customer,
                one.id,
            ),
        )
        address = getattr(contact, kind.needs)
        return contact, address, refuses(address)

    def find_cap_end(self, action, now):
        """Return until when caps forbid to contact a customer, or None."""
        ends = []
        for group, count, days in self.world.caps:
            if group not in (action.kind.group, "any"):
                continue
            window = timedelta(days=days)
            moments = sorted(self.list_contacts(action, group, window, now))
            if len(moments) >= count:
                ends.append(moments[-count] + window)
        return max(ends, default=None)

    def list_contacts(self, action, group, window, now):
        for campaign in self.campaigns:
            for member in campaign.members:
                if member.customer is not action.member.customer:
                    continue
                for one in member.actions:
                    moment = one.contact_at
                    if moment is None or group not in (one.kind.group, "any"):
                        continue
                    if one.state == "running" and one.kind.group == "human":
                        # It may happen any moment.
                        moment = max(moment, now - window + timedelta(days=1))
                    if moment > now - window:
                        yield moment

    def hand_over(self, action, contact, address, now):
        member, step = action.member, action.step
        if step.kind == "letter" and is_broken(contact):
            self.fail(action, now)
            return
        action.state, action.wait = "running", False
        action.contact, action.address = contact, address
        action.user = self.find_user(member)
        action.started = action.contact_at = now
        if address and member.contact is None:
            member.contact = contact
        if step.expire_days and action.kind.group == "human":
            action.expires = now + timedelta(days=step.expire_days)
        if step.kind == "letter":
            self.end(action, "done", False, now)

    def find_user(self, member):
        user = member.customer.user
        if user in self.world.present_users:
            return user
        return member.campaign.record.user_id

    # ------------------------------------------------------------------
    # Afterwards
    # ------------------------------------------------------------------

    def post(self, now):
        """Send messages by webhook, which are handed over and done within a run."""
        for action in self.actions("running"):
            if action.step.kind == "webhook":
                self.end(action, "done", False, now)

    def close(self, now):
        for campaign in self.campaigns:
            busy = Counter(
                member.wave for member in campaign.members if member.state == "active"
            )
            # A wave of who enters goes on for a day.
            newest = now if campaign.trigger != "enter" else now - timedelta(days=2)
            for wave, state in campaign.waves.items():
                if state == "running" and not busy[wave] and wave <= newest:
                    campaign.waves[wave] = "done"
            over = "running" not in campaign.waves.values()
            if campaign.state == "running" and campaign.next_run is None and over:
                campaign.state = "done"


def step_members(campaigns, step):
    """Return the members of the campaign that a step is of."""
    return next(one.members for one in campaigns if step in one.steps)
