from odoo import fields, models


class IrFilters(models.Model):
    """Favourites made of segments, which go when the segment goes."""

    _inherit = "ir.filters"

    segment_id = fields.Many2one(
        "crm.segment", readonly=True, index="btree_not_null", ondelete="cascade"
    )
