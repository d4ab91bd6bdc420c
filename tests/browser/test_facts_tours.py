"""What customers do, read as people read it."""

from odoo.tests import HttpCase

from ..facts.facts_common import FactsCommon

CUSTOMERS = "/odoo/repeat-customers"


class FactsTourCommon(FactsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        buyer = cls.make_partner("Own Buyer", cls.seller)
        for days_ago, amount in ((50, 100), (40, 100), (30, 70), (20, 70), (10, 70)):
            cls.order(buyer, days_ago, {cls.coffee: amount, cls.tea: 1})
        cls.order(cls.make_partner("Own Other", cls.seller), 3, {cls.cups: 5})
        cls.order(cls.make_partner("Foreign", cls.other_seller), 3, {cls.coffee: 5})
        cls.send_mailings(buyer)
        buyer.with_user(cls.seller).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        deal = {"name": "Deal", "partner_id": buyer.id, "company_id": cls.company.id}
        cls.env["crm.lead"].create(deal).action_set_lost()
        cls.refresh()

    @classmethod
    def send_mailings(cls, partner):
        mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "News",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )
        values = {
            "mass_mailing_id": mailing.id,
            "model": "res.partner",
            "res_id": partner.id,
            "trace_status": "sent",
        }
        cls.env["mailing.trace"].create([values, values])[0].set_opened()


class TestFactsTours(FactsTourCommon, HttpCase):
    def test_seller_reads_behaviour(self):
        self.start_tour(CUSTOMERS, "facts_seller", login="seller")

    def test_filters(self):
        self.start_tour(CUSTOMERS, "facts_filters", login="seller")

    def test_categories(self):
        self.start_tour("/odoo/bought-categories", "facts_categories", login="seller")


class TestFactsPhone(FactsTourCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_nothing_is_wider_than_the_phone(self):
        customer = self.customer_of(
            self.env["res.partner"].search([("name", "=", "Own Buyer")])
        )
        self.browser_js(
            f"{CUSTOMERS}/{customer.id}",
            """
            (async () => {
                const wait = () => new Promise((resolve) => setTimeout(resolve, 300));
                while (!document.querySelector(".o_notebook a[name=behaviour]")) {
                    await wait();
                }
                document.querySelector(".o_notebook a[name=behaviour]").click();
                while (!document.querySelector(".o_customer_behaviour")) {
                    await wait();
                }
                const told = document.querySelector(".o_customer_behaviour");
                if (told.scrollWidth > window.innerWidth) {
                    console.error("too wide");
                }
                console.log("test successful");
            })();
            """,
            login="seller",
        )
