"""Who sees whose dissatisfied customers."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase

from .rating_common import RatingCommon


class TestRatingAccess(RatingCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer = cls.make_user("marketer", "repeat_sales_crm.group_marketer")
        cls.others = cls.make_customer("Others'", [3], user=cls.other_seller)
        cls.nobodys = cls.make_customer("Nobody's", [3])
        for partner in (cls.buyer, cls.others, cls.nobodys):
            cls.rate(cls.beans, 1, partner=partner)
        cls.refresh()
        for partner in (cls.buyer, cls.others):
            cls.env["crm.rating.reminder"]._remind(cls.customer_of(partner))

    def seen(self, model, user, company=None):
        """Return the names of the customers in a list, as a user opens it."""
        action = self.env.ref(
            "repeat_sales_crm_rating.crm_customer_action_dissatisfied"
        )
        domain = [("satisfaction", "=", "unhappy")] if model == "crm.customer" else []
        self.assertIn("unhappy", action.domain)
        company = company or self.company
        records = self.env[model].with_user(user)
        records = records.with_context(allowed_company_ids=company.ids)
        return set(records.search(domain).partner_id.mapped("name"))

    def test_sellers_see_their_own(self):
        self.assertEqual(self.seen("crm.customer", self.seller), {"Buyer", "Nobody's"})
        self.assertEqual(self.seen("crm.rating.reminder", self.seller), {"Buyer"})

    def test_marketers_and_managers_see_all(self):
        for user in (self.marketer, self.manager):
            self.assertEqual(
                self.seen("crm.customer", user), {"Buyer", "Others'", "Nobody's"}
            )
            self.assertEqual(
                self.seen("crm.rating.reminder", user), {"Buyer", "Others'"}
            )

    def test_companies_do_not_see_each_other(self):
        other = self.make_company("Other Trading")
        self.manager.company_ids |= other
        for model in ("crm.customer", "crm.rating.reminder"):
            self.assertFalse(self.seen(model, self.manager, other))

    def test_nobody_changes_reminders(self):
        reminder = self.env["crm.rating.reminder"].search([], limit=1)
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                reminder.with_user(user).unlink()

    def test_others_see_nothing(self):
        portal = self.make_user("visitor", "base.group_portal")
        employee = self.make_user("employee", "base.group_user")
        for user in (portal, employee):
            for model in (
                "crm.rating.subject",
                "crm.rating.reminder",
                "crm.rating.follow.up",
            ):
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_the_portal_rates_and_an_employee_answers(self):
        """What others do in Odoo does not need any right of ours."""
        portal = self.make_user("visitor", "base.group_portal")
        portal.partner_id.parent_id = self.buyer
        self.order.message_subscribe(portal.partner_id.ids)
        self.order.with_user(portal).sudo().message_post(
            body="Bad", rating_value=2, message_type="comment"
        )
        employee = self.make_user("employee", "base.group_user")
        self.order.with_user(employee).sudo(False)
        self.check_rated("service", 2, 2, 1)
