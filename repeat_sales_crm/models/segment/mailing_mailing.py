from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .crm_segment import MEMBERSHIP


class MailingMailing(models.Model):
    """Mailings to the customers who are in a segment when the mailing is sent."""

    _inherit = "mailing.mailing"

    segment_id = fields.Many2one(
        "crm.segment",
        compute="_compute_segment_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        help="Whoever is in this segment at the moment of sending gets the mailing.",
    )
    segment_audience = fields.Selection(
        [("customer", "The customer's own address"), ("people", "Everybody there")],
        string="Who Gets It",
        default="customer",
        required=True,
        help="Everybody there: the customer's own address and that of each contact at "
        "the customer.",
    )
    segment_recipient_count = fields.Integer(
        string="Recipients", compute="_compute_segment_problem"
    )
    segment_problem = fields.Text(compute="_compute_segment_problem")

    @api.depends("mailing_model_id")
    def _compute_segment_id(self):
        for mailing in self:
            if mailing.mailing_model_id.model != "res.partner":
                mailing.segment_id = False

    @api.depends("mailing_domain", "mailing_model_id")
    def _compute_segment_problem(self):
        for mailing in self:
            mailing.segment_problem = mailing._find_segment_problem()
            mailing.segment_recipient_count = 0
            if mailing.segment_id and not mailing.segment_problem:
                # Counted as OdooBot, who sends it.
                mailing.segment_recipient_count = (
                    self.env["res.partner"]
                    .sudo()
                    .search_count(mailing._get_recipients_domain())
                )

    @api.depends("segment_id", "segment_audience")
    def _compute_mailing_domain(self):
        of_segments = self.filtered("segment_id")
        for mailing in of_segments:
            mailing.mailing_domain = repr(mailing._get_segment_domain())
        return super(MailingMailing, self - of_segments)._compute_mailing_domain()

    def _compute_total(self):
        """Count whom the mailing would be sent to, whoever looks at the number."""
        # Odoo sends it as OdooBot, who sees the customers of all salespersons.
        of_segments = self.filtered(lambda mailing: mailing._speaks_of_segments())
        broken = of_segments.filtered("segment_problem")
        broken.total = 0
        super(MailingMailing, (of_segments - broken).sudo())._compute_total()
        return super(MailingMailing, self - of_segments)._compute_total()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_put_in_queue(self):
        """Refuse to send while it cannot be said who is in."""
        for mailing in self:
            if mailing.segment_problem:
                raise UserError(mailing.segment_problem)
        return super().action_put_in_queue()

    @api.model
    def _process_mass_mailing_queue(self):
        self._stop_unusable()
        return super()._process_mass_mailing_queue()

    # ------------------------------------------------------------------
    # Recipients
    # ------------------------------------------------------------------

    def _get_segment_domain(self):
        """Return the domain of contacts who are in the segment, as a list."""
        domain = [(MEMBERSHIP, "in", self.segment_id.ids)]
        if self.segment_audience == "people":
            # Addresses for deliveries and invoices are nobody's.
            return [*domain, ("type", "=", "contact")]
        return [*domain, "|", ("is_company", "=", True), ("parent_id", "=", False)]

    def _speaks_of_segments(self):
        return MEMBERSHIP in (self.mailing_domain or "")

    def _find_segment_problem(self):
        """Return why the segments of the recipients cannot be used, or False."""
        if not self._speaks_of_segments() or not self.mailing_model_real:
            return False
        try:
            recipients = self.env[self.mailing_model_real].sudo()
            recipients._search(Domain(self._parse_mailing_domain()))
        except UserError as error:
            return str(error)
        return False

    def _stop_unusable(self):
        """Take mailings out of the queue whose segments cannot be used.

        Left in it, they would keep all mailings behind them from being sent.
        """
        queued = self.search(
            [
                ("state", "in", ("in_queue", "sending")),
                ("mailing_domain", "like", MEMBERSHIP),
            ]
        )
        for mailing in queued.filtered("segment_problem"):
            mailing.action_cancel()
            mailing.message_post(
                body=self.env._(
                    "Not sent, and back to draft. %s", mailing.segment_problem
                ),
                partner_ids=mailing.user_id.partner_id.ids,
            )
