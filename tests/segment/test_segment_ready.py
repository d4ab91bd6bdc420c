"""Ready-made segments and favourites."""

from ast import literal_eval

from freezegun import freeze_time

from odoo.exceptions import UserError

from odoo.addons.repeat_sales_crm.models.segment.ready_segments import list_ready

from .segment_common import SegmentCommon


@freeze_time("2026-06-15 12:00:00")
class TestReadySegments(SegmentCommon):
    has_ready_segments = True

    def ready(self, code, company=None):
        return self.env["crm.segment"].search(
            [("company_id", "=", (company or self.company).id), ("code", "=", code)]
        )

    def test_every_company_has_them(self):
        for company in (self.company, self.make_company("Second Trading")):
            segments = self.env["crm.segment"].search(
                [("company_id", "=", company.id), ("code", "!=", False)]
            )
            self.assertGreaterEqual(
                set(segments.mapped("code")),
                {ready.code for ready in list_ready(self.env)},
            )
            self.assertFalse(segments.filtered("problem").mapped("problem"))
            self.assertFalse(segments.user_id)

    def test_who_is_in(self):
        self.assertEqual(self.members(self.ready("regular")), self.loyal | self.asleep)
        self.assertEqual(self.members(self.ready("regular_silent")), self.asleep)
        self.assertEqual(self.members(self.ready("new")), self.fresh)
        self.assertEqual(self.members(self.ready("once_long_ago")), self.gone)
        self.assertEqual(
            self.members(self.ready("not_contacted")),
            self.loyal | self.asleep | self.fresh | self.gone,
        )
        self.assertEqual(
            self.members(self.ready("unchecked")),
            self.loyal | self.asleep | self.fresh | self.gone,
        )
        self.assertFalse(self.members(self.ready("never_opened")))
        self.assertFalse(self.members(self.ready("second_missing")))
        with freeze_time("2026-08-01 12:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.members(self.ready("second_missing")), self.fresh)

    def test_who_is_in_by_value_and_basket(self):
        facts = {
            self.loyal: {"value_class": "a", "rfm_group": "champion"},
            self.asleep: {"value_class": "a", "regular_outlook": "regular"},
            self.fresh: {"basket_direction": "falling", "regular_outlook": "likely"},
            self.gone: {"basket_direction": "falling", "value_class": "c"},
        }
        for partner, values in facts.items():
            self.customer_of(partner).write(
                {
                    "value_class": "b",
                    "rfm_group": "lost",
                    "regular_outlook": "one_timer",
                    "basket_direction": "stable",
                    **values,
                }
            )
        for code, expected in (
            ("big_silent", self.asleep),
            ("champions", self.loyal),
            ("likely", self.fresh),
            ("basket_falling", self.fresh | self.gone),
        ):
            self.assertEqual(self.members(self.ready(code)), expected, code)

    def test_who_is_in_by_time_and_seller(self):
        prospect = self.make_partner("Prospect")
        self.env["crm.lead"].create(
            {
                "name": "Deal",
                "partner_id": prospect.id,
                "company_id": self.company.id,
            }
        )
        nobodys = self.make_customer("Nobody's", [50])
        self.refresh()
        self.assertEqual(self.members(self.ready("prospects")), prospect)
        self.assertEqual(self.members(self.ready("nobody")), nobodys)
        # Fifty days ago: active for ten or eleven more by the default limits.
        self.assertEqual(self.members(self.ready("moves_soon")), nobodys)
        self.assertFalse(self.members(self.ready("white_space")))

    def test_who_came_back(self):
        self.make_order(self.gone, 0, 10)
        self.refresh()
        self.assertEqual(self.members(self.ready("back")), self.gone)

    def test_nothing_is_created_twice(self):
        segments = self.env["crm.segment"].with_context(active_test=False)
        self.ready("regular").name = "Our best"
        self.ready("new").active = False
        mine = [("company_id", "=", self.company.id)]
        before = segments.search_count(mine)
        segments._create_ready(self.company)
        self.assertEqual(segments.search_count(mine), before)

    def test_names_that_are_taken_stay(self):
        self.ready("new").unlink()
        taken = self.make_segment("New customers of the last 30 days")
        self.env["crm.segment"]._create_ready(self.company)
        self.assertFalse(self.ready("new"))
        self.assertFalse(taken.code)

    def test_marketer_changes_and_deletes_them(self):
        segment = self.ready("regular").with_user(self.marketer)
        segment.name = "Ours"
        segment.unlink()
        self.assertFalse(self.ready("regular"))

    def test_copy_is_not_ready_made(self):
        self.assertFalse(self.ready("regular").copy().code)


@freeze_time("2026-06-15 12:00:00")
class TestFavorites(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.big = cls.make_segment("Big", [("amount_total", ">=", 150)])

    def add(self, user, **values):
        self.env["crm.segment.favorite"].with_user(user).create(
            {"segment_id": self.big.id, **values}
        ).action_add()

    def favorites(self, user, model="crm.customer"):
        """Return the names and domains that the user's search bar offers."""
        action = self.env.ref("repeat_sales_crm.crm_customer_action")
        filters = self.env["ir.filters"].with_user(user)
        return {
            found["name"]: found["domain"]
            for found in filters.get_filters(model, action_id=action.id)
        }

    def test_own(self):
        self.add(self.seller)
        for model in ("crm.customer", "res.partner"):
            self.assertIn("Big", self.favorites(self.seller, model))
            self.assertNotIn("Big", self.favorites(self.other_seller, model))

    def test_shared_shows_each_their_customers(self):
        self.add(self.marketer, audience="everybody", name="Big ones")
        for user, expected in (
            (self.seller, self.loyal | self.asleep),
            (self.other_seller, self.env["res.partner"]),
        ):
            domain = literal_eval(self.favorites(user)["Big ones"])
            found = self.env["crm.customer"].with_user(user).search(domain)
            self.assertEqual(found.partner_id, expected)

    def test_twice_is_once(self):
        self.add(self.seller)
        self.add(self.seller, name="Renamed")
        self.assertIn("Renamed", self.favorites(self.seller))
        self.assertNotIn("Big", self.favorites(self.seller))

    def test_goes_with_the_segment(self):
        self.add(self.marketer, audience="everybody")
        self.big.unlink()
        self.assertNotIn("Big", self.favorites(self.seller))

    def test_broken_segment_is_refused(self):
        self.env.cr.execute(
            "UPDATE crm_segment SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s",
            self.big.ids,
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "gone"):
            self.big.action_add_favorite()
