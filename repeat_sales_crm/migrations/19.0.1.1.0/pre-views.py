"""Take a view away that names a field which is gone; it is loaded anew afterwards.

Odoo checks each view together with the stored ones that extend it, which are still
those of the version before.
"""

from odoo.tools import SQL

_STALE = "crm_customer_view_form_potential"


def migrate(cr, version):
    cr.execute(
        SQL(
            """
            WITH stale AS (
                DELETE FROM ir_model_data
                 WHERE module = 'repeat_sales_crm' AND model = 'ir.ui.view'
                   AND name = %s
             RETURNING res_id
            )
            DELETE FROM ir_ui_view WHERE id IN (SELECT res_id FROM stale)
            """,
            _STALE,
        )
    )
