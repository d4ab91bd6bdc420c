"""Results of campaigns, calculated one by one in plain Python.

It shares nothing with the queries: members, actions and purchases are plain values.
"""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Purchase(NamedTuple):
    key: int
    company: int
    partner: int
    day: date
    count: int
    amount: float


class Member(NamedTuple):
    key: int
    campaign: int
    company: int
    partner: int
    state: str
    reason: str
    entered_at: datetime
    purchases_before: int
    window_days: int
    timezone: str


class Action(NamedTuple):
    key: int
    member: int
    is_done: bool
    contact_at: datetime | None
    cost: float
    is_reached: bool
    is_answered: bool
    is_refused: bool


def day_of(moment, timezone):
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date()


class Reference:
    def __init__(self, members, actions, purchases):
        self.members = {member.key: member for member in members}
        self.actions = [action for action in actions if action.is_done]
        self.purchases = sorted(purchases, key=lambda one: (one.day, one.key))

    def numbers(self):
        """Yield (purchase, how many the customer had made with it)."""
        counts = {}
        for purchase in self.purchases:
            customer = purchase.company, purchase.partner
            counts[customer] = counts.get(customer, 0) + purchase.count
            yield purchase, counts[customer]

    def came_after(self, member, purchase, number):
        """Return whether a purchase came after the customer entered."""
        entered = day_of(member.entered_at, member.timezone)
        if purchase.day == entered:
            return number > member.purchases_before
        return purchase.day > entered

    def window(self, member):
        """Return the (purchase, number) pairs of a member's window."""
        end = day_of(member.entered_at, member.timezone) + timedelta(member.window_days)
        return [
            (purchase, number)
            for purchase, number in self.numbers()
            if (purchase.company, purchase.partner) == (member.company, member.partner)
            and purchase.day <= end
            and self.came_after(member, purchase, number)
        ]

    def last_contact(self, purchase, number, campaign=None):
        """Return the last contact before a purchase in whose window it is."""
        found = []
        for action in self.actions:
            member = self.members[action.member]
            if action.contact_at is None or (campaign or member.campaign) != (
                member.campaign
            ):
                continue
            if day_of(action.contact_at, member.timezone) > purchase.day:
                continue
            if (purchase, number) in self.window(member):
                found.append(action)
        return max(found, key=lambda one: (one.contact_at, one.key), default=None)

    def is_of_later_wave(self, member, purchase, number):
        return any(
            (later.campaign, later.partner) == (member.campaign, member.partner)
            and later.state != "left_out"
            and (later.entered_at, later.key) > (member.entered_at, member.key)
            and self.came_after(later, purchase, number)
            for later in self.members.values()
        )

    def member_row(self, key):
        member = self.members[key]
        actions = [action for action in self.actions if action.member == key]
        contacts = [action.contact_at for action in actions if action.contact_at]
        window = self.window(member)
        own = [
            purchase
            for purchase, number in window
            if not self.is_of_later_wave(member, purchase, number)
        ]
        credited = []
        for purchase, number in window:
            last = self.last_contact(purchase, number)
            if last and last.member == key and member.state != "control":
                credited.append(purchase)
        left = member.state == "exited" and member.reason == "opt_out"
        days = None
        if contacts:
            first = day_of(min(contacts), member.timezone)
            bought = [
                (purchase.day - first).days
                for purchase, _number in window
                if purchase.count and purchase.day >= first
            ]
            days = min(bought, default=None)
        return {
            "contacted": int(bool(contacts)),
            "reached": int(any(action.is_reached for action in actions)),
            "answered": int(any(action.is_answered for action in actions)),
            "refused": int(
                any(action.is_refused for action in actions)
                or (left and bool(contacts))
            ),
            "cost": sum(action.cost for action in actions),
            "bought": int(any(purchase.count for purchase, _number in window)),
            "purchase_count": sum(purchase.count for purchase in own),
            "revenue": sum(purchase.amount for purchase in own),
            "credited_count": sum(purchase.count for purchase in credited),
            "credited_revenue": sum(purchase.amount for purchase in credited),
            "days_to_purchase": days,
        }

    def action_row(self, action):
        member = self.members[action.member]
        own, credited = [], []
        for purchase, number in self.window(member):
            if self.last_contact(purchase, number, member.campaign) == action:
                own.append(purchase)
            if self.last_contact(purchase, number) == action:
                credited.append(purchase)
        return {
            "contacted": int(action.contact_at is not None),
            "reached": int(action.is_reached),
            "answered": int(action.is_answered),
            "refused": int(action.is_refused),
            "cost": action.cost,
            "bought": int(any(purchase.count for purchase in own)),
            "purchase_count": sum(purchase.count for purchase in own),
            "revenue": sum(purchase.amount for purchase in own),
            "credited_count": sum(purchase.count for purchase in credited),
            "credited_revenue": sum(purchase.amount for purchase in credited),
        }
