"""The SELECT that tells how satisfied customers are."""

from odoo.tools import SQL

from odoo.addons.rating.models.rating_data import (
    RATING_LIMIT_MIN,
    RATING_LIMIT_OK,
    RATING_LIMIT_SATISFIED,
)

SUBJECTS = ("product", "service")

#: What is derived for each subject, after its name.
_MEASURES = ("rating", "rating_average", "rating_count", "rating_date")

#: What is derived from both.
_OVERALL = (
    "satisfaction",
    "satisfaction_rating",
    "bad_rating_date",
    "bad_rating_id",
    "bad_rating_followed",
)

COLUMNS = [f"{subject}_{measure}" for subject in SUBJECTS for measure in _MEASURES]
COLUMNS += _OVERALL


def satisfaction_query(env, company, scope):
    """Return the SELECT of partner_id and ``COLUMNS``.

    What counts is the last rating of a subject; of both subjects, the worse one.

    :param scope: a :class:`~..customer_state.Scope` of commercial partners
    """
    return SQL(
        """
        SELECT verdict.partner_id, %(measures)s,
               CASE WHEN verdict.worst >= %(satisfied)s THEN 'happy'
                    WHEN verdict.worst >= %(okay)s THEN 'neutral'
                    ELSE 'unhappy' END AS satisfaction,
               verdict.worst AS satisfaction_rating,
               bad.date AS bad_rating_date,
               bad.id AS bad_rating_id,
               bad.followed_up AS bad_rating_followed
          FROM (SELECT latest.*,
                       LEAST(%(last_ratings)s) AS worst
                  FROM (%(latest)s) AS latest) AS verdict
          LEFT JOIN LATERAL (
              SELECT said.*
                FROM (VALUES %(said)s) AS said (id, rating, date, followed_up)
               WHERE said.rating < %(okay)s
               ORDER BY said.followed_up, said.date DESC, said.id DESC
               LIMIT 1
          ) AS bad ON TRUE
        """,
        measures=_columns(_MEASURES),
        satisfied=RATING_LIMIT_SATISFIED,
        okay=RATING_LIMIT_OK,
        last_ratings=_columns(["rating"]),
        latest=_latest(env, company, scope),
        said=SQL(", ").join(
            SQL(
                "(%s)",
                SQL(", ").join(
                    SQL.identifier("verdict", f"{subject}_{name}")
                    for name in ("id", "rating", "rating_date", "followed_up")
                ),
            )
            for subject in SUBJECTS
        ),
    )


def _columns(measures):
    return SQL(", ").join(
        SQL.identifier(f"{subject}_{measure}")
        for subject in SUBJECTS
        for measure in measures
    )


def _latest(env, company, scope):
    """Return a SELECT with a row per partner: the last rating of each subject."""
    values = []
    for subject in SUBJECTS:
        chosen = SQL("FILTER (WHERE subject = %s)", subject)
        for name, column in (
            ("id", "id"),
            ("rating", "rating"),
            ("followed_up", "followed_up"),
            ("rating_date", "date"),
        ):
            values.append(
                SQL(
                    "(ARRAY_AGG(%s ORDER BY date DESC, id DESC) %s)[1] AS %s",
                    SQL.identifier(column),
                    chosen,
                    SQL.identifier(f"{subject}_{name}"),
                )
            )
        values.append(
            SQL(
                "ROUND((AVG(rating) %s)::numeric, 2) AS %s",
                chosen,
                SQL.identifier(f"{subject}_rating_average"),
            )
        )
        values.append(
            SQL(
                "(COUNT(*) %s)::int AS %s",
                chosen,
                SQL.identifier(f"{subject}_rating_count"),
            )
        )
    return SQL(
        "SELECT partner_id, %s FROM (%s) AS rated GROUP BY partner_id",
        SQL(", ").join(values),
        _rated(env, company, scope),
    )


def _rated(env, company, scope):
    """Return a SELECT of the ratings that customers gave to the company."""
    joins, companies = _documents(env)
    return SQL(
        """
        SELECT contact.commercial_partner_id AS partner_id, rating.id, rating.rating,
               COALESCE(rating.followed_up, FALSE) AS followed_up,
               (COALESCE(rating.rated_on, rating.write_date)
                AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS date,
               COALESCE(subject.subject, 'service') AS subject
          FROM rating_rating AS rating
          JOIN res_partner AS contact ON contact.id = rating.partner_id
          LEFT JOIN crm_rating_subject AS subject
            ON subject.model_id = rating.res_model_id
               %(joins)s
         WHERE rating.consumed
           AND rating.rating >= %(least)s
           AND COALESCE(%(companies)s) = %(company)s
           AND %(in_scope)s
        """,
        tz=company.lifecycle_tz,
        joins=SQL(" ").join(joins),
        least=RATING_LIMIT_MIN,
        companies=SQL(", ").join([*companies, SQL("%s", company.id)]),
        company=company.id,
        in_scope=scope.condition(SQL.identifier("contact", "commercial_partner_id")),
    )


def _documents(env):
    """Return joins with the rated documents, and the columns of their companies.

    A document without a company is every company's.
    """
    joins, companies = [], []
    for name in sorted(env.registry.descendants(["rating.mixin"], "_inherit")):
        model = env[name]
        field = model._fields.get("company_id")
        if model._abstract or not model._auto or not (field and field.store):
            continue
        alias = f"document_{len(joins)}"
        joins.append(
            SQL(
                "LEFT JOIN %s AS %s ON rating.res_model = %s AND %s = rating.res_id",
                SQL.identifier(model._table),
                SQL.identifier(alias),
                name,
                SQL.identifier(alias, "id"),
            )
        )
        companies.append(SQL.identifier(alias, "company_id"))
    return joins, companies
