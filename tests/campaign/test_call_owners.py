"""Who has open cards when people leave, and when customers change hands."""

from odoo.fields import Command

from .calls_common import CALL, TASK, CallsCommon


class TestWhoLeaves(CallsCommon):
    def test_archived_with_open_calls(self):
        campaign = self.launch(CALL)
        activities = self.actions(campaign).activity_id
        self.seller.action_archive()
        self.assertEqual(activities.exists(), activities)
        action = self.actions(campaign, self.big)
        self.assertEqual(action.user_id, self.marketer)
        self.assertEqual(action.activity_id.user_id, self.marketer)
        self.assertEqual(self.actions(campaign, self.other).user_id, self.other_seller)
        self.assertIn("Seller cannot do it", campaign.message_ids[0].body)
        self.assertEqual(self.names(self.marketer), ["Big", "Middle", "Small"])

    def test_archived_by_writing(self):
        campaign = self.launch({**CALL, "user_id": self.manager.id})
        self.seller.active = False
        self.assertEqual(self.actions(campaign, self.big).user_id, self.manager)

    def test_other_activities_go_as_odoo_has_it(self):
        self.launch(CALL)
        own = self.big.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.seller.id
        )
        self.seller.action_archive()
        self.assertFalse(own.exists())

    def test_leaves_the_company(self):
        branch = self.make_company("Branch")
        campaign = self.launch(CALL)
        self.seller.write(
            {"company_ids": [Command.set(branch.ids)], "company_id": branch.id}
        )
        self.assertEqual(self.actions(campaign, self.big).user_id, self.marketer)

    def test_team_goes_on_in_turn(self):
        campaign = self.launch(self.of_team())
        self.seller.action_archive()
        self.assertEqual(self.actions(campaign).user_id, self.other_seller)

    def test_one_of_the_team_leaves_the_company(self):
        branch = self.make_company("Branch")
        campaign = self.launch(self.of_team())
        self.seller.write(
            {"company_ids": [Command.set(branch.ids)], "company_id": branch.id}
        )
        self.assertEqual(self.actions(campaign).user_id, self.other_seller)

    def test_whoever_took_over_leaves(self):
        campaign = self.launch(CALL)
        self.env["crm.campaign.handover"].with_user(self.manager).create(
            {
                "wave_id": campaign.sudo().wave_ids.id,
                "from_user_id": self.seller.id,
                "to_user_ids": self.other_seller.ids,
            }
        ).action_confirm()
        self.other_seller.action_archive()
        self.assertEqual(self.actions(campaign, self.big).user_id, self.seller)
        self.assertEqual(self.actions(campaign, self.other).user_id, self.marketer)

    def test_deleted(self):
        leaver = self.make_user("leaver", "sales_team.group_sale_salesman")
        campaign = self.launch({**CALL, "responsible": "user", "user_id": leaver.id})
        self.env["crm.campaign.step"].search([("user_id", "=", leaver.id)]).write(
            {"responsible": "seller", "user_id": False}
        )
        leaver.unlink()
        self.assertEqual(self.actions(campaign, self.big).user_id, self.seller)
        self.assertEqual(self.states(campaign, self.big), [("running", False)])

    def test_swept_up_wherever_it_happened(self):
        campaign = self.launch(CALL)
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.seller.id]
        )
        self.env.invalidate_all()
        self.run_engine(minutes=5)
        self.assertEqual(self.actions(campaign, self.big).user_id, self.marketer)

    def test_one_person_who_left_before(self):
        leaver = self.make_user("leaver", "sales_team.group_sale_salesman")
        campaign = self.make_campaign(
            {**CALL, "responsible": "user", "user_id": leaver.id}
        )
        leaver.action_archive()
        campaign.action_launch()
        self.run_engine()
        self.assertEqual(self.actions(campaign).user_id, self.marketer)

    def test_owner_who_left_before(self):
        campaign = self.make_campaign(CALL, user_id=self.manager.id)
        self.manager.action_archive()
        self.big.user_id = False
        campaign.action_launch()
        self.run_engine()
        # Who made the campaign is still there.
        self.assertEqual(self.actions(campaign, self.big).user_id, self.marketer)

    def test_leader_of_a_team_where_owner_and_maker_left(self):
        self.team.user_id = self.manager
        campaign = self.launch(CALL)
        self.marketer.action_archive()
        self.seller.action_archive()
        self.assertEqual(self.actions(campaign, self.big).user_id, self.manager)

    def test_problem_where_nobody_is_there(self):
        self.env["crm.team"].search([]).user_id = False
        watcher = self.make_user("watcher", "repeat_sales_crm.group_marketer")
        campaign = self.make_campaign(CALL)
        self.seller.action_archive()
        campaign.action_launch()
        self.marketer.action_archive()
        self.run_engine()
        action = self.actions(campaign, self.big)
        self.assertEqual((action.state, action.postponed_reason), ("waiting", "nobody"))
        self.assertEqual(self.actions(campaign, self.other).state, "running")
        self.assertIn("Nobody is there", campaign.sudo().problem)
        told = campaign.sudo().message_ids.filtered("partner_ids").partner_ids
        self.assertIn(watcher.partner_id, told)
        campaign.sudo().user_id = watcher
        self.run_engine(days=1)
        self.assertEqual(self.actions(campaign, self.big).user_id, watcher)
        self.assertFalse(campaign.sudo().problem)


class TestNewSalesperson(CallsCommon):
    def test_open_card_follows(self):
        campaign = self.launch(CALL, TASK)
        self.big.user_id = self.other_seller
        self.run_engine(minutes=5)
        action = self.actions(campaign, self.big)
        self.assertEqual(action.user_id, self.other_seller)
        self.assertEqual(action.activity_id.user_id, self.other_seller)
        self.assertEqual(self.names(self.seller), ["Middle", "Small"])
        self.big.user_id = self.seller
        self.run_engine(minutes=10)
        self.assertEqual(action.user_id, self.seller)

    def test_card_on_the_screen_stays(self):
        campaign = self.launch(CALL)
        self.card(campaign, self.big).get_call_card()
        self.big.user_id = self.other_seller
        self.run_engine(minutes=5)
        self.assertEqual(self.actions(campaign, self.big).user_id, self.seller)
        self.run_engine(hours=1)
        self.assertEqual(self.actions(campaign, self.big).user_id, self.other_seller)

    def test_whoever_spoke_with_the_customer_goes_on(self):
        campaign = self.launch(CALL)
        self.enter(
            self.card(campaign, self.big), "call_back", call_at="2026-06-16 09:00:00"
        )
        self.big.user_id = self.other_seller
        self.run_engine(hours=1)
        self.assertEqual(self.actions(campaign, self.big).user_id, self.seller)

    def test_handed_over_on_purpose_stays(self):
        campaign = self.launch(CALL)
        activity = self.activity(campaign, self.big)
        activity.with_user(self.manager).user_id = self.manager
        self.big.user_id = self.other_seller
        self.run_engine(minutes=5)
        self.assertEqual(self.actions(campaign, self.big).user_id, self.manager)

    def test_other_steps_stay(self):
        campaign = self.launch(
            {**CALL, "responsible": "user", "user_id": self.manager.id}
        )
        self.big.user_id = self.other_seller
        self.run_engine(minutes=5)
        self.assertEqual(self.actions(campaign, self.big).user_id, self.manager)

    def test_customer_without_salesperson_stays(self):
        campaign = self.launch(CALL)
        self.big.user_id = False
        self.run_engine(minutes=5)
        self.assertEqual(self.actions(campaign, self.big).user_id, self.seller)
