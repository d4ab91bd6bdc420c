"""What came of campaigns, as those see it who want to know."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from .campaign_common import START
from .results_common import ResultsCommon

CALL = {"name": "Call", "kind": "call", "cost": 4.0}


class TestOneCampaign(ResultsCommon):
    """A campaign as the engine carries it out."""

    def call(self, campaign, partner, outcome):
        action = self.actions(campaign, partner)
        action.outcome_id = self.outcomes[outcome]
        self.activity(campaign, partner).action_done()

    def row(self, campaign, partner):
        self.env.invalidate_all()
        return self.rows(campaign_id=campaign.id, partner_id=partner.id)

    def test_from_the_call_to_the_purchase(self):
        campaign = self.launch(CALL, attribution_days=20)
        with self.at(days=2):
            self.call(campaign, self.big, "order")
            self.call(campaign, self.middle, "not_interested")
            self.call(campaign, self.small, "no_answer")
        with self.at(days=5):
            self.make_order(self.big, 0, 70)
            self.make_order(self.big, 0, 30)
        with self.at(days=21):
            self.make_order(self.middle, 0, 500)
        told = [
            "contacted",
            "reached",
            "answered",
            "refused",
            "bought",
            "purchase_count",
            "revenue",
            "cost",
            "days_to_purchase",
        ]
        self.assertEqual(
            [
                [self.row(campaign, partner)[name] for name in told]
                for partner in self.all_partners
            ],
            [
                [1, 1, 1, 0, 1, 2, 100, 4, 3],
                [1, 1, 1, 1, 0, 0, 0, 4, 0],
                # Nobody answered: that is no contact.
                [0, 0, 0, 0, 0, 0, 0, 4, 0],
                [0, 0, 0, 0, 0, 0, 0, 0, 0],
            ],
        )
        row = self.row(campaign, self.big)
        self.assertEqual(row.entered_on, START.date())
        self.assertEqual(row.window_end, START.date() + timedelta(days=20))
        self.assertEqual(row.lifecycle_segment_id, self.cell("New", "Drifting"))
        self.assertEqual(row.user_id, self.seller)

    def test_purchase_of_the_day_of_the_entry(self):
        """Before entering it does not count, after it does."""
        self.make_order(self.big, 0.1, 50)
        self.refresh()
        campaign = self.launch(CALL)
        self.assertEqual(self.row(campaign, self.big).bought, 0)
        with self.at(hours=2):
            self.make_order(self.big, 0, 60)
        row = self.row(campaign, self.big)
        self.assertEqual((row.bought, row.revenue), (1, 60))

    def test_cancelled_order_is_no_purchase(self):
        campaign = self.launch(CALL)
        with self.at(days=1):
            order = self.make_order(self.big, 0, 70)
        self.assertEqual(self.row(campaign, self.big).bought, 1)
        order._action_cancel()
        self.assertEqual(self.row(campaign, self.big).bought, 0)

    def test_attribution_days_can_be_changed(self):
        campaign = self.launch(CALL, attribution_days=20)
        with self.at(days=30):
            self.make_order(self.big, 0, 70)
        self.assertEqual(self.row(campaign, self.big).revenue, 0)
        campaign.attribution_days = 30
        self.assertEqual(self.row(campaign, self.big).revenue, 70)

    def test_who_was_left_out_has_no_row(self):
        self.big.campaign_opt_out = True
        campaign = self.launch(CALL)
        self.assertFalse(self.row(campaign, self.big))
        self.assertEqual(len(self.rows(campaign_id=campaign.id)), 3)

    def test_whoever_wants_no_more_campaigns_refused(self):
        campaign = self.launch(CALL, {"name": "Again", "kind": "call"})
        self.activity(campaign, self.big).action_done()
        self.big.campaign_opt_out = True
        self.run_engine(days=1)
        self.assertEqual(self.row(campaign, self.big).refused, 1)

    def test_contact_who_moves_leaves_the_purchase(self):
        person = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.big.id}
        )
        campaign = self.launch(CALL)
        with self.at(days=1):
            self.make_order(person, 0, 70, self.seller)
        self.refresh()
        person.parent_id = self.other
        self.assertEqual(self.row(campaign, self.big).revenue, 70)
        self.assertEqual(self.row(campaign, self.other).revenue, 0)

    def test_merged_customers_are_one(self):
        campaign = self.launch(CALL)
        with self.at(days=1):
            self.make_order(self.big, 0, 70)
            self.make_order(self.small, 0, 10)
        self.refresh()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.big | self.small).ids, self.big)
        row = self.row(campaign, self.big)
        self.assertEqual((row.bought, row.revenue), (1, 80))

    def test_archived_customer_stays(self):
        campaign = self.launch(CALL)
        with self.at(days=1):
            self.make_order(self.big, 0, 70)
        self.big.active = False
        self.assertEqual(self.row(campaign, self.big).revenue, 70)

    def test_cost_is_not_negative(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "numbers_check"),
        ):
            self.make_campaign({**CALL, "cost": -1})

    def test_copy_keeps_the_cost(self):
        self.assertEqual(self.make_campaign(CALL).copy().step_ids.cost, 4)


class TestResults(ResultsCommon):
    """What the campaign says of its last waves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.crowd = cls.make_crowd(60, cls.seller)
        cls.members, cls.control = cls.crowd[:30], cls.crowd[30:]

    def test_effect_with_its_interval(self):
        bought = self.members[:15] | self.control[:3]
        campaign = self.make_past(self.members, self.control, bought=bought)
        results = self.results(campaign)
        total, effect = results["total"], results["effect"]
        self.assertEqual((total["rate"], total["control_rate"]), (0.5, 0.1))
        self.assertAlmostEqual(effect["difference"], 0.4)
        self.assertAlmostEqual(effect["lower"], 0.1703, 3)
        self.assertAlmostEqual(effect["upper"], 0.5807, 3)
        self.assertEqual(effect["verdict"], "more")
        self.assertEqual((total["revenue"], total["purchase_count"]), (1500, 15))
        self.assertEqual(total["credited_revenue"], 1500)
        self.assertEqual(total["days_to_purchase"], 9)
        self.assertEqual(results["cost"], 75)

    def test_too_few_to_say(self):
        campaign = self.make_past(
            self.members[:10], self.control, bought=self.members[:10]
        )
        effect = self.results(campaign)["effect"]
        self.assertEqual(effect["verdict"], "few")
        self.assertIn("Too few to say", effect["text"])

    def test_without_control_group(self):
        campaign = self.make_past(self.members, self.env["res.partner"])
        self.assertFalse(self.results(campaign)["effect"])

    def test_before_the_launch(self):
        results = self.results(self.make_campaign())
        self.assertEqual((results["waves"], results["total"]["waves"]), ([], 0))
        self.assertFalse(results["effect"])
        self.assertIs(results["goal"]["fact"], False)

    def test_goal_beside_the_fact(self):
        campaign = self.make_past(
            self.members, self.control, bought=self.members[:15], goal_value=0.6
        )
        for metric, target, fact, reached in (
            ("buyers", 0.6, 0.5, False),
            ("buyers", 0.5, 0.5, True),
            ("orders", 15, 15, True),
            ("revenue", 1600, 1500, False),
        ):
            campaign.write({"goal_metric": metric, "goal_value": target})
            goal = self.results(campaign)["goal"]
            self.assertEqual((goal["fact"], goal["is_reached"]), (fact, reached))

    def test_last_three_waves_whose_window_is_over(self):
        campaign = self.make_past(self.members, self.control, days_ago=300)
        for number, days_ago in enumerate((250, 200, 150, 46, 45, 10), 2):
            wave = self.make_wave(campaign, number, days_ago)
            self.make_member(wave, self.big)
        results = self.results(campaign)
        self.assertEqual(
            [(wave["number"], wave["is_open"]) for wave in results["waves"]],
            [(number, number > 5) for number in range(1, 8)],
        )
        total = results["total"]
        self.assertEqual((total["waves"], total["members"]), (3, 3))
        self.assertFalse(total["is_open"])

    def test_open_waves_as_long_as_there_are_no_others(self):
        campaign = self.make_past(self.members, self.control, days_ago=20)
        total = self.results(campaign)["total"]
        self.assertTrue(total["is_open"])
        self.assertEqual(total["window_end"], (START + timedelta(days=25)).date())

    def test_doors_lead_to_what_was_counted(self):
        bought = self.members[:15] | self.control[:3]
        campaign = self.make_past(self.members, self.control, bought=bought)
        other = self.make_past(self.members, self.control, days_ago=400)
        results = self.results(campaign)
        total = results["total"]
        expected = {
            "campaign": total["members"],
            "control": total["control"],
            "control_bought": total["control_bought"],
            "days_to_purchase": 15,
            "credited_count": 15,
            "purchase_count": 15,
            "cost": 30,
            **{
                name: total[name]
                for name in ("contacted", "reached", "answered", "refused", "bought")
            },
        }
        for door, count in expected.items():
            action = campaign.with_user(self.marketer).action_open_results(
                door, total["wave_ids"]
            )
            found = self.env[action["res_model"]].search_count(action["domain"])
            self.assertEqual(found, count, door)
        for method in ("action_compare_waves", "action_open_step_results"):
            action = getattr(campaign.with_user(self.marketer), method)()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found.campaign_id, campaign)
        self.assertTrue(other.wave_count)
        row = self.rows(campaign_id=campaign.id, partner_id=self.members[0].id)
        action = row.action_open_purchases()
        purchases = self.env["crm.purchase"].search(action["domain"])
        self.assertEqual(purchases.partner_id, self.members[0])
        self.assertEqual(row.action_open_member()["res_id"], row.member_id.id)

    def test_two_campaigns_do_not_count_a_purchase_twice(self):
        bought = self.members[:10]
        first = self.make_past(self.members, self.control, bought=bought, days_ago=60)
        second = self.make_past(self.members, self.control, days_ago=58)
        once = {}
        for campaign in (first, second):
            total = self.results(campaign)["total"]
            self.assertEqual(total["revenue"], 1000)
            once[campaign] = total["credited_revenue"]
        self.assertEqual(once, {first: 0, second: 1000})

    def test_over_months(self):
        self.make_past(
            self.members, self.control, bought=self.members[:15], days_ago=100
        )
        groups = (
            self.env["crm.campaign.result"]
            .with_user(self.marketer)
            ._read_group([], ["entered_on:month", "side"], ["buy_rate:avg"])
        )
        self.assertEqual(
            [(str(month), side, rate) for month, side, rate in groups],
            [("2026-03-01", "campaign", 0.5), ("2026-03-01", "control", 0.0)],
        )

    def test_steps(self):
        campaign = self.make_past(
            self.members, self.control, bought=self.members[:15] | self.control[:3]
        )
        [group] = (
            self.env["crm.campaign.step.result"]
            .with_user(self.marketer)
            ._read_group(
                [("campaign_id", "=", campaign.id)],
                ["step_id"],
                ["action_count:sum", "bought:sum", "revenue:sum", "cost:sum"],
            )
        )
        self.assertEqual(group, (campaign.step_ids, 30, 15, 1500, 75))

    def test_queries_do_not_grow(self):
        few = self.make_past(self.members[:2], self.control[:1])
        many = self.make_past(
            self.members, self.control, bought=self.members, days_ago=90
        )
        for number in range(2, 7):
            wave = self.make_wave(many, number, 90 - number)
            self.make_member(wave, self.big)
        counts = []
        for campaign in (few, few, many):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.results(campaign)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[2], counts[1])


