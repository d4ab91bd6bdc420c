"""Who enters a standing campaign: who is in the audience, and not asked for lately."""

from datetime import timedelta

from odoo.tools import SQL

from .enrolment_query import EnrolmentQuery


class StandingQuery(EnrolmentQuery):
    """The customers who enter a standing campaign at a moment, judged.

    Who is left out has one row for each reason, and not one a day.
    """

    def select(self):
        """Return the SELECT, as :meth:`.EnrolmentQuery.select` does."""
        return SQL(
            """
            SELECT judged.*
              FROM (%s) AS judged
             WHERE judged.state != 'left_out'
                OR judged.reason IS DISTINCT FROM (
                   SELECT CASE WHEN known.state = 'left_out' THEN known.reason END
                     FROM crm_campaign_member AS known
                    WHERE known.campaign_id = %s
                      AND known.partner_id = judged.partner_id
                    ORDER BY known.id DESC
                    LIMIT 1)
            """,
            super().select(),
            self.campaign_id,
        )


def entrants(campaign, now):
    """Return the SELECT of who of the audience may enter a standing campaign.

    Its columns are those of the audience. Left aside is who is under way, and who was
    there not long ago:

    - Who was contacted, or for whom it was told why not, has time until
      ``reentry_days`` after that; so has the control group after entering, and who
      bought before anybody contacted them.
    - Who left the audience untouched, and came in again, enters at once.
    - For all others nothing was done: they are asked for again after
      ``ask_again_days``.

    :param campaign: one ``crm.campaign``
    :param now: naive UTC
    """
    return SQL(
        """
        SELECT audience.*
          FROM (%(audience)s) AS audience
          LEFT JOIN LATERAL (
               SELECT member.*
                 FROM crm_campaign_member AS member
                WHERE member.campaign_id = %(campaign)s
                  AND member.partner_id = audience.partner_id
                  AND member.state != 'left_out'
                ORDER BY member.entered_at DESC, member.id DESC
                LIMIT 1
          ) AS latest ON TRUE
          LEFT JOIN LATERAL (
               SELECT MAX(COALESCE(action.contact_at, action.done_at)) AS moment
                 FROM crm_campaign_action AS action
                WHERE action.member_id = latest.id
                  AND (action.state = 'done'
                       OR action.state IN ('skipped', 'failed')
                          AND (action.outcome_id IS NOT NULL
                               OR NULLIF(TRIM(action.note), '') IS NOT NULL))
          ) AS answer ON TRUE
         WHERE latest.id IS NULL
            OR latest.state != 'active'
               AND CASE WHEN answer.moment IS NOT NULL
                        THEN answer.moment + %(again)s
                        WHEN latest.state = 'control'
                        THEN latest.entered_at + %(again)s
                        WHEN latest.reason = 'bought'
                        THEN latest.finished_at + %(again)s
                        WHEN latest.reason = 'left' THEN latest.finished_at
                        ELSE COALESCE(latest.finished_at, latest.entered_at)
                             + %(ask_again)s
                   END <= %(now)s
        """,
        audience=campaign._get_audience_query(),
        campaign=campaign._origin.id or 0,
        again=timedelta(days=campaign.reentry_days),
        ask_again=timedelta(days=campaign.ask_again_days),
        now=now,
    )
