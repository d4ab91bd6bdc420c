from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .gate_query import bought_since
from .reasons import GROUPS, UNDELIVERED


class CrmCampaignStep(models.Model):
    """One step in the plan of a campaign.

    A kind of step is added by an addon, or by a file of this one, with three things:
    its name in ``kind``, a method ``_get_<kind>_info`` that returns a
    :class:`.step_kinds.Kind`, and a method ``_run_<kind>(actions)``. The latter is
    called in a chunk's transaction with actions of this step that may go, already under
    way, each for another customer; what ends by itself is ended with ``_finish``. If it
    raises, nothing has happened, and it is called for each action alone.

    Conditions are added the same way: a value of ``condition``, and
    ``_get_<condition>_condition``, which returns SQL over ``action``, ``member`` and
    ``customer``.
    """

    _name = "crm.campaign.step"
    _description = "Step of a Campaign"
    _order = "sequence, id"
    _check_company_auto = True

    campaign_id = fields.Many2one(
        "crm.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id")
    sequence = fields.Integer(default=10, required=True)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True)
    kind = fields.Selection([], string="Action", required=True)
    channel_group = fields.Selection(
        GROUPS, compute="_compute_channel_group", store=True
    )

    # When
    delay_days = fields.Integer(string="Days", required=True, default=0)
    delay_hours = fields.Integer(string="Hours", required=True, default=0)
    delay_from = fields.Selection(
        [("previous", "After the previous step"), ("launch", "After entering")],
        string="Counted",
        required=True,
        default="previous",
    )
    expire_days = fields.Integer(
        string="Give Up After",
        help="Not done within so many days, the plan goes on without it. 0: never.",
    )
    daily_limit = fields.Integer(help="At most so many a day; 0: no limit.")

    # Whether
    condition = fields.Selection(
        [
            ("always", "Always"),
            ("bought", "If bought since"),
            ("not_bought", "If not bought since"),
            ("outcome", "If the outcome was"),
            ("not_outcome", "If the outcome was not"),
            ("undelivered", "If it could not be delivered"),
            ("in_segment", "If in the segment"),
            ("not_in_segment", "If not in the segment"),
        ],
        required=True,
        default="always",
        help="Looked at when the step is due.",
    )
    condition_step_id = fields.Many2one(
        "crm.campaign.step",
        string="Of the Step",
        ondelete="set null",
        domain="[('campaign_id', '=', campaign_id), ('id', '!=', id)]",
        help="Left empty, it can be any earlier step.",
    )
    condition_outcome_ids = fields.Many2many("crm.campaign.outcome", string="Outcomes")
    condition_segment_id = fields.Many2one(
        "crm.segment",
        string="Segment",
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )

    # Who
    addressee = fields.Selection(
        [("main", "Main contact")],
        string="Addressed To",
        required=True,
        default="main",
        help="Main contact: who was picked or was addressed before; else the customer, "
        "or a person there who can be reached.",
    )
    responsible = fields.Selection(
        [
            ("seller", "Customer's salesperson"),
            ("team", "A team, in turn"),
            ("user", "One person"),
        ],
        required=True,
        default="seller",
    )
    team_id = fields.Many2one("crm.team", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        ondelete="restrict",
        help="Also stands in where a customer has no salesperson. Left empty, the "
        "owner of the campaign does.",
    )

    # What
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        ondelete="restrict",
        domain="[('res_model', 'in', (False, 'res.partner'))]",
    )
    summary = fields.Char(help="What the activity is called; the step's name if empty.")
    script = fields.Html(help="What to say or do; it is in the note of the activity.")

    cost = fields.Monetary(
        help="What one action costs: postage, a gift, half an hour of a salesperson. "
        "Results show it for all actions done, beside the budget."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    planned_hours = fields.Integer(
        compute="_compute_planned_hours",
        store=True,
        help="How many hours after entering the step comes if all goes by the plan.",
    )

    action_ids = fields.One2many("crm.campaign.action", "step_id", string="Actions")

    _numbers_check = models.Constraint(
        "CHECK(delay_days >= 0 AND delay_hours >= 0 AND expire_days >= 0"
        " AND daily_limit >= 0 AND cost >= 0)",
        "Delays, limits and costs are not negative.",
    )

    @api.depends("kind")
    def _compute_channel_group(self):
        for step in self:
            step.channel_group = step._get_kind_info().group if step.kind else False

    @api.depends(
        "sequence",
        "active",
        "delay_days",
        "delay_hours",
        "delay_from",
        "campaign_id.step_ids.sequence",
        "campaign_id.step_ids.active",
        "campaign_id.step_ids.delay_days",
        "campaign_id.step_ids.delay_hours",
        "campaign_id.step_ids.delay_from",
    )
    def _compute_planned_hours(self):
        """A step that was taken out keeps its place; later ones do not wait for it."""
        done = self.browse()
        for campaign in self.campaign_id.with_context(active_test=False):
            hours = 0
            plan = campaign.step_ids.sorted(lambda one: (one.sequence, one._origin.id))
            for step in plan:
                delay = step.delay_days * 24 + step.delay_hours
                planned = delay if step.delay_from == "launch" else hours + delay
                step.planned_hours = planned
                hours = planned if step.active else hours
            done |= plan
        for step in self - done:
            step.planned_hours = step.delay_days * 24 + step.delay_hours

    @api.constrains("responsible", "team_id", "user_id")
    def _check_responsible(self):
        for step in self:
            if step.responsible == "team" and not step.team_id:
                raise ValidationError(
                    self.env._("Choose the team that does “%s”.", step.name)
                )
            if step.responsible == "user" and not step.user_id:
                raise ValidationError(
                    self.env._("Choose the person who does “%s”.", step.name)
                )

    @api.constrains("condition", "condition_outcome_ids", "condition_segment_id")
    def _check_condition(self):
        for step in self:
            if "outcome" in step.condition and not step.condition_outcome_ids:
                raise ValidationError(
                    self.env._("Choose the outcomes on which “%s” depends.", step.name)
                )
            if "segment" in step.condition and not step.condition_segment_id:
                raise ValidationError(
                    self.env._("Choose the segment on which “%s” depends.", step.name)
                )

    def write(self, vals):
        if "kind" in vals or "campaign_id" in vals:
            for step in self.filtered(lambda step: step._has_actions()):
                if step.kind != vals.get("kind", step.kind) or "campaign_id" in vals:
                    raise UserError(
                        self.env._(
                            "“%s” was begun for customers. Archive it and add a new "
                            "step instead.",
                            step.name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for step in self:
            if step._has_actions():
                raise UserError(
                    self.env._(
                        "“%s” was begun for customers. Archive it instead: what waits "
                        "is left out, and the plan goes on.",
                        step.name,
                    )
                )

    def _has_actions(self):
        actions = self.env["crm.campaign.action"].sudo()
        return bool(actions.search_count([("step_id", "in", self.ids)], limit=1))

    # ------------------------------------------------------------------
    # Kinds
    # ------------------------------------------------------------------

    def _get_kind_info(self):
        """Return the :class:`.step_kinds.Kind` of the step."""
        self.ensure_one()
        return getattr(self, f"_get_{self.kind}_info")()

    def _run(self, actions):
        """Hand actions of this step over to whoever, or whatever, does them."""
        self.ensure_one()
        getattr(self, f"_run_{self.kind}")(actions)

    def _find_problem(self):
        """Return what is missing before the step can be done, or False."""
        self.ensure_one()
        return False

    @api.model
    def _get_capacity_kinds(self, capacity="calls"):
        """Return the kinds that count against a limit of a salesperson and day.

        :param capacity: one of :data:`.step_kinds.CAPACITIES`
        """
        return [
            kind
            for kind in self._fields["kind"].get_values(self.env)
            if getattr(self, f"_get_{kind}_info")().capacity == capacity
        ]

    def _get_addressee_condition(self):
        """Return the condition on the contacts who may be addressed, or None.

        It is SQL over ``reached``, a row of ``res_partner`` of the customer or of a
        person there, from ``_get_<addressee>_addressee``.
        """
        self.ensure_one()
        if self.addressee == "main":
            return None
        return getattr(self, f"_get_{self.addressee}_addressee")()

    # ------------------------------------------------------------------
    # Conditions
    # ------------------------------------------------------------------

    def _get_step_gates(self, now):
        """Yield what stops an action of this step, besides the rules of the campaign.

        :param now: naive UTC
        :return: :class:`.refusal_query.Refusal` each, whose condition is SQL over
            ``action``, ``member``, ``partner``, ``customer`` and ``contact`` (``id``,
            ``address``, ``is_refused``)
        """
        yield from ()

    def _get_condition(self, partner_ids):
        """Return the SQL condition on which the step depends.

        :param partner_ids: the customers in question
        """
        self.ensure_one()
        if self.condition == "always":
            return SQL("TRUE")
        name = self.condition.removeprefix("not_")
        condition = getattr(self, f"_get_{name}_condition")(partner_ids)
        if name == self.condition:
            return condition
        return SQL("(%s) IS NOT TRUE", condition)

    def _get_bought_condition(self, _partner_ids):
        timezone = self.campaign_id.company_id.lifecycle_tz
        return bought_since(SQL("%s", timezone))

    def _get_outcome_condition(self, _partner_ids):
        of_step = SQL("TRUE")
        if self.condition_step_id:
            of_step = SQL("earlier.step_id = %s", self.condition_step_id.id)
        return SQL(
            """
            EXISTS (SELECT FROM crm_campaign_action AS earlier
                     WHERE earlier.member_id = action.member_id
                       AND earlier.id != action.id
                       AND earlier.outcome_id = ANY(%s)
                       AND %s)
            """,
            self.condition_outcome_ids.ids,
            of_step,
        )

    def _get_undelivered_condition(self, _partner_ids):
        """Return the condition that there was no way: another channel may have one.

        A refusal is no such thing.
        """
        of_step = SQL("TRUE")
        if self.condition_step_id:
            of_step = SQL("earlier.step_id = %s", self.condition_step_id.id)
        return SQL(
            """
            EXISTS (SELECT FROM crm_campaign_action AS earlier
                     WHERE earlier.member_id = action.member_id
                       AND earlier.id != action.id
                       AND earlier.state IN ('skipped', 'failed')
                       AND earlier.reason = ANY(%s)
                       AND %s)
            """,
            list(UNDELIVERED),
            of_step,
        )

    def _get_in_segment_condition(self, partner_ids):
        campaign = self.campaign_id
        inside = campaign._get_segments_query(self.condition_segment_id, partner_ids)
        return SQL(
            "EXISTS (SELECT FROM %s AS inside"
            " WHERE inside.partner_id = action.partner_id)",
            inside,
        )
