from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmSegment(models.Model):
    """Who was in a segment on a past day, for the segments where that matters."""

    _inherit = "crm.segment"

    keep_history = fields.Boolean(
        string="Keep Who Was In",
        help="Record once a day who is in, so that it can be seen for past days.",
    )
    recorded_date = fields.Date(
        string="Recorded Until",
        readonly=True,
        copy=False,
        help="The last day on which it was recorded who is in.",
    )
    member_ids = fields.One2many("crm.segment.member", "segment_id", string="Stays")

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments.filtered("keep_history")._record_members()
        return segments

    def write(self, vals):
        result = super().write(vals)
        if vals.get("keep_history"):
            self._record_members()
        return result

    def _record_members(self):
        """Record for the companies' present day who is in.

        Segments that another transaction records at the same time are left to it, and
        so are those whose rule cannot be used: nobody leaves for that.
        """
        for segment in self.sudo().try_lock_for_update():
            try:
                domain = segment._get_rule_domain()
            except UserError:
                continue
            today = segment.company_id._lifecycle_today()
            segment._record_stays(domain, today)
            segment.recorded_date = today
        self.env["crm.segment.member"].invalidate_model()

    def _record_stays(self, domain, day):
        """End the stays of those who are out, and begin those of who is in anew."""
        self.env["crm.segment.member"].flush_model()
        customers = self.env["crm.customer"].sudo()
        query = customers._search(domain)
        members = query.select(SQL.identifier(query.table, "partner_id"))
        parameters = {"segment": self.id, "day": day, "members": members}
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_segment_member
                   SET date_to = %(day)s
                 WHERE segment_id = %(segment)s
                   AND date_to IS NULL
                   AND NOT EXISTS (
                           SELECT 1
                             FROM (%(members)s) AS customer
                            WHERE customer.partner_id = crm_segment_member.partner_id
                       )
                """,
                **parameters,
            )
        )
        self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_segment_member AS member
                            (segment_id, partner_id, date_from)
                SELECT %(segment)s, customer.partner_id, %(day)s
                  FROM (%(members)s) AS customer
                 WHERE NOT EXISTS (
                           SELECT 1
                             FROM crm_segment_member AS present
                            WHERE present.segment_id = %(segment)s
                              AND present.partner_id = customer.partner_id
                              AND present.date_to IS NULL
                       )
                    ON CONFLICT (segment_id, partner_id, date_from) DO UPDATE
                   SET date_to = NULL
                """,
                **parameters,
            )
        )

    @api.model
    def _cron_record_members(self):
        """Record the day where it has begun, and all customers are calculated."""
        cron = self.env["ir.cron"]
        due = self._find_unrecorded()
        remaining = len(due)
        for segment in due:
            segment._record_members()
            remaining -= 1
            if not cron._commit_progress(1, remaining=remaining):
                return

    def _find_unrecorded(self):
        """Return the segments to record now."""
        notes = self.env["crm.customer.refresh"].sudo()
        segments = self.search([("keep_history", "=", True)])
        waiting = {
            company: notes.search_count([("company_id", "=", company.id)], limit=1)
            for company in segments.company_id
        }
        return segments.filtered(
            lambda segment: (
                not waiting[segment.company_id]
                and segment.recorded_date != segment.company_id._lifecycle_today()
            )
        )

    def action_open_history(self):
        """Open who was in, and when."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_segment_member_action"
        )
        return action | {
            "name": self.env._("%s: who was in", self.name),
            "domain": [("segment_id", "=", self.id)],
        }
