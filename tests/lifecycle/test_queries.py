"""How many queries things take, and that more customers do not take more."""

from odoo.tests import TransactionCase, tagged

from ..common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestQueries(LifecycleCommon, TransactionCase):
    def _count(self, function):
        self.env.flush_all()
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def _draft_order(self, partner):
        order = self.make_order(partner, 1, 10)
        order._action_cancel()
        order.action_draft()
        return order

    def test_a_transaction_appends_its_notes_in_one_query(self):
        partners = [self.make_partner(f"Buyer {number}") for number in range(20)]
        orders = self.env["sale.order"]
        for partner in partners:
            orders |= self._draft_order(partner)
        orders.action_confirm()
        self.env.flush_all()
        self.assertEqual(self._count(self.env.cr.flush), 0)
        orders._action_cancel()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.env.cr.flush()
        self.assertEqual(self.env.cr.sql_log_count - before, 1)

    def test_calculation_takes_as_many_queries_for_many_as_for_one(self):
        # The first calculation of a company makes what the others read.
        self.make_customer("First", [1])
        self.refresh()
        self.make_customer("One", [1])
        self.env.cr.flush()
        one = self._count(self.env["crm.customer.refresh"]._process)
        for number in range(30):
            self.make_customer(f"Many {number}", [number])
        self.env.cr.flush()
        many = self._count(self.env["crm.customer.refresh"]._process)
        self.assertEqual(one, many)
        # Six for the notes and the purchases, the rest for the facts: five, and one of
        # the satisfaction's, where that bridge is installed.
        self.assertLessEqual(one, 12)

    def _web_read(self, model, fields, user):
        records = self.env[model].with_user(user)
        specification = {
            name: {"fields": {"display_name": {}}}
            if records._fields[name].type == "many2one"
            else {}
            for name in fields
        }
        return lambda: records.web_search_read(
            [("company_id", "=", self.company.id)], specification, limit=80
        )

    def test_lists_take_as_many_queries_for_many_rows_as_for_few(self):
        views = {
            "crm.customer": "crm_customer_view_list",
            "crm.purchase": "crm_purchase_view_list",
        }
        for number in range(3):
            self.make_customer(f"Few {number}", [number + 1], user=self.seller)
        self.refresh()
        reads = {
            model: self._web_read(model, self._fields_of(model, view), self.seller)
            for model, view in views.items()
        }
        for read in reads.values():
            read()
        few = {model: self._count(read) for model, read in reads.items()}
        for number in range(40):
            self.make_customer(f"Many {number}", [number + 1], user=self.seller)
        self.refresh()
        many = {model: self._count(read) for model, read in reads.items()}
        self.assertEqual(few, many)

    def _fields_of(self, model, view):
        view_id = self.env.ref(f"repeat_sales_crm.{view}").id
        arch = self.env[model].with_user(self.seller).get_view(view_id, "list")
        return list(arch["models"][model])

    def test_partner_lists_stay_cheap(self):
        names = ["lifecycle_segment_id", "lifecycle_last_date"]
        partners = self.env["res.partner"].with_user(self.seller)
        specification = {"name": {}, "lifecycle_last_date": {}} | {
            names[0]: {"fields": {"display_name": {}}}
        }

        def read():
            partners.web_search_read(
                [("lifecycle_segment_id", "!=", False)], specification, limit=80
            )

        self.make_customer("One", [1], user=self.seller)
        self.refresh()
        read()
        few = self._count(read)
        for number in range(40):
            self.make_customer(f"Many {number}", [number + 1], user=self.seller)
        self.refresh()
        # What Odoo remembers of users and rules must not depend on earlier tests.
        read()
        self.assertEqual(self._count(read), few)

    def test_the_matrix_takes_as_many_queries_for_many_as_for_few(self):
        segments = self.env["crm.lifecycle.segment"].with_user(self.manager)
        self.make_customer("One", [1])
        self.refresh()
        segments.get_matrix()
        few = self._count(segments.get_matrix)
        for number in range(40):
            self.make_customer(f"Many {number}", [number * 9])
        self.refresh()
        self.assertEqual(self._count(segments.get_matrix), few)
        self.assertLessEqual(few, 25)
