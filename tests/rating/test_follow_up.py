"""Whether somebody was in touch with the dissatisfied, after their rating."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import TransactionCase
from odoo.tools import SQL

from .rating_common import RatingCommon


class TestFollowUp(RatingCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.rate(cls.order, 1, 3, feedback="Late again.")
        cls.refresh()
        cls.customer = cls.customer_of(cls.buyer)

    def write_to(self, record, hours_ago, **values):
        """Let the seller write on a record, some hours ago."""
        message = record.with_user(self.seller).message_post(
            body="Sorry!",
            **{
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                **values,
            },
        )
        message.sudo().date = Datetime.now() - timedelta(hours=hours_ago)

    def check_followed(self, followed):
        customer = self.satisfaction()
        self.assertEqual(customer.bad_rating_open, not followed)
        self.assertEqual(bool(customer.bad_rating_followed_date), followed)
        text = "Followed up on" if followed else "Nobody has followed it up yet."
        self.assertIn(text, customer.satisfaction_text)

    def test_nobody_yet(self):
        self.check_followed(False)

    def test_what_was_said_before_is_no_answer(self):
        self.write_to(self.person, 4)
        self.check_followed(False)
        self.write_to(self.person, 2)
        self.check_followed(True)

    def test_a_note_is_no_answer(self):
        self.write_to(self.buyer, 1, subtype_xmlid="mail.mt_note")
        self.check_followed(False)

    def test_what_they_write_themselves_is_no_answer(self):
        self.buyer.message_post(
            body="Hello?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.person.id,
        )
        self.check_followed(False)

    def test_an_answer_on_the_rated_document(self):
        self.rating.unlink()
        # A document that is no contact with the customer by itself.
        team = self.env["crm.team"].create({"name": "North", "company_id": False})
        self.env["crm.rating.subject"].create({"model": "crm.team"}).subject = "service"
        self.rate(team, 2, 3)
        self.check_followed(False)
        team.message_post(
            body="Sorry!",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.seller.partner_id.id,
        )
        self.check_followed(True)

    def test_talk_about_a_product_is_no_answer(self):
        self.rating.unlink()
        self.rate(self.beans, 1, 3)
        self.beans.message_post(
            body="New beans!",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.seller.partner_id.id,
        )
        self.env["crm.customer.refresh"]._note_facts([(self.company.id, self.buyer.id)])
        self.check_followed(False)

    def test_an_activity_done(self):
        activity = self.buyer.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.seller.id
        )
        self.check_followed(False)
        activity.with_user(self.seller).action_done()
        self.check_followed(True)

    def test_an_activity_done_before(self):
        activity = self.buyer.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.seller.id
        )
        activity.with_user(self.seller).action_done()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET write_date = write_date - INTERVAL '5 hours'"
                " WHERE id = %s",
                activity.id,
            )
        )
        self.check_followed(False)

    def test_a_meeting_when_its_day_is_over(self):
        self.rating.rated_on = Datetime.now() - timedelta(days=5)
        self.check_followed(False)
        begun = Datetime.now() - timedelta(days=2)
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": begun,
                "stop": begun + timedelta(hours=1),
                "partner_ids": [Command.set(self.person.ids)],
            }
        )
        self.check_followed(True)

    def test_a_new_bad_rating_waits_again(self):
        self.write_to(self.buyer, 2)
        self.check_followed(True)
        self.rate(self.beans, 2, 1)
        customer = self.satisfaction()
        self.assertTrue(customer.bad_rating_open)
        # The one that waits stands for the customer, though the other one is worse.
        self.assertEqual(customer.bad_rating_subject, "product")

    def test_another_company_follows_up_by_itself(self):
        other = self.make_company("Other Trading")
        order = self.make_order(self.buyer, 3, 10, company=other)
        self.rate(order, 1, 3)
        self.write_to(self.order, 1)
        self.check_followed(True)
        self.assertTrue(self.customer_of(self.buyer, other).bad_rating_open)

    def test_who_writes_to_customers_can_leave_them_out(self):
        customers = self.env["crm.customer"]

        def waiting(company):
            condition = customers._get_open_bad_rating_condition(
                company, SQL("partner.id")
            )
            query = SQL(
                "SELECT id FROM res_partner AS partner WHERE id = %s AND %s",
                self.buyer.id,
                condition,
            )
            self.env.flush_all()
            return bool(self.env.execute_query(query))

        self.assertTrue(waiting(self.company))
        self.assertFalse(waiting(self.make_company("Other Trading")))
        self.write_to(self.buyer, 1)
        self.refresh()
        self.assertFalse(waiting(self.company))

    # ------------------------------------------------------------------
    # Said by hand
    # ------------------------------------------------------------------

    def follow_up(self, user, customers=None, note=False):
        customers = (customers or self.customer).with_user(user)
        action = customers.action_follow_up()
        wizard = (
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
            .create({"note": note})
        )
        wizard.action_done()
        return wizard

    def test_said_by_hand(self):
        wizard = self.follow_up(self.seller, note="Sent flowers.")
        self.assertEqual(wizard.rating_text, "Late again.")
        # At once, without waiting for the calculation.
        self.assertFalse(self.customer.bad_rating_open)
        self.check_followed(True)
        self.assertIn("Sent flowers.", self.buyer.message_ids[0].body)
        self.assertFalse(self.buyer.activity_ids)
        self.assertEqual(self.satisfaction().last_contact_kind, "activity")

    def test_the_reminder_is_what_is_done(self):
        self.env["crm.rating.reminder"]._remind(self.customer)
        activity = self.buyer.activity_ids
        self.follow_up(self.manager, note="Called.")
        self.assertFalse(activity.active)
        self.assertEqual(activity.feedback, "Called.")
        self.check_followed(True)

    def test_of_several_customers_at_once(self):
        others = self.env["crm.customer"]
        for number in range(3):
            partner = self.make_customer(f"Other {number}", [3], user=self.seller)
            self.rate(self.beans, 2, 2, partner=partner)
            self.refresh()
            others |= self.customer_of(partner)
        self.follow_up(self.seller, others | self.customer)
        self.assertFalse(any((others | self.customer).mapped("bad_rating_open")))

    def test_not_by_who_does_not_see_the_customer(self):
        with self.assertRaises(AccessError):
            self.follow_up(self.other_seller)
