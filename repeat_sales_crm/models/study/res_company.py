from odoo import models

from .best_limits import Limits


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_lifecycle_limits(self):
        """Return the lower limits of the bands, as :class:`.best_limits.Limits`."""
        axes = self._get_lifecycle_axes()
        return Limits(*(tuple(axes[axis].mapped("lower")) for axis in Limits._fields))

    def _replace_lifecycle_axes(self, axes):
        result = super()._replace_lifecycle_axes(axes)
        self.env["crm.lifecycle.study"].sudo()._outdate(self)
        return result
