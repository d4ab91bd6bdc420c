"""A file of real purchases, imported as a user would, against plain Python.

The file is ``../shared/data/purchases_sample.csv`` beside the checkout, or what the
environment variable ``PURCHASES_SAMPLE`` names: columns customer_ref, date, amount and
reference. Where there is none, a small one is made up.
"""

import csv
import io
import logging
import os
import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from odoo.tests import TransactionCase

from .external_common import ExternalCommon

_logger = logging.getLogger(__name__)

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLE = Path(
    os.environ.get("PURCHASES_SAMPLE")
    or CHECKOUT.parent / "shared/data/purchases_sample.csv"
)
DAYS = (date(1997, 12, 31), date(1998, 6, 30))
HEADINGS = ("customer_ref", "date", "amount", "reference")


def make_up_sample():
    """Return a CSV file of 600 purchases by 150 customers, from 1997 to June 1998."""
    chance = random.Random(1997)
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(HEADINGS)
    for number in range(600):
        customer = int(150 * chance.random() ** 2)
        day = date(1997, 1, 1) + timedelta(days=chance.randrange(546))
        amount = 0 if number % 97 == 0 else chance.uniform(1, 200)
        rows.writerow((f"CD-{customer:03}", day, f"{amount:.2f}", f"N-{number:04}"))
    return file.getvalue()


def count_cells(rows, day, count_lowers, recency_lowers):
    """Return (Counter of customers, revenue by cell) on a day, in plain Python.

    A cell is (lowest count of its band, lowest number of days of its band).
    """
    purchases = defaultdict(list)
    for row in rows:
        bought_on = date.fromisoformat(row["date"])
        if bought_on <= day:
            purchases[row["customer_ref"]].append((bought_on, Decimal(row["amount"])))
    customers, revenue = Counter(), defaultdict(Decimal)
    for bought in purchases.values():
        days_since = (day - max(bought_on for bought_on, _amount in bought)).days
        cell = (
            max(lower for lower in count_lowers if lower <= len(bought)),
            max(lower for lower in recency_lowers if lower <= days_since),
        )
        customers[cell] += 1
        revenue[cell] += sum(amount for _bought_on, amount in bought)
    return customers, revenue


class TestExternalSample(ExternalCommon, TransactionCase):
    def test_matrix_of_imported_purchases(self):
        text = SAMPLE.read_text() if SAMPLE.is_file() else make_up_sample()
        rows = list(csv.DictReader(io.StringIO(text)))
        refused = self.import_file(text.encode())
        self.assertFalse(refused["ids"])
        self.assertIn("No customer has", refused["messages"][0]["message"])
        self.assertImported(self.import_file(text.encode(), create=True), len(rows))
        self.refresh()
        for day in DAYS:
            self.check_day(rows, day)

    def check_day(self, rows, day):
        matrix = (
            self.env["crm.lifecycle.segment"]
            .with_user(self.manager)
            .get_matrix(company_id=self.company.id, day=str(day))
        )
        bands = self.env["crm.lifecycle.band"].search(
            [("company_id", "=", self.company.id)]
        )
        lowers = {band.id: band.lower for band in bands}
        customers, revenue = count_cells(
            rows,
            day,
            [lowers[band["id"]] for band in matrix["count_bands"]],
            [lowers[band["id"]] for band in matrix["recency_bands"]],
        )
        for cell in matrix["cells"]:
            place = (
                lowers[cell["count_band_id"]],
                lowers[cell["recency_band_id"]],
            )
            with self.subTest(day=day, cell=cell["name"]):
                self.assertEqual(cell["count"], customers[place])
                self.assertAlmostEqual(cell["amount"], float(revenue[place]), 2)
            _logger.info(
                "%s %s: %s customers, %.2f",
                day,
                cell["name"],
                cell["count"],
                cell["amount"],
            )
        self.assertEqual(matrix["customer_count"], customers.total())
