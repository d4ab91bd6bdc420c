"""Random lives of some weeks: what happens is told to Odoo and to the model alike."""

import os
from contextlib import contextmanager
from functools import partial
from random import Random
from types import SimpleNamespace
from unittest.mock import patch

from odoo.fields import Command, Datetime
from odoo.orm.model_classes import add_to_registry

from odoo.addons.repeat_sales_crm.models.campaign import webhook

from .campaign_common import START, CampaignCommon
from .engine_events import EVENTS
from .engine_model import ModelCampaign, ModelStep
from .engine_run import ModelEngine
from .engine_world import Contact, Rich, Silent, World
from .letter_step import CrmCampaignStep

CUSTOMERS = 14
CAMPAIGNS = 5


def get_seeds(seeds):
    """Return the seeds of the lives to live: these and what the environment adds."""
    if seed := os.environ.get("ENGINE_SEED"):
        return [int(seed)]
    more = int(os.environ.get("ENGINE_LIVES", "0"))
    return seeds + list(range(100, 100 + more))


class LifeCommon(CampaignCommon):
    """A world that is made for a seed, and what can happen in it."""

    #: Kinds of steps of which plans are made.
    kinds = ("call", "task", "letter", "webhook")

    #: Whether the receivers of messages answer.
    is_down = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        step = cls.registry["crm.campaign.step"]
        cls.addClassCleanup(cls._set_up_step, step._base_classes__)
        add_to_registry(cls.registry, CrmCampaignStep)
        cls.registry._setup_models__(cls.env.cr, ["crm.campaign.step"])

    @classmethod
    def _set_up_step(cls, bases):
        cls.registry["crm.campaign.step"]._base_classes__ = bases
        cls.registry._setup_models__(cls.env.cr, ["crm.campaign.step"])

    def begin(self, seed):
        """Make the world of a seed, and launch its campaigns."""
        self.chance = Random(seed)
        self.diary = []
        self.posted = []
        self.world = World([self.seller, self.other_seller, self.marketer])
        self.engine = ModelEngine(self.world)
        self.all_partners.active = False
        for number in range(CUSTOMERS):
            self.add_customer(number)
        self.refresh()
        if self.chance.random() < 0.5:
            self.add_cap()
        for number in range(CAMPAIGNS):
            self.engine.campaigns.append(self.add_campaign(number))
        for campaign in self.engine.campaigns:
            campaign.record.action_launch()
            campaign.launch(START)

    def tell(self, *words):
        """Write down what happened, for whoever reads why a life went wrong."""
        self.diary.append(f"{Datetime.now()} " + " ".join(map(str, words)))

    # ------------------------------------------------------------------
    # Who there is
    # ------------------------------------------------------------------

    def add_customer(self, number):
        user = self.chance.choice([self.seller, self.other_seller])
        customer = self.add_contact(f"Customer {number}", user=user, is_company=True)
        for days in self.chance.sample(range(4, 60), self.chance.choice((1, 1, 2))):
            self.buy(customer, days)
        for each in range(self.chance.choice((0, 0, 1, 2))):
            self.add_contact(
                f"Person {number}.{each}", parent=customer, is_company=False
            )

    def add_contact(self, name, parent=None, user=None, **values):
        number = next(self.numbers)
        email = f"{name.replace(' ', '').lower()}@example.com"
        if self.chance.random() < 0.15:
            email = ""
        phone = f"+1 202 556 {number}" if self.chance.random() < 0.85 else ""
        twin = self.chance.choice([*self.world.contacts, None])
        if twin and self.chance.random() < 0.2:
            email, phone = twin.email, self.chance.choice((phone, twin.phone))
        record = self.env["res.partner"].create(
            {
                "name": name,
                "email": email,
                "phone": phone,
                "parent_id": parent and parent.id,
                "user_id": user and user.id,
                "tz": "UTC",
                **values,
            }
        )
        contact = Contact(record, email, phone.replace(" ", ""), user, parent)
        self.world.contacts.append(contact)
        return contact

    def buy(self, customer, days_ago=0):
        amount = self.world.price(self.chance)
        order = self.make_order(
            customer.record, days_ago, amount, user=customer.user or self.seller
        )
        self.world.buy(customer, order.date_order.date(), amount)

    def add_cap(self):
        group = self.chance.choice(("human", "message", "any"))
        count, days = self.chance.choice(((1, 3), (2, 7), (3, 7)))
        self.env["crm.campaign.cap"].create(
            {
                "company_id": self.company.id,
                "channel_group": group,
                "max_count": count,
                "days": days,
            }
        )
        self.world.caps.append((group, count, days))

    # ------------------------------------------------------------------
    # Campaigns
    # ------------------------------------------------------------------

    def add_campaign(self, number):
        chance = self.chance
        values = {
            "trigger": chance.choice(("once", "recurring", "recurring", "enter")),
            "every_days": chance.choice((1, 3, 7)),
            "share": chance.choice((0, 0, 0.2)),
            "reentry": chance.choice(("never", "after", "wave")),
            "reentry_days": chance.choice((2, 6)),
            "exit_on_purchase": chance.random() < 0.6,
            "exit_on_leave": chance.random() < 0.3,
            "contact_present": chance.random() < 0.5,
            "exclude": chance.choice((None, Rich(400))),
            "picked": [],
            "rule": None,
        }
        if chance.random() < 0.7:
            values["rule"] = chance.choice((Silent(5), Silent(15), Silent(30)))
        if values["rule"] is None or chance.random() < 0.3:
            values["picked"] = chance.sample(self.world.contacts, 8)
        plans = [self.draw_step(place) for place in range(chance.choice((1, 2, 3, 4)))]
        record = self.create_campaign(f"Life {number}", values, plans)
        steps = [
            ModelStep(step, **plan)
            for step, plan in zip(record.step_ids, plans, strict=True)
        ]
        return ModelCampaign(record, self.world, steps, **values)

    def draw_step(self, place):
        """Return the values of a random step of the model."""
        chance = self.chance
        condition = chance.choice(
            ("always",) * 5 + ("bought", "not_bought", "in_segment", "not_in_segment")
        )
        kind = chance.choice(self.kinds)
        is_human = kind in ("call", "task")
        return {
            "kind": kind,
            "sequence": place * 10 + 10,
            "delay_days": chance.choice((0, 0, 1, 2, 4)),
            "delay_from": chance.choice(("previous", "launch")),
            "expire_days": chance.choice((0, 1, 3)) if is_human else 0,
            "condition": condition,
            "rule": Rich(150) if "segment" in condition else None,
            "daily_limit": chance.choice((0, 0, 0, 3)),
        }

    def prepare_step(self, plan):
        """Return the values of a step in Odoo."""
        values = {
            "name": f"{plan['kind']} {plan['sequence']}",
            **{name: value for name, value in plan.items() if name != "rule"},
            "condition_segment_id": self.segment(plan["rule"]).id,
        }
        if plan["kind"] == "webhook":
            values |= {"webhook_url": "https://bot.example.com", "message": "Hello"}
        return values

    def create_campaign(self, name, values, plans):
        return self.make_campaign(
            *map(self.prepare_step, plans),
            name=name,
            trigger=values["trigger"],
            repeat_unit="day",
            repeat_every=values["every_days"],
            control_share=values["share"],
            reentry=values["reentry"],
            reentry_days=values["reentry_days"],
            exit_on_purchase=values["exit_on_purchase"],
            exit_on_leave=values["exit_on_leave"],
            contact_present=values["contact_present"],
            exclude_segment_ids=self.segment(values["exclude"]).ids,
            segment_ids=self.segment(values["rule"]).ids,
            partner_ids=[Command.set([one.id for one in values["picked"]])],
        )

    def segment(self, rule):
        """Return the segment in Odoo of a rule of the model, or no segment."""
        segments = self.env["crm.segment"]
        if rule is None:
            return segments
        name = f"{rule}"
        found = segments.search(
            [("name", "=", name), ("company_id", "=", self.company.id)]
        )
        return found or self.make_segment(name, rule.domain)

    # ------------------------------------------------------------------
    # A day
    # ------------------------------------------------------------------

    def live(self, count):
        """Let so many random things happen."""
        names, weights = zip(*EVENTS.items(), strict=True)
        for event in self.chance.choices(names, weights, k=count):
            event(self)
        self.refresh()

    def list_cards(self):
        """Return (record, what ends it in the model) of each open card."""
        return [
            (self.find_action(action), partial(self.engine.end, action))
            for action in self.engine.actions("running")
            if action.kind.group == "human"
        ]

    def find_action(self, action):
        """Return the record of an action of the model."""
        member = action.member
        return self.env["crm.campaign.action"].search(
            [
                ("step_id", "=", action.step.record.id),
                ("partner_id", "=", member.customer.id),
                ("wave_id.scheduled_at", "=", member.wave),
            ]
        )

    @contextmanager
    def receiving(self):
        """Take what is sent to the webhooks."""

        def post(_url, *, data, **_options):
            if self.is_down:
                return _Answer(status_code=503)
            self.posted.append(data)
            return _Answer(status_code=200)

        with (
            patch.object(webhook.requests, "post", post),
            patch.object(webhook, "is_inside", return_value=False),
        ):
            yield


class _Answer(SimpleNamespace):
    """What a receiver of webhooks says."""

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        return None
