from odoo import api, fields, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._note_guests()
        return events

    def write(self, vals):
        if {"active", "allday", "partner_ids", "start", "stop"}.isdisjoint(vals):
            return super().write(vals)
        self._note_guests()
        result = super().write(vals)
        self._note_guests()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_note_guests(self):
        self._note_guests()

    def _note_guests(self):
        """Have the last contact of those calculated with whom a meeting was held.

        A meeting that is still to come counts when its day is over, with the facts of
        that day.
        """
        now = fields.Datetime.now()
        held = self.sudo().filtered(lambda event: event.stop and event.stop < now)
        if held.partner_ids:
            notes = self.env["crm.customer.refresh"]
            notes._note_records("res.partner", held.partner_ids.ids)
