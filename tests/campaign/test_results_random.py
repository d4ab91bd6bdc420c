"""Random campaigns: results equal an independent calculation, and claim nothing."""

from datetime import timedelta
from random import Random

from odoo.fields import Command

from odoo.addons.repeat_sales_crm.models.campaign.effect import measure_effect

from .campaign_common import START
from .results_common import ResultsCommon
from .results_reference import Action, Member, Purchase, Reference, day_of

SUMS = (
    "contacted",
    "reached",
    "answered",
    "refused",
    "cost",
    "bought",
    "purchase_count",
    "revenue",
    "credited_count",
    "credited_revenue",
)


class TestRandomResults(ResultsCommon):
    """Two companies with their own day and currency, three campaigns, overlaps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(20260615)
        cls.branch = cls.make_company(
            "Rainy Trading",
            lifecycle_tz="Asia/Tokyo",
            currency_id=cls.env.ref("base.JPY").id,
        )
        cls.marketer.company_ids |= cls.branch
        cls.partners = cls.make_crowd(8, cls.seller)
        cls.mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "Hello",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "mailing_type": "mail",
            }
        )
        cls.purchases = cls.make_purchases()
        cls.campaigns = cls.env["crm.campaign"]
        cls.members, cls.actions = [], []
        for company in (cls.company, cls.company, cls.branch):
            cls.make_random_campaign(company)
        cls.env.invalidate_all()
        cls.reference = Reference(cls.members, cls.actions, cls.purchases)

    @classmethod
    def moment(cls, spread, start=START - timedelta(days=80)):
        """Return a random moment; few days, so that many share one."""
        days, hours = cls.random.randrange(spread), cls.random.randrange(24)
        return start + timedelta(days=days, hours=hours)

    @classmethod
    def make_purchases(cls):
        made = []
        for company in (cls.company, cls.branch):
            for _number in range(26):
                partner = cls.random.choice(cls.partners)
                amount = cls.random.choice((100.0, 250.0, 30.0, -40.0))
                hours = (START - cls.moment(70)) / timedelta(days=1)
                order = cls.make_order(partner, hours, amount, company=company)
                made.append((order, company, partner, amount))
        return [
            Purchase(
                order.id,
                company.id,
                partner.id,
                day_of(order.date_order, company.lifecycle_tz),
                int(amount >= 0),
                amount,
            )
            for order, company, partner, amount in made
        ]

    @classmethod
    def make_random_campaign(cls, company):
        campaign = cls.make_campaign(
            {"name": "Call", "kind": "call", "cost": 3.0},
            {"name": "Then write", "kind": "task", "cost": 1.0},
            user=cls.env.user,
            company_id=company.id,
            attribution_days=cls.random.choice((7, 20, 45)),
            partner_ids=[Command.set(cls.partners.ids)],
        )
        cls.campaigns |= campaign
        for number in range(3):
            wave = cls.make_wave(campaign, number, days_ago=75 - 15 * number)
            for partner in cls.partners:
                if cls.random.random() < 0.8:
                    cls.make_random_member(wave, partner)

    @classmethod
    def make_random_member(cls, wave, partner):
        company, campaign = wave.company_id, wave.campaign_id
        state = cls.random.choice(
            ("done", "done", "active", "exited", "control", "left_out")
        )
        reason = cls.random.choice(("opt_out", "bought")) if state == "exited" else ""
        entered_at = cls.moment(4, wave.started_at)
        before = sum(
            purchase.count
            for purchase, order in zip(
                cls.purchases,
                cls.env["sale.order"].browse([one.key for one in cls.purchases]),
                strict=True,
            )
            if (purchase.company, purchase.partner) == (company.id, partner.id)
            and order.date_order <= entered_at
        )
        member = cls.make_member(
            wave,
            partner,
            state,
            reason=reason,
            entered_at=entered_at,
            purchase_count=before,
        )
        cls.members.append(
            Member(
                member.id,
                campaign.id,
                company.id,
                partner.id,
                state,
                reason,
                entered_at,
                before,
                campaign.attribution_days,
                company.lifecycle_tz,
            )
        )
        if state in ("done", "active", "exited"):
            for step in campaign.step_ids:
                cls.make_random_action(member, step)

    @classmethod
    def make_random_action(cls, member, step):
        state = cls.random.choice(("done", "done", "done", "skipped", "running"))
        contact_at = cls.moment(12, member.entered_at)
        outcome = cls.env["crm.campaign.outcome"]
        status = None
        if state == "done" and cls.random.random() < 0.6:
            outcome = cls.random.choice(list(cls.outcomes.values()))
        elif state == "done":
            status = cls.random.choice(("sent", "open", "reply", None))
        if state == "skipped" or cls.random.random() < 0.1:
            contact_at = None
        action = cls.make_action(
            member,
            step,
            contact_at,
            state,
            outcome_id=outcome.id,
            mailing_id=cls.make_trace(member, status),
        )
        cls.actions.append(
            Action(
                action.id,
                member.id,
                state == "done",
                contact_at,
                step.cost,
                outcome.is_reached or status in ("open", "reply"),
                outcome.is_reached or status == "reply",
                outcome.code == "not_interested",
            )
        )

    @classmethod
    def make_trace(cls, member, status):
        """Return the mailing of an action whose message was received so."""
        if not status:
            return False
        mailing = cls.mailing.copy()
        cls.env["mailing.trace"].create(
            {
                "mass_mailing_id": mailing.id,
                "model": "res.partner",
                "res_id": member.partner_id.id,
                "trace_status": status,
            }
        )
        return mailing.id

    def check_row(self, row, expected):
        found = {name: row[name] for name in expected}
        for name in expected:
            self.assertAlmostEqual(found[name], expected[name] or 0, 2, (name, row.id))

    def test_members(self):
        rows = self.rows().filtered(lambda row: row.campaign_id in self.campaigns)
        expected = {one.key for one in self.members if one.state != "left_out"}
        self.assertEqual(set(rows.ids), expected)
        for row in rows:
            self.check_row(row, self.reference.member_row(row.id))

    def test_something_of_everything(self):
        rows = self.rows().filtered(lambda row: row.campaign_id in self.campaigns)
        for name in (*SUMS, "days_to_purchase"):
            self.assertTrue(any(rows.mapped(name)), name)
            self.assertTrue(any(not row[name] for row in rows), name)
        self.assertNotEqual(
            sum(rows.mapped("purchase_count")), sum(rows.mapped("credited_count"))
        )

    def test_steps(self):
        rows = self.rows(model="crm.campaign.step.result")
        self.assertEqual(
            set(rows.ids), {one.key for one in self.actions if one.is_done}
        )
        actions = {action.key: action for action in self.actions}
        for row in rows:
            self.check_row(row, self.reference.action_row(actions[row.id]))

    def test_purchases_counted_once(self):
        """Over all campaigns, each purchase after a contact is there once."""
        contacted = [
            purchase
            for purchase, number in self.reference.numbers()
            if self.reference.last_contact(purchase, number)
        ]
        for model in ("crm.campaign.result", "crm.campaign.step.result"):
            rows = self.rows(model=model)
            self.assertEqual(
                sum(rows.mapped("credited_count")),
                sum(purchase.count for purchase in contacted),
            )

    def test_sums_by_every_dimension(self):
        for model, dimensions in (
            (
                "crm.campaign.result",
                ("campaign_id", "wave_id", "user_id", "lifecycle_segment_id", "side"),
            ),
            ("crm.campaign.step.result", ("step_id", "wave_id", "user_id")),
        ):
            results = self.env[model].with_user(self.marketer)
            total = results._read_group([], [], [f"{name}:sum" for name in SUMS])[0]
            for dimension in dimensions:
                groups = results._read_group(
                    [], [dimension], [f"{name}:sum" for name in SUMS]
                )
                for number, name in enumerate(SUMS, 1):
                    self.assertAlmostEqual(
                        sum(group[number] for group in groups),
                        total[number - 1],
                        2,
                        (dimension, name),
                    )

    def test_get_results(self):
        for campaign in self.campaigns:
            results = self.results(campaign)
            closed = [wave for wave in results["waves"] if not wave["is_open"]]
            waves = closed or results["waves"]
            rows = {
                one.key: self.reference.member_row(one.key)
                for one in self.members
                if one.campaign == campaign.id and one.state != "left_out"
            }
            of_waves = [
                (self.reference.members[key].state == "control", rows[key])
                for key in rows
                if self.env["crm.campaign.member"].browse(key).wave_id.id
                in [wave["id"] for wave in waves[-3:]]
            ]
            members = [row for is_control, row in of_waves if not is_control]
            control = [row for is_control, row in of_waves if is_control]
            total = results["total"]
            self.assertEqual(total["members"], len(members))
            self.assertEqual(total["control"], len(control))
            for name in SUMS:
                expected = sum(row[name] for row in members)
                self.assertAlmostEqual(total[name], expected, 2, name)
            self.assertEqual(
                total["control_bought"], sum(row["bought"] for row in control)
            )
            days = [
                row["days_to_purchase"]
                for row in members
                if row["days_to_purchase"] is not None
            ]
            mean = sum(days) / len(days) if days else False
            self.assertAlmostEqual(total["days_to_purchase"], mean)


class TestSimulatedEffect(ResultsCommon):
    """A hundred waves of 70 customers and 40 in the control group.

    It takes seconds since it is the proof that the interval holds what it says.
    """

    RUNS, SIZE, CONTROL = 100, 70, 40

    def simulate(self, rate, control_rate, seed):
        """Return the effects of many waves, and what their simulation says."""
        random = Random(seed)
        partners = self.make_crowd(self.SIZE + self.CONTROL)
        campaign = self.make_campaign(
            partner_ids=[Command.set(partners.ids)], attribution_days=20
        ).sudo()
        counts, purchases, members, waves = [], [], [], []
        for run in range(self.RUNS):
            wave = self.make_wave(campaign, run, days_ago=30 * (self.RUNS - run))
            waves.append(wave.id)
            bought = [0, 0]
            for number, partner in enumerate(partners):
                is_control = number >= self.SIZE
                state = "control" if is_control else "done"
                members.append((wave, partner, state))
                if random.random() < (control_rate if is_control else rate):
                    bought[is_control] += 1
                    days = random.randrange(1, 21)
                    day = (wave.started_at + timedelta(days=days)).date()
                    purchases.append((partner, day, 10.0))
            counts.append((bought[0], self.SIZE, bought[1], self.CONTROL))
        self.env["crm.campaign.member"].create(
            [
                self.prepare_member(wave, partner, state)
                for wave, partner, state in members
            ]
        )
        self.make_external(purchases)
        self.env.invalidate_all()
        lines = campaign.with_user(self.marketer)._read_results()
        self.assertEqual([line["id"] for line in lines], waves)
        effects = [campaign._tell_effect(campaign._sum_waves([line])) for line in lines]
        for effect, count in zip(effects, counts, strict=True):
            expected = measure_effect(*count)._asdict()
            self.assertEqual({name: effect[name] for name in expected}, expected)
        return effects

    def test_without_effect_the_interval_covers_zero(self):
        effects = self.simulate(0.2, 0.2, seed=11)
        covering = sum(effect["lower"] <= 0 <= effect["upper"] for effect in effects)
        # About 95; more than three standard deviations below would be 88.
        self.assertGreaterEqual(covering, 89)
        self.assertLess(covering, 100)

    def test_a_strong_effect_is_found(self):
        effects = self.simulate(0.5, 0.15, seed=12)
        found = sum(effect["verdict"] == "more" for effect in effects)
        self.assertGreaterEqual(found, 90)
        covering = sum(effect["lower"] <= 0.35 <= effect["upper"] for effect in effects)
        self.assertGreaterEqual(covering, 89)
