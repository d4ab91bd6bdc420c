"""Finds the customers that the rows of a file name, set-wise, by whatever names them.

What a cell says is tried as an external ID first, then as a reference, a VAT number, an
e-mail address and a name; the first way in which it fits anybody decides. Contacts of
one company count as one customer: it is the company that buys.
"""

from odoo.fields import Domain
from odoo.tools import SQL, parse_contact_from_email, split_every

#: How the cells of a column are matched to partners, by the column's way to name them.
_WAYS = {
    "": ("external_id", "reference", "vat", "email", "name"),
    "id": ("external_id",),
    ".id": ("database_id",),
}

_CONDITIONS = {
    "external_id": SQL(
        "partner.id = (SELECT data.res_id FROM ir_model_data AS data"
        " WHERE data.module = wanted.xml_module AND data.name = wanted.xml_name"
        " AND data.model = 'res.partner')"
    ),
    "database_id": SQL("partner.id = wanted.database_id"),
    "reference": SQL("partner.ref = wanted.customer"),
    "vat": SQL(
        "partner.vat IS NOT NULL AND wanted.vat ="
        " REGEXP_REPLACE(UPPER(partner.vat), '[^A-Z0-9]', '', 'g')"
    ),
    "email": SQL("partner.email_normalized = wanted.email"),
    "name": SQL("partner.name = wanted.customer"),
    "full_name": SQL("partner.complete_name = wanted.customer"),
}

#: How many customers are created at a time.
_CHUNK = 1000


