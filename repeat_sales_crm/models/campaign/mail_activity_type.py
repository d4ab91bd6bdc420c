from odoo import fields, models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    is_complaint = fields.Boolean(
        string="Complaint",
        help="While a contact has an open activity of this type, campaigns leave the "
        "customer alone.",
    )
