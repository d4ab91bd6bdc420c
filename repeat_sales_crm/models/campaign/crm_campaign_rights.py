from odoo import api, fields, models


class CrmCampaign(models.Model):
    """Who launched a campaign, and what it may not do for want of rights."""

    _inherit = "crm.campaign"

    launch_user_id = fields.Many2one(
        "res.users",
        string="Launched By",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Server actions run only if this user may run them, too.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._sign_launch(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._sign_launch(vals))

    @api.model
    def _sign_launch(self, vals):
        """Return values that say who sets a campaign going, however that is done."""
        vals = {name: vals[name] for name in vals if name != "launch_user_id"}
        if vals.get("state") == "running":
            vals["launch_user_id"] = self.env.uid
        return vals

    def _find_rights_problem(self):
        """Return which right is missing to do a step of the campaign, or False."""
        self.ensure_one()
        campaign = self.with_context(lang=self.user_id.lang)
        problems = (step._find_rights_problem() for step in campaign.step_ids)
        return next((problem for problem in problems if problem), False)

    def _tell_problem(self, problem):
        """What one step waits for is a problem still when another one goes on."""
        return super()._tell_problem(problem or self._find_rights_problem())


class CrmCampaignAction(models.Model):
    _inherit = "crm.campaign.action"

    def _judge(self, step, claimed, now):
        """Have all customers of a step wait while it may not be done."""
        step._check_rights()
        return super()._judge(step, claimed, now)
