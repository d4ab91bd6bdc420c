"""The SQL that tells how satisfied customers are."""

from typing import NamedTuple

from odoo.tools import SQL

from odoo.addons.rating.models.rating_data import (
    RATING_LIMIT_MIN,
    RATING_LIMIT_OK,
    RATING_LIMIT_SATISFIED,
)

SUBJECTS = ("product", "service")

#: What is derived for each subject, after its name.
_MEASURES = (
    "rating",
    "rating_average",
    "rating_count",
    "rating_date",
    "satisfaction",
)

#: What is derived from both.
_OVERALL = (
    "satisfaction",
    "satisfaction_rating",
    "bad_rating_id",
    "bad_rating_subject",
    "bad_rating_value",
    "bad_rating_date",
    "bad_rating_followed_date",
    "bad_rating_open",
)

COLUMNS = [f"{subject}_{measure}" for subject in SUBJECTS for measure in _MEASURES]
COLUMNS += _OVERALL


class AmongTheUnhappy(NamedTuple):
    """The scope of who gave a bad rating, in a query with the table ``bad``."""

    def condition(self, column):
        return SQL("%s IN (SELECT partner_id FROM bad)", column)


def satisfaction_query(rated, contacts, timezone):
    """Return the SELECT of partner_id and ``COLUMNS``.

    What counts is the last rating of a subject; of both subjects, the worse one. A bad
    rating is followed up by any contact after it. Of two bad ones, the one that was not
    followed up stands for the customer, then the worse one.

    :param rated: SQL of ratings, as :func:`rated_query` gives it
    :param contacts: SQL with the columns partner_id and moment, of contacts with those
        in the table ``bad``, whose rows are their bad ratings
    """
    return SQL(
        """
        WITH rated AS MATERIALIZED (%(rated)s),
             total AS (SELECT partner_id, %(totals)s FROM rated GROUP BY partner_id),
             latest AS MATERIALIZED (
                 SELECT DISTINCT ON (partner_id, subject) *
                   FROM rated
                  ORDER BY partner_id, subject, moment DESC, id DESC
             ),
             bad AS MATERIALIZED (SELECT * FROM latest WHERE rating < %(okay)s),
             standing AS (%(standing)s)
        SELECT total.*, %(latest)s,
               %(level)s AS satisfaction,
               LEAST(product.rating, service.rating) AS satisfaction_rating,
               standing.id AS bad_rating_id,
               standing.subject AS bad_rating_subject,
               standing.rating AS bad_rating_value,
               standing.day AS bad_rating_date,
               %(followed)s AS bad_rating_followed_date,
               standing.id IS NOT NULL AND standing.followed_at IS NULL
                   AS bad_rating_open
          FROM total
          LEFT JOIN latest AS product
            ON product.partner_id = total.partner_id AND product.subject = 'product'
          LEFT JOIN latest AS service
            ON service.partner_id = total.partner_id AND service.subject = 'service'
          LEFT JOIN standing ON standing.partner_id = total.partner_id
        """,
        rated=rated,
        totals=SQL(", ").join(map(_totals, SUBJECTS)),
        okay=RATING_LIMIT_OK,
        standing=_standing(contacts),
        latest=SQL(", ").join(map(_latest, SUBJECTS)),
        level=_level(SQL("LEAST(product.rating, service.rating)")),
        followed=_day(SQL("standing.followed_at"), timezone),
    )


def rated_query(env, company, scope, today):
    """Return a SELECT of the ratings that customers gave to the company until today.

    :param scope: a :class:`~.customer_state.Scope` of commercial partners
    :return: SQL with the columns partner_id, id, rating, subject, moment (in UTC), day
        (of the company), res_model and res_id
    """
    joins, companies = _documents(env)
    return SQL(
        """
        SELECT *
          FROM (SELECT contact.commercial_partner_id AS partner_id, rating.id,
                       rating.rating, COALESCE(subject.subject, 'service') AS subject,
                       %(moment)s AS moment, %(day)s AS day,
                       rating.res_model, rating.res_id
                  FROM res_partner AS contact
                  JOIN rating_rating AS rating ON rating.partner_id = contact.id
                  LEFT JOIN crm_rating_subject AS subject
                    ON subject.model = rating.res_model
                       %(joins)s
                 WHERE rating.consumed IS TRUE
                   AND rating.rating >= %(least)s
                   AND COALESCE(%(companies)s) = %(company)s
                   AND %(in_scope)s) AS rated
         WHERE day <= %(today)s
        """,
        moment=_MOMENT,
        day=_day(_MOMENT, company.lifecycle_tz),
        joins=SQL(" ").join(joins),
        least=RATING_LIMIT_MIN,
        companies=SQL(", ").join([*companies, SQL("%s", company.id)]),
        company=company.id,
        in_scope=scope.condition(SQL.identifier("contact", "commercial_partner_id")),
        today=today,
    )


