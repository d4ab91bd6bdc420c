"""What came of campaigns: the SQL over members, actions and purchases.

Days are whole days in the time zone of the company. A purchase of the day of the entry
counts if the customer had fewer purchases when entering: then it came after.
"""

from odoo.tools import SQL

from .crm_campaign_action_contact import counted_attempts


def is_contact(action):
    """Return the condition that a customer was contacted by an action.

    What people began and did not end, or gave up, counts by its attempts.

    :param action: name of the relation
    """
    return SQL(
        "(%(moment)s IS NOT NULL AND (%(state)s = 'done' OR %(group)s = 'human'"
        " AND %(state)s != 'waiting' AND EXISTS (%(attempts)s)))",
        moment=SQL.identifier(action, "contact_at"),
        state=SQL.identifier(action, "state"),
        group=SQL.identifier(action, "channel_group"),
        attempts=counted_attempts(SQL.identifier(action, "id")),
    )


def member_results(purchases):
    """Return the SELECT of one row per member who was not left out.

    The joins are outer ones, so that PostgreSQL leaves out what is not asked for: lists
    count their rows.

    :param purchases: the SELECT of ``crm.purchase``
    """
    return SQL(
        """
        SELECT member.id, member.id AS member_id, member.campaign_id, member.wave_id,
               member.company_id, member.partner_id, member.user_id,
               member.lifecycle_segment_id, member.state,
               CASE WHEN member.state = 'control' THEN 'control'
                    ELSE 'campaign' END AS side,
               member.is_global_control,
               entry.day + COALESCE(campaign.goal_days, 0) AS contact_until,
               %(in_time)s::int AS in_time,
               (member.state != 'control'
                AND (%(in_time)s OR member.state != 'exited'
                     OR %(finished)s > entry.day + COALESCE(campaign.goal_days, 0))
               )::int AS expected,
               entry.day AS entered_on,
               entry.day + campaign.attribution_days AS window_end,
               1 AS member_count, touched.contacted, touched.reached, touched.answered,
               GREATEST(touched.refused,
                        CASE WHEN member.state = 'exited' AND member.reason = 'opt_out'
                             THEN touched.contacted ELSE 0 END) AS refused,
               touched.cost, won.bought, won.bought::float AS buy_rate,
               (won.first_day IS NOT NULL)::int AS bought_after,
               won.first_day - touched.first_day AS days_to_purchase,
               won.purchase_count, won.revenue, won.credited_count, won.credited_revenue
          FROM crm_campaign_member AS member
          %(context)s
          LEFT JOIN LATERAL (%(touched)s) AS touched ON TRUE
          LEFT JOIN LATERAL (
             SELECT COALESCE(MAX(purchase.purchase_count), 0) AS bought,
                    MIN(purchase.date)
                        FILTER (WHERE purchase.purchase_count > 0
                                  AND purchase.date >= touched.first_day) AS first_day,
                    %(sums)s
               FROM (%(purchases)s) AS purchase
         ) AS won ON TRUE
         WHERE member.state != 'left_out'
        """,
        in_time=SQL(
            "COALESCE(touched.first_day"
            " <= entry.day + COALESCE(campaign.goal_days, 0), FALSE)"
        ),
        finished=_local_day(SQL("member.finished_at")),
        context=_context(),
        touched=_touched(),
        sums=_sums(
            SQL("NOT %s", _is_of_later_wave()),
            SQL(
                "member.state != 'control' AND member.id = (%s)",
                _last_touch(SQL("touch.member_id")),
            ),
        ),
        purchases=_purchases_in_window(purchases),
    )


