"""Careers from what Odoo knew before the addon came."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import TransactionCase
from odoo.tools import SQL

from .people_common import PeopleCommon

TODAY = date(2026, 6, 15)


@freeze_time("2026-06-15 12:00:00")
class TestFill(PeopleCommon, TransactionCase):
    def setUp(self):
        super().setUp()
        self.forget()

    def forget(self):
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM crm_contact_position"))
        self.env.cr.execute(SQL("DELETE FROM crm_contact_email"))
        self.env.invalidate_all()

    def fill(self):
        self.env["crm.contact.position"]._fill(TODAY)

    def track(self, field, day, **values):
        """Note a change as Odoo's chatter does."""
        message = self.env["mail.message"].create(
            {"model": "res.partner", "res_id": self.ann.id, "date": f"{day} 10:00:00"}
        )
        self.env["mail.tracking.value"].sudo().create(
            {
                "field_id": self.env["ir.model.fields"]._get("res.partner", field).id,
                "mail_message_id": message.id,
                **values,
            }
        )

    def test_present_companies(self):
        address = self.make_person("Warehouse", self.old, type="delivery")
        gone = self.make_person("Gone", self.old, active=False)
        self.forget()
        self.fill()
        self.assertEqual(
            self.career(self.ann), [("Old Mill", "Buyer", False, False, "active")]
        )
        self.assertEqual(self.ann.position_ids.source, "install")
        self.assertFalse(address.position_ids)
        self.assertEqual(len(gone.position_ids), 1)
        self.assertFalse(self.old.staff_position_ids.filtered(lambda p: not p.active))

    def test_again_changes_nothing(self):
        self.fill()
        before = self.career(self.ann)
        self.fill()
        self.assertEqual(self.career(self.ann), before)

    def test_tracked_changes_become_a_career(self):
        third = self.make_partner("Third Mill")
        self.track(
            "parent_id",
            "2020-02-01",
            old_value_integer=self.new.id,
            new_value_integer=third.id,
        )
        self.track(
            "parent_id",
            "2024-03-01",
            old_value_integer=third.id,
            new_value_integer=self.old.id,
        )
        # A slip, put right on the same day.
        for one, other in ((self.old, third), (third, self.old)):
            self.track(
                "parent_id",
                "2025-01-01",
                old_value_integer=one.id,
                new_value_integer=other.id,
            )
        self.track(
            "email",
            "2024-03-02",
            old_value_char="Ann@Third.example.com",
            new_value_char="ann@old.example.com",
        )
        self.fill()
        self.assertEqual(
            [
                (place, begin, end)
                for place, _j, begin, end, _s in self.career(self.ann)
            ],
            [
                ("New Mill", False, date(2020, 2, 1)),
                ("Third Mill", date(2020, 2, 1), date(2024, 3, 1)),
                ("Old Mill", date(2024, 3, 1), False),
            ],
        )
        found = self.env["crm.contact.email"]._find_people(["ann@third.example.com"])
        self.assertEqual(list(found.values()), [self.ann])

    def test_what_odoo_itself_tracks_is_understood(self):
        # What is changed in the transaction that created it is not tracked.
        self.env.cr.flush()
        person = self.ann.with_context(tracking_disable=False)
        person.parent_id = self.new
        self.env.flush_all()
        self.env.cr.flush()
        self.forget()
        self.fill()
        self.assertEqual(
            self.places(self.ann), [("Old Mill", False), ("New Mill", True)]
        )
        self.assertEqual(self.main_of(self.ann).date_from, TODAY)

    def test_a_position_filled_in_is_continued(self):
        self.fill()
        with freeze_time(TODAY + timedelta(days=9)):
            self.ann.parent_id = self.new
        self.assertEqual(
            self.places(self.ann), [("Old Mill", False), ("New Mill", True)]
        )

    def test_as_many_statements_for_many_as_for_one(self):
        def count():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.fill()
            return self.env.cr.sql_log_count - before

        self.fill()
        self.forget()
        one = count()
        self.forget()
        self.env["res.partner"].create(
            [{"name": f"P{number}", "parent_id": self.old.id} for number in range(50)]
        )
        self.forget()
        self.assertEqual(count(), one)
