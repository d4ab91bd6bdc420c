"""Satisfaction against a calculation that takes one customer at a time."""

from datetime import timedelta
from random import Random

from odoo.fields import Datetime
from odoo.tests import TransactionCase

from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope

from .rating_common import RatingCommon

_HOURS = 24 * 60


class TestRandomSatisfaction(RatingCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(7)
        cls.now = Datetime.now()
        cls.other = cls.make_company("Other Trading")
        cls.partners = [
            cls.make_customer(f"Buyer {number}", [70]) for number in range(12)
        ]
        for partner in cls.partners[::2]:
            cls.make_order(partner, 70, 10, company=cls.other)
        cls.people = cls.env["res.partner"].create(
            [{"name": "Person", "parent_id": p.id} for p in cls.partners]
        )
        cls.ratings = [cls.draw_rating() for _rating in range(90)]
        cls.contacts = [cls.draw_contact() for _contact in range(12)]
        cls.refresh()

    @classmethod
    def draw_rating(cls):
        """Create a rating; return (partner, company or None, subject, value, hours)."""
        random = cls.random
        partner = random.choice(cls.partners)
        company, document = random.choice(
            [
                (None, cls.beans),
                *(
                    (order.company_id, order)
                    for order in cls.env["sale.order"].search(
                        [("partner_id", "=", partner.id)]
                    )
                ),
            ]
        )
        hours, value = random.uniform(1, _HOURS), random.randint(0, 5)
        given = random.random() < 0.9
        rating = cls.env["rating.rating"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(document._name),
                "res_id": document.id,
                "partner_id": random.choice([partner.id, partner.child_ids.id]),
                "rating": value,
                "consumed": given,
            }
        )
        rating.rated_on = cls.now - timedelta(hours=hours)
        subject = "product" if document == cls.beans else "service"
        if not given or not value:
            return None
        return partner, company, subject, value, rating.rated_on, rating

    @classmethod
    def draw_contact(cls):
        partner = cls.random.choice(cls.partners)
        message = partner.message_post(
            body="Hello",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=cls.seller.partner_id.id,
        )
        message.date = cls.now - timedelta(hours=round(cls.random.uniform(1, _HOURS)))
        return partner, message.date

    def expect(self, partner, company):
        """Return the facts of a customer, found rating by rating."""
        mine = [
            rating
            for rating in self.ratings
            if rating and rating[0] == partner and rating[1] in (None, company)
        ]
        facts, last = {}, {}
        for subject in ("product", "service"):
            given = sorted(
                (rating[4], rating[5].id, rating)
                for rating in mine
                if rating[2] == subject
            )
            values = [rating[3] for _moment, _id, rating in given]
            facts[f"{subject}_rating_count"] = len(values)
            facts[f"{subject}_rating"] = values[-1] if values else 0
            average = sum(values) / len(values) if values else 0
            facts[f"{subject}_rating_average"] = round(average, 2)
            if given:
                last[subject] = given[-1][2]
        worst = min((rating[3] for rating in last.values()), default=None)
        facts["satisfaction"] = worst and (
            "unhappy" if worst < 3 else "neutral" if worst < 4 else "happy"
        )
        return facts | self.expect_bad(partner, last)

    def expect_bad(self, partner, last):
        bad = [
            (
                any(p == partner and at > rating[4] for p, at in self.contacts),
                rating[3],
                -rating[4].timestamp(),
                rating[5],
            )
            for rating in last.values()
            if rating[3] < 3
        ]
        if not bad:
            return {"bad_rating_id": None, "bad_rating_open": False}
        followed, _value, _moment, rating = min(bad, key=lambda known: known[:3])
        return {"bad_rating_id": rating, "bad_rating_open": not followed}

    def check_all(self):
        for company in (self.company, self.other):
            for partner in self.partners:
                customer = self.customer_of(partner, company)
                if not customer:
                    continue
                expected = self.expect(partner, company)
                found = {name: customer[name] or None for name in expected}
                found["bad_rating_open"] = customer.bad_rating_open
                for name, value in expected.items():
                    with self.subTest(partner=partner.name, fact=name):
                        if isinstance(value, float):
                            self.assertAlmostEqual(found[name] or 0, value, places=2)
                        elif name != "bad_rating_open":
                            self.assertEqual(found[name], value or None)
                        else:
                            self.assertEqual(found[name], value)

    def test_each_by_itself_and_all_together(self):
        self.check_all()
        states = {
            (customer.satisfaction, customer.bad_rating_open)
            for customer in self.env["crm.customer"].search(
                [("company_id", "=", self.company.id)]
            )
        }
        # The world is worth looking at.
        self.assertGreaterEqual(
            states, {("unhappy", True), ("unhappy", False), ("happy", False)}
        )
        ids = [partner.id for partner in self.partners]
        self.env.cr.execute(
            "UPDATE crm_customer SET satisfaction = NULL, bad_rating_id = NULL,"
            " product_rating = 9, service_rating_count = 9"
        )
        self.env.invalidate_all()
        for company in (self.company, self.other):
            self.env["crm.customer"]._refresh_facts(
                company, company._lifecycle_today(), Scope.between(min(ids), max(ids))
            )
        self.check_all()
