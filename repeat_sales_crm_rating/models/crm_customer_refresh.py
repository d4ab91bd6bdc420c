from odoo import models
from odoo.tools import SQL


class CrmCustomerRefresh(models.Model):
    _inherit = "crm.customer.refresh"

    def _get_record_models(self):
        return super()._get_record_models() | {"rating.rating"}

    def _get_record_partners(self, model, record_ids):
        if model != "rating.rating":
            return super()._get_record_partners(model, record_ids)
        return SQL(
            """
            SELECT NULL::integer, contact.commercial_partner_id
              FROM rating_rating AS rating
              JOIN res_partner AS contact ON contact.id = rating.partner_id
             WHERE rating.id = ANY(%s)
            """,
            record_ids,
        )
