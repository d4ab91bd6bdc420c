"""The preview counts what the form says, whether it is saved or not."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command

from .campaign_common import START, CampaignCommon

CALL = {"name": "Call", "kind": "call"}


class TestForm(CampaignCommon):
    """Each kind of change, before it is saved and afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rich = cls.make_segment("Rich", [("amount_total", ">=", 400)])
        cls.cell = cls.customer_of(cls.big).segment_id

    def check(self, campaign, values, **expected):
        """Preview values of a form, then save them: nothing but saving changes it."""
        before = campaign.get_preview()
        preview = campaign.get_preview(values)
        self.assertEqual(campaign.get_preview(), before, "The preview wrote something.")
        self.assertEqual({key: preview[key] for key in expected}, expected)
        # Each request of a form is a transaction of its own.
        self.env.flush_all()
        self.env.cr.clear()
        campaign.write(values)
        saved = campaign.get_preview()
        for step in saved["steps"] + preview["steps"]:
            step.pop("id")
        self.assertEqual(saved, preview)

    def test_audience(self):
        campaign = self.make_campaign(CALL)
        self.check(
            campaign, {"partner_ids": [Command.unlink(self.big.id)]}, contacted=3
        )
        self.check(
            campaign,
            {
                "partner_ids": [Command.clear()],
                "segment_ids": [Command.link(self.rich.id)],
            },
            contacted=2,
        )
        self.check(
            campaign,
            {"lifecycle_segment_ids": [Command.link(self.cell.id)]},
            contacted=4,
        )
        self.check(
            campaign,
            {"exclude_segment_ids": [Command.set(self.rich.ids)]},
            contacted=2,
            left_out=[
                {
                    "reason": "excluded",
                    "label": "Excluded from this campaign",
                    "count": 2,
                }
            ],
        )
        self.check(
            campaign,
            {"exclude_partner_ids": [Command.link(self.small.id)]},
            contacted=1,
        )

    def test_control_group(self):
        campaign = self.make_campaign(CALL)
        preview = campaign.get_preview({"control_share": 0.5})
        self.assertEqual(preview["contacted"] + preview["control"], 4)
        self.check(campaign, {"control_share": 0.5}, control=preview["control"])

    def test_steps(self):
        self.other.phone = False
        campaign = self.make_campaign(CALL)
        call = campaign.step_ids
        added = {"name": "Think", "kind": "task", "sequence": 5, "delay_days": 2}
        self.check(
            campaign,
            {"step_ids": [Command.create(added)]},
            contacted=4,
            calls=3,
            problem=False,
        )
        self.check(
            campaign,
            {"step_ids": [Command.update(call.id, {"kind": "task"})]},
            contacted=4,
            calls=0,
        )
        self.check(
            campaign,
            {"step_ids": [Command.update(call.id, {"kind": "call"})]},
            calls=3,
        )
        task = campaign.step_ids - call
        self.check(campaign, {"step_ids": [Command.delete(task.id)]}, contacted=3)
        self.check(
            campaign,
            {"step_ids": [Command.update(call.id, {"active": False})]},
            problem="Add at least one step: what is to be done?",
        )

    def test_schedule(self):
        campaign = self.make_campaign(CALL)
        begins = "It begins at once when it is launched."
        self.assertEqual(campaign.get_preview()["notes"], [begins])
        self.check(
            campaign,
            {"start_at": START - timedelta(days=1)},
            notes=["Its start has passed: it begins at once when it is launched."],
        )
        monday = {"trigger": "recurring", "repeat_unit": "week", "start_at": False}
        self.check(campaign, monday, problem=False)
        self.assertIn("06/22/2026", campaign.get_preview()["notes"][0])
        self.check(campaign, {"on_monday": False, "on_friday": True}, problem=False)
        self.assertIn("06/19/2026", campaign.get_preview()["notes"][0])
        self.check(campaign, {"trigger": "enter"}, contacted=0, inside=4)
        self.check(campaign, {"contact_present": True}, contacted=4, inside=0)

    def test_dates_that_cannot_be(self):
        campaign = self.make_campaign(CALL, trigger="enter")
        self.assertFalse(campaign.get_preview()["problem"])
        problem = campaign.get_preview({"end_date": "2026-06-14"})["problem"]
        self.assertEqual(problem, "It ended on 06/14/2026. Choose a later day.")
        for trigger in ("enter", "recurring"):
            values = {
                "trigger": trigger,
                "start_at": "2026-06-20 08:00:00",
                "end_date": "2026-06-19",
            }
            problem = campaign.get_preview(values)["problem"]
            self.assertIn("before it begins on 06/20/2026", problem)

    def test_company(self):
        second = self.make_company("Second Trading")
        self.marketer.company_ids += second
        blocked = self.env["crm.segment"].create(
            {
                "name": "Blocked",
                "company_id": self.company.id,
                "domain": "[('amount_total', '>', 400)]",
            }
        )
        self.company.campaign_blocked_segment_id = blocked
        campaign = self.make_campaign(CALL).with_context(
            allowed_company_ids=[self.company.id, second.id]
        )
        self.assertEqual(campaign.get_preview()["contacted"], 2)
        self.check(campaign, {"company_id": second.id}, contacted=4)

    def test_new_campaign(self):
        campaigns = self.env["crm.campaign"].with_user(self.marketer)
        preview = campaigns.get_preview(
            {
                "name": "New",
                "company_id": self.company.id,
                "partner_ids": [Command.link(self.big.id)],
                "segment_ids": [Command.link(self.rich.id)],
                "step_ids": [[0, "virtual_1", CALL]],
                "goal": "More",
                "goal_metric": "buyers",
                "goal_value": 0.1,
            }
        )
        self.assertEqual((preview["contacted"], preview["problem"]), (2, False))
        empty = campaigns.get_preview({"company_id": self.company.id})
        self.assertIn("at least one step", empty["problem"])

    def test_only_what_the_user_may_see(self):
        campaign = self.make_campaign(CALL)
        other = self.make_company("Far away")
        foreign = self.env["crm.segment"].create(
            {"name": "Foreign", "company_id": other.id}
        )
        for values in (
            {"segment_ids": [Command.link(foreign.id)]},
            {"company_id": other.id},
            {"step_ids": [Command.create({"condition_segment_id": foreign.id})]},
        ):
            with self.assertRaises(AccessError):
                campaign.get_preview(values)
        with self.assertRaises(AccessError):
            campaign.with_user(self.seller).get_preview({"control_share": 0.2})
        with self.assertRaises(AccessError):
            campaign.browse().with_user(self.seller).get_preview({"name": "Mine"})


