from odoo import fields, models


class CrmCampaignAttempt(models.Model):
    """One outcome that somebody entered for an action: calls may take several."""

    _name = "crm.campaign.attempt"
    _description = "Attempt at an Action"
    _order = "moment desc, id desc"
    _rec_name = "outcome_id"
    _log_access = False

    action_id = fields.Many2one(
        "crm.campaign.action", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one("res.users", string="By", ondelete="set null")
    moment = fields.Datetime(required=True)
    outcome_id = fields.Many2one(
        "crm.campaign.outcome", required=True, ondelete="restrict"
    )
    again_at = fields.Datetime(help="When the customer is to be called again.")
    note = fields.Text()
    before = fields.Json(
        groups="base.group_no_one",
        help="How everything was before, so that the outcome can be undone.",
    )
