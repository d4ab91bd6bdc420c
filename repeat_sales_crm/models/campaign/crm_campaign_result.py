from odoo import api, fields, models

from .crm_campaign_result_mixin import SOURCES
from .result_query import member_results


class CrmCampaignResult(models.Model):
    """What came of each member: one row per customer and wave, control group included.

    Who was left out has no row. Rows are read from members, actions and purchases, so
    that they cannot lag behind.
    """

    _name = "crm.campaign.result"
    _description = "Campaign Result"
    _inherit = ["crm.campaign.result.mixin"]
    _auto = False
    # By index: a list of a hundred thousand calculates the rows that it shows.
    _order = "id desc"
    _rec_name = "partner_id"
    _depends = SOURCES

    state = fields.Selection(
        lambda self: [
            choice
            for choice in self.env["crm.campaign.member"]
            ._fields["state"]
            ._description_selection(self.env)
            if choice[0] != "left_out"
        ],
        readonly=True,
    )
    side = fields.Selection(
        [("campaign", "Campaign"), ("control", "Control group")],
        string="Compared",
        readonly=True,
    )
    is_global_control = fields.Boolean(
        string="Control Group of All Campaigns",
        readonly=True,
        help="Nothing was done for the customer by any campaign, not only by this one.",
    )
    window_end = fields.Date(
        readonly=True,
        help="The last day on which purchases count. Until then numbers grow.",
    )
    member_count = fields.Integer(string="Customers", readonly=True)
    buy_rate = fields.Float(
        string="Share of Buyers",
        readonly=True,
        aggregator="avg",
        help="Of the customers who entered, whether they could be contacted or not: "
        "only so it compares with the control group.",
    )
    contact_until = fields.Date(
        readonly=True, help="Until then a contact is in time, as the goal says."
    )
    in_time = fields.Integer(
        string="Contacted in Time",
        readonly=True,
        help="Within so many days after entering as the campaign's goal says.",
    )
    expected = fields.Integer(
        string="To Be Contacted in Time",
        readonly=True,
        help="All but the control group, and those who left the campaign before their "
        "days were over: they needed no contact any more.",
    )
    purchase_count = fields.Integer(
        help="Between entering and the end of the window. Where a customer entered the "
        "campaign again meanwhile, the later wave has what came after."
    )
    bought_after = fields.Integer(
        string="Buyers after Contact",
        readonly=True,
        help="Who bought after the first contact: of these the days are known.",
    )
    days_to_purchase = fields.Integer(
        string="Days to Purchase",
        readonly=True,
        aggregator="avg",
        help="From the first contact to the first purchase after it.",
    )

    @property
    def _table_query(self):
        return member_results(self.env["crm.purchase"]._get_query())

    @api.depends("partner_id")
    def _compute_display_name(self):
        for result in self:
            result.display_name = result.partner_id.display_name

    def action_open_purchases(self):
        """Open what the customer bought from entering to the end of the window."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_purchase_action"
        )
        return action | {
            "name": self.env._("Purchases: %s", self.partner_id.display_name),
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("date", ">=", self.entered_on),
                ("date", "<=", self.window_end),
            ],
            "context": {},
        }
