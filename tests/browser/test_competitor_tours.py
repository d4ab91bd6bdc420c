"""Competitors, as sellers and managers meet them."""

from datetime import timedelta

from odoo.fields import Command, Date
from odoo.tests import HttpCase

from ..competitor.competitor_common import CompetitorCommon

CUSTOMERS = "/odoo/repeat-customers"
DEALS = "/odoo/action-crm.crm_lead_action_pipeline?view_type=list"


class CompetitorTourCommon(CompetitorCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north.pitch = "<p>We deliver the same day</p>"
        cls.north.weaknesses = "<p>Slow to answer</p>"


class TestCompetitorTours(CompetitorTourCommon, HttpCase):
    def test_seller_enters_what_is_known(self):
        self.start_tour(CUSTOMERS, "competitor_seller_customer", login="seller")
        supply = self.env["crm.customer.supply"].search(
            [("partner_id", "=", self.buyer.id)]
        )
        self.assertEqual(supply.competitor_id.display_name, "Eastern Trade")
        self.assertEqual((supply.share, supply.company_id), (25, self.company))

    def test_seller_loses_a_deal_and_wins_the_next(self):
        lost, won = self.deal(), self.deal(name="Coffee once more")
        self.start_tour(DEALS, "competitor_seller_deals", login="seller")
        self.env.invalidate_all()
        self.assertEqual((lost.won_status, won.won_status), ("lost", "won"))
        supply = self.env["crm.customer.supply"].search(
            [("partner_id", "=", self.buyer.id)]
        )
        self.assertEqual((supply.price, supply.standing), (800, "ended"))
        self.assertEqual(supply.lead_id.id, lost.id)
        self.assertEqual(supply.ended_lead_id.id, won.id)

    def test_manager_reads_the_reports(self):
        end = Date.today() + timedelta(days=5)
        self.supply(self.north, self.coffee, share=30, contract_end=end)
        self.supply(self.north, self.tea)
        self.budget(1000, self.coffee)
        self.env["crm.competitor.offer"].create(
            {
                "competitor_id": self.north.id,
                "company_id": self.company.id,
                "product_id": self.products[self.coffee].id,
                "price_from": 50,
            }
        )
        self.env["crm.competitor.action"].create(
            {
                "competitor_id": self.north.id,
                "company_id": self.company.id,
                "name": "20 % off",
                "is_strong": True,
                "partner_id": self.buyer.id,
            }
        )
        self.deal(
            competitor_line_ids=[Command.create({"competitor_id": self.north.id})]
        ).action_set_won()
        self.refresh()
        self.env["crm.customer.supply"].search([]).ended_date = False
        self.env["crm.wallet.snapshot"]._take(
            self.company, self.company._lifecycle_today()
        )
        self.refresh()
        self.start_tour("/odoo/competitors", "competitor_manager", login="manager")


class TestCompetitorPhone(CompetitorTourCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_nothing_is_wider_than_the_phone(self):
        self.supply(
            self.north,
            self.coffee,
            share=30,
            terms="Paid within 60 days, bonus of 3 % at the end of the year",
            contract_end=Date.today() + timedelta(days=5),
        )
        customer = self.customer_of(self.buyer)
        self.browser_js(
            f"{CUSTOMERS}/{customer.id}",
            """
            (async () => {
                const wait = () => new Promise((resolve) => setTimeout(resolve, 300));
                const found = async (selector) => {
                    while (!document.querySelector(selector)) {
                        await wait();
                    }
                    return document.querySelector(selector);
                };
                (await found(".o_notebook a[name=competitors]")).click();
                const told = await found(".o_supply_summary section");
                if (told.scrollWidth > window.innerWidth) {
                    console.error("too wide");
                }
                console.log("test successful");
            })();
            """,
            login="seller",
        )
