from odoo import models
from odoo.tools import SQL


class CrmCustomerRefresh(models.Model):
    """An answer on a rated document is a contact with who gave the rating."""

    _inherit = "crm.customer.refresh"

    def _get_record_models(self):
        answered = self.env["crm.rating.subject"]._get_answered_models()
        return super()._get_record_models() | answered

    def _get_record_partners(self, model, record_ids):
        # What is known without ratings has more to say than who rated it.
        # pylint: disable-next=super-method-mismatch
        if model in super()._get_record_models():
            return super()._get_record_partners(model, record_ids)
        return SQL(
            """
            SELECT NULL::integer, contact.commercial_partner_id
              FROM rating_rating AS rating
              JOIN res_partner AS contact ON contact.id = rating.partner_id
             WHERE rating.res_model = %s
               AND rating.res_id = ANY(%s)
               AND rating.consumed IS TRUE
            """,
            model,
            record_ids,
        )
