from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.repeat_sales_crm.models.lifecycle import bands

#: The axes, by the wizard's field of their lines.
_AXIS_FIELDS = {"count_line_ids": bands.COUNT, "recency_line_ids": bands.RECENCY}


class CrmLifecycleLimits(models.TransientModel):
    """The matrix of a company with its limits, to be changed as a whole."""

    _name = "crm.lifecycle.limits"
    _description = "Matrix Limits"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    count_line_ids = fields.One2many(
        "crm.lifecycle.limits.line",
        "limits_id",
        string="Number of Purchases",
        domain=[("axis", "=", bands.COUNT)],
    )
    recency_line_ids = fields.One2many(
        "crm.lifecycle.limits.line",
        "limits_id",
        string="Days Since the Last Purchase",
        domain=[("axis", "=", bands.RECENCY)],
    )
    problem = fields.Text(compute="_compute_problem")
    preview = fields.Json(compute="_compute_preview")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        axes = self.env.company._get_lifecycle_axes()
        for name, axis in _AXIS_FIELDS.items():
            if name in fields_list:
                values[name] = [
                    Command.create(
                        {
                            "axis": axis,
                            "band_id": band.id,
                            "name": band.name,
                            "lower": band.lower,
                            "upper": band.upper,
                            "is_open": not following,
                        }
                    )
                    for band, following in zip(
                        axes[axis], [*axes[axis][1:], None], strict=True
                    )
                ]
        return values

    # ------------------------------------------------------------------
    # What is wrong, and what it would look like
    # ------------------------------------------------------------------

    @api.depends(
        *(
            f"{name}.{line_name}"
            for name in _AXIS_FIELDS
            for line_name in ("lower", "upper", "is_open", "name")
        )
    )
    def _compute_problem(self):
        for limits in self:
            limits.problem = "\n".join(
                problem
                for name, axis in _AXIS_FIELDS.items()
                for problem in limits[name]._describe_problems(axis)
            )

    @api.depends("problem")
    def _compute_preview(self):
        for limits in self:
            limits.preview = False if limits.problem else limits._count_preview()

    def _count_preview(self):
        """Return the matrix by the limits entered: band names, limits and counts.

        Counts are of today's customers, and of the same customers by today's limits.
        """
        counted = self.env["crm.customer"]._count_by_intervals(
            self.company_id,
            self.count_line_ids._get_intervals(),
            self.recency_line_ids._get_intervals(),
        )
        describe = self.env["crm.lifecycle.band"]._describe
        return {
            **{
                axis: [
                    {
                        "name": line.name or "",
                        "limits": describe(axis, line._get_interval()),
                    }
                    for line in self[name]._sorted_lines()
                ]
                for name, axis in _AXIS_FIELDS.items()
            },
            "counts": counted,
        }

    # ------------------------------------------------------------------
    # Apply
    # ------------------------------------------------------------------

    def action_apply(self):
        """Give the company the entered bands and sort its customers anew."""
        self.ensure_one()
        if self.problem:
            raise UserError(self.problem)
        self.company_id._replace_lifecycle_axes(
            {
                axis: [
                    (line.band_id, line.name, line.lower)
                    for line in self[name]._sorted_lines()
                ]
                for name, axis in _AXIS_FIELDS.items()
            }
        )
        return self.env["ir.actions.client"]._for_xml_id(
            "repeat_sales_crm.lifecycle_matrix_action"
        ) | {"target": "main"}


class CrmLifecycleLimitsLine(models.TransientModel):
    _name = "crm.lifecycle.limits.line"
    _description = "Matrix Limits: Band"
    _order = "axis, lower, id"

    limits_id = fields.Many2one("crm.lifecycle.limits", ondelete="cascade")
    axis = fields.Selection(
        [(bands.COUNT, "Number of purchases"), (bands.RECENCY, "Days since the last")],
        required=True,
    )
    band_id = fields.Many2one("crm.lifecycle.band", ondelete="cascade")
    name = fields.Char(required=True)
    lower = fields.Integer(string="From")
    upper = fields.Integer(string="To")
    is_open = fields.Boolean(string="No Limit", help="The band has no upper limit.")

    def _sorted_lines(self):
        return self.sorted("lower")

    def _get_interval(self):
        self.ensure_one()
        return bands.Interval(self.lower, None if self.is_open else self.upper)

    def _get_intervals(self):
        return [line._get_interval() for line in self._sorted_lines()]

    def _describe_problems(self, axis):
        """Return what is wrong with the bands of an axis, a sentence for each."""
        lines = self._sorted_lines()
        axis_name = dict(self._fields["axis"]._description_selection(self.env))[axis]
        return [
            self._describe_problem(axis, axis_name, lines, *problem)
            for problem in bands.find_problems(axis, self._get_intervals())
        ]

    def _describe_problem(self, axis, axis_name, lines, kind, position):
        _ = self.env._
        band = lines[position : position + 1]
        following = lines[position + 1 : position + 2]
        values = {
            "axis": axis_name,
            "band": band.name or "",
            "lower": band.lower,
            "upper": band.upper,
            "next_band": following.name or "",
            "next_lower": following.lower,
            "expected": band.upper + 1,
            "first": bands.FIRST_VALUE[axis],
            "least": bands.MIN_BANDS,
            "most": bands.MAX_BANDS,
        }
        sentence = {
            "too_few": _("%(axis)s: an axis needs at least %(least)s bands."),
            "too_many": _("%(axis)s: an axis has at most %(most)s bands."),
            "start": _("%(axis)s: the first band, %(band)s, has to start at %(first)s."),
            "empty": _("%(axis)s: %(band)s ends at %(upper)s, before it starts."),
            "open": _(
                "%(axis)s: %(band)s has no limit, but %(next_band)s comes after it. "
                "Only the last band can be without limit."
            ),
            "gap": _(
                "%(axis)s: there is a gap between %(band)s, which ends at %(upper)s, "
                "and %(next_band)s, which starts at %(next_lower)s. Let %(next_band)s "
                "start at %(expected)s."
            ),
            "overlap": _(
                "%(axis)s: %(band)s, which ends at %(upper)s, and %(next_band)s, which "
                "starts at %(next_lower)s, overlap. Let %(next_band)s start at "
                "%(expected)s."
            ),
            "end": _(
                "%(axis)s: the last band, %(band)s, ends at %(upper)s. Tick No Limit, "
                "so that nobody falls out of the matrix."
            ),
        }[kind]
        return sentence % values
