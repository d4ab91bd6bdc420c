"""What changes facts is seen soon, and costs little."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.fields import Datetime
from odoo.tests.common import TransactionCase

from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope

from .facts_common import FactsCommon


@freeze_time("2026-06-15 12:00")
class TestFactsFreshness(FactsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.make_customer("Buyer", [30], user=cls.seller)
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Person",
                "parent_id": cls.partner.id,
                "email": "Person <person@buyer.example.com>",
            }
        )
        cls.mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "News",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )
        cls.refresh()

    def send(self, record, **values):
        return self.env["mailing.trace"].create(
            {
                "mass_mailing_id": self.mailing.id,
                "model": record._name,
                "res_id": record.id,
                "trace_status": "sent",
                **values,
            }
        )

    def customer(self):
        return self.customer_of(self.partner)

    def kinds_waiting(self):
        self.env.cr.flush()
        notes = self.env["crm.customer.refresh"].search(
            [("partner_from", "=", self.partner.id)]
        )
        return notes.mapped("kind")

    def test_a_click_on_a_mailing(self):
        trace = self.send(self.person)
        self.refresh()
        self.assertEqual(self.customer().mailing_sent_count, 1)
        self.assertEqual(self.customer().mailing_opened_count, 0)
        trace.set_clicked()
        self.assertEqual(self.kinds_waiting(), ["facts"])
        self.refresh()
        self.assertEqual(self.customer().mailing_opened_count, 1)
        self.assertEqual(self.customer().mailing_clicked_count, 1)
        self.assertEqual(
            self.customer().mailing_reaction_date, datetime(2026, 6, 15).date()
        )
        trace.unlink()
        self.refresh()
        self.assertEqual(self.customer().mailing_sent_count, 0)

    def test_the_link_itself(self):
        """What Odoo does when a link of a mailing is followed reaches the customer."""
        trace = self.send(self.person)
        link = self.env["link.tracker"].create(
            {"url": "https://shop.example.com", "mass_mailing_id": self.mailing.id}
        )
        self.env["link.tracker.click"].sudo().add_click(
            link.code, ip="127.0.0.1", country_code="BE", mailing_trace_id=trace.id
        )
        self.refresh()
        self.assertEqual(self.customer().mailing_clicked_count, 1)

    def test_a_mailing_list_by_the_address(self):
        subscriber = self.env["mailing.contact"].create(
            {"name": "Somebody", "email": "PERSON@buyer.example.com"}
        )
        trace = self.send(subscriber)
        trace.set_opened()
        self.refresh()
        self.assertEqual(self.customer().mailing_opened_count, 1)
        self.person.email = "other@buyer.example.com"
        self.refresh()
        self.assertEqual(self.customer().mailing_sent_count, 0)

    def test_leads_and_orders_of_another_company_are_not_ours(self):
        other = self.make_company("Other Trading")
        order = self.make_order(self.partner, 3, 10, company=other)
        self.send(order)
        lead = self.env["crm.lead"].create(
            {"name": "Ours", "partner_id": self.person.id, "company_id": False}
        )
        self.send(lead)
        self.refresh()
        self.assertEqual(self.customer().mailing_sent_count, 1)
        self.assertEqual(self.customer_of(self.partner, other).mailing_sent_count, 2)

    def test_days_are_the_companys(self):
        self.company.lifecycle_tz = "Pacific/Auckland"
        for week in range(3):
            trace = self.send(self.partner)
            # Sunday evening in UTC is Monday there.
            with freeze_time(datetime(2026, 6, 14, 22) - timedelta(weeks=week)):
                trace.set_opened()
        self.refresh()
        self.assertEqual(self.customer().mailing_weekday, "1")
        self.assertEqual(
            self.customer().mailing_reaction_date, datetime(2026, 6, 15).date()
        )

    def test_an_activity_done(self):
        activity = self.person.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.seller.id
        )
        activity.with_user(self.seller).action_done()
        self.assertEqual(self.kinds_waiting(), ["facts"])
        self.refresh()
        self.assertEqual(self.customer().last_contact_kind, "activity")

    def test_a_message_but_no_note_and_no_mailing(self):
        partner = self.partner.with_user(self.manager)
        partner.message_post(body="Secret", subtype_xmlid="mail.mt_note")
        message = self.partner.message_post(
            body="News",
            message_type="email_outgoing",
            author_id=self.manager.partner_id.id,
            subtype_xmlid="mail.mt_comment",
        )
        self.env["mail.mail"].create(
            {"mail_message_id": message.id, "mailing_id": self.mailing.id}
        )
        self.refresh()
        self.assertFalse(self.customer().last_contact_date)
        partner.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.refresh()
        self.assertEqual(self.customer().last_contact_kind, "message")

    def test_a_message_of_theirs_is_no_contact_of_ours(self):
        self.partner.message_post(
            body="Hello?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.person.id,
        )
        self.refresh()
        self.assertFalse(self.customer().last_contact_date)

    def test_a_meeting_when_its_day_is_over(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": Datetime.now() + timedelta(hours=1),
                "stop": Datetime.now() + timedelta(hours=2),
                "partner_ids": [Command.set(self.person.ids)],
            }
        )
        self.day_begins()
        self.assertFalse(self.customer().last_contact_date)
        with freeze_time("2026-06-16 00:10"):
            self.day_begins()
            self.assertEqual(self.customer().last_contact_kind, "meeting")
            self.assertEqual(
                self.customer().last_contact_date, datetime(2026, 6, 15).date()
            )
            meeting.attendee_ids.state = "declined"
            meeting.active = False
            self.refresh()
            self.assertFalse(self.customer().last_contact_date)

    def test_what_concerns_no_customer_leaves_no_note(self):
        stranger = self.make_partner("Stranger")
        self.refresh()
        self.send(stranger).set_opened()
        stranger.message_post(body="Hello", message_type="comment")
        self.env.cr.flush()
        self.assertFalse(
            self.env["crm.customer.refresh"].search(
                [("partner_from", "=", stranger.id)]
            )
        )

    def test_many_recipients_are_noted_with_two_queries(self):
        traces = self.env["mailing.trace"]
        for _time in range(20):
            traces |= self.send(self.partner)
        self.refresh()
        traces.set_opened()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.env.cr.flush()
        # Whose they are, and the notes.
        self.assertLessEqual(self.env.cr.sql_log_count - before, 2)

    def test_two_and_two_hundred_customers_cost_as_many_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Buyer {number}"} for number in range(200)]
        )
        self.env["sale.order"].create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": partner.id,
                    "state": "sale",
                    "order_line": [
                        Command.create({"product_id": self.products[self.tea].id})
                    ],
                }
                for partner in partners
            ]
        )
        self.refresh()
        customers = self.env["crm.customer"]
        today = self.company._lifecycle_today()
        counts = []
        for chosen in (partners[:2], partners[:2], partners):
            before = self.env.cr.sql_log_count
            customers._refresh_facts(self.company, today, Scope.of(chosen.ids))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        # Of which one is the satisfaction's, where that bridge is installed.
        self.assertLessEqual(counts[2], 6)
