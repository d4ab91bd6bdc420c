from odoo import api, fields, models
from odoo.fields import Domain


class CrmSegmentMember(models.Model):
    """A customer's stay in a segment whose history is kept.

    Days count as they began: whoever is in when a day is recorded was in on that day.
    A partner that others were merged into has their stays too, so that two of them may
    overlap.
    """

    _name = "crm.segment.member"
    _description = "Stay in a Segment"
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    segment_id = fields.Many2one(
        "crm.segment", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="segment_id.company_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    date_from = fields.Date(
        string="In Since",
        required=True,
        readonly=True,
        help="The first day on which the customer was in.",
    )
    date_to = fields.Date(
        string="Out Since",
        readonly=True,
        help="The first day on which the customer was no longer in.",
    )
    day = fields.Date(
        string="In on the Day",
        compute="_compute_day",
        search="_search_day",
        help="Search for a day to see who was in on it.",
    )

    _stay_uniq = models.Constraint(
        "UNIQUE(segment_id, partner_id, date_from)",
        "A customer enters a segment once a day.",
    )

    @api.depends_context("tz")
    def _compute_day(self):
        """Show the last day of the stay, which is today for those who are still in."""
        for member in self:
            member.day = (
                fields.Date.subtract(member.date_to, days=1)
                if member.date_to
                else member.segment_id.company_id._lifecycle_today()
            )

    def _search_day(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">", day))
            for day in value
            if day
        )
