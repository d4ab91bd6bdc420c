"""Copies get names of their own, however often something is copied."""

from .campaign_common import CampaignCommon


class TestNames(CampaignCommon):
    def test_campaigns(self):
        campaign = self.make_campaign(name="Win back 100%")
        names = [campaign.copy().name for _time in range(3)]
        self.assertEqual(
            names, ["Win back 100% (2)", "Win back 100% (3)", "Win back 100% (4)"]
        )
        self.assertEqual(campaign.copy({"name": "Mine"}).name, "Mine")
        self.assertEqual(campaign.copy({"name": "Mine"}).name, "Mine (2)")
        third = campaign.search([("name", "=", "Win back 100% (3)")])
        self.assertEqual(third.copy().name, "Win back 100% (5)")
        twins = (campaign | third).copy()
        self.assertEqual(len(set(twins.mapped("name"))), 2)

    def test_playbook_twice_a_day(self):
        playbook = self.make_campaign(name="Welcome", is_template=True)
        playbook = playbook.with_user(self.marketer)
        ids = [playbook.action_use_playbook()["res_id"] for _time in range(3)]
        made = self.env["crm.campaign"].browse(ids)
        self.assertEqual(
            made.mapped("name"),
            [
                "Welcome, 06/15/2026",
                "Welcome, 06/15/2026 (2)",
                "Welcome, 06/15/2026 (3)",
            ],
        )
        self.assertEqual(made.utm_campaign_id.mapped("title"), made.mapped("name"))

    def test_utm_campaign_follows_a_new_name(self):
        campaign = self.make_campaign(name="Before")
        campaign.name = "After"
        self.assertEqual(campaign.sudo().utm_campaign_id.title, "After")
        campaign.sudo().utm_campaign_id.title = "By hand"
        campaign.name = "Later"
        self.assertEqual(campaign.sudo().utm_campaign_id.title, "By hand")

    def test_segments(self):
        segment = self.make_segment("Rich")
        self.assertEqual(segment.copy().name, "Rich (2)")
        self.assertEqual(segment.copy().name, "Rich (3)")

    def test_caps(self):
        cap = self.env["crm.campaign.cap"].create(
            {"company_id": self.company.id, "days": 7}
        )
        self.assertEqual(cap.copy().days, 8)
        self.assertEqual((cap | cap.copy()).copy().mapped("days"), [10, 11])

    def test_offers(self):
        offer = self.env["crm.campaign.offer"].create(
            {
                "name": "Spring",
                "code": "SPRING",
                "company_id": self.company.id,
                "date_end": "2026-12-31",
            }
        )
        self.assertEqual(offer.copy().code, "SPRING-2")
        self.assertEqual(offer.copy().code, "SPRING-3")

    def test_outcomes(self):
        outcome = self.env["crm.campaign.outcome"].search([("code", "!=", False)])[0]
        self.assertFalse(outcome.copy().copy().code)
