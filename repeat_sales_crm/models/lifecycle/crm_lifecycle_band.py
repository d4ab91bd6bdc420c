from odoo import api, fields, models

from . import bands


class CrmLifecycleBand(models.Model):
    """One interval on an axis of a company's matrix.

    Only the lower limit is stored, see :mod:`.bands`. Bands change together, through
    :meth:`_replace_axes`, since an axis is sound or not as a whole.
    """

    _name = "crm.lifecycle.band"
    _description = "Lifecycle Band"
    _order = "company_id, axis, lower"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    axis = fields.Selection(
        [(bands.COUNT, "Number of purchases"), (bands.RECENCY, "Days since the last")],
        required=True,
    )
    lower = fields.Integer(string="From", required=True)
    upper = fields.Integer(
        string="To", compute="_compute_limits", help="0 where there is no limit."
    )
    limits = fields.Char(compute="_compute_limits", help="The limits in words.")

    _lower_uniq = models.UniqueIndex(
        "(company_id, axis, lower) WHERE active",
        "Two bands of an axis cannot start at the same value.",
    )

    @api.depends("lower", "axis", "company_id", "active")
    def _compute_limits(self):
        axes = self.search([("company_id", "in", self.company_id.ids)]).grouped(
            lambda band: (band.company_id, band.axis)
        )
        for band in self:
            axis = axes.get((band.company_id, band.axis), self.browse())
            following = axis.filtered(lambda other, band=band: other.lower > band.lower)
            upper = min(following.mapped("lower")) - 1 if following else None
            band.upper = upper or 0
            band.limits = self._describe(band.axis, bands.Interval(band.lower, upper))

    @api.model
    def _describe(self, axis, interval):
        """Return an interval in words: "2 to 3 purchases", "more than 180 days"."""
        lower, upper = interval
        if axis == bands.COUNT:
            if upper is None:
                return self.env._("%s and more purchases", lower)
            if lower == upper:
                if lower == 1:
                    return self.env._("1 purchase")
                return self.env._("%s purchases", lower)
            return self.env._(
                "%(lower)s to %(upper)s purchases", lower=lower, upper=upper
            )
        if upper is None:
            return self.env._("more than %s days", lower - 1)
        if lower == 0:
            return self.env._("bought within %s days", upper)
        return self.env._("%(lower)s to %(upper)s days", lower=lower, upper=upper)

    @api.model
    def _create_defaults(self, company):
        """Create the bands that a company starts with."""
        self.create(
            [
                {
                    "company_id": company.id,
                    "axis": axis,
                    "lower": lower,
                    "name": self._default_name(name),
                }
                for axis, lower, name in bands.DEFAULT_BANDS
            ]
        )

    def _default_name(self, name):
        return {
            "New": self.env._("New"),
            "Promising": self.env._("Promising"),
            "Regular": self.env._("Regular"),
            "Active": self.env._("Active"),
            "Drifting": self.env._("Drifting"),
            "Sleeping": self.env._("Sleeping"),
        }[name]
