from odoo import fields, models


class CrmSegmentRunLine(models.Model):
    """A customer over whom an action runs."""

    _name = "crm.segment.run.line"
    _description = "Customer in an Action over a Segment"
    _order = "id"
    _rec_name = "partner_id"
    _log_access = False

    run_id = fields.Many2one(
        "crm.segment.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Left Out"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text(string="Why It Failed", readonly=True)

    _partner_uniq = models.Constraint(
        "UNIQUE(run_id, partner_id)", "An action runs over a customer once."
    )
    _waiting_idx = models.Index("(id) WHERE state = 'waiting'")
