"""Mailings to segments, sent as Odoo sends them."""

from freezegun import freeze_time

from odoo.exceptions import UserError

from odoo.addons.mass_mailing.tests.common import MassMailCase
from odoo.addons.sms.tests.common import SMSCase

from .segment_common import SegmentCommon


class SegmentMailingCommon(SegmentCommon, MassMailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in cls.loyal | cls.asleep | cls.fresh | cls.gone:
            partner.email = f"{partner.name.lower()}@example.com"
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.loyal.id, "email": "buyer@example.com"}
        )
        cls.env["res.partner"].create(
            {
                "name": "Warehouse",
                "parent_id": cls.loyal.id,
                "type": "delivery",
                "email": "warehouse@example.com",
            }
        )
        cls.marketer.email = "marketer@example.com"
        cls.recent = cls.make_segment("Recent", [("last_date", ">=", "today -30d")])

    def make_mailing(self, segment, user=None, **values):
        """Create the mailing that the segment's button leads to."""
        user = user or self.marketer
        action = segment.with_user(user).action_send_mailing()
        return (
            self.env["mailing.mailing"]
            .with_user(user)
            .with_context(**action["context"])
            .create({"subject": "News", "body_html": "<p>News</p>", **values})
        )

    def send(self, mailing):
        """Send as the scheduled action does, and return who got it."""
        mailing.action_put_in_queue()
        self.env.flush_all()
        queue = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue")
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            queue.sudo().method_direct_trigger()
        self.env.invalidate_all()
        return self.reached(mailing)

    def reached(self, mailing, status=("sent", "outgoing", "process", "pending")):
        traces = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", mailing.id), ("trace_status", "in", status)]
        )
        return self.env["res.partner"].browse(traces.mapped("res_id"))

    def break_rule(self, segment):
        self.env.cr.execute(
            "UPDATE crm_segment SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s",
            segment.ids,
        )
        self.env.invalidate_all()


