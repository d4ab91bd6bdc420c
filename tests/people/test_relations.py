"""A relation is the same from both sides, also after a merge."""

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from .people_common import PeopleCommon


class TestRelations(PeopleCommon, TransactionCase):
    def relate(self, one, other, kind="rival"):
        return self.env["crm.partner.relation"].create(
            {"partner_id": one.id, "other_id": other.id, "kind": kind}
        )

    def seen(self, partner):
        return {
            (relation.other_id.name, relation.kind)
            for relation in self.env["crm.partner.relation"].search(
                [("partner_id", "=", partner.id)]
            )
        }

    def test_both_sides_say_the_same(self):
        relation = self.relate(self.old, self.new)
        self.assertEqual(self.seen(self.new), {("Old Mill", "rival")})
        relation.kind = "partner"
        self.assertEqual(self.seen(self.new), {("Old Mill", "partner")})
        self.new.relation_ids.unlink()
        self.assertFalse(self.seen(self.old))

    def test_people_have_none(self):
        with self.assertRaisesRegex(ValidationError, "belongs to Old Mill"):
            self.relate(self.ann, self.new)

    @mute_logger("odoo.sql_db")
    def test_once_and_not_to_oneself(self):
        self.relate(self.old, self.new)
        for other in (self.new, self.old):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.relate(self.old, other)

    def test_a_merge_keeps_all_but_what_makes_no_sense(self):
        third, fourth = (self.make_partner(name) for name in ("Third", "Fourth"))
        self.relate(self.old, self.new)
        self.relate(self.old, third)
        self.relate(self.new, third)
        self.relate(self.old, fourth, "group")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [self.old.id, self.new.id], self.new, extra_checks=False
        )
        self.env.invalidate_all()
        self.assertEqual(self.seen(self.new), {("Third", "rival"), ("Fourth", "group")})
        self.assertEqual(self.seen(third), {("New Mill", "rival")})
        self.assertEqual(self.seen(fourth), {("New Mill", "group")})
