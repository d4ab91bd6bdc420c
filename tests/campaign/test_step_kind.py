"""A kind of step that another addon adds, and what the engine does for it."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.orm.model_classes import add_to_registry

from .campaign_common import START, CampaignCommon
from .letter_step import CrmCampaignStep

LETTER = {"name": "Letter", "kind": "letter"}
TASK = {"name": "Think", "kind": "task"}


class TestStepKind(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        step = cls.registry["crm.campaign.step"]
        cls.addClassCleanup(cls._set_up_step, step._base_classes__)
        add_to_registry(cls.registry, CrmCampaignStep)
        cls.registry._setup_models__(cls.env.cr, ["crm.campaign.step"])
        for partner in cls.all_partners:
            partner.email = f"{partner.name.lower()}@example.com"

    @classmethod
    def _set_up_step(cls, bases):
        cls.registry["crm.campaign.step"]._base_classes__ = bases
        cls.registry._setup_models__(cls.env.cr, ["crm.campaign.step"])

    def test_done_at_once_and_on_with_the_plan(self):
        campaign = self.launch(LETTER, TASK)
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("running", False)]
        )
        letter = self.actions(campaign, self.big)[0]
        self.assertEqual(letter.note, "Dear customer")
        self.assertEqual(letter.contact_at, START)

    def test_quiet_hours_of_the_customer(self):
        self.company.write({"campaign_quiet_from": 20, "campaign_quiet_to": 10})
        self.all_partners.tz = "UTC"
        self.big.tz = "Asia/Tokyo"
        self.middle.tz = "America/New_York"
        campaign = self.launch(LETTER)
        letter = {action.partner_id: action for action in self.actions(campaign)}
        self.assertEqual(letter[self.big].state, "done")
        self.assertEqual(letter[self.small].postponed_reason, "quiet")
        self.assertEqual(letter[self.small].due_at, datetime(2026, 6, 15, 10))
        self.assertEqual(letter[self.middle].due_at, datetime(2026, 6, 15, 14))
        self.run_engine(hours=1)
        self.assertEqual(letter[self.small].state, "done")
        self.assertEqual(letter[self.middle].state, "waiting")

    def test_blacklist(self):
        self.env["mail.blacklist"].create({"email": "big@example.com"})
        campaign = self.launch(LETTER)
        self.assertEqual(self.members(campaign)[self.big], ("left_out", "blacklisted"))
        person = self.make_partner(
            "Ann", parent_id=self.big.id, is_company=False, email="ann@example.com"
        )
        campaign = self.launch(LETTER)
        self.assertEqual(self.actions(campaign, self.big).contact_id, person)

    def test_one_that_fails_does_not_stop_the_others(self):
        self.middle.email = "broken@example.com"
        campaign = self.launch(LETTER, TASK)
        for partner in self.all_partners - self.middle:
            self.assertEqual(self.states(campaign, partner)[0], ("done", False))
        action = self.actions(campaign, self.middle)
        self.assertEqual((action.state, action.attempts), ("waiting", 1))
        self.assertEqual(action.postponed_reason, "retry")
        self.assertIn("on fire", action.error)
        self.assertEqual(action.due_at, START + timedelta(minutes=15))
        self.run_engine(minutes=15)
        self.assertEqual((action.state, action.attempts), ("waiting", 2))
        self.assertEqual(action.due_at, START + timedelta(hours=2, minutes=15))
        self.run_engine(hours=3)
        self.assertEqual((action.state, action.reason), ("failed", "error"))
        self.assertEqual(
            self.states(campaign, self.middle),
            [("failed", "error"), ("running", False)],
        )

    def test_what_failed_after_it_was_handed_over(self):
        nothing = patch.object(
            self.registry["crm.campaign.step"], "_run_letter", lambda *args: None
        )
        with nothing:
            campaign = self.launch(LETTER, TASK, partner_ids=self.big.ids)
            action = self.actions(campaign)
            self.assertEqual((action.state, action.contact_at), ("running", START))
            action._fail("Returned to sender", START)
            self.assertEqual((action.state, action.contact_at), ("waiting", False))
            self.run_engine(minutes=15)
            self.assertEqual((action.state, action.attempts), ("running", 1))
        action._finish("done")
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("waiting", False)]
        )

    def test_cap_of_messages_does_not_count_people(self):
        self.env["crm.campaign.cap"].create(
            {"company_id": self.company.id, "channel_group": "message", "days": 7}
        )
        campaign = self.launch(
            {"name": "Call", "kind": "call"},
            {**LETTER, "delay_from": "launch"},
            {**LETTER, "name": "Again"},
            partner_ids=self.big.ids,
        )
        self.activity(campaign, self.big).action_done()
        self.run_engine(hours=1)
        call, letter, again = self.actions(campaign)
        self.assertEqual((call.state, letter.state), ("done", "done"))
        self.assertEqual((again.state, again.postponed_reason), ("waiting", "cap"))
        self.assertEqual(again.due_at, letter.contact_at + timedelta(days=7))