class TestResultsAccess(ResultsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.make_company(
            "Rainy Trading", currency_id=cls.env.ref("base.JPY").id
        )
        cls.branch_marketer = cls.make_user(
            "branch_marketer", "repeat_sales_crm.group_marketer", cls.branch
        )
        cls.past = cls.make_past(
            cls.big | cls.other, cls.small, bought=cls.big | cls.other | cls.small
        )

    def test_seller_sees_own_customers(self):
        rows = self.rows(self.seller)
        self.assertEqual(rows.partner_id, self.big | self.small)
        steps = self.rows(self.seller, "crm.campaign.step.result")
        self.assertEqual(steps.partner_id, self.big)
        results = self.results(self.past, self.seller)
        self.assertTrue(results["is_own"])
        self.assertEqual(results["total"]["revenue"], 100)
        # Whose customer it was does not tell any longer what it buys.
        self.big.user_id = self.other_seller
        self.assertEqual(self.rows(self.seller).partner_id, self.small)
        self.assertEqual(self.results(self.past, self.seller)["total"]["revenue"], 0)

    def test_marketer_and_manager_see_all(self):
        for user in (self.marketer, self.manager):
            results = self.results(self.past, user)
            self.assertFalse(results["is_own"])
            self.assertEqual(results["total"]["revenue"], 200)

    def test_companies_do_not_see_each_other(self):
        for model in ("crm.campaign.result", "crm.campaign.step.result"):
            self.assertFalse(self.rows(self.branch_marketer, model))
        with self.assertRaises(AccessError):
            self.results(self.past, self.branch_marketer)

    def test_each_company_in_its_currency(self):
        campaign = self.make_campaign(
            CALL,
            user=self.branch_marketer,
            company_id=self.branch.id,
            partner_ids=[Command.set(self.big.ids)],
        )
        wave = self.make_wave(campaign.sudo())
        self.make_member(wave, self.big)
        self.make_order(self.big, 90, 7000, company=self.branch)
        results = self.results(campaign, self.branch_marketer)
        self.assertEqual(results["currency_id"], self.env.ref("base.JPY").id)
        self.assertEqual(results["total"]["revenue"], 7000)
        # What the customer bought of the other company is not in it, and vice versa.
        self.assertEqual(self.results(self.past)["total"]["revenue"], 200)

    def test_nobody_writes_and_portal_sees_nothing(self):
        row = self.rows(self.manager)[0]
        with self.assertRaises(AccessError):
            row.write({"revenue": 1})
        portal = self.make_user("portal_user", "base.group_portal")
        for model in ("crm.campaign.result", "crm.campaign.step.result"):
            with self.assertRaises(AccessError):
                self.rows(portal, model)
        with self.assertRaises(AccessError):
            self.past.with_user(portal).get_results()

    def test_unknown_door(self):
        with self.assertRaises(ValidationError):
            self.past.with_user(self.marketer).action_open_results("nowhere")
