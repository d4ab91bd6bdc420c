"""Who was in a segment on a past day."""

from datetime import date

from freezegun import freeze_time

from .segment_common import SegmentCommon


@freeze_time("2026-06-15 12:00:00")
class TestSegmentHistory(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recent = cls.make_segment(
            "Recent", [("last_date", ">=", "today -7d")], keep_history=True
        )

    def were_in(self, day, user=None):
        members = self.env["crm.segment.member"].with_user(user or self.marketer)
        return members.search(
            [("segment_id", "=", self.recent.id), ("day", "=", day)]
        ).partner_id

    def record_on(self, moment):
        with freeze_time(moment):
            segments = self.env["crm.segment"]
            segments._find_unrecorded()._record_members()

    def test_recorded_at_once(self):
        self.assertEqual(self.recent.recorded_date, date(2026, 6, 15))
        self.assertEqual(self.were_in("2026-06-15"), self.loyal | self.fresh)
        self.assertFalse(self.were_in("2026-06-14"))

    def test_leaving_and_coming_back(self):
        self.record_on("2026-06-18 06:00:00")
        with freeze_time("2026-06-20 12:00:00"):
            self.make_order(self.loyal, 0, 10)
            self.refresh()
        self.record_on("2026-06-20 13:00:00")
        self.assertEqual(self.were_in("2026-06-17"), self.loyal | self.fresh)
        self.assertEqual(self.were_in("2026-06-18"), self.fresh)
        self.assertEqual(self.were_in("2026-06-20"), self.loyal)
        stays = self.recent.member_ids.filtered(
            lambda stay: stay.partner_id == self.loyal
        )
        self.assertEqual(
            stays.mapped(lambda stay: (stay.date_from, stay.date_to)),
            [(date(2026, 6, 20), False), (date(2026, 6, 15), date(2026, 6, 18))],
        )

    def test_twice_a_day_changes_nothing(self):
        before = self.recent.member_ids.ids
        self.recent._record_members()
        self.assertEqual(self.recent.member_ids.ids, before)
        self.assertFalse(self.env["crm.segment"]._find_unrecorded() & self.recent)

    def test_out_and_in_on_one_day(self):
        self.recent.domain = "[('amount_total', '>', 9999)]"
        self.recent._record_members()
        self.assertFalse(self.were_in("2026-06-15"))
        self.recent.domain = "[('last_date', '>=', 'today -7d')]"
        self.recent._record_members()
        self.assertEqual(self.were_in("2026-06-15"), self.loyal | self.fresh)

    def test_broken_rule_ends_no_stay(self):
        self.env.cr.execute(
            "UPDATE crm_segment SET domain = %s WHERE id = %s",
            ("[('x_removed', '=', 1)]", self.recent.id),
        )
        self.env.invalidate_all()
        self.record_on("2026-06-25 06:00:00")
        self.assertEqual(self.were_in("2026-06-25"), self.loyal | self.fresh)
        self.assertEqual(self.recent.recorded_date, date(2026, 6, 15))

    def test_not_before_customers_are_calculated(self):
        with freeze_time("2026-06-16 12:00:00"):
            self.make_order(self.gone, 0, 10)
            self.env.cr.flush()
            self.assertFalse(self.env["crm.segment"]._find_unrecorded())
            self.refresh()
            self.assertIn(self.recent, self.env["crm.segment"]._find_unrecorded())

    def test_merge_keeps_the_stays(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.loyal | self.fresh).ids, self.fresh)
        self.refresh()
        self.assertEqual(self.were_in("2026-06-15"), self.fresh)

    def test_scheduled_action(self):
        cron = self.env.ref("repeat_sales_crm.ir_cron_segment_record")
        with freeze_time("2026-06-18 12:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.recent.recorded_date, date(2026, 6, 18))

    def test_seller_sees_own_customers_stays(self):
        self.assertEqual(self.were_in("2026-06-15", self.seller), self.loyal)

    def test_many_members_cost_no_more_queries(self):
        self.make_segment("None", [("purchase_count", "<", 0)], keep_history=True)
        before = self.env.cr.sql_log_count
        self.recent.keep_history = True
        few = self.env.cr.sql_log_count - before
        for number in range(30):
            self.make_customer(f"More {number}", [1])
        self.refresh()
        before = self.env.cr.sql_log_count
        self.recent.keep_history = True
        self.assertLessEqual(self.env.cr.sql_log_count - before, few)
        self.assertEqual(len(self.recent.member_ids), 32)
