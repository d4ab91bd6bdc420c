from odoo import api, models

#: What tells how a mailing was received.
_REACTIONS = {
    "links_click_datetime",
    "open_datetime",
    "reply_datetime",
    "sent_datetime",
    "trace_status",
}

#: States in which nothing has reached anybody yet.
_ON_THE_WAY = {False, "outgoing", "process"}


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    # Mailings are looked up by whom they were sent to.
    _recipient_idx = models.Index("(model, res_id)")

    @api.model_create_multi
    def create(self, vals_list):
        traces = super().create(vals_list)
        sent = traces.filtered(lambda trace: trace.trace_status not in _ON_THE_WAY)
        sent._note_recipients()
        return traces

    def write(self, vals):
        result = super().write(vals)
        if not _REACTIONS.isdisjoint(vals) and (
            vals.get("trace_status", True) not in _ON_THE_WAY
        ):
            self._note_recipients()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_note_recipients(self):
        self._note_recipients()

    def _note_recipients(self):
        """Have the facts of those calculated to whom the mailings were sent."""
        notes = self.env["crm.customer.refresh"]
        known = notes._get_record_models()
        for model, traces in self.sudo().grouped("model").items():
            if model in known:
                notes._note_records(model, traces.mapped("res_id"))
