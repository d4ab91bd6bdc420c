"""The SQL that says how customers react to mailings."""

from odoo.tools import SQL

#: How many mailings, or reactions, it takes to speak of a habit.
_ENOUGH = 3


def mailing_facts_query(traces, timezone):
    """Return a SELECT of how each partner reacts to mailings.

    Whoever clicked or answered has opened, whether or not the opening was seen.

    :param traces: SQL of what was sent to whom, with the columns partner_id, id,
        trace_type, trace_status, open_datetime, links_click_datetime, reply_datetime
    :param timezone: name of the time zone of the days
    :return: SQL with the columns partner_id, mailing_sent_count, mailing_opened_count,
        mailing_clicked_count, mailing_replied_count, mailing_bounced_count,
        mailing_reaction_date, mailing_channel and mailing_weekday
    """
    return SQL(
        """
        WITH trace AS MATERIALIZED (
                 SELECT *, seen OR clicked OR replied AS opened
                   FROM (%(sent)s) AS sent
             ),
             total AS MATERIALIZED (%(totals)s),
             channel AS MATERIALIZED (%(channels)s),
             weekday AS MATERIALIZED (%(weekdays)s)
        SELECT total.*, channel.mailing_channel, weekday.mailing_weekday
          FROM total
          LEFT JOIN channel ON channel.partner_id = total.partner_id
          LEFT JOIN weekday ON weekday.partner_id = total.partner_id
        """,
        sent=_sent(traces, timezone),
        totals=_totals(),
        channels=_channels(),
        weekdays=_weekdays(),
    )


def _sent(traces, timezone):
    """Return the traces that reached somebody, or came back, with their days."""
    return SQL(
        """
        SELECT trace.partner_id, trace.id, trace.trace_type,
               trace.trace_status = 'bounce' AS bounced,
               trace.trace_status = 'open' OR trace.open_datetime IS NOT NULL AS seen,
               trace.links_click_datetime IS NOT NULL AS clicked,
               trace.trace_status = 'reply' OR trace.reply_datetime IS NOT NULL
                   AS replied,
               %(opened)s AS opened_on, %(clicked)s AS clicked_on,
               %(replied)s AS replied_on
          FROM (%(traces)s) AS trace
         WHERE trace.trace_status IN ('pending', 'sent', 'open', 'reply', 'bounce')
        """,
        opened=_day("open_datetime", timezone),
        clicked=_day("links_click_datetime", timezone),
        replied=_day("reply_datetime", timezone),
        traces=traces,
    )


def _day(column, timezone):
    return SQL(
        "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
        SQL.identifier("trace", column),
        timezone,
    )


def _totals():
    return SQL(
        """
        SELECT partner_id,
               COUNT(*)::int AS mailing_sent_count,
               COUNT(*) FILTER (WHERE opened)::int AS mailing_opened_count,
               COUNT(*) FILTER (WHERE clicked)::int AS mailing_clicked_count,
               COUNT(*) FILTER (WHERE replied)::int AS mailing_replied_count,
               COUNT(*) FILTER (WHERE bounced)::int AS mailing_bounced_count,
               MAX(GREATEST(opened_on, clicked_on, replied_on))
                   AS mailing_reaction_date
          FROM trace
         GROUP BY partner_id
        """
    )


def _channels():
    return SQL(
        """
        SELECT DISTINCT ON (partner_id) partner_id, trace_type AS mailing_channel
          FROM (SELECT partner_id, trace_type, COUNT(*) AS times,
                       COUNT(*) FILTER (WHERE opened) AS reactions
                  FROM trace
                 GROUP BY partner_id, trace_type) AS channel
         WHERE times >= %s AND reactions > 0
         ORDER BY partner_id, reactions::numeric / times DESC, times DESC, trace_type
        """,
        _ENOUGH,
    )


def _weekdays():
    return SQL(
        """
        SELECT DISTINCT ON (partner_id) partner_id, weekday AS mailing_weekday
          FROM (SELECT partner_id, EXTRACT(ISODOW FROM day)::int::varchar AS weekday,
                       COUNT(*) AS times, MAX(day) AS latest,
                       SUM(COUNT(*)) OVER (PARTITION BY partner_id) AS reactions
                  FROM (SELECT partner_id, id, opened_on AS day FROM trace
                         UNION SELECT partner_id, id, clicked_on FROM trace)
                       AS reaction
                 WHERE day IS NOT NULL
                 GROUP BY partner_id, weekday) AS habit
         WHERE reactions >= %s
         ORDER BY partner_id, times DESC, latest DESC
        """,
        _ENOUGH,
    )
