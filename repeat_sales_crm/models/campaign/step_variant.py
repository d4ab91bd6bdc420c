from odoo import api, fields, models
from odoo.fields import Command

from .control_group import is_drawn

#: The two texts of a message.
VARIANTS = [("a", "A"), ("b", "B")]

#: What a second text has in common with the first one.
_SHARED = {"kind", "name", "offer_id", "webhook_url"}

#: With another of these, what was found out before says nothing any more.
_TEXTS = {"kind", "mailing_id", "message", "mailing_b_id", "message_b"}


class CrmCampaign(models.Model):
    _inherit = "crm.campaign"

    step_ids = fields.One2many(domain=[("variant_of_id", "=", False)])


class CrmCampaignAction(models.Model):
    _inherit = "crm.campaign.action"

    variant = fields.Selection(
        VARIANTS, string="Text", readonly=True, help="Which of two texts was sent."
    )


class CrmCampaignStep(models.Model):
    """A message can have a second text, to find out which of them is the better one.

    The second text is a step of its own, so that it is written, checked, rendered and
    tried like any other. It is archived and not in the plan: the actions are those of
    the first one, which has a part of them carried out by the second.
    """

    _inherit = "crm.campaign.step"

    variant_of_id = fields.Many2one(
        "crm.campaign.step",
        string="Second Text Of",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    variant_ids = fields.One2many(
        "crm.campaign.step",
        "variant_of_id",
        string="Variants",
        copy=True,
        context={"active_test": False},
    )
    mailing_b_id = fields.Many2one(
        "mailing.mailing",
        string="Second Message",
        compute="_compute_second_text",
        inverse="_inverse_second_text",
        domain="[('mailing_model_id.model', '=', 'res.partner'),"
        " ('mailing_type', '=', kind == 'sms' and 'sms' or 'mail')]",
        help="Some customers get this one, to find out which is better. Left empty, "
        "all get the same.",
    )
    message_b = fields.Text(
        string="Second Text",
        compute="_compute_second_text",
        inverse="_inverse_second_text",
        help="Some customers get this one, to find out which is better. Left empty, "
        "all get the same.",
    )
    share_b = fields.Float(
        string="Get the Second",
        default=0.5,
        help="The share of customers who get the second text.",
    )
    winner = fields.Selection(
        VARIANTS,
        string="Text for All",
        readonly=True,
        copy=False,
        help="The text that all customers get since the test was ended.",
    )
    test_begun_at = fields.Datetime(
        readonly=True, copy=False, help="What was sent before is not compared."
    )

    _share_b_check = models.Constraint(
        "CHECK(share_b BETWEEN 0 AND 1)",
        "The second text is for a share between 0 % and 100 %.",
    )

    @api.depends("variant_ids.mailing_id", "variant_ids.message")
    def _compute_second_text(self):
        for step in self:
            step.mailing_b_id = step.variant_ids.mailing_id
            step.message_b = step.variant_ids.message

    def _inverse_second_text(self):
        for step in self:
            values = {"mailing_id": step.mailing_b_id.id, "message": step.message_b}
            if not any(values.values()):
                step.variant_ids = [Command.clear()]
            elif step.variant_ids:
                step.variant_ids.write(values)
            else:
                step.variant_ids = [
                    Command.create({**step._prepare_second(), **values})
                ]

    def _prepare_second(self):
        shared = {name: self[name] for name in _SHARED}
        return {
            **self._convert_to_write(shared),
            "name": self.env._("%s (second text)", self.name),
            "campaign_id": self.campaign_id.id,
            "active": False,
        }

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("variant_of_id"):
                # The copy of a step brings the campaign of the first one along.
                first = self.browse(vals["variant_of_id"])
                vals["campaign_id"] = first.campaign_id.id
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if not _SHARED.isdisjoint(vals):
            for step in self.filtered("variant_ids"):
                shared = step._prepare_second()
                step.variant_ids.write(
                    {name: shared[name] for name in _SHARED & vals.keys()}
                )
        if not _TEXTS.isdisjoint(vals):
            begun = self.filtered("variant_ids")
            begun.write({"winner": False, "test_begun_at": fields.Datetime.now()})
        return result

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def _run(self, actions):
        """Have those carried out by the second text who are to get it."""
        second = self.variant_ids
        if not second:
            return super()._run(actions)
        if self.winner:
            return second._run(actions) if self.winner == "b" else super()._run(actions)
        getting_b = actions.filtered(self._is_for_second)
        getting_a = actions - getting_b
        if getting_a:
            getting_a.variant = "a"
            super()._run(getting_a)
        if getting_b:
            getting_b.variant = "b"
            second._run(getting_b)
        return None

    def _is_for_second(self, action):
        """Return whether a customer gets the second text: always the same answer."""
        if action.variant:
            return action.variant == "b"
        return is_drawn(f"text/{self.id}", action.partner_id.id, self.share_b)

    def _prepare_mailing(self, actions):
        # The actions are those of the first text, which can try them again.
        step = self.variant_of_id or self
        return super()._prepare_mailing(actions) | {"campaign_step_id": step.id}

    def _hold(self, why, now):
        """Hold the step itself: both texts go by the same channel."""
        step = self.variant_of_id or self
        return super(CrmCampaignStep, step)._hold(why, now)

    def _find_rights_problem(self):
        """The second text has an author of its own."""
        problem = super()._find_rights_problem()
        second = self.variant_ids
        return problem or (second._find_rights_problem() if second else False)

    def _find_problem(self):
        problem = super()._find_problem()
        second = self.variant_ids
        return second._find_problem() if second and not problem else problem

    def action_test_second(self):
        """Send the second text to the user, as :meth:`action_test` does the first."""
        self.ensure_one()
        return self.variant_ids.action_test()

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    @api.depends("variant_ids", "winner")
    def _compute_plan(self):
        result = super()._compute_plan()
        for step in self.filtered("variant_ids"):
            which = {"a": self.env._("A of A/B"), "b": self.env._("B of A/B")}
            text = which.get(step.winner, "A/B")
            step.plan_what = step._join_words(" · ", text, step.plan_what)
        return result
