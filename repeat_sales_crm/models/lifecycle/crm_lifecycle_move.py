from odoo import api, fields, models

#: Why a customer changes segment.
CAUSES = [
    ("purchase", "Purchase"),
    ("time", "Time"),
    ("cancellation", "Cancellation"),
    ("rule", "Change of rules"),
    ("merge", "Merge"),
    ("import", "Import"),
    ("archive", "Archived or restored"),
]


class CrmLifecycleMove(models.Model):
    """A customer's passage from one lifecycle segment to another, or into or out of all.

    The moves are a ledger: for any two days, the customers of a segment on the first
    day, plus who came in, minus who went out, are the customers on the second. Rows are
    entered by the calculation of customers and never change. When a customer is merged
    into another, what is left of the first is the move that takes it out.
    """

    _name = "crm.lifecycle.move"
    _description = "Lifecycle Move"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    customer_id = fields.Many2one("crm.customer", index=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Contact", index=True, readonly=True
    )
    user_id = fields.Many2one(related="customer_id.user_id", string="Salesperson")
    date = fields.Date(required=True, readonly=True)
    from_segment_id = fields.Many2one(
        "crm.lifecycle.segment", string="From", readonly=True, falsy_value_label="Nowhere"
    )
    to_segment_id = fields.Many2one(
        "crm.lifecycle.segment", string="To", readonly=True, falsy_value_label="Nowhere"
    )
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    days = fields.Integer(
        string="Days There",
        readonly=True,
        aggregator="avg",
        help="Days spent in the segment that was left.",
    )
    purchase_count = fields.Integer(string="Purchases", readonly=True, aggregator=None)
    amount_total = fields.Monetary(string="Revenue", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    document_model = fields.Char(readonly=True)
    document_id = fields.Many2oneReference(
        string="Document", model_field="document_model", readonly=True
    )
    reference = fields.Char(string="Document Reference", readonly=True)

    _date_idx = models.Index("(company_id, date)")

    @api.model
    def _enter_merged(self, standings, partner):
        """Take customers out of their segments who are now part of another one.

        :param standings: values as from :meth:`crm.customer._read_standing`
        :param partner: whom they were merged into
        """
        moves = []
        for standing in standings:
            if not standing["from_segment_id"]:
                continue
            company = self.env["res.company"].browse(standing["company_id"])
            since, today = standing.pop("since"), company._lifecycle_today()
            moves.append(
                {
                    **standing,
                    "partner_id": partner.id,
                    "date": today,
                    "cause": "merge",
                    "days": (today - since).days,
                }
            )
        self.create(moves)

    def action_open_document(self):
        """Open the purchase that moved the customer, or the customer."""
        self.ensure_one()
        if not self.document_id:
            return {
                "type": "ir.actions.act_window",
                "res_model": "crm.customer",
                "res_id": self.customer_id.id,
                "view_mode": "form",
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": self.document_model,
            "res_id": self.document_id,
            "view_mode": "form",
        }
