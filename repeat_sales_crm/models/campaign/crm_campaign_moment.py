from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: How far ahead waves are shown.
_AHEAD = timedelta(days=92)


class CrmCampaignMoment(models.Model):
    """Waves that were launched and those to come, as a calendar shows them.

    What comes follows from the schedules and is not stored.
    """

    _name = "crm.campaign.moment"
    _description = "Calendar of Waves"
    _order = "moment, id"
    _rec_name = "campaign_id"
    _auto = False

    campaign_id = fields.Many2one("crm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    wave_id = fields.Many2one("crm.campaign.wave", readonly=True)
    moment = fields.Datetime(string="When", readonly=True)
    state = fields.Selection(
        [
            ("planned", "To come"),
            ("enrolling", "Enrolling"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        readonly=True,
    )

    @property
    def _table_query(self):
        coming = self._list_coming()
        return SQL(
            """
            SELECT wave.id * 2 AS id, wave.campaign_id, wave.company_id,
                   wave.id AS wave_id, wave.scheduled_at AS moment, wave.state
              FROM crm_campaign_wave AS wave
             UNION ALL
            SELECT planned.number * 2 + 1, planned.campaign_id, planned.company_id,
                   NULL, planned.moment, 'planned'
              FROM UNNEST(%s::int[], %s::int[], %s::int[], %s::timestamp[])
                   AS planned (number, campaign_id, company_id, moment)
            """,
            *(list(column) for column in zip(*coming, strict=True))
            if coming
            else ([], [], [], []),
        )

    @api.model
    def _list_coming(self):
        """Return (number, campaign id, company id, moment) of waves to come."""
        now = fields.Datetime.now()
        campaigns = self.env["crm.campaign"].sudo()
        campaigns = campaigns.search(
            [("state", "=", "running"), ("trigger", "not in", ("enter", "standing"))]
        )
        rows = []
        for campaign in campaigns:
            for moment in campaign._get_upcoming(now, now + _AHEAD):
                number = len(rows)
                rows.append((number, campaign.id, campaign.company_id.id, moment))
        return rows

    @api.depends("campaign_id")
    def _compute_display_name(self):
        for moment in self:
            moment.display_name = moment.campaign_id.display_name

    def action_open(self):
        """Open the members of the wave, or the campaign that is to be launched."""
        self.ensure_one()
        if self.wave_id:
            return self.wave_id.action_open_members()
        return self.campaign_id._get_records_action(context={})