@freeze_time("2026-06-15 12:00:00")
class TestSegmentMailing(SegmentMailingCommon):
    # ------------------------------------------------------------------
    # Recipients
    # ------------------------------------------------------------------

    def test_customers_own_address(self):
        mailing = self.make_mailing(self.recent)
        self.assertEqual(mailing.segment_recipient_count, 2)
        self.assertEqual(self.send(mailing), self.loyal | self.fresh)
        self.assertEqual(mailing.state, "done")

    def test_everybody_at_the_customer(self):
        mailing = self.make_mailing(self.recent, segment_audience="people")
        self.assertEqual(self.send(mailing), self.loyal | self.fresh | self.buyer)

    def test_who_is_in_when_it_is_sent(self):
        mailing = self.make_mailing(self.recent)
        self.make_order(self.gone, 0, 10)
        self.refresh()
        self.assertEqual(self.send(mailing), self.loyal | self.fresh | self.gone)

    def test_later_newcomers_only(self):
        mailing = self.make_mailing(self.recent)
        self.send(mailing)
        self.make_order(self.gone, 0, 10)
        self.refresh()
        before = self.reached(mailing)
        self.assertEqual(self.send(mailing) - before, self.gone)
        self.assertEqual(len(mailing.mailing_trace_ids), 3)

    def test_changing_segment_and_model(self):
        mailing = self.make_mailing(self.recent)
        other = self.make_segment("Gone", [("last_date", "<", "today -600d")])
        mailing.segment_id = other
        self.assertIn(str(other.id), mailing.mailing_domain)
        mailing.mailing_model_id = self.env["ir.model"]._get("mailing.contact")
        self.assertFalse(mailing.segment_id)
        self.assertNotIn("saved_segment_ids", mailing.mailing_domain)

    def test_sellers_limit_is_not_the_mailings(self):
        self.seller.group_ids += self.env.ref("mass_mailing.group_mass_mailing_user")
        self.seller.email = "seller@example.com"
        self.assertEqual(self.recent.with_user(self.seller).customer_count, 1)
        mailing = self.make_mailing(self.recent, self.seller)
        # What is shown before is what is sent.
        self.assertEqual(mailing.segment_recipient_count, 2)
        self.assertEqual(mailing.total, 2)
        self.assertEqual(self.send(mailing), self.loyal | self.fresh)

    def test_user_of_email_marketing_alone_can_open_it(self):
        mailing = self.make_mailing(self.recent)
        user = self.make_user("writer", "mass_mailing.group_mass_mailing_user")
        self.assertEqual(mailing.with_user(user).total, 2)
        self.assertEqual(mailing.with_user(user).segment_recipient_count, 2)
        view = self.env["mailing.mailing"].with_user(user).get_view(view_type="form")
        self.assertNotIn('name="segment_audience"', view["arch"])

    def test_two_companies(self):
        other = self.make_company("Other Trading", lifecycle_tz="Pacific/Auckland")
        for days, name in ((5, "Far Recent"), (31, "Far Gone")):
            partner = self.make_partner(name, email=f"{days}@example.com")
            self.make_order(partner, days, 10, company=other)
        self.make_order(self.gone, 2, 10, company=other)
        self.refresh()
        self.marketer.company_ids |= other
        segment = self.make_segment(
            "Recent there", [("days_since", "<", 30)], company_id=other.id
        )
        mailing = self.make_mailing(
            segment.with_context(allowed_company_ids=[self.company.id, other.id])
        )
        names = self.send(mailing).mapped("name")
        self.assertEqual(set(names), {"Far Recent", "Gone"})

    # ------------------------------------------------------------------
    # Who must not get it
    # ------------------------------------------------------------------

    def test_blacklist_is_respected(self):
        self.env["mail.blacklist"]._add(self.loyal.email)
        mailing = self.make_mailing(self.recent)
        self.assertEqual(self.send(mailing), self.fresh)
        self.assertEqual(self.reached(mailing, ["cancel"]), self.loyal)

    def test_broken_segment_is_refused_at_once(self):
        mailing = self.make_mailing(self.recent)
        self.break_rule(self.recent)
        self.assertIn("gone", mailing.segment_problem)
        self.assertEqual(mailing.total, 0)
        with self.assertRaisesRegex(UserError, "gone"):
            mailing.action_put_in_queue()
        with self.assertRaisesRegex(UserError, "gone"):
            self.recent.action_send_mailing()

    def test_segment_that_breaks_in_the_queue(self):
        broken = self.make_segment("Broken")
        negated = self.make_mailing(self.recent)
        negated.segment_id = False
        negated.mailing_domain = repr([("saved_segment_ids", "not in", broken.ids)])
        stuck = self.make_mailing(broken)
        (stuck | negated).action_put_in_queue()
        self.break_rule(broken)
        sound = self.make_mailing(self.recent)
        self.assertEqual(self.send(sound), self.loyal | self.fresh)
        for mailing in stuck | negated:
            self.assertEqual(mailing.state, "draft")
            self.assertFalse(mailing.mailing_trace_ids)
            self.assertIn("gone", "".join(mailing.message_ids.mapped("body")))

    def test_deleted_segment_reaches_nobody(self):
        segment = self.make_segment("Short-lived")
        mailing = self.make_mailing(segment)
        mailing.action_put_in_queue()
        segment.unlink()
        self.assertIn("deleted", mailing.segment_problem)
        self.send(self.make_mailing(self.recent))
        self.assertFalse(mailing.mailing_trace_ids)

    def test_prospects_outside_are_not_in_not_in(self):
        mailing = self.make_mailing(self.recent)
        mailing.segment_id = False
        mailing.mailing_domain = repr(
            [
                ("saved_segment_ids", "not in", self.recent.ids),
                ("email", "like", "@example.com"),
                ("is_company", "=", True),
                ("user_id", "in", (self.seller | self.other_seller).ids),
            ]
        )
        self.assertEqual(self.send(mailing), self.asleep | self.gone)

    def test_segment_knows_its_mailings(self):
        mailing = self.make_mailing(self.recent)
        self.assertEqual(self.recent.mailing_count, 1)
        action = self.recent.action_open_mailings()
        found = self.env["mailing.mailing"].with_user(self.marketer)
        self.assertEqual(found.search(action["domain"]), mailing)

    def test_contacts_of_archived_customers_get_nothing(self):
        self.fresh.action_archive()
        self.refresh()
        self.assertEqual(self.send(self.make_mailing(self.recent)), self.loyal)


@freeze_time("2026-06-15 12:00:00")
class TestSegmentSms(SegmentMailingCommon, SMSCase):
    def test_sms(self):
        self.loyal.write({"phone": "+32 486 12 34 56"})
        self.fresh.write({"phone": "+32 486 12 34 57"})
        self.env["phone.blacklist"]._add([self.fresh.phone_sanitized])
        action = self.recent.action_send_sms()
        mailing = (
            self.env["mailing.mailing"]
            .with_user(self.marketer)
            .with_context(**action["context"])
            .create({"subject": "News", "body_plaintext": "News"})
        )
        self.assertEqual(mailing.mailing_type, "sms")
        with self.mockSMSGateway():
            mailing.action_send_sms()
        self.assertEqual(self.reached(mailing), self.loyal)
        self.assertEqual(self.reached(mailing, ["cancel"]), self.fresh)
