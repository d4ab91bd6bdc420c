"""Files of the customers in a segment."""

import csv
import io
import tracemalloc
import zipfile
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from odoo.addons.repeat_sales_crm.models.segment.remarketing import digest
from odoo.addons.repeat_sales_crm.wizard.segment import crm_segment_export

from .segment_common import SegmentCommon


class ExportCommon(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer.group_ids += cls.env.ref("base.group_allow_export")
        cls.everybody = cls.make_segment("Everybody / all")

    def make_export(self, segment=None, user=None, **values):
        return (
            self.env["crm.segment.export"]
            .with_user(user or self.marketer)
            .create({"segment_id": (segment or self.everybody).id, **values})
        )

    def write(self, export):
        """Return the name and the content of the file."""
        file = io.BytesIO()
        name, _mimetype = export._write_file(file)
        return name, file.getvalue()

    def read_csv(self, export):
        _name, content = self.write(export)
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@freeze_time("2026-06-15 12:00:00")
class TestCustomersExport(ExportCommon):
    def test_csv(self):
        header, *rows = self.read_csv(self.make_export(file_format="csv"))
        self.assertEqual(header[0], "Customer")
        self.assertEqual([row[0] for row in rows], ["Loyal", "Asleep", "Fresh", "Gone"])
        loyal = dict(zip(header, rows[0], strict=True))
        self.assertEqual(loyal["Purchases"], "4")
        self.assertEqual(loyal["Last Purchase"], "2026-06-10")
        self.assertEqual(float(loyal["Revenue"]), 1200.0)
        self.assertEqual(loyal["Lifecycle Segment"], "Regular active")

    def test_xlsx(self):
        name, content = self.write(self.make_export())
        self.assertEqual(name, "Everybody - all.xlsx")
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn("<v>1200</v>", sheet)
        # 10 June 2026, as a spreadsheet counts days.
        self.assertIn("<v>46183</v>", sheet)

    def test_own_template(self):
        template = self.env["ir.exports"].create(
            {
                "name": "Mine",
                "resource": "crm.customer",
                "export_fields": [
                    (0, 0, {"name": name})
                    for name in ("partner_id/name", "partner_id/.id", "amount_total")
                ],
            }
        )
        header, *rows = self.read_csv(
            self.make_export(file_format="csv", template_id=template.id)
        )
        self.assertEqual(header, ["Customer/Name", "Customer/ID", "Revenue"])
        self.assertEqual(rows[0], ["Loyal", str(self.loyal.id), "1200.0"])

    def test_more_than_a_sheet_holds(self):
        with patch.object(crm_segment_export, "XLSX_LINES", 4):
            with self.assertRaisesRegex(UserError, "CSV"):
                self.write(self.make_export())
            self.write(self.make_export(file_format="csv"))

    def test_chunks_leave_nobody_out(self):
        for number in range(7):
            # Equal revenue: the order within it must not repeat or skip anybody.
            self.make_customer(f"Equal {number}", [20], 50, self.seller)
        self.refresh()
        with patch.object(crm_segment_export, "_CHUNK", 2):
            _header, *rows = self.read_csv(self.make_export(file_format="csv"))
        names = [row[0] for row in rows]
        self.assertEqual(len(names), 11)
        self.assertEqual(len(set(names)), 11)
        self.assertEqual(names[:2], ["Loyal", "Asleep"])

    def test_memory_and_queries_do_not_grow(self):
        for number in range(60):
            self.make_customer(f"More {number}", [20], 50 + number, self.seller)
        self.refresh()

        def measure(segment):
            export = self.make_export(segment, file_format="csv")
            with patch.object(crm_segment_export, "_CHUNK", 10):
                self.write(export)
                before = self.env.cr.sql_log_count
                tracemalloc.start()
                self.write(export)
                peak = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
            return self.env.cr.sql_log_count - before, peak

        few = self.make_segment("Few", [("amount_total", "<", 60)])
        few_queries, few_memory = measure(few)
        many_queries, many_memory = measure(self.everybody)
        chunks = self.everybody.customer_count / max(few.customer_count, 1)
        self.assertLess(many_memory, few_memory * 2)
        self.assertLess(many_queries, few_queries * chunks)

    def test_seller_exports_own_customers(self):
        self.seller.group_ids += self.env.ref("base.group_allow_export")
        export = self.make_export(user=self.seller, file_format="csv")
        _header, *rows = self.read_csv(export)
        self.assertEqual([row[0] for row in rows], ["Loyal", "Asleep"])

    def test_who_exported_is_noted(self):
        self.write(self.make_export(file_format="csv"))
        message = self.everybody.message_ids[0]
        self.assertEqual(message.author_id, self.marketer.partner_id)
        self.assertIn("4 lines", message.body)

    def test_not_allowed(self):
        with self.assertRaises(AccessError):
            self.make_export(user=self.seller)
        export = self.make_export()
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            self.write(export.with_user(self.manager))
        self.marketer.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            self.write(export)

    def test_segment_of_another_company(self):
        other = self.make_company("Other Trading")
        segment = self.env["crm.segment"].create(
            {"name": "There", "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            self.write(self.make_export(segment))

    def test_broken_segment(self):
        export = self.make_export()
        self.env.cr.execute(
            "UPDATE crm_segment SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s",
            self.everybody.ids,
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "gone"):
            self.write(export)


@freeze_time("2026-06-15 12:00:00")
class TestRemarketingExport(ExportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        belgium = cls.env.ref("base.be")
        cls.loyal.write(
            {
                "email": " Loyal@Example.com",
                "phone": "0486 12 34 56",
                "country_id": belgium.id,
            }
        )
        cls.asleep.email = "asleep@example.com"
        cls.fresh.write({"phone": "0486 12 34 57", "country_id": belgium.id})
        cls.fresh.email = "fresh@example.com"
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.loyal.id, "email": "buyer@example.com"}
        )
        cls.env["mail.blacklist"]._add("asleep@example.com")
        cls.env["phone.blacklist"]._add([cls.fresh.phone_sanitized])

    def export_list(self, **values):
        return self.make_export(kind="remarketing", **values)

    def test_google(self):
        rows = self.read_csv(self.export_list())
        self.assertEqual(
            rows,
            [
                ["Email", "Phone"],
                [digest("loyal@example.com"), digest("+32486123456")],
                [digest("buyer@example.com"), ""],
            ],
        )

    def test_meta(self):
        rows = self.read_csv(self.export_list(platform="meta", audience="customer"))
        self.assertEqual(
            rows,
            [
                ["email", "phone"],
                [digest("loyal@example.com"), digest("32486123456")],
            ],
        )

    def test_nothing_can_be_read(self):
        _name, content = self.write(self.export_list())
        self.assertNotIn(b"@", content)
        self.assertNotIn(b"48612", content)

    def test_who_is_left_out_and_why(self):
        # Refused are Asleep by e-mail and Fresh by phone; Gone has no address.
        self.assertRecordValues(
            self.export_list(),
            [
                {
                    "contact_count": 5,
                    "refused_count": 2,
                    "nameless_count": 1,
                    "listed_count": 2,
                }
            ],
        )
        self.assertEqual(self.export_list(audience="customer").contact_count, 4)

    def test_chunks(self):
        with patch.object(crm_segment_export, "_CHUNK", 1):
            self.assertEqual(len(self.read_csv(self.export_list())), 3)

    def test_noted_with_the_platform(self):
        self.write(self.export_list(platform="meta"))
        self.assertIn("Meta", self.everybody.message_ids[0].body)
        self.assertIn("2 lines", self.everybody.message_ids[0].body)
