from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_MODELS = ("res.partner", "crm.customer")


class CrmSegmentRunStart(models.TransientModel):
    """Asks which server action to run over the customers of a segment."""

    _name = "crm.segment.run.start"
    _description = "Run an Action over a Segment"

    segment_id = fields.Many2one("crm.segment", required=True, ondelete="cascade")
    customer_count = fields.Integer(related="segment_id.customer_count")
    # Only administrators may read server actions, so that there is no relation here.
    action_key = fields.Selection(
        selection="_select_actions",
        string="Action",
        help="Server actions for contacts or customers, made by an administrator.",
    )
    has_actions = fields.Boolean(compute="_compute_has_actions")

    @api.depends_context("uid")
    def _compute_has_actions(self):
        self.has_actions = bool(self._select_actions())

    @api.model
    def _select_actions(self):
        """Return the actions that the user may run: [(id as text, name)]."""
        return [(str(action.id), action.name) for action in self._find_actions()]

    @api.model
    def _find_actions(self):
        """Return the server actions that Odoo would let the user run."""
        mine = Domain("group_ids", "in", self.env.user.all_group_ids.ids)
        domains = [Domain("model_id.model", "in", _MODELS) & mine]
        for model in _MODELS:
            # Without a group, write access is what Odoo asks for.
            if self.env[model].has_access("write"):
                domains.append(
                    Domain("model_id.model", "=", model)
                    & Domain("group_ids", "=", False)
                )
        usable = Domain("usage", "=", "ir_actions_server") & Domain(
            "parent_id", "=", False
        )
        return (
            self.env["ir.actions.server"]
            .sudo()
            .search(usable & Domain.OR(domains), order="name, id")
        )

    def action_start(self):
        """Start the action, and open how it goes."""
        self.ensure_one()
        self.segment_id.check_access("read")
        action = self._find_actions().filtered(
            lambda found: str(found.id) == self.action_key
        )
        if not action:
            raise UserError(self.env._("Choose an action."))
        run = self.env["crm.segment.run"]._start(self.segment_id, action)
        return {
            "type": "ir.actions.act_window",
            "name": run.action_name,
            "res_model": "crm.segment.run",
            "res_id": run.id,
            "views": [(False, "form")],
        }
