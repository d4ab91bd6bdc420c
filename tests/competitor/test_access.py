"""Who sees and enters what about competitors; two companies; query counts."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from .competitor_common import CompetitorCommon

_REPORTS = (
    "crm.competitor.deal",
    "crm.competitor.price",
    "crm.customer.wallet",
    "crm.supply.question",
    "crm.wallet.snapshot",
)
_ENTERED = (
    "crm.competitor",
    "crm.competitor.action",
    "crm.competitor.offer",
    "crm.customer.budget",
    "crm.customer.supply",
    "crm.lead.competitor",
)


@tagged("post_install", "-at_install")
class TestAccess(CompetitorCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.make_company("Other Company")
        cls.stranger = cls.make_user(
            "stranger", "sales_team.group_sale_manager", cls.second
        )
        cls.foreign = cls.make_partner("Foreign", cls.other_seller)
        cls.fill(cls.buyer, cls.seller, 30)
        cls.fill(cls.foreign, cls.other_seller, 60)

    @classmethod
    def fill(cls, partner, user, share):
        env = cls.env(user=user)
        common = {"company_id": cls.company.id, "partner_id": partner.id}
        env["crm.customer.supply"].create(
            {**common, "competitor_id": cls.north.id, "share": share, "price": 5}
        )
        env["crm.customer.budget"].create(
            {**common, "amount": 500, "date_from": cls.company._lifecycle_today()}
        )
        env["crm.competitor.action"].create(
            {**common, "competitor_id": cls.north.id, "kind": "visit"}
        )
        env["crm.lead"].create(
            {
                **common,
                "name": "Deal",
                "type": "opportunity",
                "user_id": user.id,
                "competitor_line_ids": [
                    Command.create({"competitor_id": cls.north.id, "price": 3})
                ],
            }
        )
        cls.refresh()
        cls.env["crm.wallet.snapshot"]._take(
            cls.company, cls.company._lifecycle_today()
        )

    def _partners(self, model, user):
        records = (
            self.env[model]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids, active_test=False)
            .search([])
        )
        if model == "crm.lead.competitor":
            return records.sudo().lead_id.partner_id
        return records.sudo().partner_id

    def test_sellers_see_their_customers_and_managers_all(self):
        both = self.buyer | self.foreign
        for model in (
            "crm.competitor.action",
            "crm.customer.budget",
            "crm.customer.supply",
            "crm.lead.competitor",
            "crm.competitor.deal",
            "crm.competitor.price",
            "crm.customer.wallet",
            "crm.wallet.snapshot",
        ):
            with self.subTest(model=model):
                self.assertEqual(self._partners(model, self.seller) & both, self.buyer)
                self.assertEqual(self._partners(model, self.manager) & both, both)
                self.assertFalse(self._partners(model, self.stranger) & both)

    def test_sellers_do_not_touch_others_facts(self):
        foreign = self.env["crm.customer.supply"].search(
            [("partner_id", "=", self.foreign.id)]
        )
        with self.assertRaises(AccessError):
            foreign.with_user(self.seller).write({"share": 1})
        with self.assertRaises(AccessError):
            foreign.with_user(self.seller).action_confirm_again()
        with self.assertRaises(AccessError):
            self.supply(self.north, partner=self.foreign)

    def test_profiles_are_common_and_facts_are_not(self):
        profile = self.north.with_user(self.stranger).with_company(self.second)
        self.assertEqual(profile.display_name, "Northern Wholesale")
        self.assertEqual((profile.supply_count, profile.offer_count), (0, 0))
        self.assertEqual(profile.action_count, 0)
        mine = self.north.with_user(self.seller).with_company(self.company)
        self.assertEqual(mine.supply_count, 1)
        mine.pitch = "<p>We deliver the same day</p>"
        self.assertTrue(mine.card_date)
        with self.assertRaises(AccessError):
            mine.unlink()

    def test_nothing_is_open_to_others(self):
        clerk = new_test_user(self.env, "clerk", "base.group_user")
        portal = new_test_user(self.env, "portal", "base.group_portal")
        for model in _REPORTS + _ENTERED:
            for user in (clerk, portal, self.env.ref("base.public_user")):
                with (
                    self.subTest(model=model, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self.env[model].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.buyer.with_user(clerk).read(["supply_count"])

    def test_summaries_tell_no_more_than_the_user_sees(self):
        company = self.company
        for user, expected in ((self.seller, False), (self.other_seller, True)):
            customers = self.env["crm.customer"].with_user(user).with_company(company)
            summaries = customers._get_supply_summaries(company, self.foreign)
            self.assertEqual(bool(summaries), expected)

    def test_a_deal_of_a_seller_with_somebody_elses_customer_can_be_lost(self):
        lead = self.deal(partner_id=self.foreign.id)
        lead.write({"lost_competitor_id": self.south.id, "lost_price": 4})
        lead.action_set_lost()
        supply = self.env["crm.customer.supply"].search(
            [("partner_id", "=", self.foreign.id), ("is_from_loss", "=", True)]
        )
        self.assertEqual((supply.competitor_id, supply.price), (self.south, 4))

    def test_lists_take_as_many_queries_for_many_as_for_few(self):
        views = {
            "crm.customer.supply": "crm_customer_supply_view_list",
            "crm.customer.wallet": "crm_customer_wallet_view_list",
            "crm.supply.question": "crm_supply_question_view_list",
            "crm.competitor": "crm_competitor_view_list",
        }
        self.supply(self.north, self.coffee)
        self.supply(self.south, self.coffee, share=1)
        self.refresh()
        self._read_all(views)
        few = self._read_all(views)
        for number in range(40):
            partner = self.make_partner(f"Many {number}", self.seller)
            competitor = self.env["crm.competitor"].create(
                {"partner_id": self.make_partner(f"Rival {number}").id}
            )
            self.supply(competitor, self.coffee, partner, share=number)
        self.refresh()
        self.assertEqual(self._read_all(views), few)

    def _read_all(self, views):
        counts = {}
        for model, view in views.items():
            records = (
                self.env[model]
                .with_user(self.seller)
                .with_context(allowed_company_ids=self.company.ids)
            )
            view_id = self.env.ref(f"repeat_sales_crm.{view}").id
            names = records.get_view(view_id, "list")["models"][model]
            specification = {
                name: {"fields": {"display_name": {}}}
                if records._fields[name].type == "many2one"
                else {}
                for name in names
            }
            self.env.flush_all()
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.web_search_read([], specification, limit=80)
            counts[model] = self.env.cr.sql_log_count - before
        return counts

    def test_losing_and_facts_cost_the_same_for_many(self):
        def count(function):
            self.env.flush_all()
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            function()
            return self.env.cr.sql_log_count - before

        notes = self.env["crm.customer.refresh"]
        self.supply(self.south, self.tea, share=1)
        self.env.cr.flush()
        one = count(notes._process)
        for number in range(30):
            partner = self.make_partner(f"Many {number}", self.seller)
            self.supply(self.south, self.tea, partner, share=number)
        self.env.cr.flush()
        while notes._process(kinds=["all"]):
            pass
        for supply in self.env["crm.customer.supply"].search(
            [("competitor_id", "=", self.south.id)]
        ):
            supply.share += 1
        self.env.cr.flush()
        self.assertEqual(count(notes._process), one)
