"""Activities of campaigns: how they are made, and what ends them."""

from datetime import datetime, timedelta

from odoo.fields import Command

from .campaign_common import START, CampaignCommon

CALL = {"name": "Call", "kind": "call"}
TASK = {"name": "Think", "kind": "task", "delay_days": 1}


class TestActivities(CampaignCommon):
    def test_created_without_followers_and_notifications(self):
        messages = self.env["mail.message"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        of_partners = [("res_model", "=", "res.partner")]
        followers = self.env["mail.followers"].search_count(of_partners)
        campaign = self.launch({**CALL, "summary": "Ring", "script": "<p>Hello</p>"})
        self.assertEqual(
            followers,
            self.env["mail.followers"].search_count(
                [("res_model", "=", "res.partner")]
            ),
        )
        # The chatter of the campaign tells of its launch.
        mine = len(campaign.message_ids)
        self.assertEqual(self.env["mail.message"].search_count([]), messages + mine)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        activity = self.actions(campaign, self.big).activity_id
        made_by_odoo = self.big.activity_schedule(
            "mail.mail_activity_data_call",
            activity.date_deadline,
            "Ring",
            "<p>Hello</p>",
            user_id=self.seller.id,
        )
        different = {"id", "create_date", "write_date", "display_name"}
        self.env.invalidate_all()
        names = [
            name
            for name, field in activity._fields.items()
            if name not in different and (field.store or field.related)
        ]
        self.assertEqual(
            activity.read(names)[0] | {"id": 0}, made_by_odoo.read(names)[0] | {"id": 0}
        )

    def test_screens_count_once_per_user(self):
        self.env["bus.bus"].search([]).unlink()
        self.launch(CALL)
        self.env.cr.precommit.run()
        messages = self.env["bus.bus"].search([("message", "like", "activity_created")])
        self.assertEqual(len(messages), 2)

    def test_done_with_feedback(self):
        campaign = self.launch(CALL)
        self.activity(campaign, self.big).action_feedback("Likes it")
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        self.assertEqual(self.actions(campaign, self.big).note, "Likes it")

    def test_done_from_the_form_of_the_action(self):
        campaign = self.launch(CALL)
        action = self.actions(campaign, self.big).with_user(self.seller)
        action.note = "Likes it"
        activity = action.activity_id
        action.action_done()
        self.assertEqual(action.state, "done")
        self.assertEqual(activity.feedback, "Likes it")
        self.assertFalse(activity.active)

    def test_done_and_next_one_scheduled(self):
        campaign = self.launch(CALL)
        self.activity(campaign, self.big).action_feedback_schedule_next("Fine")
        self.assertEqual(self.states(campaign, self.big), [("done", False)])

    def test_archived(self):
        campaign = self.launch(CALL)
        self.activity(campaign, self.big).action_archive()
        self.assertEqual(self.states(campaign, self.big), [("done", False)])

    def test_cancelled(self):
        campaign = self.launch(CALL, TASK)
        self.activity(campaign, self.big).action_cancel()
        self.assertEqual(
            self.states(campaign, self.big),
            [("skipped", "cancelled"), ("waiting", False)],
        )
        self.assertFalse(self.actions(campaign, self.big)[0].contact_at)

    def test_done_twice_goes_on_once(self):
        campaign = self.launch(CALL, TASK)
        activity = self.activity(campaign, self.big)
        activity.action_done()
        activity.action_unarchive()
        activity.action_done()
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("waiting", False)]
        )

    def test_given_to_somebody_else(self):
        campaign = self.launch(CALL)
        activity = self.activity(campaign, self.big)
        activity.with_user(self.manager).user_id = self.other_seller
        self.assertEqual(self.actions(campaign, self.big).user_id, self.other_seller)

    def test_not_done_in_time(self):
        campaign = self.launch({**CALL, "expire_days": 3}, TASK)
        activity = self.activity(campaign, self.big)
        self.run_engine(days=2)
        self.assertTrue(activity.exists())
        self.run_engine(days=3)
        self.assertFalse(activity.exists())
        self.assertEqual(
            self.states(campaign, self.big),
            [("skipped", "expired"), ("waiting", False)],
        )
        second = self.actions(campaign, self.big)[1]
        self.assertEqual(second.due_at, START + timedelta(days=4))

    def test_bought_while_the_call_is_open(self):
        campaign = self.launch(CALL, TASK)
        activity = self.activity(campaign, self.big)
        with self.at(hours=5):
            self.make_order(self.big, 0, 10)
            self.refresh()
        self.run_engine(hours=6)
        self.assertFalse(activity.exists())
        self.assertEqual(self.members(campaign)[self.big], ("exited", "bought"))
        self.assertEqual(self.states(campaign, self.big), [("skipped", "bought")])

    def test_user_deleted(self):
        leaver = self.make_user("leaver", "sales_team.group_sale_salesman")
        campaign = self.launch(
            {**CALL, "responsible": "team"},
            TASK,
            step_ids=[
                Command.create({**CALL, "responsible": "user", "user_id": leaver.id}),
                Command.create({**TASK, "sequence": 20}),
            ],
        )
        self.env.cr.execute("DELETE FROM mail_activity WHERE user_id = %s", [leaver.id])
        self.env.invalidate_all()
        self.run_engine(hours=1)
        self.assertEqual(
            self.states(campaign, self.big),
            [("skipped", "cancelled"), ("waiting", False)],
        )

    def test_responsible(self):
        team = self.env["crm.team"].create(
            {
                "name": "Callers",
                "company_id": self.company.id,
                "member_ids": [Command.set([self.seller.id, self.other_seller.id])],
            }
        )
        campaign = self.launch({**CALL, "responsible": "team", "team_id": team.id})
        users = self.actions(campaign).mapped(lambda action: action.user_id.id)
        self.assertEqual(users.count(self.seller.id), 2)
        self.big.user_id = False
        self.middle.user_id.active = False
        campaign = self.launch(CALL)
        self.assertEqual(self.actions(campaign, self.big).user_id, self.marketer)
        self.assertEqual(self.actions(campaign, self.middle).user_id, self.marketer)
        campaign = self.launch({**CALL, "user_id": self.manager.id})
        self.assertEqual(self.actions(campaign, self.big).user_id, self.manager)
        self.assertEqual(self.actions(campaign, self.other).user_id, self.other_seller)

    def test_contact_deleted(self):
        campaign = self.launch(CALL, TASK)
        stranger = self.make_partner("Stranger", self.seller, phone="+1 555 0111")
        campaign.partner_ids |= stranger
        other = self.launch(CALL, TASK, partner_ids=stranger.ids)
        self.activity(other, stranger).action_done()
        stranger.unlink()
        self.run_engine(days=2)
        self.assertFalse(other.sudo().member_ids)
        self.assertEqual(other.state, "done")

    def test_contact_archived_in_mid_campaign(self):
        campaign = self.launch(CALL, TASK, partner_ids=self.small.ids)
        self.activity(campaign, self.small).action_done()
        self.small.action_archive()
        self.run_engine(days=2)
        self.assertEqual(self.members(campaign)[self.small], ("exited", "archived"))


