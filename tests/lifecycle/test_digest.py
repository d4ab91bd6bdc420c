"""Repeat sales in Odoo's digest e-mail."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, tagged

from .kpi_common import KpiCommon

NAMES = ("kpi_repeat_revenue", "kpi_repeat_customers", "kpi_active_share")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 06:00")
class TestDigest(KpiCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, days in (
            ("Yesterday", ["2026-10-30", "2026-11-21"]),
            ("Last Week", ["2026-01-05", "2026-11-17"]),
            ("Last Month", ["2026-01-05", "2026-10-25"]),
            ("Newcomer", ["2026-11-21"]),
            ("Asleep", ["2026-01-05"]),
        ):
            partner = cls.make_partner(name)
            for day in days:
                cls.make_external(partner, day, 100)
        cls.begin_ledger(cls.company, "2026-11-22")
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Sunny Digest",
                "company_id": cls.company.id,
                **dict.fromkeys(NAMES, True),
            }
        )

    def _values(self, user):
        kpis = self.digest._compute_kpis(self.company, user)
        return {
            kpi["kpi_name"]: [kpi[f"kpi_col{number}"]["value"] for number in (1, 2, 3)]
            for kpi in kpis
        }

    def test_values_are_of_whole_days(self):
        self.assertEqual(
            self._values(self.manager),
            {
                "kpi_repeat_revenue": ["$100", "$200", "$300"],
                "kpi_repeat_customers": [1, 2, 3],
                "kpi_active_share": ["80.00%"] * 3,
            },
        )

    def test_active_share_is_compared_with_the_days_before(self):
        kpis = self.digest._compute_kpis(self.company, self.manager)
        share = next(kpi for kpi in kpis if kpi["kpi_name"] == "kpi_active_share")
        # 3 of 4 the day before, 2 of 4 a week and 2 of 4 a month ago.
        margins = [share[f"kpi_col{number}"]["margin"] for number in (1, 2, 3)]
        self.assertEqual(margins[0], 6.67)

    def test_only_for_those_who_see_all_customers(self):
        for user in (self.seller, self.make_user("employee", "base.group_user")):
            with self.subTest(user=user.login):
                self.assertEqual(self._values(user), {})
                with self.assertRaises(AccessError):
                    self.digest.with_user(user).read([f"{NAMES[0]}_value"])
        other = self.make_company("Other Trading")
        theirs = self.make_user("theirs", "sales_team.group_sale_manager", other)
        self.assertEqual(self._values(theirs), {})

    def test_the_standard_digest_has_them(self):
        standard = self.env.ref("digest.digest_digest_default")
        for name in NAMES:
            self.assertTrue(standard[name])
        with Form(standard) as form:
            form.kpi_active_share = False
        self.assertFalse(standard.kpi_active_share)

    def test_the_email(self):
        self.manager.email = "manager@example.com"
        self.digest._action_send_to_user(self.manager)
        mail = self.env["mail.mail"].search(
            [("subject", "=", "Sunny Trading: Sunny Digest")], limit=1
        )
        body = mail.body_html
        for text in ("Repeat Revenue", "Customers with a Repeat Purchase", "80.00%"):
            self.assertIn(text, body)
        menu = self.env.ref("repeat_sales_crm.menu_root").id
        action = f"repeat_sales_crm.crm_lifecycle_kpi_action?menu_id={menu}"
        self.assertIn(f"/odoo/action-{action}", body)
