"""Imports files of external purchases as the import screen does."""

import csv
import io

from ..common import LifecycleCommon

#: What the import screen sends if the user changes nothing.
OPTIONS = {
    "advanced": True,
    "encoding": "",
    "separator": "",
    "quoting": '"',
    "date_format": "",
    "datetime_format": "",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "has_headers": True,
    "keep_matches": False,
    "limit": 2000,
    "sheets": [],
    "sheet": "",
    "skip": 0,
    "tracking_disable": True,
}
FIELDS = ("partner_id", "date", "amount", "reference")


class ExternalCommon(LifecycleCommon):
    """Mixin that imports as the manager of the world's company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchases = cls.env["crm.purchase.external"].with_user(cls.manager)
        cls.blue = cls.make_partner(
            "Blue Harbour", ref="C-1", vat="BE0477472701", email="Buy@Blue.example"
        )
        cls.green = cls.make_partner("Green Field", ref="C-2")

    def import_file(self, content, file_type="text/csv", user=None, **choices):
        """Let a user import a file, with the columns that the screen proposes.

        :param content: bytes of the file
        :param choices: ``columns`` (fields instead of the proposed ones), ``create``
            (whether unknown customers are created), ``dryrun``, or options of the
            screen
        :return: what the screen gets from the server
        """
        columns = choices.pop("columns", None)
        create = choices.pop("create", False)
        dryrun = choices.pop("dryrun", False)
        user = user or self.manager
        screen = (
            self.env["base_import.import"]
            .with_user(user)
            .with_context(allowed_company_ids=(user.company_id | user.company_ids).ids)
            .create(
                {
                    "res_model": "crm.purchase.external",
                    "file": content,
                    "file_name": "purchases",
                    "file_type": file_type,
                }
            )
        )
        preview = screen.parse_preview(OPTIONS | choices)
        self.assertNotIn("error", preview)
        options = preview["options"]
        if create:
            options["name_create_enabled_fields"] = {"partner_id": True}
        proposed = [
            "/".join(preview["matches"].get(index, [])) or False
            for index in range(len(preview["headers"]))
        ]
        return screen.execute_import(
            columns or proposed, preview["headers"], options, dryrun=dryrun
        )

    def import_rows(self, rows, headings=FIELDS, **choices):
        """Let a user import rows as a CSV file."""
        return self.import_file(self.make_csv([headings, *rows]), **choices)

    def make_csv(self, rows, **style):
        file = io.StringIO()
        csv.writer(file, **style).writerows(rows)
        return file.getvalue().encode()

    def assertImported(self, result, count):  # noqa: N802
        """Check that ``count`` purchases were imported, and return them."""
        self.assertEqual(result["messages"], [])
        self.assertEqual(len(result["ids"]), count)
        self.assertEqual(result["nextrow"], 0)
        return self.env["crm.purchase.external"].browse(result["ids"])

    def assertRefused(self, result, problems):  # noqa: N802
        """Check that nothing was imported, and that just these problems are told.

        :param problems: sentences with their lines
        """
        self.assertFalse(result["ids"])
        self.assertEqual(
            [message["message"] for message in result["messages"]], problems
        )
        self.assertFalse(self.purchases.search_count([]))
