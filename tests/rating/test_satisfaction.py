"""What customers think of the product and of the service."""

from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase

from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope

from .rating_common import RatingCommon


@freeze_time("2026-06-15 12:00")
class TestSatisfaction(RatingCommon, TransactionCase):
    def test_last_average_and_day_of_product_and_service(self):
        self.rate(self.beans, 5, 400)
        self.rate(self.beans, 3, 200)
        self.rate(self.order, 4, 90)
        self.rate(self.order, 1, 30)
        self.rate(self.order, 2, 60)
        customer = self.satisfaction()
        self.check_rated("product", 3, 4, 2, customer)
        self.check_rated("service", 1, 2.33, 3, customer)
        self.assertEqual(customer.product_rating_date, date(2026, 6, 7))
        self.assertEqual(customer.service_rating_date, date(2026, 6, 14))
        self.assertEqual(customer.product_satisfaction, "neutral")
        self.assertEqual(customer.service_satisfaction, "unhappy")
        self.assertEqual(customer.satisfaction, "unhappy")
        self.assertEqual(customer.satisfaction_rating, 1)
        self.assertEqual(customer.bad_rating_subject, "service")
        self.assertEqual(customer.bad_rating_date, date(2026, 6, 14))
        self.assertTrue(customer.bad_rating_open)

    def test_levels_are_those_of_odoo(self):
        for value, level in (
            (1, "unhappy"),
            (2.9, "unhappy"),
            (3, "neutral"),
            (3.9, "neutral"),
            (4, "happy"),
            (5, "happy"),
        ):
            with self.subTest(value=value):
                rating = self.rate(self.order, value)
                self.assertEqual(self.satisfaction().satisfaction, level)
                words = {"top": "happy", "ok": "neutral", "ko": "unhappy"}
                self.assertEqual(words[rating.rating_text], level)
                rating.unlink()

    def test_the_last_one_counts(self):
        self.rate(self.order, 1, 50)
        self.rate(self.order, 5, 2)
        customer = self.satisfaction()
        self.assertEqual(customer.satisfaction, "happy")
        self.assertFalse(customer.bad_rating_date)
        self.assertFalse(customer.bad_rating_open)

    def test_only_ratings_that_were_given(self):
        self.order._rating_get_access_token(self.person)
        self.rate(self.order, 0)
        customer = self.satisfaction()
        self.assertFalse(customer.service_rating_count)
        self.assertFalse(customer.satisfaction)
        self.assertFalse(customer.satisfaction_text)

    def test_what_changes_later_is_seen(self):
        rating = self.rate(self.order, 1)
        self.assertEqual(self.satisfaction().satisfaction, "unhappy")
        rating.rating = 4
        self.assertEqual(self.satisfaction().satisfaction, "happy")
        rating.reset()
        self.assertFalse(self.satisfaction().service_rating_count)
        rating = self.rate(self.order, 2)
        self.assertEqual(self.satisfaction().bad_rating_id, rating)
        rating.unlink()
        customer = self.satisfaction()
        self.assertFalse(customer.bad_rating_open)
        self.assertFalse(customer.satisfaction)

    def test_a_rating_request_leaves_no_note(self):
        self.refresh()
        self.order._rating_get_access_token(self.person)
        self.env.cr.flush()
        self.assertFalse(self.env["crm.customer.refresh"].search_count([]))

    def test_the_day_is_the_companys(self):
        self.company.lifecycle_tz = "Pacific/Auckland"
        self.rate(self.order, 4, 1)
        self.assertEqual(self.satisfaction().service_rating_date, date(2026, 6, 15))
        self.rate(self.order, 4, -25)
        # One o'clock tomorrow, there.
        self.assertEqual(self.satisfaction().service_rating_count, 1)
        with freeze_time("2026-06-16 14:00"):
            self.env["crm.customer.refresh"]._note_facts(
                [(self.company.id, self.buyer.id)]
            )
            customer = self.satisfaction()
        self.assertEqual(customer.service_rating_count, 2)
        self.assertEqual(customer.service_rating_date, date(2026, 6, 17))

    # ------------------------------------------------------------------
    # Whose it is
    # ------------------------------------------------------------------

    def test_the_person_who_moves_takes_their_opinion_along(self):
        self.rate(self.order, 1)
        self.check_rated("service", 1, 1, 1)
        employer = self.make_customer("New employer", [5])
        self.person.parent_id = employer
        self.check_rated("service", 0, 0, 0)
        self.check_rated("service", 1, 1, 1, self.customer_of(employer))

    def test_a_merge(self):
        double = self.make_customer("Buyer again", [3], user=self.seller)
        self.rate(self.order, 1, 10, partner=double)
        self.rate(self.order, 5, 5)
        self.refresh()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (double | self.buyer).ids, self.buyer
        )
        self.check_rated("service", 5, 3, 2)

    def test_the_documents_company_or_every(self):
        other = self.make_company("Other Trading")
        order = self.make_order(self.buyer, 3, 10, company=other)
        self.rate(order, 1)
        self.rate(self.order, 5)
        self.rate(self.beans, 3)
        self.refresh()
        ours, theirs = self.customer_of(self.buyer), self.customer_of(self.buyer, other)
        self.check_rated("service", 5, 5, 1, ours)
        self.check_rated("service", 1, 1, 1, theirs)
        for customer in (ours, theirs):
            self.check_rated("product", 3, 3, 1, customer)

    def test_of_two_bad_ones_the_worse_stands(self):
        self.rate(self.beans, 2, 5)
        worse = self.rate(self.order, 1, 20)
        customer = self.satisfaction()
        self.assertEqual(customer.bad_rating_id, worse)
        self.assertEqual(customer.bad_rating_value, 1)

    # ------------------------------------------------------------------
    # What it is about
    # ------------------------------------------------------------------

    def test_documents_that_nobody_classified_are_about_the_service(self):
        lines = self.env["crm.rating.subject"]
        self.assertFalse(lines.search([("model", "=", "crm.lead")]))
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "company_id": self.company.id}
        )
        self.rate(lead, 2)
        self.check_rated("service", 2, 2, 1)
        lines.create({"model": "crm.lead", "subject": "product"})
        self.check_rated("product", 2, 2, 1)
        self.check_rated("service", 0, 0, 0)

    def test_managers_choose_and_sellers_look(self):
        lines = self.env["crm.rating.subject"].with_user(self.manager)
        line = lines.search([("model", "=", "sale.order")])
        self.rate(self.order, 2)
        line.subject = "product"
        self.check_rated("product", 2, 2, 1)
        self.assertEqual(line.rating_count, 1)
        self.assertEqual(line.display_name, "Sales Order")
        with self.assertRaisesRegex(UserError, "choose Service"):
            line.unlink()
        lines.search([("model", "=", "stock.picking")]).unlink()
        self.assertTrue(line.with_user(self.seller).read(["subject"]))
        theirs = lines.with_user(self.seller)
        with self.assertRaises(AccessError):
            line.with_user(self.seller).subject = "service"
        with self.assertRaises(AccessError):
            theirs.create({"model": "crm.lead"})

    def test_documents_rated_for_the_first_time_are_listed_the_next_day(self):
        lines = self.env["crm.rating.subject"]
        lead = self.env["crm.lead"].create({"name": "Deal"})
        self.rate(lead, 2)
        lines.search([("model", "=", "discuss.channel")]).unlink()
        self.env["crm.customer.refresh"]._begin_day(
            self.company, self.company._lifecycle_today()
        )
        self.assertEqual(lines.search([("model", "=", "crm.lead")]).subject, "service")
        # What was taken away stays away until somebody rates it.
        self.assertFalse(lines.search([("model", "=", "discuss.channel")]))

    # ------------------------------------------------------------------
    # What is told
    # ------------------------------------------------------------------

    def test_in_words(self):
        self.rate(self.beans, 5, 90)
        for value, hours_ago in ((5, 1000), (4, 900), (1, 34 * 24)):
            self.rate(self.order, value, hours_ago)
        customer = self.satisfaction().with_user(self.seller)
        text = (
            "Unhappy with the service: 1 of 5 on May 12, 2026, average 3.3 of 3 "
            "ratings. Happy with the product: 5 of 5 on June 11, 2026. Nobody has "
            "followed it up yet."
        )
        self.assertEqual(customer.satisfaction_text, text)
        section = next(
            section
            for section in customer.behaviour
            if section["name"] == "satisfaction"
        )
        self.assertEqual(section["sentence"], text)
        self.assertTrue(section["is_warning"])
        self.assertEqual(section["bars"][0]["text"], "5 of 5 on average")
        person = self.person.with_user(self.seller).with_company(self.company)
        self.assertEqual(person.lifecycle_satisfaction_text, text)
        self.assertTrue(person.lifecycle_bad_rating_open)
        found = person.search([("lifecycle_bad_rating_open", "=", True)])
        self.assertEqual(found & (self.buyer | self.person), self.buyer | self.person)

    def test_what_is_counted_can_be_opened(self):
        other = self.make_company("Other Trading")
        order = self.make_order(self.buyer, 3, 10, company=other)
        self.rate(order, 1)
        mine = self.rate(self.order, 2) | self.rate(self.beans, 5)
        self.order._rating_get_access_token(self.person)
        customer = self.satisfaction().with_user(self.seller)
        action = customer.action_open_ratings()
        ratings = self.env["rating.rating"].with_user(self.seller)
        found = ratings.search(action["domain"])
        self.assertEqual(found, mine)
        self.assertEqual(set(found.mapped("rated_subject")), {"product", "service"})

    def test_the_segment_of_the_dissatisfied(self):
        segment = self.env["crm.segment"].search(
            [("company_id", "=", self.company.id), ("code", "=", "dissatisfied")]
        )
        members = [("saved_segment_ids", "in", segment.ids)]
        self.assertFalse(segment.problem)
        self.assertFalse(self.env["crm.customer"].search(members))
        self.rate(self.order, 1)
        customer = self.satisfaction()
        self.assertEqual(self.env["crm.customer"].search(members), customer)

    def test_it_can_be_grouped(self):
        self.rate(self.order, 1)
        self.refresh()
        groups = self.env["crm.customer"]._read_group(
            [("company_id", "=", self.company.id)],
            ["satisfaction", "service_satisfaction", "product_satisfaction"],
            ["__count"],
        )
        self.assertEqual(groups, [("unhappy", "unhappy", False, 1)])

    # ------------------------------------------------------------------
    # What it costs
    # ------------------------------------------------------------------

    def test_a_rating_costs_two_queries_at_the_commit(self):
        ratings = self.env["rating.rating"]
        for _time in range(10):
            ratings |= self.rate(self.order, 4)
        self.refresh()
        ratings.rating = 5
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.env.cr.flush()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 2)

    def test_many_ratings_cost_as_many_queries_as_few(self):
        today = datetime(2026, 6, 15).date()
        scope = Scope.of(self.buyer.ids)
        customers = self.env["crm.customer"]

        def count():
            before = self.env.cr.sql_log_count
            customers._refresh_facts(self.company, today, scope)
            return self.env.cr.sql_log_count - before

        self.rate(self.order, 1)
        self.refresh()
        few = count()
        for value in (1, 2, 3, 4, 5) * 4:
            self.rate(self.order, value)
            self.rate(self.beans, value)
        self.refresh()
        self.assertEqual(count(), few)
