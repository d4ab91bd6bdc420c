"""Two texts of a message, and which of them is better."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime

from odoo.addons.repeat_sales_crm.models.campaign.control_group import is_drawn

from .campaign_common import START
from .results_common import ResultsCommon
from .test_messages import MessageCommon


class VariantCommon(ResultsCommon, MessageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.make_pattern(
            "Good day <t t-out='object.name'/>", subject="Another subject"
        )

    def split_step(self, **values):
        return self.email_step(mailing_b_id=self.second.id, **values)

    def drawn(self, step, share=0.5):
        return self.all_partners.filtered(
            lambda partner: is_drawn(f"text/{step.id}", partner.id, share)
        )


class TestSending(VariantCommon):
    def test_each_gets_one_of_the_texts(self):
        campaign = self.launch(self.split_step())
        step = campaign.step_ids
        sent = self.send()
        self.assertEqual(len(sent), 4)
        for partner in self.all_partners:
            action = self.actions(campaign, partner)
            is_second = partner in self.drawn(step)
            self.assertEqual(action.variant, "b" if is_second else "a")
            self.assertEqual(action.step_id, step)
            word = "Good day" if is_second else "Hello"
            self.assertIn(f"{word} {partner.name}", sent[partner.email])
        self.assertFalse({self.pattern.state, self.second.state} - {"draft"})
        self.assertFalse(self.send())

    def test_the_share_is_heeded(self):
        for share, variant in ((0, "a"), (1, "b")):
            campaign = self.launch(self.split_step(share_b=share))
            self.assertEqual(set(self.actions(campaign).mapped("variant")), {variant})

    def test_a_customer_who_is_tried_again_gets_the_same(self):
        campaign = self.launch(self.split_step())
        before = {a.id: a.variant for a in self.actions(campaign)}
        campaign.step_ids.share_b = 1
        self.actions(campaign).sudo()._take_back("Server down", Datetime.now())
        self.run_engine(hours=1)
        actions = self.actions(campaign)
        self.assertEqual(set(actions.mapped("state")), {"running"})
        self.assertEqual({a.id: a.variant for a in actions}, before)

    def test_one_text_is_no_test(self):
        campaign = self.launch(self.email_step())
        self.assertFalse(any(self.actions(campaign).mapped("variant")))
        self.assertFalse(campaign.step_ids.test_results)

    def test_the_second_text_is_not_in_the_plan(self):
        campaign = self.launch(self.split_step(), {"name": "Call", "sequence": 99})
        self.send()
        self.run_engine(minutes=5)
        for partner in self.all_partners:
            self.assertEqual(
                self.actions(campaign, partner).step_id.mapped("name"),
                ["Write", "Call"],
            )
        steps = campaign.with_context(active_test=False).step_ids
        self.assertEqual(steps.mapped("name"), ["Write", "Call"])
        self.assertIn("A/B", steps[0].plan_what)
        self.assertNotIn("A/B", steps[1].plan_what)

    def test_refusals_hold_for_both(self):
        for partner in self.big | self.other:
            self.env["mail.blacklist"]._add(partner.email)
        self.launch(self.split_step())
        self.assertEqual(len(self.send()), 2)

    def test_webhook(self):
        campaign = self.launch(
            {
                "kind": "webhook",
                "name": "Tell",
                "webhook_url": "https://bot.example.com/in",
                "message": "Hello {{ object.name }}",
                "message_b": "Good day {{ object.name }}",
                "delay_days": 1,
            }
        )
        step = campaign.step_ids
        actions = self.actions(campaign)
        for action in actions.sudo():
            action.contact_id = action.partner_id
        step.sudo()._run(actions.sudo())
        for action in actions:
            is_second = action.partner_id in self.drawn(step)
            word = "Good day" if is_second else "Hello"
            self.assertEqual(action.message, f"{word} {action.partner_id.name}")
        self.assertEqual(step.test_measure, "bought")

    def test_an_empty_second_text_is_a_problem(self):
        empty = self.make_pattern("").copy({"body_html": "", "subject": ""})
        empty.write({"body_html": False, "subject": ""})
        campaign = self.make_campaign(self.email_step(mailing_b_id=empty.id))
        problem = campaign.step_ids._find_problem()
        self.assertIn("second text", problem or "")

    def test_copies_have_their_own(self):
        campaign = self.make_campaign(self.split_step())
        copy = campaign.copy({"name": "Another"})
        self.assertEqual(copy.step_ids.mailing_b_id, self.second)
        self.assertEqual(copy.step_ids.variant_ids.campaign_id, copy)
        self.assertNotEqual(copy.step_ids.variant_ids, campaign.step_ids.variant_ids)

    def test_what_both_share_follows(self):
        step = self.make_campaign(self.split_step()).step_ids
        step.name = "Ask"
        self.assertIn("Ask", step.variant_ids.name)
        step.mailing_b_id = False
        self.assertFalse(step.variant_ids)
        step.mailing_b_id = self.second
        self.assertEqual(step.variant_ids.mailing_id, self.second)


class TestResults(VariantCommon):
    def make_test(self, count=40, clicks_a=4, clicks_b=20, **values):
        """Have so many customers get each text, of whom some clicked."""
        campaign = self.make_campaign(self.split_step(**values)).sudo()
        campaign.write({"state": "running", "next_run_at": START + timedelta(days=99)})
        wave = self.make_wave(campaign, days_ago=10)
        step = campaign.step_ids
        for variant, clicks in (("a", clicks_a), ("b", clicks_b)):
            crowd = self.make_crowd(count, prefix=variant)
            mailing = self.pattern.copy({"name": f"Sent {variant}"})
            members = self.env["crm.campaign.member"].create(
                [self.prepare_member(wave, partner) for partner in crowd]
            )
            self.env["crm.campaign.action"].create(
                [
                    self.prepare_action(
                        member,
                        step,
                        wave.started_at,
                        variant=variant,
                        mailing_id=mailing.id,
                        started_at=wave.started_at,
                    )
                    for member in members
                ]
            )
            self.env["mailing.trace"].create(
                [
                    {
                        "mass_mailing_id": mailing.id,
                        "model": "res.partner",
                        "res_id": partner.id,
                        "trace_status": "open",
                        "open_datetime": wave.started_at,
                        "links_click_datetime": wave.started_at
                        if number < clicks
                        else False,
                    }
                    for number, partner in enumerate(crowd)
                ]
            )
        self.env.flush_all()
        return step

    def test_results_of_both(self):
        step = self.make_test()
        numbers = step.with_user(self.marketer)._read_variants()
        self.assertEqual(
            numbers["a"],
            {
                "action_count": 40,
                "opened": 40,
                "clicked": 4,
                "answered": 4,
                "bought": 0,
            },
        )
        self.assertEqual(numbers["b"]["clicked"], 20)
        self.assertEqual(step.test_verdict, "b")
        self.assertIn("50.0", step.test_results)

    def test_too_few_and_chance(self):
        few = self.make_test(count=20, clicks_a=1, clicks_b=9)
        self.assertEqual(few.test_verdict, "few")
        with self.assertRaises(UserError):
            few.with_user(self.marketer).action_use_better()
        chance = self.make_test(clicks_a=10, clicks_b=11)
        self.assertEqual(chance.test_verdict, "unclear")
        first = self.make_test(clicks_a=30, clicks_b=2)
        self.assertEqual(first.test_verdict, "a")
        self.assertEqual(self.make_test(test_measure="opened").test_verdict, "unclear")

    def test_use_the_better_one(self):
        step = self.make_test().with_user(self.marketer)
        step.action_use_better()
        self.assertEqual(step.winner, "b")
        self.assertIn("A/B", step.campaign_id.message_ids[0].body)
        action = self.prepare_for(step, self.big)
        step.sudo()._run(action)
        self.assertEqual(action.mailing_id.subject, "Another subject")
        self.assertFalse(action.variant)
        step.action_test_again()
        self.assertFalse(step.winner)
        self.assertFalse(step.test_verdict)

    def prepare_for(self, step, partner):
        wave = step.sudo().campaign_id.wave_ids[:1]
        return self.make_action(
            self.make_member(wave, partner, "active"),
            step,
            START,
            state="running",
            started_at=START,
        )

    def test_another_text_begins_another_test(self):
        step = self.make_test().with_user(self.marketer)
        step.action_use_better()
        step.mailing_b_id = self.pattern
        self.assertFalse(step.winner)
        self.assertFalse(step.test_results)

    def test_the_better_one_is_taken_by_itself(self):
        step = self.make_test(test_days=20)
        chance = self.make_test(clicks_a=10, clicks_b=11, test_days=5)
        by_hand = self.make_test()
        self.run_engine()
        self.assertFalse(step.winner)
        self.run_engine(days=12)
        self.assertEqual(step.winner, "b")
        self.assertFalse(chance.winner)
        self.assertFalse(by_hand.winner)
        self.assertEqual(chance.test_looked_at, START + timedelta(days=12))

    def test_rows_tell_the_text(self):
        step = self.make_test()
        action = step.with_user(self.marketer).action_open_variants()
        results = self.env["crm.campaign.step.result"].with_user(self.marketer)
        found = results.search(action["domain"])
        self.assertEqual(len(found), 80)
        self.assertEqual(set(found.mapped("variant")), {"a", "b"})

    def test_salespeople_cannot_end_it(self):
        step = self.make_test().with_user(self.seller)
        with self.assertRaises(AccessError):
            step.action_use_better()
