"""Campaigns stay fast for more customers than fit into PostgreSQL's memory."""

from odoo.fields import Command, Datetime
from odoo.tools import SQL

from tests.plans import MANY, make_many_customers, reading_plans

from .campaign_common import CampaignCommon

#: What the first page of the list of results shows.
_COLUMNS = ("partner_id", "side", "contacted", "purchase_count", "revenue", "cost")


class TestCampaignPlans(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_many_customers(cls.env, cls.company)
        cls.everybody = cls.make_segment("Everybody")
        # They are far too many for the memory, and yet leave some to contact.
        cls.excluded = cls.make_segment("Most", [("amount_total", ">", 100)])

    def make_big_campaign(self, *steps, **values):
        return self.make_campaign(
            *steps,
            segment_ids=[Command.set(self.everybody.ids)],
            exclude_segment_ids=[Command.set(self.excluded.ids)],
            control_share=0.1,
            **values,
        ).with_user(self.env.ref("base.user_root"))

    def enrol(self, campaign):
        now = Datetime.now()
        campaign.state = "running"
        campaign._enrol(campaign._create_wave(now, now), now)
        self.env.cr.execute(SQL("ANALYZE crm_campaign_member, crm_campaign_action"))
        return campaign

    def test_enrolling_and_its_preview_join_who_is_excluded(self):
        for reentry in ("never", "after"):
            campaign = self.make_big_campaign(reentry=reentry, reentry_days=30)
            with self.subTest(reentry=reentry), reading_plans(self.env) as slow:
                preview = campaign._get_preview()
                self.enrol(campaign)
            self.assertFalse(slow)
            left_out = {line["reason"]: line["count"] for line in preview["left_out"]}
            self.assertGreater(left_out["excluded"], MANY / 2)
            members = self.env["crm.campaign.member"]
            mine = [("campaign_id", "=", campaign.id)]
            self.assertGreater(members.search_count(mine), MANY)

    def test_places_in_a_campaign_are_worked_out_once(self):
        campaign = self.make_big_campaign()
        places = [str(campaign.id), f"{campaign.id}/left_out/excluded"]
        customers = self.env["crm.customer"]
        for rule in (
            [("campaign_place", "in", places)],
            ["!", ("campaign_place", "in", places[1:])],
        ):
            with self.subTest(rule=rule), reading_plans(self.env) as slow:
                customers.search(rule, limit=80)
            self.assertFalse(slow)

    def test_who_is_absent_is_forgotten_by_a_join(self):
        campaign = self.make_big_campaign(trigger="enter")
        campaign._add_presence()
        self.env.cr.execute(SQL("ANALYZE crm_campaign_presence"))
        self.everybody.domain = "[('amount_total', '>', 300)]"
        with reading_plans(self.env) as slow:
            campaign._look(Datetime.now())
        self.assertFalse(slow)
        present = self.env["crm.campaign.presence"].search_count(
            [("campaign_id", "=", campaign.id)]
        )
        self.assertLess(present, MANY)

    def test_handing_over_asks_of_the_chunk_alone(self):
        self.excluded.domain = "[('amount_total', '<', 10)]"
        campaign = self.enrol(self.make_big_campaign(exit_on_leave=True))
        actions = self.env["crm.campaign.action"]
        with reading_plans(self.env) as slow:
            self.assertTrue(actions._work_chunk(campaign.step_ids.id, Datetime.now()))
        self.assertFalse(slow)

    def test_sweeps_and_results_look_up_what_they_need(self):
        self.excluded.domain = "[('amount_total', '<', 10)]"
        campaign = self.enrol(self.make_big_campaign(exit_on_leave=True))
        # As if all calls had been handed over, without their activities.
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_campaign_action
                   SET state = 'running', started_at = %(now)s, contact_at = %(now)s,
                       channel_group = 'human', contact_id = partner_id
                 WHERE campaign_id = %(campaign)s
                """,
                now=Datetime.now(),
                campaign=campaign.id,
            )
        )
        self.env.cr.execute(SQL("ANALYZE crm_campaign_action"))
        self.env.invalidate_all()
        actions = self.env["crm.campaign.action"]
        results = self.env["crm.campaign.result"].with_user(self.marketer)
        specification = {name: {} for name in _COLUMNS}
        with reading_plans(self.env) as slow:
            campaign.with_user(self.marketer).get_results()
            results.web_search_read(
                [("campaign_id", "=", campaign.id)], specification, limit=80
            )
            for sweep in actions._get_sweeps():
                getattr(actions, sweep)(Datetime.now())
        self.assertFalse(slow)
