from odoo import api, fields, models

from .reasons import REASONS


class CrmCampaignMember(models.Model):
    """One customer in a wave. Written by the engine, in SQL and many at a time."""

    _name = "crm.campaign.member"
    _description = "Member of a Campaign"
    _order = "wave_id desc, value desc, id"
    _rec_name = "partner_id"
    _log_access = False

    wave_id = fields.Many2one(
        "crm.campaign.wave", required=True, readonly=True, ondelete="cascade"
    )
    campaign_id = fields.Many2one(
        "crm.campaign", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    contact_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who was picked, or was addressed first: the plan keeps to that contact.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        ondelete="set null",
        help="Who looked after the customer at that time.",
    )
    handed_from_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="set null",
        help="Whose part of the plan for this customer was handed over.",
    )
    handed_to_id = fields.Many2one(
        "res.users",
        string="Handed Over To",
        readonly=True,
        ondelete="set null",
        help="Who does what the former one would have done.",
    )
    value = fields.Monetary(
        string="Revenue Before",
        readonly=True,
        help="What the customer had bought until then. The most valuable go first.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    purchase_count = fields.Integer(
        string="Purchases Before",
        readonly=True,
        help="Tells a purchase of the same day from those before.",
    )
    lifecycle_segment_id = fields.Many2one(
        "crm.lifecycle.segment",
        readonly=True,
        ondelete="set null",
        help="Where the customer was when entering.",
    )
    state = fields.Selection(
        [
            ("active", "Under way"),
            ("done", "Done"),
            ("exited", "Left early"),
            ("left_out", "Left out"),
            ("control", "Control group"),
        ],
        required=True,
        readonly=True,
    )
    is_global_control = fields.Boolean(
        string="Of All Campaigns",
        readonly=True,
        help="In the control group of all campaigns, not in this campaign's own.",
    )
    reason = fields.Selection(REASONS, readonly=True)
    entered_at = fields.Datetime(required=True, readonly=True)
    finished_at = fields.Datetime(readonly=True)
    action_ids = fields.One2many("crm.campaign.action", "member_id", string="Actions")

    # A constraint and not an index, so that merging contacts gets along with it.
    _customer_uniq = models.Constraint(
        "UNIQUE(wave_id, partner_id)", "A customer is in a wave once."
    )
    _campaign_idx = models.Index("(campaign_id, state)")
    _active_idx = models.Index("(wave_id) WHERE state = 'active'")

    @api.depends("partner_id", "wave_id")
    def _compute_display_name(self):
        for member in self:
            member.display_name = member.partner_id.display_name

    def action_open_partner(self):
        """Open the customer's contact."""
        self.ensure_one()
        return self.partner_id._get_records_action(context={})

    # ------------------------------------------------------------------
    # Merge of contacts
    # ------------------------------------------------------------------

    def _merge_twins(self, src_partners, dst_partner):
        """Give what was done for the twins of merged contacts to one member.

        Who is under way or was contacted stays; what waits for the others ends. In the
        other waves of a campaign, too, one member at most stays under way.
        """
        partners = src_partners | dst_partner
        rank = ["active", "done", "exited", "control", "left_out"]
        members = self.search([("partner_id", "in", partners.ids)])
        for twins in members.grouped("wave_id").values():
            if len(twins) > 1:
                kept, *others = twins.sorted(
                    lambda member: (rank.index(member.state), member.id)
                )
                kept._absorb(self.union(*others), dst_partner)
        active = members.exists().filtered(lambda member: member.state == "active")
        for twins in active.grouped("campaign_id").values():
            twins.sorted("id")[1:]._leave_to_twin()

    def _leave_to_twin(self):
        """End what is open for members whose customer is another member now."""
        pending = self.action_ids.filtered(
            lambda action: action.state in ("waiting", "running")
        )
        pending._withdraw("merged", fields.Datetime.now(), leaves=True)

    def _absorb(self, others, partner):
        others._leave_to_twin()
        done = others.action_ids.filtered(lambda action: action.state == "done")
        again = self._drop_open(done.step_id)
        had = self.action_ids.step_id
        # What was ended right now was done for neither: the one who stays gets it yet.
        moved = others.action_ids.filtered(
            lambda action: action.step_id not in had and action.reason != "merged"
        )
        first = moved.grouped("step_id")
        for step_actions in first.values():
            step_actions[0].write({"member_id": self.id, "partner_id": partner.id})
        others.unlink()
        if self.partner_id != partner:
            self.partner_id = partner
        self.env["crm.campaign.action"].invalidate_model()
        following = self.action_ids.filtered(lambda action: action.step_id in again)
        if following:
            following._advance(following.ids, fields.Datetime.now())

    def _drop_open(self, steps):
        """Delete what is open of some steps, and return of which.

        They were done for the twin: the customer does not get them again.
        """
        dropped = self.action_ids.filtered(
            lambda action: (
                action.state in ("waiting", "running") and action.step_id in steps
            )
        )
        steps, activities = dropped.step_id, dropped.activity_id
        dropped.unlink()
        activities.unlink()
        return steps
