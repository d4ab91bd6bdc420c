"""What campaigns should do, told customer by customer, without a word of SQL."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from odoo.addons.repeat_sales_crm.models.campaign.control_group import in_control

ATTEMPTS = 3
RETRIES = (timedelta(minutes=15), timedelta(hours=2))
HOUR = 9

#: Who is left out for one of these is looked at again by a campaign for who enters.
MENDABLE = ("complaint", "no_address", "blacklisted")


@dataclass(frozen=True)
class Kind:
    """How a kind of step goes: see the addon's own."""

    group: str
    needs: str = ""
    carries: tuple = ()


KINDS = {
    "call": Kind("human", needs="phone"),
    "task": Kind("human"),
    "letter": Kind("message", needs="email"),
    "webhook": Kind("message", carries=("email", "phone")),
}


@dataclass(eq=False)
class ModelStep:
    record: object
    kind: str
    sequence: int
    delay_days: int = 0
    delay_from: str = "previous"
    expire_days: int = 0
    condition: str = "always"
    rule: object = None
    daily_limit: int = 0
    active: bool = True

    @property
    def place(self):
        return self.sequence, self.record.id


@dataclass(eq=False)
class ModelAction:
    member: "ModelMember"
    step: ModelStep
    due: datetime
    state: str = "waiting"
    reason: object = False
    wait: object = False
    contact: object = None
    user: object = None
    address: str = ""
    started: object = None
    contact_at: object = None
    done_at: object = None
    expires: object = None
    attempts: int = 0

    @property
    def kind(self):
        return KINDS[self.step.kind]


@dataclass(eq=False)
class ModelMember:
    campaign: "ModelCampaign"
    wave: datetime
    customer: object
    contact: object
    state: str
    reason: object
    entered: datetime
    value: float
    count: int
    actions: list = field(default_factory=list)