class TestRunning(CampaignCommon):
    """A running campaign says what comes next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rich = cls.make_segment("Rich", [("amount_total", ">=", 400)])

    def test_who_entered_since_the_last_look(self):
        campaign = self.launch(CALL, trigger="enter", segment_ids=self.rich.ids)
        self.assertEqual(campaign.get_preview()["contacted"], 0)
        self.assertEqual(campaign.get_preview()["inside"], 2)
        with self.at(hours=1):
            self.make_order(self.other, 0, 200)
            self.refresh()
            self.assertEqual(campaign.get_preview()["contacted"], 1)
            # Whom a change of the audience finds inside did not come in.
            values = {"partner_ids": [Command.link(self.small.id)]}
            self.assertEqual(campaign.get_preview(values)["contacted"], 0)
        self.run_engine(hours=1)
        self.assertEqual(self.members(campaign), {self.other: ("active", False)})

    def test_next_wave(self):
        campaign = self.launch(
            CALL, trigger="recurring", repeat_unit="week", hour=10, reentry="wave"
        )
        self.run_engine(hours=1)
        with self.at(hours=2):
            preview = campaign.get_preview()
            self.assertEqual(preview["contacted"], 0)
            self.assertEqual(preview["left_out"][0]["reason"], "active")
            self.assertIn("Next wave: 06/22/2026", preview["notes"][0])
            preview = campaign.get_preview({"on_monday": False, "on_friday": True})
            self.assertIn("Next wave: 06/19/2026", preview["notes"][0])

    def test_trigger_changed_while_running(self):
        campaign = self.launch(CALL, start_at="2026-07-01", segment_ids=self.rich.ids)
        values = {"trigger": "enter", "start_at": False}
        self.assertEqual(campaign.get_preview(values)["contacted"], 0)
        campaign.write(values)
        self.run_engine(minutes=5)
        self.assertFalse(campaign.member_ids)


class TestProperty(CampaignCommon):
    """What the preview says is what the launch does."""

    def check(self, **values):
        campaign = self.make_campaign(CALL, **values)
        preview = campaign.get_preview()
        campaign.action_launch()
        self.run_engine()
        states = {}
        for member in campaign.sudo().member_ids:
            key = member.state, member.reason
            states[key] = states.get(key, 0) + 1
        told = {
            ("left_out", line["reason"]): line["count"] for line in preview["left_out"]
        }
        told |= {
            (state, False): preview[key]
            for state, key in (("active", "contacted"), ("control", "control"))
            if preview[key]
        }
        self.assertEqual(told, states, values)
        campaign.action_stop()

    def test_all_triggers_with_control_and_exceptions(self):
        self.other.campaign_opt_out = True
        self.small.phone = False
        extra = self.env["res.partner"].create(
            [{"name": f"E {n}", "phone": f"+1 555 {3000 + n}"} for n in range(20)]
        )
        everybody = self.all_partners | extra
        rich = self.make_segment("Rich", [("amount_total", ">=", 900)])
        for trigger in (
            {"trigger": "once"},
            {"trigger": "enter"},
            {"trigger": "enter", "contact_present": True},
            {"trigger": "enter", "contact_present": True, "start_at": "2026-06-14"},
        ):
            for rules in (
                {},
                {"control_share": 0.3},
                {"exclude_segment_ids": rich.ids},
                {"exclude_partner_ids": extra[:3].ids, "control_share": 0.5},
            ):
                self.check(partner_ids=everybody.ids, **trigger, **rules)


class TestLists(CampaignCommon):
    """Numbers lead to lists of all those customers, as far as the user may see them."""

    def test_more_than_thousands_without_their_ids(self):
        campaign = self.make_campaign(CALL)
        domain = campaign.action_open_audience()["domain"]
        self.assertEqual(domain[-1], ("campaign_place", "=", str(campaign.id)))
        customers = self.env["crm.customer"].with_user(self.seller)
        self.assertEqual(
            customers.search(domain).partner_id, self.big | self.middle | self.small
        )

    def test_who_was_picked_and_is_no_customer_yet(self):
        stranger = self.make_partner("Stranger", phone="+1 555 77")
        campaign = self.make_campaign(CALL, partner_ids=(self.big | stranger).ids)
        for opened in (
            campaign.action_open_audience(),
            campaign.action_open_planned("active"),
        ):
            self.assertEqual(opened["res_model"], "res.partner")
            found = self.env["res.partner"].with_user(self.marketer)
            self.assertEqual(found.search(opened["domain"]), self.big | stranger)

    def test_only_of_campaigns_that_the_user_may_see(self):
        campaign = self.make_campaign(CALL)
        customers = self.env["crm.customer"].with_user(self.seller)
        for place in ("0", "nonsense", "1/2/3/4", str(campaign.id + 1000)):
            self.assertFalse(customers.search([("campaign_place", "=", place)]))
        far = self.make_company("Far away")
        foreign = self.make_campaign(
            CALL, user=self.env.user, company_id=far.id, partner_ids=[]
        )
        with self.assertRaises(AccessError):
            customers.search([("campaign_place", "=", str(foreign.id))])
