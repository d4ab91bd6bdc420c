from odoo import fields, models
from odoo.tools import SQL

from .step_kinds import CAPACITIES

#: So many days are looked ahead, today included.
DAYS = 14


class CrmCampaignCapacity(models.Model):
    """How many calls and meetings people have on the next days, and room for how many.

    What does not fit a day moves on to the next one, as the engine has it wait. There
    is no room on days on which the company does not work. Meetings are there for those
    who have some, or a limit.
    """

    _name = "crm.campaign.capacity"
    _description = "Capacity of Sellers"
    _auto = False
    _order = "day, user_id, capacity_kind"
    _rec_name = "user_id"
    _depends = {
        "crm.campaign": ["active", "state"],
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
        "res.company": [
            "campaign_call_days",
            "campaign_call_workdays",
            "campaign_daily_calls",
            "campaign_daily_meetings",
            "lifecycle_tz",
            "resource_calendar_id",
        ],
        "res.users": ["active", "campaign_daily_calls", "campaign_daily_meetings"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Seller", readonly=True)
    capacity_kind = fields.Selection(CAPACITIES, string="What", readonly=True)
    day = fields.Date(readonly=True)
    planned = fields.Integer(
        string="Due",
        readonly=True,
        help="What campaigns have that day; what is late now.",
    )
    capacity = fields.Integer(
        string="Room For",
        readonly=True,
        help="What the salesperson can be given that day, less what is done already. "
        "Nothing where there is no limit, or on a day off.",
    )
    left_over = fields.Integer(
        string="Too Many",
        readonly=True,
        aggregator="max",
        help="What does not fit until the end of that day.",
    )
    free = fields.Integer(
        readonly=True, help="How many more the salesperson could be given."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH company AS (%(companies)s),
                 working AS MATERIALIZED (%(working)s),
                 capacity AS (%(kinds)s),
                 seller AS (%(sellers)s),
                 call AS (%(calls)s),
                 plan AS (%(plan)s),
                 flow AS (
                     SELECT plan.*,
                            SUM(planned - room) OVER so_far AS flowing
                       FROM plan
                     WINDOW so_far AS (PARTITION BY company_id, user_id, capacity_kind
                                           ORDER BY day)
                 ), carried AS (
                     SELECT flow.*,
                            flowing - LEAST(0, MIN(flowing) OVER so_far) AS left_over
                       FROM flow
                     WINDOW so_far AS (PARTITION BY company_id, user_id, capacity_kind
                                           ORDER BY day)
                 )
            SELECT (ROW_NUMBER() OVER (ORDER BY company_id, user_id, capacity_kind,
                                                day))::int AS id,
                   company_id, user_id, capacity_kind, day, planned, room AS capacity,
                   COALESCE(left_over, 0)::int AS left_over,
                   GREATEST(0, room - planned - COALESCE(
                       LAG(left_over) OVER (
                           PARTITION BY company_id, user_id, capacity_kind
                           ORDER BY day), 0))::int AS free
              FROM carried
            """,
            companies=self._get_companies_query(),
            working=self.env.companies.sudo()._get_days_query(0, DAYS),
            kinds=self._get_kinds_query(),
            sellers=self._get_sellers_query(),
            calls=self._get_calls_query(),
            plan=self._get_plan_query(),
        )

    def _get_companies_query(self):
        return SQL(
            """
            SELECT id, lifecycle_tz,
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
                   limits.capacity_kind, limits.daily
              FROM company
              JOIN res_company AS employer ON employer.id = company.id
              JOIN res_company_users_rel AS working ON working.cid = company.id
              JOIN res_users AS users ON users.id = working.user_id AND users.active
                                     AND users.share IS NOT TRUE
              JOIN LATERAL (%s) AS limits ON TRUE
             WHERE (limits.capacity_kind = 'calls' OR limits.daily IS NOT NULL)
               AND EXISTS (SELECT FROM crm_team_member AS member
                            WHERE member.user_id = users.id AND member.active)
                OR EXISTS (SELECT FROM crm_campaign_action AS action
                             JOIN capacity ON capacity.step_kind = action.kind
                            WHERE action.user_id = users.id
                              AND action.company_id = company.id
                              AND action.state IN ('waiting', 'running')
                              AND capacity.capacity_kind = limits.capacity_kind)
            """,
            SQL(" UNION ALL ").join(self._get_limit(name) for name, _ in CAPACITIES),
        )

    def _get_limit(self, capacity):
        """Return what ``users`` can be given on a day: nothing if there is no limit."""
        limit = f"campaign_daily_{capacity}"
        return SQL(
            "SELECT %s AS capacity_kind,"
            " NULLIF(COALESCE(NULLIF(%s, 0), %s), 0) AS daily",
            capacity,
            SQL.identifier("users", limit),
            SQL.identifier("employer", limit),
        )

    def _get_kinds_query(self):
        """Return the SELECT of what each kind of step takes up."""
        steps = self.env["crm.campaign.step"].sudo()
        pairs = [
            (kind, capacity)
            for capacity, _label in CAPACITIES
            for kind in steps._get_capacity_kinds(capacity)
        ]
        return SQL(
            "SELECT * FROM UNNEST(%s::varchar[], %s::varchar[])"
            " AS kinds (step_kind, capacity_kind)",
            [kind for kind, _capacity in pairs],
            [capacity for _kind, capacity in pairs],
        )

    def _get_calls_query(self):
        """Return what is to do by company, user, kind and day; the late is today's."""
        return SQL(
            """
            SELECT action.company_id, action.user_id, capacity.capacity_kind,
                   COUNT(*)::int AS planned,
                   GREATEST(company.today, CASE
                       WHEN action.state = 'running' THEN activity.date_deadline
                       ELSE (action.due_at AT TIME ZONE 'UTC'
                             AT TIME ZONE company.lifecycle_tz)::date END) AS day
              FROM crm_campaign_action AS action
              JOIN company ON company.id = action.company_id
              JOIN capacity ON capacity.step_kind = action.kind
              JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
                                           AND campaign.active
                                           AND campaign.state != 'paused'
              LEFT JOIN mail_activity AS activity ON activity.id = action.activity_id
             WHERE action.state IN ('waiting', 'running')
             GROUP BY 1, 2, 3, 5
            """
        )

    def _get_plan_query(self):
        return SQL(
            """
            SELECT seller.company_id, seller.user_id, seller.capacity_kind, days.day,
                   COALESCE(call.planned, 0) AS planned,
                   CASE WHEN working.day IS NULL THEN 0
                        WHEN days.day > company.today THEN seller.daily
                        ELSE GREATEST(0, seller.daily - %(made)s) END::int AS room
              FROM seller
              JOIN company ON company.id = seller.company_id
              JOIN LATERAL (SELECT company.today + number AS day
                              FROM GENERATE_SERIES(0, %(last)s) AS number) AS days
                   ON TRUE
              LEFT JOIN working ON working.company_id = seller.company_id
                               AND working.day = days.day
              LEFT JOIN call ON call.company_id = seller.company_id
                            AND call.user_id = seller.user_id AND call.day = days.day
                            AND call.capacity_kind = seller.capacity_kind
            """,
            made=SQL(
                """
                (SELECT COUNT(*) FROM crm_campaign_action AS made
                   JOIN capacity ON capacity.step_kind = made.kind
                    AND capacity.capacity_kind = seller.capacity_kind
                  WHERE made.user_id = seller.user_id AND made.state = 'done'
                    AND made.channel_group = 'human'
                    AND made.done_at >= company.today::timestamp
                        AT TIME ZONE company.lifecycle_tz AT TIME ZONE 'UTC')
                """
            ),
            last=DAYS - 1,
        )
