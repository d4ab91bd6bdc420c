from odoo import fields, models


class CrmDuplicateMergeValue(models.Model):
    """A value of a contact that was not kept when contacts were merged."""

    _name = "crm.duplicate.merge.value"
    _description = "Value Not Kept in a Merge"
    _order = "merge_id desc, id"
    _rec_name = "value"
    _log_access = False

    merge_id = fields.Many2one(
        "crm.duplicate.merge", required=True, index=True, ondelete="cascade"
    )
    contact = fields.Char(readonly=True)
    contact_number = fields.Integer(
        string="Id", readonly=True, aggregator=None, help="Of the contact, in Odoo."
    )
    name = fields.Char(string="Technical Name", readonly=True)
    label = fields.Char(string="Field", readonly=True)
    value = fields.Text(string="Not Kept", readonly=True)
    kept_value = fields.Text(string="Kept", readonly=True)
    date = fields.Datetime(related="merge_id.date")
    kept_partner_id = fields.Many2one(related="merge_id.kept_partner_id")

    def action_open_merge(self):
        """Open the merge in which the value was dropped."""
        self.ensure_one()
        return self.merge_id._get_records_action(context={})
