from odoo import api, fields, models
from odoo.tools import SQL

#: The key under which a transaction keeps the records whose customers have to be noted.
_NOTED_RECORDS = "repeat_sales_crm.noted_records"

#: The kind of notes that ask for facts only.
FACTS = "facts"


class CrmCustomerRefresh(models.Model):
    """When facts are calculated: after what they rest on, and after all else."""

    _inherit = "crm.customer.refresh"

    kind = fields.Selection(
        selection_add=[(FACTS, "Facts")], ondelete={FACTS: "cascade"}
    )

    @api.model
    def _note_facts(self, keys):
        """Note customers whose facts changed, though not their purchases.

        :param keys: (company id, partner id) pairs, as for :meth:`_note`
        """
        self._note(keys, FACTS)

    @api.model
    def _note_prospects(self, pairs):
        """Note partners for their facts, also those who are no customers so far.

        Whoever is not known yet becomes a prospect, so that segments find them.

        :param pairs: (company id, commercial partner id) pairs
        """
        pairs = {pair for pair in pairs if all(pair)}
        if not pairs:
            return
        company_ids, partner_ids = zip(*sorted(pairs), strict=True)
        self.env["res.partner"].flush_model(
            ["active", "commercial_partner_id", "user_id"]
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_customer (company_id, partner_id, user_id, active)
                SELECT pair.company_id, partner.id, partner.user_id, partner.active
                  FROM UNNEST(%s::int[], %s::int[]) AS pair (company_id, partner_id)
                  JOIN res_partner AS partner ON partner.id = pair.partner_id
                   AND partner.commercial_partner_id = partner.id
                 WHERE NOT EXISTS (SELECT FROM crm_customer AS known
                                    WHERE known.company_id = pair.company_id
                                      AND known.partner_id = pair.partner_id)
                    ON CONFLICT (company_id, partner_id) DO NOTHING
                RETURNING company_id, partner_id
                """,
                list(company_ids),
                list(partner_ids),
            )
        )
        new = self.env.cr.fetchall()
        self._note(new)
        self._note_facts(pairs.difference(new))

    @api.model
    def _note_records(self, model, record_ids):
        """Note the customers behind some records, for their facts.

        Costs nothing but memory until the transaction is about to be committed: then
        the customers are looked up, with one query for each model.

        :param model: name of one of :meth:`_get_record_models`
        """
        precommit = self.env.cr.precommit
        noted = precommit.data.get(_NOTED_RECORDS)
        if noted is None:
            noted = precommit.data[_NOTED_RECORDS] = {}
            precommit.add(self.sudo()._note_noted_records)
        noted.setdefault(model, set()).update(record_ids)

    def _note_noted_records(self):
        """Note those who are customers already.

        Most of those whom a mailing reaches are customers of no or of one company. Who
        becomes one just now gets the facts with the first purchase.
        """
        noted = self.env.cr.precommit.data.pop(_NOTED_RECORDS, {})
        for model, record_ids in noted.items():
            query = SQL(
                """
                SELECT customer.company_id, customer.partner_id
                  FROM (%s) AS concerned (company_id, partner_id)
                  JOIN crm_customer AS customer
                    ON customer.partner_id = concerned.partner_id
                   AND customer.company_id
                       = COALESCE(concerned.company_id, customer.company_id)
                """,
                self._get_record_partners(model, list(record_ids)),
            )
            self._note_facts(self.env.execute_query(query))

    @api.model
    def _get_record_models(self):
        """Return the models of whose records :meth:`_note_records` knows customers."""
        return {"crm.lead", "mailing.contact", "res.partner", "sale.order"}

    def _get_record_partners(self, model, record_ids):
        """Return a SELECT of the company and the commercial partner of records.

        No company means every company.
        """
        if model == "res.partner":
            return SQL(
                "SELECT NULL::integer, commercial_partner_id"
                " FROM res_partner WHERE id = ANY(%s)",
                record_ids,
            )
        if model == "mailing.contact":
            return SQL(
                """
                SELECT NULL::integer, contact.commercial_partner_id
                  FROM mailing_contact AS subscriber
                  JOIN res_partner AS contact
                    ON contact.email_normalized = subscriber.email_normalized
                 WHERE subscriber.id = ANY(%s)
                """,
                record_ids,
            )
        return SQL(
            """
            SELECT document.company_id, contact.commercial_partner_id
              FROM %s AS document
              JOIN res_partner AS contact ON contact.id = document.partner_id
             WHERE document.id = ANY(%s)
            """,
            SQL.identifier(self.env[model]._table),
            record_ids,
        )

    def _get_kinds(self):
        return [*super()._get_kinds(), FACTS]

    def _calculate(self, kind, company, scope, cause):
        customers = self.env["crm.customer"]
        if kind == FACTS:
            today = company._lifecycle_today()
            return customers._refresh_facts(company, today, scope)
        result = super()._calculate(kind, company, scope, cause)
        if scope.upper:
            # Everybody's place in the matrix comes before anybody's facts.
            self._append([(company.id, scope.lower, scope.upper)], kind=FACTS)
        else:
            customers._refresh_facts(company, company._lifecycle_today(), scope)
        return result

    def _begin_day(self, company, today):
        result = super()._begin_day(company, today)
        self.env["crm.customer"]._measure_facts(company, today)
        self._enqueue_all(company, kind=FACTS)
        return result
