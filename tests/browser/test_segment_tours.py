"""Segments, used as people use them."""

import csv
import io
from ast import literal_eval

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from ..segment.segment_common import SegmentCommon


class SegmentTourCommon(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer.group_ids += cls.env.ref("base.group_allow_export")
        cls.marketer.email = "marketer@example.com"
        cls.recent = cls.make_segment("Recent", [("last_date", ">=", "today -30d")])


class TestSegmentTours(SegmentTourCommon, HttpCase):
    def test_from_matrix(self):
        self.start_tour(
            "/odoo/lifecycle-matrix", "segment_from_matrix", login="marketer"
        )
        segment = self.env["crm.segment"].search([("name", "=", "Best of them")])
        self.assertEqual(self.members(segment), self.loyal)

    def test_from_search(self):
        self.start_tour(
            "/odoo/repeat-customers", "segment_from_search", login="marketer"
        )
        segment = self.env["crm.segment"].search([("name", "=", "Quiet ones")])
        self.assertEqual(self.members(segment), self.asleep)
        self.assertEqual(segment.user_id, self.marketer)

    def test_mailing(self):
        self.start_tour("/odoo/segments", "segment_mailing", login="marketer")
        mailing = self.env["mailing.mailing"].search([("subject", "=", "News for you")])
        self.assertEqual(mailing.segment_id, self.recent)
        self.assertEqual(
            self.env["res.partner"].search(mailing._get_recipients_domain()),
            self.loyal | self.fresh,
        )

    def test_moving_day(self):
        self.start_tour("/odoo/segments", "segment_moving_day", login="marketer")
        self.assertEqual(
            literal_eval(self.recent.domain), [("last_date", "<", "today -7m")]
        )

    def test_export(self):
        self.start_tour("/odoo/segments", "segment_export", login="marketer")

    def test_download(self):
        self.authenticate("marketer", "marketer")
        wizard = (
            self.env["crm.segment.export"]
            .with_user(self.marketer)
            .create({"segment_id": self.recent.id, "file_format": "csv"})
        )
        url = wizard.action_export()["url"]
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertIn("Recent.csv", response.headers["Content-Disposition"])
        content = response.content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content)))
        self.assertEqual([row[0] for row in rows], ["Customer", "Loyal", "Fresh"])
        self.authenticate("seller", "seller")
        with mute_logger("odoo.http"):
            self.assertGreaterEqual(self.url_open(url).status_code, 400)

    def test_seller(self):
        self.start_tour("/odoo/segments", "segment_seller", login="seller")
        favorites = self.env["ir.filters"].search([("segment_id", "=", self.recent.id)])
        self.assertEqual(favorites.user_ids, self.seller)

    def test_keyboard(self):
        self.start_tour("/odoo/segments", "segment_keyboard", login="marketer")


class TestSegmentPhone(SegmentTourCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self.start_tour("/odoo/segments", "segment_phone", login="marketer")
