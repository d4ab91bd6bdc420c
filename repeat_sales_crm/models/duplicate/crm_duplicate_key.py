from odoo import api, fields, models
from odoo.tools import SQL

from . import normal
from .kinds import KINDS

#: What is derived from the contact, in the order of the SELECT.
_COLUMNS = (
    "company_id",
    "commercial_id",
    "is_person",
    "birth_date",
    "email",
    "phone",
    "vat",
    "name",
    "place",
    "colleague",
)


class CrmDuplicateKey(models.Model):
    """What a contact is compared by, written alike.

    One row per contact who may be a duplicate, kept by :meth:`_collect`: beside the
    contact, so that a search for what changed since the last one looks up values
    instead of reading all contacts.
    """

    _name = "crm.duplicate.key"
    _description = "What a Contact Is Compared By"
    _order = "partner_id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, ondelete="cascade"
    )
    company_id = fields.Integer(help="0 of contacts that all companies share.")
    commercial_id = fields.Integer(string="Customer")
    is_person = fields.Boolean()
    birth_date = fields.Date()
    email = fields.Char(string="E-mail")
    phone = fields.Char()
    vat = fields.Char(string="VAT")
    name = fields.Char()
    place = fields.Char(string="Name and City")
    colleague = fields.Char(string="Name and Employer")
    run_id = fields.Integer(
        string="Search",
        help="The search that has to compare it: it changed before that one, or during "
        "it.",
    )

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id)", "A contact is compared by one row."
    )
    _email_idx = models.Index("(email) WHERE email IS NOT NULL")
    _phone_idx = models.Index("(phone) WHERE phone IS NOT NULL")
    _vat_idx = models.Index("(vat) WHERE vat IS NOT NULL")
    _place_idx = models.Index("(place) WHERE place IS NOT NULL")
    _colleague_idx = models.Index("(colleague) WHERE colleague IS NOT NULL")
    _run_idx = models.Index("(run_id)")

    @api.model
    def _collect(self, condition, run=None):
        """Bring the rows of some contacts in line with the contacts.

        :param condition: SQL over ``partner`` (a row of ``res_partner``)
        :param run: the search that will compare what changed; the next if left out
        :return: how many rows changed
        """
        self.env.flush_all()
        self.env.cr.execute(self._get_outdated_query(condition))
        gone = self.env.cr.rowcount
        run_id = run.id if run else self.env["crm.duplicate.run"]._get_next_id()
        self.env.cr.execute(self._get_collect_query(condition, run_id))
        changed = self.env.cr.rowcount
        self.invalidate_model()
        return gone + changed

    def _get_comparable(self):
        """Return the SQL that says which contacts may be duplicates at all.

        Neither archived ones, nor mere addresses, nor our own companies and users.
        """
        return SQL(
            """
            partner.active AND COALESCE(partner.partner_share, TRUE)
            AND (partner.type IS NULL OR partner.type = 'contact'
                 OR partner.commercial_partner_id = partner.id)
            AND NOT EXISTS (SELECT FROM res_company AS own
                             WHERE own.partner_id = partner.id)
            """
        )

    def _get_outdated_query(self, condition):
        return SQL(
            """
            WITH outdated AS (
                DELETE FROM crm_duplicate_key AS known
                 USING res_partner AS partner
                 WHERE partner.id = known.partner_id
                   AND (%(condition)s) AND NOT (%(comparable)s)
             RETURNING known.partner_id)
            UPDATE crm_duplicate_pair AS pair SET is_touched = TRUE
              FROM outdated
             WHERE outdated.partner_id IN (pair.one_id, pair.other_id)
               AND pair.state != 'different'
            """,
            condition=condition,
            comparable=self._get_comparable(),
        )

    def _get_collect_query(self, condition, run_id):
        columns = SQL(", ").join(map(SQL.identifier, _COLUMNS))
        return SQL(
            """
            INSERT INTO crm_duplicate_key AS known (partner_id, run_id, %(columns)s)
            SELECT partner_id, %(run)s, %(columns)s FROM (%(keys)s) AS found
                ON CONFLICT (partner_id) DO UPDATE
               SET run_id = excluded.run_id, (%(columns)s) = ROW(%(excluded)s)
             WHERE (%(known)s) IS DISTINCT FROM (%(excluded)s)
            """,
            columns=columns,
            run=run_id,
            keys=self._get_keys_query(condition),
            excluded=SQL(", ").join(SQL.identifier("excluded", c) for c in _COLUMNS),
            known=SQL(", ").join(SQL.identifier("known", c) for c in _COLUMNS),
        )

    def _get_keys_query(self, condition):
        """Return a SELECT of the keys of contacts, which can be compared as they are.

        ``OFFSET 0`` has the name folded once, though it is used three times.
        """
        return SQL(
            """
            SELECT partner_id, company_id, commercial_id, is_person, birth_date,
                   email, phone, vat, name,
                   name || '|' || city AS place,
                   CASE WHEN commercial_id != partner_id
                        THEN name || '|' || commercial_id END AS colleague
              FROM (
                  SELECT partner.id AS partner_id,
                         COALESCE(partner.company_id, 0) AS company_id,
                         COALESCE(partner.commercial_partner_id, partner.id)
                             AS commercial_id,
                         NOT COALESCE(partner.is_company, FALSE) AS is_person,
                         partner.birth_date,
                         %(email)s AS email, %(phone)s AS phone, %(vat)s AS vat,
                         %(name)s AS name, %(city)s AS city
                    FROM res_partner AS partner
                    LEFT JOIN res_country AS country ON country.id = partner.country_id
                   WHERE (%(condition)s) AND %(comparable)s
                  OFFSET 0) AS written
             ORDER BY partner_id
            """,
            email=normal.email(),
            phone=normal.phone(),
            vat=normal.vat(),
            name=normal.name(),
            city=normal.city(),
            condition=condition,
            comparable=self._get_comparable(),
        )

    @api.model
    def _get_shared_values(self, partners):
        """Return what the contacts share: [(kind, value, contacts)]."""
        shared = []
        rows = self.search([("partner_id", "in", partners.ids)])
        for kind in KINDS:
            for value, same in rows.grouped(kind.name).items():
                if value and len(same) > 1:
                    shared.append((kind.name, value, same.partner_id))
        return shared