class CustomerFinder:
    """Finds, and if asked creates, the customers of the rows that are laid out.

    :param way: how the column names customers, see :func:`.external_rows.split_columns`
    """

    def __init__(self, env, way):
        self.env = env
        self.way = way

    def find(self):
        """Fill the table ``tmp_purchase_customer``: who is meant by each text.

        A text fits no partner (0 matches), one, or several, in which case none is
        taken.
        """
        self._create_table()
        self.env.cr.execute("SELECT DISTINCT company_id FROM tmp_purchase_customer")
        company_ids = [company_id for (company_id,) in self.env.cr.fetchall()]
        for company in self.env["res.company"].browse(company_ids):
            for kind in _WAYS[self.way]:
                self._match(company, kind)
                if kind == "name":
                    self._match(company, "full_name")

    def _create_table(self):
        self.env.cr.execute("DROP TABLE IF EXISTS tmp_purchase_customer")
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE tmp_purchase_customer ON COMMIT DROP AS
                SELECT wanted.*,
                       CASE WHEN STRPOS(customer, '@') > 0 THEN LOWER(TRIM(
                           COALESCE(SUBSTRING(customer FROM '<([^<>]+)>'), customer)
                       )) END AS email,
                       NULLIF(REGEXP_REPLACE(UPPER(customer), '[^A-Z0-9]', '', 'g'), '')
                           AS vat,
                       CASE WHEN STRPOS(customer, '.') > 0
                            THEN SPLIT_PART(customer, '.', 1) ELSE '__import__'
                       END AS xml_module,
                       SUBSTRING(customer FROM STRPOS(customer, '.') + 1) AS xml_name,
                       CASE WHEN customer ~ '^[0-9]{1,9}$' THEN customer::int
                       END AS database_id,
                       NULL::int AS partner_id,
                       NULL::int AS buyer_id,
                       0 AS matches
                  FROM (SELECT company_id, customer, MIN(line) AS line,
                               (ARRAY_AGG(customer_name ORDER BY line)
                                   FILTER (WHERE customer_name != ''))[1] AS new_name
                          FROM tmp_purchase_row
                         WHERE company_id IS NOT NULL AND customer != ''
                         GROUP BY company_id, customer) AS wanted
                """
            )
        )
        self.env.cr.execute("ANALYZE tmp_purchase_customer")

    def _match(self, company, kind):
        """Match what is not matched yet with the partners a company may sell to.

        Archived partners are taken where no active one fits.
        """
        partners = self.env["res.partner"].with_context(active_test=False)
        visible = partners._search(Domain(partners._check_company_domain(company)))
        self.env.cr.execute(
            SQL(
                """
                UPDATE tmp_purchase_customer AS target
                   SET partner_id = fitting.partner_id, matches = fitting.matches
                  FROM (
                    SELECT wanted.customer,
                           COALESCE(NULLIF(COUNT(DISTINCT partner.commercial_partner_id)
                               FILTER (WHERE partner.active), 0),
                               COUNT(DISTINCT partner.commercial_partner_id)
                           ) AS matches,
                           (ARRAY_AGG(partner.id ORDER BY
                               partner.active DESC,
                               partner.id = partner.commercial_partner_id DESC,
                               partner.id))[1] AS partner_id
                      FROM tmp_purchase_customer AS wanted
                      JOIN res_partner AS partner ON %(fits)s
                     WHERE wanted.matches = 0
                       AND wanted.company_id = %(company)s
                       AND partner.id IN (%(visible)s)
                     GROUP BY wanted.customer
                  ) AS fitting
                 WHERE target.company_id = %(company)s
                   AND target.customer = fitting.customer
                """,
                fits=_CONDITIONS[kind],
                company=company.id,
                visible=visible.select(),
            )
        )

    def get_problems_query(self, unknown_too):
        """Return a SELECT of the rows whose customer is not found.

        :param unknown_too: whether a customer who is not there at all is a problem, or
            only one who cannot be told from another
        """
        return SQL(
            """
            SELECT row.line, 'partner_id',
                   CASE WHEN found.matches = 0
                        THEN 'customer_unknown' ELSE 'customer_ambiguous' END,
                   row.customer, found.matches::text
              FROM tmp_purchase_row AS row
              JOIN tmp_purchase_customer AS found
                ON found.company_id = row.company_id
               AND found.customer = row.customer
             WHERE found.matches > 1 OR (found.matches = 0 AND %s)
            """,
            unknown_too,
        )

    def create_missing(self, prepare):
        """Create the customers that are not there, one for all texts that mean one.

        :param prepare: gives the values of a partner for (what the file calls the
            customer, e-mail address or False, name or False)
        """
        self.env.cr.execute(
            """
            SELECT COALESCE(email, customer), (ARRAY_AGG(customer ORDER BY line))[1],
                   (ARRAY_AGG(new_name ORDER BY line)
                       FILTER (WHERE new_name IS NOT NULL))[1]
              FROM tmp_purchase_customer
             WHERE matches = 0
             GROUP BY 1
             ORDER BY MIN(line)
            """
        )
        partners = self.env["res.partner"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        for chunk in split_every(_CHUNK, self.env.cr.fetchall()):
            created = partners.create(
                [
                    prepare(customer, *self._split(customer, name))
                    for _key, customer, name in chunk
                ]
            )
            self._take_created([key for key, _customer, _name in chunk], created.ids)

    def _split(self, customer, name):
        if "@" not in customer:
            return False, name
        name_of_address, email = parse_contact_from_email(customer)
        return email, name or name_of_address

    def _take_created(self, keys, partner_ids):
        self.env.cr.execute(
            SQL(
                """
                UPDATE tmp_purchase_customer AS wanted
                   SET partner_id = created.partner_id, matches = 1
                  FROM UNNEST(%s::text[], %s::int[]) AS created (key, partner_id)
                 WHERE COALESCE(wanted.email, wanted.customer) = created.key
                   AND wanted.matches = 0
                """,
                keys,
                partner_ids,
            )
        )

    def find_buyers(self):
        """Note for each text who buys: the company behind the contact, as it is now."""
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env.cr.execute(
            """
            UPDATE tmp_purchase_customer AS found
               SET buyer_id = partner.commercial_partner_id
              FROM res_partner AS partner
             WHERE partner.id = found.partner_id
            """
        )
        self.env.cr.execute("ANALYZE tmp_purchase_customer")
