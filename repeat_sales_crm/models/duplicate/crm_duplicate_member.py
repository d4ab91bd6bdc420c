from odoo import fields, models


class CrmDuplicateMember(models.Model):
    """A contact in a group of contacts who are probably the same."""

    _name = "crm.duplicate.member"
    _description = "One of Several Contacts Who May Be the Same"
    _order = "duplicate_id, id"
    _rec_name = "partner_id"

    duplicate_id = fields.Many2one(
        "crm.duplicate", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        ondelete="cascade",
        bypass_search_access=True,
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    is_left_out = fields.Boolean(
        string="Not the Same",
        help="Is not merged with the others, and not shown with them again.",
    )

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id)", "A contact is in one group of duplicates."
    )
