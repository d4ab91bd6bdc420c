from odoo import api, models
from odoo.tools import SQL


class CrmCustomerSupply(models.Model):
    """Which fact counts, and whose facts are to be calculated anew."""

    _inherit = "crm.customer.supply"

    @api.model
    def _find_latest(self, partner_ids):
        """Mark the latest fact of each competitor, category and customer."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH ranked AS (
                    SELECT id,
                           active AND ROW_NUMBER() OVER (
                               PARTITION BY active, company_id, partner_id, categ_id,
                                            competitor_id
                               ORDER BY observed_date DESC, id DESC) = 1 AS is_latest
                      FROM crm_customer_supply
                     WHERE partner_id = ANY(%s)
                )
                UPDATE crm_customer_supply AS supply
                   SET is_latest = ranked.is_latest
                  FROM ranked
                 WHERE ranked.id = supply.id
                   AND supply.is_latest IS DISTINCT FROM ranked.is_latest
                """,
                list(partner_ids),
            )
        )
        self.invalidate_model(["is_latest", "standing"])

    @api.model
    def _note_wallets(self, records):
        """Have the facts of these customers calculated, also of those unknown so far.

        :param records: supplies or budgets
        """
        pairs = {(record.company_id.id, record.partner_id.id) for record in records}
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
        notes = self.env["crm.customer.refresh"]
        notes._note(new)
        notes._note_facts(pairs.difference(new))
