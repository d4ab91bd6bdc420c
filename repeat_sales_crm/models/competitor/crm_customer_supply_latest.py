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
        self.env["crm.customer.refresh"]._note_prospects(pairs)