def step_results(purchases):
    """Return the SELECT of one row per action that was done or contacted somebody.

    :param purchases: the SELECT of ``crm.purchase``
    """
    return SQL(
        """
        SELECT action.id, action.id AS action_id, action.step_id,
               member.id AS member_id, member.campaign_id, member.wave_id,
               member.company_id, member.partner_id, action.user_id,
               member.lifecycle_segment_id, entry.day AS entered_on,
               action.variant, 1 AS action_count, %(flags)s,
               (reaction.opened IS TRUE)::int AS opened,
               (reaction.clicked IS TRUE)::int AS clicked,
               COALESCE(step.cost, 0) AS cost,
               won.bought, won.purchase_count, won.revenue, won.credited_count,
               won.credited_revenue
          FROM crm_campaign_action AS action
          JOIN crm_campaign_step AS step ON step.id = action.step_id
          JOIN crm_campaign_member AS member ON member.id = action.member_id
          %(context)s
          %(reactions)s
          LEFT JOIN LATERAL (
             SELECT COALESCE(MAX(purchase.purchase_count)
                        FILTER (WHERE %(own)s), 0) AS bought,
                    %(sums)s
               FROM (%(purchases)s) AS purchase
         ) AS won ON TRUE
         WHERE (action.state = 'done' OR %(is_contact)s)
           AND member.state != 'left_out'
        """,
        is_contact=is_contact("action"),
        flags=SQL(", ").join(
            SQL("(%s)::int AS %s", condition, SQL.identifier(name))
            for name, condition in _FLAGS.items()
        ),
        context=_context(),
        reactions=_REACTIONS,
        own=_is_last_own_touch(),
        sums=_sums(
            _is_last_own_touch(),
            SQL("action.id = (%s)", _last_touch(SQL("touch.id"))),
        ),
        purchases=_purchases_in_window(purchases),
    )


#: The joins that tell how an action was received.
_REACTIONS = SQL(
    """
    LEFT JOIN crm_campaign_outcome AS outcome ON outcome.id = action.outcome_id
    LEFT JOIN LATERAL (
        SELECT BOOL_OR(trace.trace_status IN ('open', 'reply')
                       OR trace.open_datetime IS NOT NULL) AS opened,
               BOOL_OR(trace.links_click_datetime IS NOT NULL) AS clicked,
               BOOL_OR(trace.trace_status = 'reply'
                       OR trace.reply_datetime IS NOT NULL
                       OR trace.links_click_datetime IS NOT NULL) AS answered
          FROM mailing_trace AS trace
         WHERE action.mailing_id IS NOT NULL
           AND trace.model = 'res.partner'
           AND trace.res_id = action.contact_id
           AND trace.mass_mailing_id = action.mailing_id
    ) AS reaction ON TRUE
    LEFT JOIN LATERAL (
        SELECT BOOL_OR(tried.is_reached) AS reached
          FROM crm_campaign_attempt AS attempt
          JOIN crm_campaign_outcome AS tried ON tried.id = attempt.outcome_id
         WHERE action.channel_group = 'human' AND attempt.action_id = action.id
    ) AS spoken ON TRUE
    """
)

#: What an action that was done says of its customer, over :data:`_REACTIONS`.
_FLAGS = {
    "contacted": is_contact("action"),
    "reached": SQL(
        "outcome.is_reached IS TRUE OR spoken.reached IS TRUE"
        " OR reaction.opened IS TRUE OR reaction.answered IS TRUE"
    ),
    "answered": SQL(
        "outcome.is_reached IS TRUE OR spoken.reached IS TRUE"
        " OR reaction.answered IS TRUE"
    ),
    "refused": SQL("outcome.is_refused IS TRUE"),
}


def _local_day(moment):
    return SQL(
        "(%s AT TIME ZONE 'UTC' AT TIME ZONE company.lifecycle_tz)::date", moment
    )


def _context():
    return SQL(
        """
        JOIN crm_campaign AS campaign ON campaign.id = member.campaign_id
        JOIN res_company AS company ON company.id = member.company_id
        CROSS JOIN LATERAL (SELECT %s AS day) AS entry
        """,
        _local_day(SQL("member.entered_at")),
    )


def _touched():
    """Return the SELECT of the one row that sums up the actions of ``member``."""
    flags = [
        SQL("COALESCE(BOOL_OR(%s), FALSE)::int AS %s", condition, SQL.identifier(name))
        for name, condition in _FLAGS.items()
    ]
    return SQL(
        """
        SELECT %(flags)s, COALESCE(SUM(step.cost), 0) AS cost,
               %(day)s AS first_day
          FROM crm_campaign_action AS action
          JOIN crm_campaign_step AS step ON step.id = action.step_id
          %(reactions)s
         WHERE action.member_id = member.id
           AND (action.state = 'done' OR %(is_contact)s)
        """,
        flags=SQL(", ").join(flags),
        day=_local_day(SQL("MIN(action.contact_at)")),
        is_contact=is_contact("action"),
        reactions=_REACTIONS,
    )


