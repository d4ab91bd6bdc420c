"""What an offer gives on the lines of an order, whatever the view and the settings."""

from odoo.exceptions import UserError
from odoo.fields import Command

from .offers_common import OffersCommon


class TestOfferDiscount(OffersCommon):
    def test_on_lines_before_and_after_in_a_form(self):
        form = self.fill_in()
        form.partner_id = self.big
        self.add_line(form)
        form.campaign_offer_id = self.offer
        self.add_line(form, product_uom_qty=2)
        self.assertAlmostEqual(self.untaxed(form), 270)
        order = form.save()
        self.assertEqual(self.paid(order), [90, 180])
        form = self.fill_in(order)
        self.add_line(form)
        self.assertEqual(self.paid(form.save()), [90, 180, 90])
        order.action_confirm()
        self.assertEqual(self.paid(order), [90, 180, 90])
        form = self.fill_in(order)
        self.add_line(form)
        self.assertEqual(self.paid(form.save()), [90, 180, 90, 90])

    def test_on_orders_made_by_code(self):
        order = self.quote(offer=self.offer)
        self.assertEqual(self.paid(order), [90])
        order.order_line = [self.line(product_uom_qty=3)]
        self.assertEqual(self.paid(order), [90, 270])
        later = self.quote()
        self.assertEqual(self.paid(later), [100])
        later.campaign_offer_id = self.offer
        self.assertEqual(self.paid(later), [90])

    def test_another_quantity(self):
        order = self.quote(offer=self.offer)
        order.order_line.product_uom_qty = 5
        self.assertEqual(self.paid(order), [450])
        form = self.fill_in(order)
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 2
        self.assertEqual(self.paid(form.save()), [180])

    def test_removed_prices_are_those_of_before(self):
        form = self.fill_in(self.quote(offer=self.offer))
        form.campaign_offer_id = self.env["crm.campaign.offer"]
        self.assertAlmostEqual(self.untaxed(form), 100)
        order = form.save()
        self.assertEqual(self.paid(order), [100])
        order.campaign_offer_id = self.offer
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [100])
        self.assertFalse(order.order_line.discount)

    def test_another_offer_in_the_same_form(self):
        better = self.make_offer("Twenty", discount=20, audience="anyone")
        form = self.fill_in(self.quote())
        for offer, amount in ((better, 80), (self.offer, 90)):
            form.campaign_offer_id = offer
            self.assertAlmostEqual(self.untaxed(form), amount)
        order = form.save()
        self.assertEqual(self.paid(order), [90])
        order.campaign_offer_id = better
        self.assertEqual(self.paid(order), [80])
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [100])

    def test_a_price_by_hand_stays(self):
        order = self.quote()
        form = self.fill_in(order)
        with form.order_line.edit(0) as line:
            line.price_unit = 80
        form.save()
        order.campaign_offer_id = self.offer
        self.assertEqual(order.order_line.price_unit, 80)
        self.assertEqual(self.paid(order), [72])
        order.order_line.product_uom_qty = 2
        self.assertEqual(self.paid(order), [144])
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [160])

    def test_a_price_by_code_stays(self):
        order = self.quote(order_line=[self.line(price_unit=250)])
        order.campaign_offer_id = self.offer
        self.assertEqual(self.paid(order), [225])
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [250])

    def test_the_higher_discount_counts(self):
        order = self.quote(order_line=[self.line(discount=15), self.line(discount=5)])
        order.campaign_offer_id = self.offer
        self.assertEqual(self.paid(order), [85, 90])
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [85, 95])

    def test_a_discount_by_hand_on_top_of_the_offer(self):
        order = self.quote(offer=self.offer)
        order.order_line.discount = 30
        order.order_line.product_uom_qty = 2
        self.assertEqual(self.paid(order), [140])
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [140])

    def test_update_prices(self):
        order = self.quote(offer=self.offer)
        order.order_line.discount = 30
        self.product.list_price = 200
        order.action_update_prices()
        self.assertEqual(self.paid(order), [180])
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [200])

    def test_what_is_not_sold_gets_none(self):
        order = self.quote(
            offer=self.offer,
            order_line=[
                self.line(),
                Command.create({"display_type": "line_section", "name": "More"}),
                Command.create({"display_type": "line_note", "name": "Thanks"}),
                self.line(is_downpayment=True, price_unit=-50),
            ],
        )
        self.assertEqual(self.paid(order), [90, -50])
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [100, -50])

    def test_a_discount_on_the_whole_order_stays(self):
        self.company.sale_discount_product_id = self.product.copy()
        order = self.quote(offer=self.offer)
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "amount",
                "discount_amount": 20,
            }
        ).action_apply_discount()
        self.assertEqual(self.paid(order), [90, -20])

    def test_down_payments_are_shares_of_what_is_paid(self):
        self.make_ledger()
        order = self.quote(offer=self.offer)
        order.action_confirm()
        self.env["sale.advance.payment.inv"].sudo().create(
            {
                "advance_payment_method": "percentage",
                "amount": 50,
                "sale_order_ids": [Command.set(order.ids)],
            }
        ).create_invoices()
        self.assertAlmostEqual(order.invoice_ids.amount_untaxed, 45)

    def test_what_was_invoiced_keeps_it(self):
        self.make_ledger()
        order = self.quote(offer=self.offer)
        order.action_confirm()
        order.sudo()._create_invoices().action_post()
        self.assertAlmostEqual(order.sudo().invoice_ids.amount_untaxed, 90)
        order.order_line.product_uom_qty = 2
        self.assertEqual(self.paid(order), [180])

    def test_taxes(self):
        country = self.env.ref("base.us")
        group = self.env["account.tax.group"].create(
            {
                "name": "Taxes",
                "company_id": self.company.id,
                "country_id": country.id,
            }
        )
        tax = self.env["account.tax"].create(
            {
                "name": "20 % within",
                "amount": 20,
                "price_include_override": "tax_included",
                "company_id": self.company.id,
                "country_id": country.id,
                "tax_group_id": group.id,
            }
        )
        order = self.quote(
            offer=self.offer,
            order_line=[self.line(price_unit=120, tax_ids=[Command.set(tax.ids)])],
        )
        self.assertAlmostEqual(order.amount_untaxed, 90)
        self.assertAlmostEqual(order.amount_total, 108)

    def test_combos(self):
        combo = self.env["product.combo"].create(
            {
                "name": "Drink",
                "combo_item_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        menu = self.env["product.template"].create(
            {
                "name": "Menu",
                "type": "combo",
                "list_price": 60,
                "combo_ids": [Command.set(combo.ids)],
                "taxes_id": [Command.clear()],
            }
        )
        order = self.quote(
            order_line=[self.line(product_id=menu.product_variant_id.id)]
        )
        order.order_line = [
            self.line(
                combo_item_id=combo.combo_item_ids.id,
                linked_line_id=order.order_line.id,
            )
        ]
        self.assertAlmostEqual(order.amount_untaxed, 60)
        order.campaign_offer_id = self.offer
        self.assertAlmostEqual(order.amount_untaxed, 54)
        order.campaign_offer_id = False
        self.assertAlmostEqual(order.amount_untaxed, 60)

    def test_a_copy_is_without_the_offer(self):
        order = self.quote(offer=self.offer)
        order.order_line = [self.line(discount=15), self.line(price_unit=50)]
        copy = order.copy()
        self.assertFalse(copy.campaign_offer_id)
        self.assertEqual(self.paid(copy), [100, 85, 50])

    def test_another_currency(self):
        currency = self.make_currency(2)
        pricelist = self.make_pricelist(currency_id=currency.id)
        order = self.quote(offer=self.offer, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        self.assertEqual(self.paid(order), [180])

    def test_with_a_pricelist_that_has_a_discount_the_lower_price_counts(self):
        percent = {"compute_price": "percentage", "percent_price": 5}
        small = self.make_pricelist(percent)
        order = self.quote(pricelist_id=small.id)
        self.assertEqual(self.paid(order), [95])
        order.campaign_offer_id = self.offer
        self.assertEqual(self.paid(order), [90 if self.discounts else 85.5])
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [95])

    def test_what_customers_were_promised_stays(self):
        self.offer.discount = 12
        self.quote(offer=self.offer)
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.offer.discount = 5
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.offer.unlink()
        self.offer.write({"discount": 12, "name": "Twelve percent"})


class TestOfferDiscountShown(TestOfferDiscount):
    """The same where salespeople see the discounts of lines."""

    discounts = True

    def test_a_discount_by_hand_in_a_form(self):
        form = self.fill_in(self.quote())
        with form.order_line.edit(0) as line:
            line.discount = 15
        form.campaign_offer_id = self.offer
        self.assertAlmostEqual(self.untaxed(form), 85)
        form.campaign_offer_id = self.make_offer("Half", discount=50, audience="anyone")
        self.assertAlmostEqual(self.untaxed(form), 50)
        form.campaign_offer_id = self.env["crm.campaign.offer"]
        self.assertAlmostEqual(self.untaxed(form), 85)
        self.assertEqual(self.paid(form.save()), [85])


class TestOfferPricelist(OffersCommon):
    """Offers with a pricelist: the order keeps its own one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usual = cls.make_pricelist(name="Usual")
        cls.offer.write(
            {
                "discount": 0,
                "pricelist_id": cls.make_pricelist(
                    {
                        "compute_price": "fixed",
                        "fixed_price": 70,
                        "applied_on": "1_product",
                        "product_tmpl_id": cls.product.product_tmpl_id.id,
                    },
                ).id,
            }
        )

    def quote(self, *args, **values):
        return super().quote(*args, **{"pricelist_id": self.usual.id, **values})

    def test_lines_before_and_after(self):
        order = self.quote()
        self.assertEqual(self.paid(order), [100])
        order.campaign_offer_id = self.offer
        self.assertEqual(order.pricelist_id, self.usual)
        self.assertEqual(self.paid(order), [70])
        order.order_line = [self.line()]
        self.assertEqual(self.paid(order), [70, 70])
        order.order_line[0].product_uom_qty = 2
        self.assertEqual(self.paid(order), [140, 70])
        order.campaign_offer_id = False
        self.assertEqual(self.paid(order), [200, 100])
        self.assertEqual(self.paid(self.quote(offer=self.offer)), [70])

    def test_in_a_form(self):
        form = self.fill_in(self.quote())
        form.campaign_offer_id = self.offer
        self.add_line(form)
        self.assertAlmostEqual(self.untaxed(form), 140)
        form.campaign_offer_id = self.env["crm.campaign.offer"]
        self.assertAlmostEqual(self.untaxed(form), 200)
        self.assertEqual(self.paid(form.save()), [100, 100])
        form.campaign_offer_id = self.offer
        self.assertEqual(self.paid(form.save()), [70, 70])

    def test_a_price_by_hand_stays(self):
        form = self.fill_in(self.quote())
        with form.order_line.edit(0) as line:
            line.price_unit = 80
        form.campaign_offer_id = self.offer
        self.assertEqual(self.paid(form.save()), [80])

    def test_a_copy_has_the_usual_prices(self):
        self.assertEqual(self.paid(self.quote(offer=self.offer).copy()), [100])

    def test_a_cheaper_pricelist_of_the_order_counts(self):
        cheap = self.make_pricelist(
            {"compute_price": "fixed", "fixed_price": 60}, name="Cheap"
        )
        order = self.quote(offer=self.offer, pricelist_id=cheap.id)
        self.assertEqual(self.paid(order), [60])

    def test_fixed_prices_in_another_currency(self):
        currency = self.make_currency(2)
        foreign = self.make_pricelist(currency_id=currency.id, name="Foreign")
        order = self.quote(offer=self.offer, pricelist_id=foreign.id)
        self.assertEqual(order.currency_id, currency)
        self.assertEqual(self.paid(order), [140])

    def test_percentages(self):
        percent = {"compute_price": "percentage", "percent_price": 40}
        self.offer.pricelist_id = self.make_pricelist(percent, name="Sixty")
        order = self.quote(offer=self.offer)
        self.assertEqual(self.paid(order), [60])
        without = self.quote(offer=self.offer, pricelist_id=False)
        self.assertEqual(self.paid(without), [60])
        (order | without).campaign_offer_id = False
        self.assertEqual(self.paid(order | without), [100, 100])


class TestOfferPricelistShown(TestOfferPricelist):
    discounts = True
