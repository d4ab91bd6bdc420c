from odoo import fields, models


class CrmCampaignOutcome(models.Model):
    """What came of talking to a customer."""

    _name = "crm.campaign.outcome"
    _description = "Outcome of an Action"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        help="How programs know the outcome, whatever it is called.", copy=False
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Left empty: all companies."
    )
    is_reached = fields.Boolean(
        string="Reached", help="Whether somebody spoke with the customer."
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another outcome has this code already."
    )
