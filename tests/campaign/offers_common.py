"""The world of the tests of offers."""

from odoo.fields import Command
from odoo.tests import Form

from .campaign_common import CampaignCommon


class OffersCommon(CampaignCommon):
    """Big was given 10 % by a campaign; a coffee costs 100.

    ``discounts`` says whether Odoo's setting *Discounts* is on, hence whether users see
    the discount of a line.
    """

    discounts = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_discounts(cls.discounts)
        cls.offer = cls.make_offer("Ten percent", discount=10)
        cls.pricelists = cls.env["product.pricelist"].search([])
        cls.pricelists.active = False

    def setUp(self):
        super().setUp()
        self.give(self.offer, self.big)

    @classmethod
    def set_discounts(cls, are_on):
        users = cls.env.ref("base.group_user")
        group = cls.env.ref("sale.group_discount_per_so_line")
        if are_on:
            users._apply_group(group)
        else:
            users._remove_group(group)

    @classmethod
    def make_offer(cls, name, **values):
        return cls.env["crm.campaign.offer"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "date_start": "2026-06-01",
                "date_end": "2026-06-30",
                **values,
            }
        )

    def give(self, offer, partners, **values):
        """Have a campaign give an offer to some customers."""
        return self.launch(
            {"kind": "offer", "name": "Give", "offer_id": offer.id},
            partner_ids=[Command.set(partners.ids)],
            **values,
        )

    @classmethod
    def make_pricelist(cls, *rules, **values):
        return cls.env["product.pricelist"].create(
            {
                "name": "Special",
                "company_id": cls.company.id,
                "item_ids": [Command.create(rule) for rule in rules],
                **values,
            }
        )

    @classmethod
    def make_currency(cls, rate):
        """Create a currency of which ``rate`` are worth one of the company's."""
        return cls.env["res.currency"].create(
            {
                "name": "TWO",
                "symbol": "T",
                "rate_ids": [
                    Command.create(
                        {
                            "name": "2026-01-01",
                            "rate": rate,
                            "company_id": cls.company.id,
                        }
                    )
                ],
            }
        )

    @classmethod
    def make_ledger(cls):
        """Give the company what invoices need."""
        company = cls.company.id
        income, receivable = cls.env["account.account"].create(
            [
                {
                    "name": kind,
                    "code": code,
                    "account_type": kind,
                    "company_ids": [Command.set([company])],
                }
                for kind, code in (("income", "400"), ("asset_receivable", "100"))
            ]
        )
        cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "SAL",
                "type": "sale",
                "company_id": company,
                "default_account_id": income.id,
            }
        )
        cls.product.invoice_policy = "order"
        here = cls.env(context=cls.env.context | {"allowed_company_ids": [company]})
        cls.product.with_env(here).property_account_income_id = income
        cls.big.with_env(here).property_account_receivable_id = receivable

    def quote(self, partner=None, offer=None, **values):
        """Create a quotation by code, as the salesperson who sees own documents."""
        partner = partner or self.big
        return (
            self.env["sale.order"]
            .with_user(self.seller)
            .with_company(self.company)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "user_id": self.seller.id,
                    "campaign_offer_id": offer and offer.id,
                    "order_line": [self.line()],
                    **values,
                }
            )
        )

    def line(self, **values):
        return Command.create({"product_id": self.product.id, **values})

    def fill_in(self, order=None):
        """Open the form of an order as the salesperson, or an empty one."""
        orders = self.env["sale.order"].with_user(self.seller)
        return Form(order or orders.with_company(self.company))

    def add_line(self, form, **values):
        with form.order_line.new() as line:
            line.product_id = self.product
            for name, value in values.items():
                setattr(line, name, value)

    def untaxed(self, form):
        """Return the untaxed amount that the form of an order shows."""
        return form.tax_totals["base_amount_currency"]

    def paid(self, order):
        """Return what is paid for each line of products."""
        lines = order.order_line.filtered(lambda line: not line.display_type)
        return lines.mapped("price_subtotal")
