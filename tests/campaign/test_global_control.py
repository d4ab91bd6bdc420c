"""One control group over all campaigns of a company."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command

from odoo.addons.repeat_sales_crm.models.campaign.control_group import (
    in_control,
    in_global_control,
)

from .campaign_common import START
from .results_common import ResultsCommon

#: The half-year in which the world begins.
KEY = "2026-01/6"


class TestGlobalControl(ResultsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.crowd = cls.make_crowd(60, cls.seller)
        for number, partner in enumerate(cls.crowd):
            partner.phone = f"+1 555 {3000 + number}"
        cls.company.campaign_control_share = 0.5

    def drawn(self, key=KEY, share=0.5):
        return self.crowd.filtered(
            lambda partner: in_global_control(self.company.id, key, partner.id, share)
        )

    def launch_for_crowd(self, **values):
        return self.launch(partner_ids=[Command.set(self.crowd.ids)], **values)

    def members_in(self, campaign, state):
        members = campaign.sudo().member_ids
        return members.filtered(lambda member: member.state == state).partner_id

    def test_no_campaign_contacts_it(self):
        first, second = self.launch_for_crowd(), self.launch_for_crowd()
        for campaign in (first, second):
            control = campaign.sudo().member_ids.filtered("is_global_control")
            self.assertEqual(control.partner_id, self.drawn())
            self.assertEqual(set(control.mapped("state")), {"control"})
            self.assertEqual(
                self.members_in(campaign, "active"), self.crowd - self.drawn()
            )

    def test_a_campaign_draws_its_own_among_the_rest(self):
        campaign = self.launch_for_crowd(control_share=0.3)
        own = (self.crowd - self.drawn()).filtered(
            lambda partner: in_control(campaign.id, partner.id, 0.3)
        )
        control = campaign.sudo().member_ids.filtered(
            lambda member: member.state == "control"
        )
        self.assertEqual(control.partner_id, self.drawn() | own)
        of_campaign = control.filtered(lambda member: not member.is_global_control)
        self.assertEqual(of_campaign.partner_id, own)

    def test_preview_agrees(self):
        campaign = self.make_campaign(
            partner_ids=[Command.set(self.crowd.ids)], control_share=0.3
        )
        preview = campaign.get_preview()
        self.assertTrue(preview["control_text"])
        campaign.action_launch()
        self.run_engine()
        self.assertEqual(preview["control"], len(self.members_in(campaign, "control")))
        self.assertEqual(preview["contacted"], len(self.members_in(campaign, "active")))

    def test_service_campaigns_can_ignore_it(self):
        campaign = self.launch_for_crowd(ignores_global_control=True)
        self.assertEqual(self.members_in(campaign, "active"), self.crowd)
        self.assertFalse(campaign.get_preview()["control_text"])

    def test_a_segment_is_never_in_it(self):
        exempt = self.drawn()[:2]
        self.refresh()
        segment = self.make_segment("Friends", [("partner_id", "in", exempt.ids)])
        self.make_prospects(exempt)
        self.company.campaign_control_exempt_segment_id = segment
        campaign = self.launch_for_crowd()
        self.assertEqual(self.members_in(campaign, "control"), self.drawn() - exempt)

    def make_prospects(self, partners):
        """Make customers of partners who bought nothing."""
        self.env["crm.customer"].sudo().create(
            [
                {"company_id": self.company.id, "partner_id": partner.id}
                for partner in partners
            ]
        )

    def test_a_rule_may_ask_for_it(self):
        """Also the rule of the segment that is never in it: it gets who is drawn."""
        self.make_prospects(self.crowd)
        segment = self.make_segment(
            "Drawn", [("control_group_ids.is_current", "=", True)]
        )
        customers = self.env["crm.customer"].with_user(self.manager)
        found = customers.search([("saved_segment_ids", "in", segment.ids)])
        self.assertEqual(found.partner_id & self.crowd, self.drawn())
        self.assertEqual(
            found[:1].control_group_ids, self.groups().with_user(self.manager)
        )
        self.company.campaign_control_exempt_segment_id = segment
        campaign = self.launch_for_crowd()
        self.assertFalse(self.members_in(campaign, "control"))

    def test_results_compare_with_it(self):
        campaign = self.launch_for_crowd()
        rows = self.rows(campaign_id=campaign.id, side="control")
        self.assertEqual(rows.partner_id, self.drawn())
        self.assertTrue(all(rows.mapped("is_global_control")))

    # ------------------------------------------------------------------
    # Periods
    # ------------------------------------------------------------------

    def groups(self):
        groups = self.env["crm.campaign.control.group"]
        return groups.search([("company_id", "=", self.company.id)])

    def test_settings_begin_it_and_end_it(self):
        group = self.groups()
        self.assertEqual((group.key, group.share), (KEY, 0.5))
        self.assertEqual(
            (group.date_start, group.date_end), (START.date(), date(2026, 6, 30))
        )
        with self.at(days=5):
            self.company.campaign_control_share = 0.2
            new, old = self.groups()
            self.assertEqual(old.date_end, (START + timedelta(days=4)).date())
            self.assertEqual((new.key, new.share), (KEY, 0.2))
            self.company.campaign_control_share = 0.3
            self.assertEqual(self.groups().mapped("share"), [0.3, 0.5])
            self.company.campaign_control_share = 0
            self.assertEqual(self.groups(), old)

    def test_others_take_their_turn(self):
        self.run_engine(days=40)
        new, old = self.groups()
        self.assertEqual(new.key, "2026-07/6")
        self.assertEqual(
            (old.date_end, new.date_start), (date(2026, 6, 30), date(2026, 7, 1))
        )
        with self.at(days=40):
            campaign = self.make_campaign(partner_ids=[Command.set(self.crowd.ids)])
            campaign.action_launch()
        self.run_engine(days=40)
        self.assertEqual(self.members_in(campaign, "control"), self.drawn("2026-07/6"))
        self.run_engine(days=41)
        self.assertEqual(len(self.groups()), 2)

    # ------------------------------------------------------------------
    # Effect
    # ------------------------------------------------------------------

    def make_effect(self):
        """Have two in three of the others buy for 30, a third of the control group."""
        self.make_prospects(self.crowd)
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)",
            [START - timedelta(days=30), self.crowd.ids],
        )
        control, others = self.drawn(), self.crowd - self.drawn()
        buyers = control[::3] | (others - others[::3])
        day = (START + timedelta(days=3)).date()
        with freeze_time(START + timedelta(days=10)):
            self.make_external([(partner, day, 30.0) for partner in buyers])
        return control, others, buyers

    def test_what_campaigns_bring(self):
        control, others, buyers = self.make_effect()
        old = self.all_partners
        with freeze_time(START + timedelta(days=10)):
            group = self.groups().with_user(self.manager)
            drawn_old = old.filtered(
                lambda partner: in_global_control(self.company.id, KEY, partner.id, 0.5)
            )
            self.assertEqual(group.control_count, len(control | drawn_old))
            self.assertEqual(group.other_count, len(others | old - drawn_old))
            self.assertEqual(group.control_bought, len(control & buyers))
            self.assertEqual(group.other_bought, len(others & buyers))
            self.assertAlmostEqual(
                group.other_revenue,
                30 * len(others & buyers) / group.other_count,
                places=2,
            )
            self.assertLess(group.lower, group.difference)
            self.assertLess(group.difference, group.upper)
            self.assertTrue(group.verdict_text)
            found = self.env["crm.customer"].with_user(self.manager)
            for action, partners in (
                (group.action_open_control(), control | drawn_old),
                (group.action_open_others(), others | old - drawn_old),
            ):
                self.assertEqual(found.search(action["domain"]).partner_id, partners)

    def test_who_came_later_is_not_compared(self):
        self.make_prospects(self.crowd)
        with freeze_time(START + timedelta(days=10)):
            group = self.groups()
            self.assertEqual(
                group.control_count + group.other_count, len(self.all_partners)
            )

    def test_query_count(self):
        self.make_effect()
        group = self.groups()
        self.assertTrue(group.verdict_text)
        group.invalidate_recordset()
        with self.assertQueryCount(2):
            self.assertTrue(group.verdict_text)

    def test_access(self):
        groups = self.env["crm.campaign.control.group"]
        with self.assertRaises(AccessError):
            groups.with_user(self.seller).search([])
        with self.assertRaises(AccessError):
            self.groups().with_user(self.manager).write({"share": 0.1})
        stranger = self.make_user(
            "stranger", "sales_team.group_sale_manager", self.make_company("Elsewhere")
        )
        self.assertFalse(groups.with_user(stranger).search([]))