class ModelCampaign:
    """A campaign: when it is launched, for whom, and with which steps."""

    def __init__(self, record, world, steps, **values):
        self.record = record
        self.world = world
        self.steps = steps
        self.trigger = values["trigger"]
        self.every_days = values.get("every_days", 1)
        self.rule = values.get("rule")
        self.picked = values.get("picked", [])
        self.exclude = values.get("exclude")
        self.share = values.get("share", 0)
        self.reentry = values.get("reentry", "never")
        self.reentry_days = values.get("reentry_days", 0)
        self.exit_on_purchase = values.get("exit_on_purchase", True)
        self.exit_on_leave = values.get("exit_on_leave", False)
        self.contact_present = values.get("contact_present", False)
        self.state = "draft"
        self.active = True
        self.next_run = None
        self.present = set()
        self.waves = {}
        self.members = []

    # ------------------------------------------------------------------
    # Plan
    # ------------------------------------------------------------------

    @property
    def plan(self):
        """The steps that are done, in their order."""
        steps = [step for step in self.steps if step.active]
        return sorted(steps, key=lambda step: step.place)

    def planned(self, step):
        """Return how long after entering a step comes if all goes by the plan."""
        total = timedelta()
        for one in sorted(self.steps, key=lambda one: one.place):
            delay = timedelta(days=one.delay_days)
            moment = delay if one.delay_from == "launch" else total + delay
            if one is step:
                return moment
            if one.active:
                total = moment
        raise ValueError("no step of this campaign")

    def add_action(self, member, step, now):
        delay = timedelta(days=step.delay_days)
        start = member.entered if step.delay_from == "launch" else now
        due = max(now, start + delay)
        done = [action for action in member.actions if action.state == "done"]
        if done and step.delay_from == "launch":
            before = max(done, key=lambda action: action.done_at)
            distance = self.planned(step) - self.planned(before.step)
            due = max(due, (before.contact_at or before.done_at) + distance)
        member.actions.append(ModelAction(member, step, due))

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def launch(self, now):
        self.state = "running"
        if self.trigger == "enter" and not self.contact_present:
            self.present |= set(self.audience(now, everybody=True))
        self.started = now.date()
        self.plan_next(now)

    def plan_next(self, now):
        if self.trigger == "enter":
            self.next_run = now
        elif self.trigger == "once":
            self.next_run = None if self.waves else now
        else:
            day = datetime.combine(now.date(), time(HOUR))
            while day <= now or (day.date() - self.started).days % self.every_days:
                day += timedelta(days=1)
            self.next_run = day

    def pause(self):
        self.state, self.next_run = "paused", None

    def resume(self, now):
        self.state = "running"
        self.plan_next(now)

    def stop(self, now):
        self.state, self.next_run = "done", None
        for member in self.members:
            if member.state == "active":
                member.state, member.reason = "exited", "stopped"
            for action in member.actions:
                if action.state == "waiting":
                    action.state, action.reason = "skipped", "stopped"
                    action.done_at = now
        self.waves = dict.fromkeys(self.waves, "done")

    # ------------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------------

    def audience(self, now, everybody=False):
        """Return {customer: person who was picked, or None}.

        :param everybody: archived customers too
        """
        found = {}
        if self.rule:
            for customer in self.world.customers:
                if self.rule.holds(customer, now) and customer.active:
                    found[customer] = None
        for contact in sorted(self.picked, key=lambda one: one.id):
            if contact.active:
                person = contact if contact.parent else None
                found[contact.customer] = person or found.get(contact.customer)
        return {
            customer: person
            for customer, person in found.items()
            if customer.active or everybody
        }

    def enrol(self, wave, now, only=None):
        self.waves.setdefault(wave, "running")
        audience = self.audience(now)
        entering = []
        for customer, person in audience.items():
            if only is not None and customer not in only:
                continue
            if any(m.customer is customer and m.wave == wave for m in self.members):
                continue
            state, reason = self.judge(customer, person, now)
            entering.append(
                ModelMember(
                    self,
                    wave,
                    customer,
                    person,
                    state,
                    reason,
                    now,
                    customer.total,
                    len(customer.purchases),
                )
            )
        # The order of members is that of their ids.
        entering.sort(key=lambda member: (-member.value, member.customer.id))
        self.members += entering
        for member in entering:
            if member.state == "active":
                self.add_action(member, self.plan[0], now)

    def look_again(self, now):
        """Enrol who was left out lately for a reason that is gone."""
        latest = {member.customer: member for member in self.members}
        today = datetime.combine(now.date(), time())
        admitted = [
            customer
            for customer, person in self.audience(now).items()
            if (last := latest.get(customer))
            and last.reason in MENDABLE
            and last.entered > now - timedelta(days=30)
            and not self.find_reason(customer, person, now)
        ]
        self.members = [
            member
            for member in self.members
            if member.customer not in admitted
            or member.wave != today
            or member.state != "left_out"
        ]
        if admitted:
            self.enrol(today, now, admitted)

    def judge(self, customer, person, now):
        """Return (state, reason) of who is in the audience of a wave."""
        reason = self.find_reason(customer, person, now)
        if reason:
            return "left_out", reason
        if in_control(self.record.id, customer.id, self.share):
            return "control", False
        return "active", False

    def find_reason(self, customer, person, now):
        world = self.world
        mine = [member for member in self.members if member.customer is customer]
        took_part = [member for member in mine if member.state != "left_out"]
        if self.reentry == "after":
            since = now - timedelta(days=self.reentry_days)
            took_part = [member for member in took_part if member.entered > since]
        people = [
            one for one in world.people_of(customer) if one.active and not one.opt_out
        ]
        needs = self.get_needs()
        addresses = [
            getattr(one, need) for one in people for need in needs if getattr(one, need)
        ]
        return next(
            (
                reason
                for reason, holds in (
                    ("excluded", self.exclude and self.exclude.holds(customer, now)),
                    ("active", any(member.state == "active" for member in mine)),
                    ("reentry", self.reentry != "wave" and took_part),
                    ("opt_out", customer.opt_out or (person and person.opt_out)),
                    ("complaint", world.complains(customer)),
                    ("refused", self.reentry != "never" and self.was_refused(customer)),
                    ("no_address", needs and not addresses),
                    ("blacklisted", needs and all(map(world.refuses, addresses))),
                )
                if holds
            ),
            False,
        )

    def get_needs(self):
        """Return what some address is needed of; nothing if a step needs none."""
        needs = {KINDS[step.kind].needs for step in self.plan}
        return set() if "" in needs else needs

    def was_refused(self, customer):
        """Tell whether somebody who was addressed there has refused since."""
        return any(
            action.started
            and (
                action.contact.opt_out
                or (action.address and self.world.refuses(action.address))
            )
            for member in self.members
            if member.customer is customer
            for action in member.actions
        )
