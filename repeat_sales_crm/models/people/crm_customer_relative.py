from odoo import fields, models
from odoo.tools import SQL


class CrmCustomerRelative(models.Model):
    """Organisations that somebody said have to do with a customer.

    Of several relations of the same two one is told; family goes before all of them.
    """

    _inherit = "crm.customer.relative"
    _depends = {"crm.partner.relation": ["kind", "other_id", "partner_id"]}

    relation = fields.Selection(
        selection_add=[
            ("group", "Same Group"),
            ("partner", "Partner"),
            ("rival", "Rival"),
        ]
    )

    def _get_queries(self):
        return [*super()._get_queries(), self._get_relations_query()]

    def _get_relations_query(self):
        return SQL(
            """
            SELECT %s, related.kind AS relation
              FROM crm_customer AS customer
              JOIN res_partner AS own ON own.id = customer.partner_id
              LEFT JOIN res_partner AS parent ON parent.id = own.parent_id
              JOIN crm_partner_relation AS related ON related.partner_id = own.id
              JOIN res_partner AS partner ON partner.id = related.other_id
              LEFT JOIN crm_customer AS relative
                ON relative.partner_id = partner.id
               AND relative.company_id = customer.company_id
             WHERE partner.active
               AND (partner.company_id IS NULL
                    OR partner.company_id = customer.company_id)
               AND partner.id IS DISTINCT FROM parent.commercial_partner_id
               AND (partner.parent_id IS NULL
                    OR partner.parent_id != own.id
                   AND partner.parent_id IS DISTINCT FROM parent.commercial_partner_id)
               AND NOT EXISTS (SELECT FROM crm_partner_relation AS former
                                WHERE former.partner_id = related.partner_id
                                  AND former.other_id = related.other_id
                                  AND former.kind < related.kind)
            """,
            self._get_columns(),
        )
