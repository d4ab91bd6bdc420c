from odoo import api, fields, models


class CrmSegmentFavorite(models.TransientModel):
    """Makes a segment a favourite in the lists of customers and of contacts."""

    _name = "crm.segment.favorite"
    _description = "Segment as Favourite"

    segment_id = fields.Many2one("crm.segment", required=True, ondelete="cascade")
    name = fields.Char(
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    audience = fields.Selection(
        [("me", "Only me"), ("everybody", "Everybody")],
        string="Who Has It",
        default="me",
        required=True,
        help="A favourite shows each user the customers that they may see.",
    )

    @api.depends("segment_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.segment_id.name

    def action_add(self):
        """Create the favourites, or rename and share those that are there."""
        self.ensure_one()
        for model in ("crm.customer", "res.partner"):
            self._add(model)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "“%s” is among the favourites of customers and contacts.", self.name
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _add(self, model):
        filters = self.env["ir.filters"]
        users = self.env.user if self.audience == "me" else self.env["res.users"]
        values = {
            "name": self.name,
            "model_id": model,
            "segment_id": self.segment_id.id,
            "domain": repr([("saved_segment_ids", "in", self.segment_id.ids)]),
            "user_ids": [fields.Command.set(users.ids)],
        }
        present = filters.search(
            [
                ("model_id", "=", model),
                ("segment_id", "=", self.segment_id.id),
                ("user_ids", "in", [*users.ids] or [False]),
            ],
            limit=1,
        )
        return present.write(values) if present else filters.create(values)
