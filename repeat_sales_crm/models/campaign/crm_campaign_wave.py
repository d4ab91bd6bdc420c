from odoo import api, fields, models
from odoo.tools import SQL

from ..lifecycle import company_day


class CrmCampaignWave(models.Model):
    """One launch of a campaign."""

    _name = "crm.campaign.wave"
    _description = "Wave of a Campaign"
    _order = "scheduled_at desc, id desc"

    campaign_id = fields.Many2one(
        "crm.campaign", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    scheduled_at = fields.Datetime(
        required=True,
        readonly=True,
        index=True,
        help="The moment for which it was planned.",
    )
    day = fields.Date(
        compute="_compute_day",
        store=True,
        help="The day for which it was planned, in the time zone that the company had "
        "then. A campaign has one wave a day.",
    )
    started_at = fields.Datetime(readonly=True)
    late_minutes = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How much later it started, since the server was off or busy.",
    )
    missed_count = fields.Integer(
        string="Missed Before",
        readonly=True,
        help="Earlier moments that were missed, for which this wave stands too.",
    )
    state = fields.Selection(
        [
            ("enrolling", "Enrolling"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="enrolling",
    )
    member_ids = fields.One2many("crm.campaign.member", "wave_id", string="Members")
    member_count = fields.Integer(string="Customers", compute="_compute_counts")
    contacted_count = fields.Integer(
        string="Contacted",
        compute="_compute_contacted_count",
        help="Customers whom at least one message or one person reached out to.",
    )
    active_count = fields.Integer(string="Under Way", compute="_compute_counts")
    control_count = fields.Integer(string="In Control Group", compute="_compute_counts")
    left_out_count = fields.Integer(string="Left Out", compute="_compute_counts")

    _moment_uniq = models.Constraint(
        "UNIQUE(campaign_id, scheduled_at)",
        "A campaign is launched once at each moment.",
    )
    _open_idx = models.Index("(state) WHERE state IN ('enrolling', 'running')")

    @api.depends("campaign_id.name", "number")
    def _compute_display_name(self):
        for wave in self:
            wave.display_name = self.env._(
                "%(campaign)s, wave %(number)s",
                campaign=wave.campaign_id.name,
                number=wave.number,
            )

    @api.depends("scheduled_at")
    def _compute_day(self):
        # It does not follow the time zone: what was launched for a day stays so.
        for wave in self:
            tz = wave.company_id.lifecycle_tz
            wave.day = company_day.local_day(wave.scheduled_at, tz)

    def _compute_counts(self):
        counts = {
            (wave.id, state): count
            for wave, state, count in self.env["crm.campaign.member"]._read_group(
                [("wave_id", "in", self.ids)], ["wave_id", "state"], ["__count"]
            )
        }
        for wave in self:
            active, done, exited, control, left_out = (
                counts.get((wave._origin.id, state), 0)
                for state in ("active", "done", "exited", "control", "left_out")
            )
            wave.member_count = active + done + exited
            wave.active_count = active
            wave.control_count = control
            wave.left_out_count = left_out

    def _compute_contacted_count(self):
        counts = self.env["crm.campaign.action"]._count_contacted("wave_id", self)
        for wave in self:
            wave.contacted_count = counts.get(wave._origin.id, 0)

    @api.model
    def _close_finished(self, now):
        """End waves in which nobody is under way, then campaigns that are over.

        A wave of customers who enter goes on for a day.
        """
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_campaign_wave AS wave
                   SET state = 'done'
                  FROM crm_campaign AS campaign
                 WHERE campaign.id = wave.campaign_id
                   AND wave.state = 'running'
                   AND (campaign.trigger NOT IN ('enter', 'standing')
                        OR wave.scheduled_at < %(now)s::timestamp - INTERVAL '2 days')
                   AND NOT EXISTS (SELECT FROM crm_campaign_member AS member
                                    WHERE member.wave_id = wave.id
                                      AND member.state = 'active')
             RETURNING wave.id
                """,
                now=now,
            )
        )
        self.invalidate_model()
        over = self.env["crm.campaign"].search(
            [("state", "=", "running"), ("next_run_at", "=", False)]
        )
        open_waves = self.search(
            [
                ("campaign_id", "in", over.ids),
                ("state", "in", ("enrolling", "running")),
            ]
        )
        (over - open_waves.campaign_id).try_lock_for_update(
            allow_referencing=True
        ).state = "done"

    def action_open_contacted(self):
        """Open the customers who were contacted."""
        self.ensure_one()
        return self.campaign_id.action_open_results("contacted", self.ids)

    def action_open_members(self):
        """Open who was contacted, left out, or is in the control group."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_campaign_member_action"
        )
        return action | {"domain": [("wave_id", "in", self.ids)]}
