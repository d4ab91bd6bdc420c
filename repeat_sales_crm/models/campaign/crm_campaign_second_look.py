from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from .enrolment_query import EnrolmentQuery
from .reasons import MENDABLE

#: For how long after entering it is looked whether a reason to be left out is gone.
_SECOND_CHANCE = timedelta(days=30)


class CrmCampaign(models.Model):
    """Who entered, was left out, and could be contacted after all.

    A new customer whose e-mail address is entered an hour later, say. They are inside
    since they entered, so that the look for those who enter does not find them.
    """

    _inherit = "crm.campaign"

    def _look(self, now):
        result = super()._look(now)
        if not self.end_date or self._get_today(now) <= self.end_date:
            self._look_again(now)
        return result

    def _look_again(self, now):
        """Enrol who was left out lately for a reason that is gone."""
        judged = EnrolmentQuery(self, now, self._get_left_out_query(now)).select()
        admitted = self._claim(
            SQL("SELECT partner_id FROM (%s) AS judged WHERE reason IS NULL", judged)
        )
        if not admitted:
            return
        wave = self._get_wave_of_day(now)
        self._forget_left_out(wave, admitted)
        source = SQL(
            "SELECT audience.* FROM (%s) AS audience WHERE partner_id = ANY(%s)",
            self._get_audience_query(admitted),
            admitted,
        )
        self._insert_members(wave, EnrolmentQuery(self, now, source))

    def _get_left_out_query(self, now):
        """Return the SELECT of who is inside and was left out when last judged."""
        return SQL(
            """
            SELECT audience.*
              FROM (%s) AS audience
              JOIN (SELECT DISTINCT ON (partner_id) partner_id, reason
                      FROM crm_campaign_member
                     WHERE campaign_id = %s AND entered_at > %s
                     ORDER BY partner_id, entered_at DESC, id DESC
                   ) AS latest ON latest.partner_id = audience.partner_id
             WHERE latest.reason = ANY(%s)
            """,
            self._get_audience_query(),
            self._origin.id,
            now - _SECOND_CHANCE,
            list(MENDABLE),
        )

    def _forget_left_out(self, wave, partner_ids):
        """Make room in the wave of the day: a customer is in a wave once."""
        members = self.env["crm.campaign.member"]
        self.env["crm.campaign.action"]._execute(
            SQL(
                "DELETE FROM crm_campaign_member WHERE wave_id = %s"
                " AND partner_id = ANY(%s) AND state = 'left_out' RETURNING id",
                wave.id,
                partner_ids,
            )
        )
        members.invalidate_model()
