"""The SQL that compares customers with those like them."""

from odoo.tools import SQL

#: Fewer peers than this say nothing: a wider group is asked instead.
ENOUGH_PEERS = 10

#: A category is typical of a group that so many, and such a share of, its members buy.
_FEWEST_BUYERS = 5
_SMALLEST_SHARE = 0.2

#: The groups that a customer can be compared with, the narrowest first.
LEVELS = ("both", "industry", "band", "all")

_MEMBERS = SQL(
    """
    SELECT customer.id, customer.partner_id, customer.count_band_id,
           customer.first_date, partner.industry_id
      FROM crm_customer AS customer
      JOIN res_partner AS partner ON partner.id = customer.partner_id
     WHERE customer.purchase_count > 0 AND customer.active
    """
)

_SETS = SQL(
    "(industry_id, count_band_id), (industry_id), (count_band_id), ()",
)

#: Which of LEVELS a row of the grouping sets is: a bit for what is left out.
_LEVEL = SQL(
    "(ARRAY['both', 'industry', 'band', 'all'])"
    "[1 + GROUPING(count_band_id) + 2 * GROUPING(industry_id)]"
)


def groups_query(company):
    """Return a SELECT of level, industry, band and number of the groups' members."""
    return SQL(
        """
        SELECT %(level)s AS level, industry_id, count_band_id, COUNT(*) AS peers
          FROM (%(members)s AND customer.company_id = %(company)s) AS member
         GROUP BY GROUPING SETS (%(sets)s)
        HAVING GROUPING(industry_id) = 1 OR industry_id IS NOT NULL
        """,
        level=_LEVEL,
        members=_MEMBERS,
        company=company.id,
        sets=_SETS,
    )


def categories_query(company, today):
    """Return an INSERT of the categories that are typical of the company's groups.

    What a member spends on one in a year is the amount, over the years since the first
    purchase, one at least; what a group spends is the median of its buyers'.
    """
    return SQL(
        """
        INSERT INTO crm_peer_category (group_id, categ_id, buyer_count, amount)
        SELECT peer_group.id, bought.categ_id, bought.buyers, bought.amount
          FROM (
              SELECT %(level)s AS level, industry_id, count_band_id, categ_id,
                     COUNT(*) AS buyers,
                     ROUND(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a_year)::numeric,
                           %(decimals)s) AS amount
                FROM (
                    SELECT member.*, category.categ_id,
                           category.amount / GREATEST(
                               (%(today)s - member.first_date) / 365.25, 1
                           ) AS a_year
                      FROM (%(members)s AND customer.company_id = %(company)s) AS member
                      JOIN crm_customer_category AS category
                        ON category.customer_id = member.id
                     WHERE category.amount > 0
                ) AS spent
               GROUP BY GROUPING SETS (
                   (industry_id, count_band_id, categ_id), (industry_id, categ_id),
                   (count_band_id, categ_id), (categ_id))
          ) AS bought
          JOIN crm_peer_group AS peer_group
            ON peer_group.company_id = %(company)s
           AND peer_group.level = bought.level
           AND peer_group.industry_id IS NOT DISTINCT FROM bought.industry_id
           AND peer_group.count_band_id IS NOT DISTINCT FROM bought.count_band_id
         WHERE bought.buyers >= %(fewest)s
           AND bought.buyers >= %(share)s * peer_group.peer_count
        """,
        level=_LEVEL,
        decimals=company.currency_id.decimal_places,
        today=today,
        members=_MEMBERS,
        company=company.id,
        fewest=_FEWEST_BUYERS,
        share=_SMALLEST_SHARE,
    )


def peers_query(company, scope):
    """Return a SELECT of the narrowest group that is big enough for each customer."""
    return SQL(
        """
        SELECT member.partner_id, COALESCE(%(ids)s) AS peer_group_id
          FROM (%(members)s AND customer.company_id = %(company)s AND %(in_scope)s)
               AS member
               %(joins)s
        """,
        ids=SQL(", ").join(SQL("%s.id", SQL.identifier(level)) for level in LEVELS),
        members=_MEMBERS,
        company=company.id,
        in_scope=scope.condition(SQL.identifier("customer", "partner_id")),
        joins=SQL(" ").join(_join_group(company, level) for level in LEVELS),
    )


def _join_group(company, level):
    group = SQL.identifier(level)
    matches = [
        SQL("%s.%s = member.%s", group, column, column)
        for column, levels in (
            (SQL.identifier("industry_id"), ("both", "industry")),
            (SQL.identifier("count_band_id"), ("both", "band")),
        )
        if level in levels
    ]
    return SQL(
        """
        LEFT JOIN (SELECT id, industry_id, count_band_id
                     FROM crm_peer_group
                    WHERE company_id = %(company)s AND level = %(level)s
                      AND peer_count >= %(enough)s) AS %(group)s
               ON %(matches)s
        """,
        company=company.id,
        level=level,
        enough=ENOUGH_PEERS if matches else 1,
        group=group,
        matches=SQL(" AND ").join(matches) if matches else SQL("TRUE"),
    )
