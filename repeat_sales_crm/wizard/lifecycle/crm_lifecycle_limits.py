from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...models.lifecycle import bands, segment_texts

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
    active_target = fields.Float(
        string="Target for Active Customers",
        help="The share of customers that should be in the first recency band.",
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
    study_id = fields.Many2one(
        "crm.lifecycle.study",
        readonly=True,
        ondelete="cascade",
        help="The study whose proposal the limits start from.",
    )
    problem = fields.Text(compute="_compute_problem")
    preview = fields.Json(compute="_compute_preview")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        company = self.env["res.company"].browse(values.get("company_id"))
        if company not in self.env.companies:
            company = self.env.company
        values["company_id"] = company.id
        values["active_target"] = company.lifecycle_active_target
        axes = company._get_lifecycle_axes()
        lines = self.env["crm.lifecycle.limits.line"]
        study = self.env["crm.lifecycle.study"].browse(values.get("study_id"))
        for name, axis in _AXIS_FIELDS.items():
            if name in fields_list:
                prepared = lines._prepare_lines(axes[axis])
                if study.company_id == company:
                    study._fill_in(prepared)
                values[name] = [Command.create(line) for line in prepared]
        return values

    # ------------------------------------------------------------------
    # While the manager types
    # ------------------------------------------------------------------

    @api.onchange("count_line_ids")
    def _onchange_count_line_ids(self):
        self.count_line_ids._follow(bands.COUNT)

    @api.onchange("recency_line_ids")
    def _onchange_recency_line_ids(self):
        self.recency_line_ids._follow(bands.RECENCY)

    @api.depends(
        *(
            f"{name}.{line_name}"
            for name in _AXIS_FIELDS
            for line_name in ("lower", "upper", "name")
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
            limits.preview = False if limits.problem else limits._prepare_preview()

    def _prepare_preview(self):
        """Return the matrix by the limits entered.

        :return: dict of the bands of each axis (name, limits), and of ``cells``: a row
            for each count band of a dict for each recency band (how many of today's
            customers, colour)
        """
        counted = self.env["crm.customer"]._count_by_intervals(
            self.company_id,
            self.count_line_ids._get_intervals(),
            self.recency_line_ids._get_intervals(),
        )
        return {
            **{
                axis: [
                    {"name": line.name or "", "limits": line.limits}
                    for line in self[name]
                ]
                for name, axis in _AXIS_FIELDS.items()
            },
            "cells": [
                [
                    {"count": count, "color": color}
                    for count, color in zip(counts, colors, strict=True)
                ]
                for counts, colors in zip(counted, self._get_colors(), strict=True)
            ],
        }

    def _get_colors(self):
        """Return the colour of each cell: as it is, or as a new one will have it."""
        segments = self.env["crm.lifecycle.segment"].search(
            [("company_id", "=", self.company_id.id)]
        )
        present = {
            (segment.count_band_id, segment.recency_band_id): segment.color
            for segment in segments
        }
        columns = len(self.recency_line_ids)
        return [
            [
                present.get((row.band_id, column.band_id))
                or segment_texts.color_of(segment_texts.third_of(position, columns))
                for position, column in enumerate(self.recency_line_ids)
            ]
            for row in self.count_line_ids
        ]

    # ------------------------------------------------------------------
    # Apply
    # ------------------------------------------------------------------

    def action_apply(self):
        """Give the company the entered bands and sort its customers anew."""
        self.ensure_one()
        if self.problem:
            raise UserError(self.problem)
        self.company_id.sudo().lifecycle_active_target = self.active_target
        self.company_id._replace_lifecycle_axes(
            {
                axis: [(line.band_id, line.name, line.lower) for line in self[name]]
                for name, axis in _AXIS_FIELDS.items()
            }
        )
        if self.study_id:
            self.study_id.state = "accepted"
        action = self.env["ir.actions.client"]._for_xml_id(
            "repeat_sales_crm.lifecycle_matrix_action"
        )
        return action | {"target": "main", "params": {"company_id": self.company_id.id}}


class CrmLifecycleLimitsLine(models.TransientModel):
    """A band as it is entered. The last of an axis has no upper limit."""

    _name = "crm.lifecycle.limits.line"
    _description = "Matrix Limits: Band"
    _order = "axis, position, id"

    limits_id = fields.Many2one("crm.lifecycle.limits", ondelete="cascade")
    axis = fields.Selection(
        [
            (bands.COUNT, "Number of purchases"),
            (bands.RECENCY, "Days since the last purchase"),
        ],
        required=True,
    )
    band_id = fields.Many2one("crm.lifecycle.band", ondelete="cascade")
    name = fields.Char(required=True)
    lower = fields.Integer(string="From")
    upper = fields.Integer(string="To")
    is_last = fields.Boolean()
    limits = fields.Char(string="Means", compute="_compute_limits")

    # What the lines were when they were last brought in line
    position = fields.Integer(default=bands.MAX_BANDS)
    is_known = fields.Boolean()
    known_upper = fields.Integer()

    @api.depends("lower", "upper", "is_last", "axis")
    def _compute_limits(self):
        describe = self.env["crm.lifecycle.band"]._describe
        for line in self:
            line.limits = describe(line.axis, line._get_interval())

    @api.model
    def _prepare_lines(self, axis_bands):
        last = len(axis_bands) - 1
        return [
            {
                "axis": band.axis,
                "band_id": band.id,
                "name": band.name,
                "lower": band.lower,
                "upper": band.upper,
                "is_last": position == last,
                "position": position,
                "is_known": True,
                "known_upper": band.upper,
            }
            for position, band in enumerate(axis_bands)
        ]

    def _follow(self, axis):
        """Let limits follow where there is no doubt what is meant.

        The band after one whose upper limit was changed starts behind it, a band takes
        the place of those taken out after it, and a new one is cut from the last. What
        a manager enters as a lower limit stays as it is: a gap or overlap that comes
        from it is for them to solve.
        """
        previous = self.browse()
        for line in self:
            if not line.is_known:
                line._start_after(previous, axis)
            elif not previous:
                if line.position:
                    line.lower = bands.FIRST_VALUE[axis]
            elif line.position > previous.position + 1 and previous.is_known:
                previous.upper = line.lower - 1
            elif previous.upper != previous.known_upper:
                line.lower = previous.upper + 1
            previous = line
        for position, line in enumerate(self):
            line.position = position
            line.is_last = position == len(self) - 1
            line.is_known = True
            line.known_upper = line.upper

    def _start_after(self, previous, axis):
        if not previous:
            self.lower = bands.FIRST_VALUE[axis]
        elif self.lower <= previous.lower:
            self.lower = max(previous.lower * 2, previous.lower + 1)
            previous.upper = self.lower - 1

    def _get_interval(self):
        self.ensure_one()
        return bands.Interval(self.lower, None if self.is_last else self.upper)

    def _get_intervals(self):
        """Return the intervals in the order of the screen, the last one open."""
        return [
            bands.Interval(line.lower, line.upper if line != self[-1] else None)
            for line in self
        ]

    def _describe_problems(self, axis):
        """Return what is wrong with the bands of an axis, a sentence for each."""
        axis_name = dict(self._fields["axis"]._description_selection(self.env))[axis]
        return [
            self._describe_problem(axis, axis_name, *problem)
            for problem in bands.find_problems(axis, self._get_intervals())
        ]

    def _describe_problem(self, axis, axis_name, kind, position):
        _ = self.env._
        band = self[position : position + 1]
        following = self[position + 1 : position + 2]
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
            "start": _(
                "%(axis)s: the first band, %(band)s, has to start at %(first)s."
            ),
            "empty": _(
                "%(axis)s: %(band)s ends at %(upper)s, before it starts at %(lower)s."
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
        }[kind]
        return sentence % values
