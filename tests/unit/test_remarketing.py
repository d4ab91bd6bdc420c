"""Addresses as ad platforms match them."""

import unittest

from odoo.addons.repeat_sales_crm.models.segment.remarketing import (
    PLATFORMS,
    digest,
    hash_row,
    normalize_email,
    normalize_phone,
)

GOOGLE, META = PLATFORMS["google"], PLATFORMS["meta"]


class TestRemarketing(unittest.TestCase):
    def test_known_hashes(self):
        # The first is the standard's own example (FIPS 180-2, B.1).
        self.assertEqual(
            digest("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        )
        self.assertEqual(
            digest("test@example.com"),
            "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b",
        )
        self.assertEqual(digest(""), "")

    def test_email(self):
        self.assertEqual(
            normalize_email("  Ann.Lee@Example.COM\n"), "ann.lee@example.com"
        )
        self.assertEqual(normalize_email(False), "")

    def test_phone(self):
        for number in ("+44 20 7946 0958", "0044 20 7946-0958", "+442079460958"):
            self.assertEqual(normalize_phone(number, GOOGLE), "+442079460958")
            self.assertEqual(normalize_phone(number, META), "442079460958")
        for number in (None, "", "+", "unknown"):
            self.assertEqual(normalize_phone(number, GOOGLE), "")

    def test_row(self):
        row = hash_row("Test@Example.com ", False, GOOGLE)
        self.assertEqual(row, [digest("test@example.com"), ""])
        self.assertEqual(
            hash_row(None, "+442079460958", META), ["", digest("442079460958")]
        )
        self.assertNotEqual(
            hash_row(None, "+442079460958", GOOGLE),
            hash_row(None, "+442079460958", META),
        )

    def test_columns(self):
        self.assertEqual(GOOGLE.columns, ("Email", "Phone"))
        self.assertEqual(META.columns, ("email", "phone"))
