"""The preview of a launch agrees with the launch."""

from collections import Counter
from datetime import date

from odoo.fields import Command

from .campaign_common import CampaignCommon

STEPS = (
    {"name": "Call", "kind": "call"},
    {"name": "Think", "kind": "task", "delay_days": 3, "condition": "not_bought"},
)


class TestPreview(CampaignCommon):
    def test_it_agrees_with_the_launch(self):
        extra = self.env["res.partner"].create(
            [
                {
                    "name": f"Extra {number}",
                    "phone": number % 5 and f"+1 555 {2000 + number}",
                    "campaign_opt_out": number % 7 == 0,
                }
                for number in range(60)
            ]
        )
        everybody = self.all_partners | extra
        campaign = self.make_campaign(
            STEPS[0], control_share=0.2, partner_ids=[Command.set(everybody.ids)]
        )
        preview = campaign.get_preview()
        campaign.action_launch()
        self.run_engine()
        members = Counter(self.members(campaign).values())
        self.assertEqual(preview["total"], len(everybody))
        self.assertEqual(preview["contacted"], members["active", False])
        self.assertEqual(preview["control"], members["control", False])
        self.assertEqual(
            {
                ("left_out", line["reason"]): line["count"]
                for line in preview["left_out"]
            },
            {key: count for key, count in members.items() if key[0] == "left_out"},
        )
        self.assertEqual(preview["steps"][0]["count"], len(self.actions(campaign)))
        self.assertEqual(preview["calls"], preview["contacted"])

    def test_calls_against_capacity(self):
        self.company.campaign_daily_calls = 2
        self.other.phone = False
        campaign = self.make_campaign(*STEPS)
        preview = campaign.get_preview()
        self.assertFalse(preview["problem"])
        seller = preview["sellers"][0]
        self.assertEqual(
            (seller["user_id"], seller["calls"], seller["daily"], seller["days"]),
            (self.seller.id, 3, 2, 2),
        )
        call, task = preview["steps"]
        self.assertEqual((call["count"], task["count"]), (3, 4))
        self.assertEqual((task["day"], task["is_conditional"]), (3, True))
        self.assertEqual(preview["groups"][0]["count"], 7)
        self.assertEqual(preview["finished_on"], date(2026, 6, 19))

    def test_while_it_is_being_written(self):
        campaign = self.make_campaign(*STEPS, partner_ids=[Command.clear()])
        preview = campaign.get_preview()
        self.assertIn("whom it is for", preview["problem"])
        self.assertEqual(preview["total"], 0)

    def test_segment_that_cannot_be_used(self):
        segment = self.make_segment("Broken")
        campaign = self.launch(*STEPS, segment_ids=segment.ids, start_at="2026-06-16")
        self.env.cr.execute(
            "UPDATE crm_segment SET domain = %s WHERE id = %s",
            ("[('x_removed', '=', 1)]", segment.id),
        )
        self.env.invalidate_all()
        self.assertIn("x_removed", campaign.get_preview()["problem"])
        self.run_engine(days=1)
        self.assertIn("x_removed", campaign.problem)
        self.assertFalse(campaign.sudo().member_ids)
        told = len(campaign.message_ids)
        self.run_engine(days=1, minutes=5)
        self.assertEqual(len(campaign.message_ids), told)
        segment.domain = "[]"
        self.run_engine(days=1, minutes=10)
        self.assertFalse(campaign.problem)
        self.assertEqual(len(campaign.sudo().member_ids), 4)


class TestQueries(CampaignCommon):
    """The number of queries does not depend on the number of members."""

    def count(self, size):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Query {size} {number}",
                    "phone": number % 9 and f"+1 555 {2000 + number}",
                    "user_id": self.seller.id,
                }
                for number in range(size)
            ]
        )
        campaign = self.make_campaign(*STEPS, partner_ids=[Command.set(partners.ids)])
        campaign.action_launch()
        before = self.env.cr.sql_log_count
        self.run_engine()
        counts = [self.env.cr.sql_log_count - before]
        before = self.env.cr.sql_log_count
        campaign.get_preview()
        counts.append(self.env.cr.sql_log_count - before)
        campaign.action_stop()
        self.actions(campaign).activity_id.unlink()
        self.run_engine()
        return counts

    def test_enrolment_and_due_actions(self):
        self.count(3)
        few, many = self.count(10), self.count(300)
        self.assertLessEqual(many[0], few[0])
        self.assertLessEqual(many[1], few[1])
