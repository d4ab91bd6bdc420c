from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmCampaignHandover(models.TransientModel):
    """Gives the rest of a wave, or some actions, to somebody else.

    Whatever the former one would have done for these customers later in the plan is
    given along. A card that somebody has open just now stays with them.
    """

    _name = "crm.campaign.handover"
    _description = "Hand Over Actions"

    wave_id = fields.Many2one(
        "crm.campaign.wave", ondelete="cascade", help="What is left of this launch."
    )
    action_ids = fields.Many2many("crm.campaign.action", string="Chosen Actions")
    from_user_id = fields.Many2one(
        "res.users", string="From", help="Left empty: from everybody."
    )
    is_late_only = fields.Boolean(string="Only What Is Late")
    to_user_ids = fields.Many2many(
        "res.users",
        string="To",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Several people take turns, the most valuable customers first.",
    )
    company_id = fields.Many2one("res.company", compute="_compute_numbers")
    running_count = fields.Integer(string="To Do Now", compute="_compute_numbers")
    waiting_count = fields.Integer(string="Later", compute="_compute_numbers")
    open_count = fields.Integer(
        string="Open With Somebody",
        compute="_compute_numbers",
        help="Somebody has these cards on the screen just now; they are left alone.",
    )

    @api.depends("wave_id", "action_ids", "from_user_id", "is_late_only")
    def _compute_numbers(self):
        for wizard in self:
            actions = wizard._find_actions()
            busy = wizard._find_busy(actions)
            running = (actions - busy).filtered(lambda one: one.state == "running")
            wizard.company_id = (wizard.wave_id or wizard.action_ids).company_id[:1]
            wizard.running_count = len(running)
            wizard.waiting_count = len(actions - busy - running)
            wizard.open_count = len(busy)

    def _find_actions(self):
        """Return the actions in question, the most valuable first."""
        domain = Domain("state", "in", ("waiting", "running"))
        if self.action_ids:
            domain &= Domain("id", "in", self.action_ids.ids)
        else:
            domain &= Domain("wave_id", "=", self.wave_id.id)
        if self.from_user_id:
            domain &= Domain("user_id", "=", self.from_user_id.id)
        if self.is_late_only:
            company = (self.wave_id or self.action_ids).company_id[:1]
            company = company or self.env.company
            days = company._get_working_days("human")
            begun = days.last(company._lifecycle_today())
            domain &= Domain("activity_id.date_deadline", "<", begun)
        return (
            self.env["crm.campaign.action"]
            .sudo()
            .search_fetch(
                domain,
                ["state", "user_id", "claim_user_id", "claim_until", "channel_group"],
                order="value desc, id",
            )
        )

    def _find_busy(self, actions):
        now = fields.Datetime.now()
        return actions.filtered(lambda one: one.claim_until and one.claim_until > now)

    def action_confirm(self):
        """Give the actions to the chosen people, and tell them."""
        self.ensure_one()
        self._check_allowed()
        actions = self._find_actions()
        actions -= self._find_busy(actions)
        users = self.to_user_ids
        if not users:
            raise UserError(self.env._("Choose who takes over."))
        if not actions:
            raise UserError(
                self.env._("Nothing is left to hand over. Choose other actions.")
            )
        given = {
            action.id: users[number % len(users)].id
            for number, action in enumerate(actions)
        }
        self._hand_over_members(given)
        actions._give_to(given)
        self._tell(actions)
        return {"type": "ir.actions.act_window_close"}

    def _check_allowed(self):
        """Only whoever runs campaigns hands over, and only what they may see."""
        self.env["crm.campaign"].check_access("write")
        (self.wave_id or self.action_ids).check_access("read")
        companies = (self.wave_id or self.action_ids).sudo().company_id
        for user in self.to_user_ids.sudo():
            if not user.active or companies - user.company_ids:
                raise UserError(
                    self.env._("%s does not work for this company.", user.name)
                )

    def _hand_over_members(self, given):
        """Write down for the members who stands in for whom from now on."""
        ids = sorted(given)
        self.env["crm.campaign.action"].sudo()._execute(
            SQL(
                """
                UPDATE crm_campaign_member AS member
                   SET handed_to_id = given.user_id,
                       handed_from_id = CASE
                           WHEN member.handed_to_id = action.user_id
                           THEN member.handed_from_id
                           ELSE action.user_id END
                  FROM UNNEST(%s::int[], %s::int[]) AS given (action_id, user_id),
                       crm_campaign_action AS action
                 WHERE action.id = given.action_id AND member.id = action.member_id
             RETURNING member.id
                """,
                ids,
                [given[action_id] for action_id in ids],
            )
        )

    def _tell(self, actions):
        for campaign, handed in actions.grouped("campaign_id").items():
            campaign.message_post(
                body=self.env._(
                    "%(user)s handed %(count)s actions over to %(others)s.",
                    user=self.env.user.name,
                    count=len(handed),
                    others=", ".join(self.to_user_ids.mapped("name")),
                ),
                partner_ids=self.to_user_ids.partner_id.ids,
            )
