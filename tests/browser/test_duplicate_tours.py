"""Duplicates, as managers decide about them and sellers propose them."""

from odoo.tests import HttpCase

from ..duplicate.test_merge import MergeCommon


class DuplicateTourCommon(MergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Contacts of other tests and of the demo are in nobody's way here.
        cls.groups.search([("state", "=", "open")]).unlink()
        cls.pairs.search([]).unlink()
        cls.one.vat = "DE136695976"
        cls.grey = cls.make("Grey Mill", email="info@blue.example")
        cls.red = cls.make("Red Mill", phone="+49 30 3333333")
        cls.rot = cls.make("Rot Mill", phone="+49 30 3333333")
        cls.search()


class TestDuplicateTours(DuplicateTourCommon, HttpCase):
    def test_manager_decides(self):
        self.start_tour("/odoo/duplicates", "duplicate_manager", login="manager")
        self.assertFalse(self.other.exists())
        self.assertEqual(self.one.phone, "+49 30 2222222")
        self.assertTrue((self.grey | self.red | self.rot).exists())
        pair = self.pairs._get_pairs(self.red, self.rot)
        self.assertEqual(pair.state, "different")

    def test_seller_proposes(self):
        self.make("Sea Mill", user=self.seller)
        self.make("Ocean Mill", user=self.other_seller)
        self.start_tour(
            "/odoo/action-base.action_partner_form?view_type=list",
            "duplicate_seller",
            login="seller",
        )


class TestDuplicatePhone(DuplicateTourCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_cards_below_each_other(self):
        group = self.group_of(self.one)
        self.browser_js(
            f"/odoo/duplicates/{group.id}",
            """
            (async () => {
                const wait = () => new Promise((resolve) => setTimeout(resolve, 300));
                while (document.querySelectorAll(".o_duplicate").length < 3) {
                    await wait();
                }
                for (const card of document.querySelectorAll(".o_duplicate")) {
                    if (card.getBoundingClientRect().right > window.innerWidth) {
                        console.error("too wide");
                    }
                }
                const kept = () => document.querySelector(
                    ".o_duplicate[data-contact='Blue Mill GmbH']"
                    + " [data-field=phone] .o_duplicate_kept"
                );
                document.querySelector(
                    ".o_duplicate[data-contact='Blue Mill GmbH']"
                    + " [data-field=phone] .o_duplicate_value"
                ).click();
                while (!kept()) {
                    await wait();
                }
                console.log("test successful");
            })();
            """,
            login="manager",
        )
