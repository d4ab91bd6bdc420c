from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..segment.free_name import free_name


class CrmCampaign(models.Model):
    """A plan of what is done for whom, and when.

    A campaign has steps and an audience. Each launch is a wave; each customer in it is
    a member; each step for a member is an action.
    """

    _name = "crm.campaign"
    _description = "Campaign"
    _inherit = ["mail.thread"]
    _order = "state, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
        help="Is told what goes wrong, and does what nobody else is responsible for.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("done", "Done"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    is_template = fields.Boolean(
        string="Playbook",
        help="A pattern to make campaigns of. It is never launched itself.",
    )
    utm_campaign_id = fields.Many2one(
        "utm.campaign",
        string="UTM Campaign",
        required=True,
        copy=False,
        index=True,
        ondelete="restrict",
        help="Groups the mailings, quotations and invoices that come of the campaign. "
        "Left empty, one of the same name is made.",
    )
    step_ids = fields.One2many("crm.campaign.step", "campaign_id", copy=True)
    wave_ids = fields.One2many("crm.campaign.wave", "campaign_id", string="Waves")
    problem = fields.Text(
        readonly=True,
        copy=False,
        help="Why the campaign does not go on. It is tried again by itself.",
    )

    # Rules
    reentry = fields.Selection(
        [
            ("never", "Never"),
            ("after", "After some days"),
            ("wave", "With each wave"),
        ],
        string="Same Customer Again",
        required=True,
        default="never",
        help="Whether a customer who was in this campaign can be in it again.",
    )
    reentry_days = fields.Integer(
        string="Days Until Again", default=180, help="Counted from the last entry."
    )
    exit_on_purchase = fields.Boolean(
        string="Ends With a Purchase",
        default=True,
        help="Customers who bought since they entered are left alone.",
    )
    exit_on_leave = fields.Boolean(
        string="Ends With Leaving the Audience",
        help="Customers who are no longer in the audience are left alone.",
    )
    control_share = fields.Float(
        string="Control Group",
        help="The share of customers for whom nothing is done, to compare with.",
    )
    attribution_days = fields.Integer(
        default=45,
        help="Purchases within so many days after entering count for the campaign.",
    )

    # Written down before the launch
    goal = fields.Text(help="What the campaign is to reach, in words.")
    goal_metric = fields.Selection(
        [
            ("buyers", "Share of members who buy"),
            ("orders", "Number of purchases"),
            ("revenue", "Revenue"),
        ],
        string="Measured By",
    )
    goal_value = fields.Float(
        string="Target",
        help="A share between 0 and 1, a number of purchases, or an amount in the "
        "currency of the company.",
    )
    budget = fields.Monetary(help="What the campaign may cost; 0 if it costs nothing.")
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Numbers
    member_ids = fields.One2many("crm.campaign.member", "campaign_id")
    wave_count = fields.Integer(compute="_compute_counts")
    member_count = fields.Integer(string="Customers", compute="_compute_counts")
    contacted_count = fields.Integer(
        string="Contacted",
        compute="_compute_contacted_count",
        help="Customers whom at least one message or one person reached out to.",
    )
    active_count = fields.Integer(string="Under Way", compute="_compute_counts")
    control_count = fields.Integer(string="In Control Group", compute="_compute_counts")
    left_out_count = fields.Integer(string="Left Out", compute="_compute_counts")

    _control_share_check = models.Constraint(
        "CHECK(control_share >= 0 AND control_share <= 0.5)",
        "The control group is a share between 0 % and 50 %.",
    )
    _days_check = models.Constraint(
        "CHECK(reentry_days >= 0 AND attribution_days >= 0)",
        "Enter numbers of days that are not negative.",
    )
    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)",
        "There is a campaign of this name already. Give this one a name of its own.",
    )

    def _compute_counts(self):
        counts = {
            (campaign.id, state): count
            for campaign, state, count in self.env["crm.campaign.member"]._read_group(
                [("campaign_id", "in", self.ids)],
                ["campaign_id", "state"],
                ["__count"],
            )
        }
        waves = dict(
            self.env["crm.campaign.wave"]._read_group(
                [("campaign_id", "in", self.ids)], ["campaign_id"], ["__count"]
            )
        )
        for campaign in self:
            active, done, exited, control, left_out = (
                counts.get((campaign._origin.id, state), 0)
                for state in ("active", "done", "exited", "control", "left_out")
            )
            campaign.wave_count = waves.get(campaign._origin, 0)
            campaign.member_count = active + done + exited
            campaign.active_count = active
            campaign.control_count = control
            campaign.left_out_count = left_out

    def _compute_contacted_count(self):
        counts = self.env["crm.campaign.action"]._count_contacted("campaign_id", self)
        for campaign in self:
            campaign.contacted_count = counts.get(campaign._origin.id, 0)

    @api.constrains("control_share", "goal_metric", "goal_value")
    def _check_goal_value(self):
        for campaign in self:
            if campaign.goal_metric == "buyers" and not 0 <= campaign.goal_value <= 1:
                raise ValidationError(
                    self.env._("The share of buyers is between 0 % and 100 %.")
                )

    @api.constrains("company_id")
    def _check_company_stays(self):
        for campaign in self:
            if campaign.sudo().wave_ids.company_id - campaign.company_id:
                raise ValidationError(
                    self.env._(
                        "%s has been launched, and stays with its company. Copy it "
                        "for another one.",
                        campaign.name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("utm_campaign_id") and vals.get("name"):
                vals["utm_campaign_id"] = self._create_utm_campaign(vals).id
        return super().create(vals_list)

    def _create_utm_campaign(self, vals):
        campaigns = self.env["utm.campaign"].sudo()
        owner = vals.get("user_id") or self.env.uid
        return campaigns.create({"title": vals["name"], "user_id": owner})

    def write(self, vals):
        titles = {campaign: campaign.name for campaign in self}
        result = super().write(vals)
        for campaign, title in titles.items():
            # Those who rename a campaign need no rights to UTM campaigns.
            utm_campaign = campaign.utm_campaign_id.sudo()
            if campaign.name != title and utm_campaign.title == title:
                utm_campaign.title = campaign.name
        return result

    def copy_data(self, default=None):
        """Give each copy a name that no other campaign of its company has."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            vals["name"] = ""
        for campaign, vals in zip(self, vals_list, strict=True):
            wanted = (default or {}).get("name") or campaign.name
            vals["name"] = free_name(self, wanted, vals["company_id"], vals_list)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_launched(self):
        launched = self.filtered(lambda campaign: campaign.sudo().wave_ids)
        if launched:
            raise UserError(
                self.env._(
                    "%s has been launched, and its history is needed to contact nobody "
                    "twice. Archive it instead.",
                    ", ".join(launched.mapped("name")),
                )
            )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_members(self):
        """Open who was contacted, left out, or is in the control group."""
        return self._open_lines("repeat_sales_crm.crm_campaign_member_action")

    def action_open_contacted(self):
        """Open the customers who were contacted."""
        return self.action_open_results("contacted")

    def action_open_actions(self):
        """Open what was and will be done for each member."""
        return self._open_lines("repeat_sales_crm.crm_campaign_action_action")

    def action_open_waves(self):
        """Open the launches."""
        return self._open_lines("repeat_sales_crm.crm_campaign_wave_action")

    def _open_lines(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {"domain": [("campaign_id", "in", self.ids)]}
