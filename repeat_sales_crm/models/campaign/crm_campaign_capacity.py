from odoo import fields, models
from odoo.tools import SQL

#: So many days are looked ahead, today included.
DAYS = 14


class CrmCampaignCapacity(models.Model):
    """How many calls sellers have on each of the next days, and room for how many.

    Calls that do not fit a day move on to the next one, as the engine has them wait.
    There is no room on days on which the company does not work.
    """

    _name = "crm.campaign.capacity"
    _description = "Capacity of Sellers"
    _auto = False
    _order = "day, user_id"
    _rec_name = "user_id"
    _depends = {
        "crm.campaign": ["state"],
        "crm.campaign.action": [
            "activity_id",
            "campaign_id",
            "company_id",
            "done_at",
            "due_at",
            "kind",
            "state",
            "user_id",
        ],
        "crm.team.member": ["active", "crm_team_id", "user_id"],
        "mail.activity": ["date_deadline"],
        "res.company": ["campaign_daily_calls", "lifecycle_tz", "resource_calendar_id"],
        "res.users": ["active", "campaign_daily_calls"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Seller", readonly=True)
    day = fields.Date(readonly=True)
    planned = fields.Integer(
        string="Due",
        readonly=True,
        help="Calls that come up that day; late ones now.",
    )
    capacity = fields.Integer(
        string="Room For",
        readonly=True,
        help="Calls that the seller can be given that day, less those made already. "
        "Nothing where there is no limit, or on a day off.",
    )
    left_over = fields.Integer(
        string="Too Many",
        readonly=True,
        aggregator="max",
        help="Calls that do not fit until the end of that day.",
    )
    free = fields.Integer(readonly=True, help="More calls that the seller could make.")

    @property
    def _table_query(self):
        return SQL(
            """
            WITH company AS (%(companies)s),
                 seller AS (%(sellers)s),
                 call AS (%(calls)s),
                 plan AS (%(plan)s),
                 flow AS (
                     SELECT plan.*,
                            SUM(planned - room) OVER so_far AS flowing
                       FROM plan
                     WINDOW so_far AS (PARTITION BY company_id, user_id ORDER BY day)
                 ), carried AS (
                     SELECT flow.*,
                            flowing - LEAST(0, MIN(flowing) OVER so_far) AS left_over
                       FROM flow
                     WINDOW so_far AS (PARTITION BY company_id, user_id ORDER BY day)
                 )
            SELECT (ROW_NUMBER() OVER (ORDER BY company_id, user_id, day))::int AS id,
                   company_id, user_id, day, planned, room AS capacity,
                   COALESCE(left_over, 0)::int AS left_over,
                   GREATEST(0, room - planned - COALESCE(
                       LAG(left_over) OVER (PARTITION BY company_id, user_id
                                            ORDER BY day), 0))::int AS free
              FROM carried
            """,
            companies=self._get_companies_query(),
            sellers=self._get_sellers_query(),
            calls=self._get_calls_query(),
            plan=self._get_plan_query(),
        )

    def _get_companies_query(self):
        return SQL(
            """
            SELECT id, campaign_daily_calls, resource_calendar_id, lifecycle_tz,
                   (%(now)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE lifecycle_tz)
                       ::date AS today
              FROM res_company
             WHERE id = ANY(%(ids)s)
            """,
            now=fields.Datetime.now(),
            ids=self.env.companies.ids,
        )

    def _get_sellers_query(self):
        """Return members of sales teams, and whoever else has something to do."""
        return SQL(
            """
            SELECT company.id AS company_id, users.id AS user_id,
                   NULLIF(COALESCE(NULLIF(users.campaign_daily_calls, 0),
                                   company.campaign_daily_calls), 0) AS daily
              FROM company
              JOIN res_company_users_rel AS working ON working.cid = company.id
              JOIN res_users AS users ON users.id = working.user_id AND users.active
                                     AND users.share IS NOT TRUE
             WHERE EXISTS (SELECT FROM crm_team_member AS member
                            WHERE member.user_id = users.id AND member.active)
                OR EXISTS (SELECT FROM crm_campaign_action AS action
                            WHERE action.user_id = users.id
                              AND action.company_id = company.id
                              AND action.state IN ('waiting', 'running')
                              AND action.kind = ANY(%s))
            """,
            self._get_kinds(),
        )

    def _get_kinds(self):
        return self.env["crm.campaign.step"].sudo()._get_capacity_kinds()

    def _get_calls_query(self):
        """Return the calls to make by company, user and day; late ones are today's."""
        return SQL(
            """
            SELECT action.company_id, action.user_id, COUNT(*)::int AS planned,
                   GREATEST(company.today, CASE
                       WHEN action.state = 'running' THEN activity.date_deadline
                       ELSE (action.due_at AT TIME ZONE 'UTC'
                             AT TIME ZONE company.lifecycle_tz)::date END) AS day
              FROM crm_campaign_action AS action
              JOIN company ON company.id = action.company_id
              JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
                                           AND campaign.state != 'paused'
              LEFT JOIN mail_activity AS activity ON activity.id = action.activity_id
             WHERE action.state IN ('waiting', 'running')
               AND action.kind = ANY(%s)
             GROUP BY 1, 2, 4
            """,
            self._get_kinds(),
        )

    def _get_plan_query(self):
        return SQL(
            """
            SELECT seller.company_id, seller.user_id, days.day,
                   COALESCE(call.planned, 0) AS planned,
                   CASE WHEN NOT %(works)s THEN 0
                        WHEN days.day > company.today THEN seller.daily
                        ELSE GREATEST(0, seller.daily - %(made)s) END::int AS room
              FROM seller
              JOIN company ON company.id = seller.company_id
              JOIN LATERAL (SELECT company.today + number AS day
                              FROM GENERATE_SERIES(0, %(last)s) AS number) AS days
                   ON TRUE
              LEFT JOIN call ON call.company_id = seller.company_id
                            AND call.user_id = seller.user_id AND call.day = days.day
            """,
            works=self._get_works_condition(),
            made=SQL(
                """
                (SELECT COUNT(*) FROM crm_campaign_action AS made
                  WHERE made.user_id = seller.user_id AND made.state = 'done'
                    AND made.channel_group = 'human' AND made.kind = ANY(%s)
                    AND made.done_at >= company.today::timestamp
                        AT TIME ZONE company.lifecycle_tz AT TIME ZONE 'UTC')
                """,
                self._get_kinds(),
            ),
            last=DAYS - 1,
        )

    def _get_works_condition(self):
        """Return whether the company works on ``days.day``, by its own calendar."""
        return SQL(
            """
            ((company.resource_calendar_id IS NULL
              OR EXISTS (SELECT FROM resource_calendar_attendance AS hours
                          WHERE hours.calendar_id = company.resource_calendar_id
                            AND hours.display_type IS NULL
                            AND hours.dayofweek
                                = (EXTRACT(ISODOW FROM days.day) - 1)::int::text))
             AND NOT EXISTS (
                 SELECT FROM resource_calendar_leaves AS holiday
                  WHERE holiday.resource_id IS NULL
                    AND holiday.company_id = company.id
                    AND COALESCE(holiday.calendar_id, company.resource_calendar_id)
                        = company.resource_calendar_id
                    AND (days.day + TIME '12:00') AT TIME ZONE company.lifecycle_tz
                            AT TIME ZONE 'UTC'
                        BETWEEN holiday.date_from AND holiday.date_to))
            """
        )
