from odoo import fields, models

#: What results are read from, for the tables of both models.
SOURCES = {
    "crm.campaign": ["attribution_days", "goal_days"],
    "crm.campaign.action": [
        "campaign_id",
        "channel_group",
        "company_id",
        "contact_at",
        "contact_id",
        "kind",
        "mailing_id",
        "member_id",
        "outcome_id",
        "partner_id",
        "state",
        "step_id",
        "user_id",
        "variant",
    ],
    "crm.campaign.attempt": ["action_id", "moment", "outcome_id"],
    "crm.campaign.member": [
        "campaign_id",
        "company_id",
        "entered_at",
        "finished_at",
        "is_global_control",
        "lifecycle_segment_id",
        "partner_id",
        "purchase_count",
        "reason",
        "state",
        "user_id",
        "wave_id",
    ],
    "crm.campaign.outcome": ["counts_as_contact", "is_reached", "is_refused"],
    "crm.campaign.step": ["cost"],
    "crm.purchase": ["amount", "company_id", "date", "partner_id", "purchase_count"],
    "mailing.trace": [
        "links_click_datetime",
        "mass_mailing_id",
        "model",
        "open_datetime",
        "reply_datetime",
        "res_id",
        "trace_status",
    ],
    "res.company": ["lifecycle_tz"],
}


class CrmCampaignResultMixin(models.AbstractModel):
    """What members and the actions for them tell alike."""

    _name = "crm.campaign.result.mixin"
    _description = "Result of Campaigns"

    member_id = fields.Many2one("crm.campaign.member", readonly=True)
    campaign_id = fields.Many2one("crm.campaign", readonly=True)
    wave_id = fields.Many2one("crm.campaign.wave", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    lifecycle_segment_id = fields.Many2one(
        "crm.lifecycle.segment",
        readonly=True,
        help="Where the customer was when entering the campaign.",
    )
    entered_on = fields.Date(
        readonly=True, help="When the customer entered the campaign."
    )
    contacted = fields.Integer(
        readonly=True, help="A message was sent, or a salesperson did their part."
    )
    reached = fields.Integer(
        readonly=True,
        help="The message was opened, or somebody spoke with the customer.",
    )
    answered = fields.Integer(
        readonly=True,
        help="The customer replied, clicked in the message, or spoke with somebody.",
    )
    refused = fields.Integer(
        readonly=True,
        help="The outcome is a refusal, or the customer wants no campaigns any more.",
    )
    cost = fields.Monetary(
        readonly=True, help="Of the actions done, as their steps say."
    )
    bought = fields.Integer(string="Buyers", readonly=True)
    purchase_count = fields.Integer(string="Purchases in the Window", readonly=True)
    revenue = fields.Monetary(string="Revenue in the Window", readonly=True)
    credited_count = fields.Integer(
        string="Purchases, Counted Once",
        readonly=True,
        help="Each purchase belongs to one campaign alone: the one that contacted the "
        "customer last before. Add up campaigns with these.",
    )
    credited_revenue = fields.Monetary(string="Revenue, Counted Once", readonly=True)

    def action_open_member(self):
        """Open what was done for the customer in that wave."""
        self.ensure_one()
        return self.member_id._get_records_action(context={})
