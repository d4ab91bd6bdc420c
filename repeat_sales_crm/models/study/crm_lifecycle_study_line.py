from odoo import api, fields, models

from ..lifecycle import bands


class CrmLifecycleStudyLine(models.Model):
    """A band as it was on the day of a study, and as the study proposes it."""

    _name = "crm.lifecycle.study.line"
    _description = "Study of Best Limits: Band"
    _order = "study_id, axis, lower, id"

    study_id = fields.Many2one(
        "crm.lifecycle.study", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="study_id.company_id", store=True)
    axis = fields.Selection(
        [(bands.COUNT, "Number of purchases"), (bands.RECENCY, "Days since the last")],
        required=True,
    )
    band_id = fields.Many2one(
        "crm.lifecycle.band", required=True, index=True, ondelete="cascade"
    )
    today_lower = fields.Integer(string="From Today")
    today_upper = fields.Integer(string="To Today", help="0 where there is no limit.")
    lower = fields.Integer(string="From Proposed")
    upper = fields.Integer(string="To Proposed", help="0 where there is no limit.")
    today_limits = fields.Char(string="Today", compute="_compute_limits")
    limits = fields.Char(string="Proposed", compute="_compute_limits")
    is_changed = fields.Boolean(compute="_compute_limits")

    @api.depends("axis", "today_lower", "today_upper", "lower", "upper")
    def _compute_limits(self):
        describe = self.env["crm.lifecycle.band"]._describe
        for line in self:
            today = bands.Interval(line.today_lower, line.today_upper or None)
            proposed = bands.Interval(line.lower, line.upper or None)
            line.today_limits = describe(line.axis, today)
            line.limits = describe(line.axis, proposed)
            line.is_changed = today != proposed