# Ratings from before Odoo noted when they were given have the day of their last change.
_MOMENT = SQL("COALESCE(rating.rated_on, rating.write_date)")


def _day(moment, timezone):
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, timezone)


def _level(rating):
    return SQL(
        """
        CASE WHEN %(rating)s >= %(satisfied)s THEN 'happy'
             WHEN %(rating)s >= %(okay)s THEN 'neutral'
             WHEN %(rating)s IS NOT NULL THEN 'unhappy'
        END
        """,
        rating=rating,
        satisfied=RATING_LIMIT_SATISFIED,
        okay=RATING_LIMIT_OK,
    )


def _totals(subject):
    return SQL(
        """
        ROUND(AVG(rating) FILTER (WHERE subject = %(subject)s)::numeric, 2) AS %(avg)s,
        COUNT(*) FILTER (WHERE subject = %(subject)s)::int AS %(count)s
        """,
        subject=subject,
        avg=SQL.identifier(f"{subject}_rating_average"),
        count=SQL.identifier(f"{subject}_rating_count"),
    )


def _latest(subject):
    return SQL(
        "%(rating)s AS %(rating_name)s, %(day)s AS %(day_name)s,"
        " %(level)s AS %(level_name)s",
        rating=SQL.identifier(subject, "rating"),
        rating_name=SQL.identifier(f"{subject}_rating"),
        day=SQL.identifier(subject, "day"),
        day_name=SQL.identifier(f"{subject}_rating_date"),
        level=_level(SQL.identifier(subject, "rating")),
        level_name=SQL.identifier(f"{subject}_satisfaction"),
    )


def _standing(contacts):
    """Return a SELECT of one bad rating for each who gave any, and its follow-up."""
    return SQL(
        """
        SELECT DISTINCT ON (bad.partner_id) bad.*, followed.moment AS followed_at
          FROM bad
          LEFT JOIN (SELECT bad.id, MIN(contact.moment) AS moment
                       FROM bad
                       JOIN (%s) AS contact
                         ON contact.partner_id = bad.partner_id
                        AND contact.moment > bad.moment
                      GROUP BY bad.id) AS followed ON followed.id = bad.id
         ORDER BY bad.partner_id, followed.moment IS NOT NULL, bad.rating,
                  bad.moment DESC, bad.id DESC
        """,
        contacts,
    )


def _documents(env):
    """Return joins with the rated documents, and the columns of their companies.

    A document without a company is every company's.
    """
    joins, companies = [], []
    for name in _list_rated_models(env):
        model = env.get(name)
        field = model is not None and model._fields.get("company_id")
        if not (field and field.store and field.comodel_name == "res.company"):
            continue
        alias = SQL.identifier(f"document_{len(joins)}")
        joins.append(
            SQL(
                "LEFT JOIN %(table)s AS %(alias)s"
                " ON rating.res_model = %(name)s AND %(alias)s.id = rating.res_id",
                table=SQL.identifier(model._table),
                alias=alias,
                name=name,
            )
        )
        companies.append(SQL("%s.company_id", alias))
    return joins, companies


def _list_rated_models(env):
    """Return the names of the models that ratings are of, one index look-up for each.

    Few models are rated, and a rated model may have millions of ratings.
    """
    rows = env.execute_query(
        SQL(
            """
            WITH RECURSIVE rated AS (
                (SELECT MIN(res_model) AS model FROM rating_rating)
                 UNION ALL
                SELECT (SELECT MIN(res_model) FROM rating_rating
                         WHERE res_model > rated.model)
                  FROM rated
                 WHERE rated.model IS NOT NULL
            )
            SELECT model FROM rated WHERE model IS NOT NULL
            """
        )
    )
    return [name for (name,) in rows]