class TestMerge(CampaignCommon):
    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target)
        self.refresh()

    def test_two_members_of_a_wave(self):
        campaign = self.launch(CALL, TASK)
        self.activity(campaign, self.big).action_done()
        activity = self.activity(campaign, self.small)
        self.merge(self.big, self.small)
        self.assertEqual(
            self.states(campaign, self.small), [("done", False), ("waiting", False)]
        )
        self.assertFalse(activity.exists())
        self.run_engine(days=1)
        self.assertEqual(len(self.activity(campaign, self.small)), 1)

    def test_member_and_left_out(self):
        self.small.campaign_opt_out = True
        campaign = self.launch(CALL)
        self.small.campaign_opt_out = False
        self.merge(self.small, self.big)
        self.assertEqual(self.members(campaign)[self.big], ("active", False))
        self.assertEqual(self.states(campaign, self.big), [("running", False)])

    def test_members_of_different_waves(self):
        one = self.launch(CALL, partner_ids=self.big.ids)
        two = self.launch(CALL, partner_ids=self.small.ids)
        self.merge(self.big, self.small)
        self.assertEqual(self.members(one), {self.small: ("active", False)})
        self.assertEqual(self.members(two), {self.small: ("active", False)})
        self.assertEqual(datetime(2026, 6, 15, 9), self.actions(one).started_at)

    def test_presence(self):
        campaign = self.launch(
            CALL,
            trigger="enter",
            segment_ids=self.make_segment("All").ids,
            partner_ids=False,
        )
        self.merge(self.big, self.small)
        self.assertIn(self.small, campaign.sudo().presence_ids.partner_id)
        self.assertNotIn(self.big, campaign.sudo().presence_ids.partner_id)
