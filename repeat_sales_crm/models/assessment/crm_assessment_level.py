from odoo import api, fields, models
from odoo.exceptions import ValidationError

AXES = [("potential", "Potential"), ("loyalty", "Loyalty")]


class CrmAssessmentLevel(models.Model):
    """A level of the scale for potential, or of that for loyalty.

    The scales are the same for all companies.
    """

    _name = "crm.assessment.level"
    _description = "Level of Potential or Loyalty"
    _order = "axis desc, value, sequence, id"

    name = fields.Char(required=True, translate=True)
    axis = fields.Selection(AXES, string="Scale", required=True, default="loyalty")
    value = fields.Integer(
        required=True,
        default=1,
        aggregator=None,
        help="More is better. A rise is a change to a level with a bigger value.",
    )
    sequence = fields.Integer(default=10)
    description = fields.Text(
        translate=True, help="How to recognise it, so that all assess alike."
    )
    active = fields.Boolean(default=True)

    @api.depends("name", "value")
    def _compute_display_name(self):
        for level in self:
            level.display_name = f"{level.value} {level.name or ''}".strip()

    @api.constrains("axis")
    def _check_axis(self):
        """Refuse to move a level that is in use to the other scale."""
        assessments = self.env["crm.customer.assessment"].sudo()
        for level in self:
            other = "loyalty_id" if level.axis == "potential" else "potential_id"
            if assessments.search_count([(other, "=", level.id)], limit=1):
                raise ValidationError(
                    self.env._(
                        "“%s” is in use: create a level of the other scale instead.",
                        level.name,
                    )
                )