def _purchases_in_window(purchases):
    """Return the SELECT of what the customer of ``member`` bought after entering.

    ``number`` says how many purchases the customer had made with this one.
    """
    return SQL(
        """
        SELECT numbered.*
          FROM (SELECT document.id, document.date, document.purchase_count,
                       document.amount,
                       SUM(document.purchase_count)
                           OVER (ORDER BY document.date, document.id) AS number
                  FROM (%s) AS document
                 WHERE document.company_id = member.company_id
                   AND document.partner_id = member.partner_id) AS numbered
         WHERE numbered.date <= entry.day + campaign.attribution_days
           AND (numbered.date > entry.day
                OR numbered.date = entry.day
                AND numbered.number > member.purchase_count)
        """,
        purchases,
    )


def _sums(own, credited):
    """Return the columns that count purchases: the campaign's own, and counted once."""
    return SQL(
        """
        COALESCE(SUM(purchase.purchase_count) FILTER (WHERE %(own)s), 0)::int
            AS purchase_count,
        COALESCE(SUM(purchase.amount) FILTER (WHERE %(own)s), 0) AS revenue,
        COALESCE(SUM(purchase.purchase_count) FILTER (WHERE %(credited)s), 0)::int
            AS credited_count,
        COALESCE(SUM(purchase.amount) FILTER (WHERE %(credited)s), 0)
            AS credited_revenue
        """,
        own=own,
        credited=credited,
    )


def _is_of_later_wave():
    """Return whether ``purchase`` came after the customer entered the campaign anew."""
    return SQL(
        """
        EXISTS (SELECT
                  FROM crm_campaign_member AS later
                 CROSS JOIN LATERAL (SELECT %(day)s AS day) AS later_entry
                 WHERE later.campaign_id = member.campaign_id
                   AND later.partner_id = member.partner_id
                   AND later.state != 'left_out'
                   AND (later.entered_at, later.id) > (member.entered_at, member.id)
                   AND (purchase.date > later_entry.day
                        OR purchase.date = later_entry.day
                        AND purchase.number > later.purchase_count))
        """,
        day=_local_day(SQL("later.entered_at")),
    )


def _last_touch(column, among=None):
    """Return the SELECT that finds the last contact before ``purchase``.

    It is the contact of a campaign in whose window the purchase is.

    :param column: what to tell of the contact ``touch``
    :param among: a condition on ``touch``
    """
    return SQL(
        """
        SELECT %(column)s
          FROM crm_campaign_action AS touch
          JOIN crm_campaign_member AS touched_member
               ON touched_member.id = touch.member_id
          JOIN crm_campaign AS touching ON touching.id = touch.campaign_id
         CROSS JOIN LATERAL (SELECT %(entered)s AS day) AS touched_entry
         WHERE touch.partner_id = member.partner_id
           AND touch.company_id = member.company_id
           AND %(is_contact)s
           AND %(contacted)s <= purchase.date
           AND purchase.date <= touched_entry.day + touching.attribution_days
           AND (purchase.date > touched_entry.day
                OR purchase.number > touched_member.purchase_count)
           AND %(among)s
         ORDER BY touch.contact_at DESC, touch.id DESC
         LIMIT 1
        """,
        column=column,
        entered=_local_day(SQL("touched_member.entered_at")),
        contacted=_local_day(SQL("touch.contact_at")),
        among=among or SQL("TRUE"),
        is_contact=is_contact("touch"),
    )


def _is_last_own_touch():
    """Return whether ``action`` is its campaign's last contact before ``purchase``."""
    mine = SQL("touch.campaign_id = member.campaign_id")
    return SQL("action.id = (%s)", _last_touch(SQL("touch.id"), mine))
