from odoo import fields, models


class CrmContactRole(models.Model):
    """What part somebody plays when their organisation decides to buy."""

    _name = "crm.contact.role"
    _description = "Role at an Organisation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        translate=True, help="How to recognise such a person, and what they need."
    )
    is_decider = fields.Boolean(
        string="Decides",
        help="People in this role can say yes. Without one, a deal has a gap.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
