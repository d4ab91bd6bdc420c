"""The dissatisfied, found and followed up by people."""

from odoo.tests import HttpCase

from ..rating.rating_common import RatingCommon

_FITS = """
(async () => {
    const wait = () => new Promise((resolve) => setTimeout(resolve, 300));
    while (!document.querySelector("%(ready)s")) {
        await wait();
    }
    const wide = document.querySelector(".o_content");
    if (wide.scrollWidth > window.innerWidth) {
        console.error("too wide");
    }
    console.log("test successful");
})();
"""


class RatingTourCommon(RatingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer.name = "Own Buyer"
        cls.rate(cls.order, 5, 500)
        cls.rate(cls.order, 1, 30, feedback="Late again.")
        for name, user, value in (
            ("Own Other", cls.seller, 2),
            ("Own Happy", cls.seller, 5),
            ("Foreign", cls.other_seller, 1),
        ):
            partner = cls.make_customer(name, [3], user=user)
            cls.rate(cls.beans, value, partner=partner)
        cls.refresh()


class TestRatingTours(RatingTourCommon, HttpCase):
    def test_seller_finds_who_is_dissatisfied(self):
        self.start_tour("/odoo/repeat-customers", "rating_seller", login="seller")
        self.assertIn("Promised a call", self.buyer.message_ids[0].body)

    def test_customers(self):
        self.start_tour("/odoo/repeat-customers", "rating_customers", login="seller")

    def test_subjects(self):
        self.start_tour("/odoo/rating-subjects", "rating_subjects", login="manager")
        self.check_rated("product", 1, 3, 2)

    def test_reminders(self):
        self.env["crm.rating.reminder"]._remind(self.customer_of(self.buyer))
        self.start_tour("/odoo/rating-reminders", "rating_reminders", login="manager")


class TestRatingPhone(RatingTourCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_nothing_is_wider_than_the_phone(self):
        self.env["crm.rating.reminder"]._remind(self.customer_of(self.buyer))
        customer = self.customer_of(self.buyer)
        for path, ready in (
            (
                "dissatisfied-customers",
                ".o_kanban_record button[name=action_follow_up]",
            ),
            (f"repeat-customers/{customer.id}", ".o_customer_unhappy"),
            ("rating-reminders", ".o_kanban_record .o_field_remaining_days"),
            ("rating-subjects", ".o_kanban_record"),
        ):
            with self.subTest(path=path):
                self.browser_js(
                    f"/odoo/{path}", _FITS % {"ready": ready}, login="manager"
                )
