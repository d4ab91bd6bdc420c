"""The arithmetic of :mod:`.shares` as SQL, for any number of customers at once."""

from odoo.tools import SQL

from .shares import BUDGET_LOW, DERIVED, ENTERED, MISMATCH, OVER, TOLERANCE

#: How many days our own sales are looked back upon.
YEAR = 365

#: What a row of :meth:`WalletQuery.wallets` says.
COLUMNS = (
    "company_id",
    "partner_id",
    "categ_id",
    "claim_count",
    "budget",
    "total",
    "basis",
    "ours",
    "theirs",
    "unknown",
    "excess",
    "ours_share",
    "theirs_share",
    "unknown_share",
    "excess_share",
    "contradiction",
    "is_within",
)


class CompanyDay:
    """A company and the day on which its wallets are looked at."""

    def __init__(self, company, day):
        self.row = SQL(
            "(%s, %s::date, %s)", company.id, day, company.currency_id.decimal_places
        )


class WalletQuery:
    """Builds SELECTs of the wallets of companies as they were on a day.

    A wallet is all that a customer spends on a product category, or on everything, in a
    year. There is one where somebody said what competitors sell, or what the budget is.

    :param days: a :class:`CompanyDay` for each company
    :param scope: a :class:`..lifecycle.customer_state.Scope` of customers; all if left
        out
    :param bought: SQL of company_id, partner_id, categ_id and amount: what was bought
        from us in the year; as it is stored of today if left out
    """

    def __init__(self, days, scope=None, bought=None):
        self.days = SQL(", ").join(day.row for day in days)
        self.scope = scope
        self.bought = bought or SQL(
            "SELECT company_id, partner_id, categ_id, amount_year AS amount"
            " FROM crm_customer_category WHERE amount_year != 0"
        )

    def claims(self):
        """Return a SELECT of what holds on the day, one row for each competitor.

        Of what was said about one competitor, category and customer, the latest counts,
        even if it has grown old: then nothing is known. ``share`` is a part of 1.
        """
        return SQL(
            """
            SELECT id, company_id, partner_id, categ_id, competitor_id,
                   NULLIF(share, 0) / 100 AS share,
                   NULLIF(yearly_amount, 0) AS amount,
                   contract_end
              FROM (SELECT DISTINCT ON (supply.company_id, supply.partner_id,
                                        supply.categ_id, supply.competitor_id)
                           supply.*, day.today
                      FROM crm_customer_supply AS supply
                      JOIN (VALUES %(days)s) AS day (company_id, today, decimals)
                        ON day.company_id = supply.company_id
                     WHERE supply.active
                       AND supply.observed_date <= day.today
                       AND %(in_scope)s
                     ORDER BY supply.company_id, supply.partner_id, supply.categ_id,
                              supply.competitor_id, supply.observed_date DESC,
                              supply.id DESC) AS latest
             WHERE COALESCE(valid_until >= today, TRUE)
               AND COALESCE(ended_date > today, TRUE)
            """,
            days=self.days,
            in_scope=self._in_scope("supply"),
        )

    def budgets(self):
        """Return a SELECT of the budgets of the day, one for each wallet."""
        return SQL(
            """
            SELECT DISTINCT ON (budget.company_id, budget.partner_id, budget.categ_id)
                   budget.id, budget.company_id, budget.partner_id, budget.categ_id,
                   budget.yearly_amount AS budget
              FROM crm_customer_budget AS budget
              JOIN (VALUES %(days)s) AS day (company_id, today, decimals)
                ON day.company_id = budget.company_id
             WHERE budget.observed_date <= day.today
               AND day.today BETWEEN budget.date_from AND budget.date_to
               AND %(in_scope)s
             ORDER BY budget.company_id, budget.partner_id, budget.categ_id,
                      budget.observed_date DESC, budget.id DESC
            """,
            days=self.days,
            in_scope=self._in_scope("budget"),
        )

    def wallets(self):
        """Return a SELECT of one row for each wallet.

        Sums leave out those that are within a wider one of the same customer.
        """
        return SQL(
            """
            SELECT id, company_id, partner_id, categ_id, is_within, claim_count,
                   budget, total,
                   CASE WHEN total IS NULL THEN NULL
                        WHEN budget IS NULL THEN %(derived)s
                        ELSE %(entered)s
                   END AS basis,
                   ours, theirs,
                   CASE WHEN total IS NOT NULL THEN GREATEST(rest, 0) END AS unknown,
                   CASE WHEN total IS NOT NULL THEN GREATEST(-rest, 0) END AS excess,
                   ours_share, theirs_share,
                   GREATEST(1 - ours_share - theirs_share, 0) AS unknown_share,
                   GREATEST(ours_share + theirs_share - 1, 0) AS excess_share,
                   CASE WHEN budget < ours THEN %(low)s
                        WHEN rest < 0 OR theirs_share > 1 THEN %(over)s
                        WHEN total < smallest OR total > biggest THEN %(mismatch)s
                   END AS contradiction
              FROM (SELECT whole.*, %(within)s AS is_within,
                           amounts + shares * total AS theirs,
                           total - ours - amounts - shares * total AS rest,
                           COALESCE(ROUND(ours / total, 4), 0) AS ours_share,
                           COALESCE(
                               TRUNC((amounts + shares * total) / total, 4), shares
                           ) AS theirs_share
                      FROM (%(whole)s) AS whole
                    WINDOW customer AS (PARTITION BY company_id, partner_id)
                   ) AS divided
            """,
            derived=DERIVED,
            entered=ENTERED,
            low=BUDGET_LOW,
            over=OVER,
            mismatch=MISMATCH,
            whole=self._whole(),
            within=self._within(),
        )

    def _within(self):
        """Return the SQL condition that a wallet is part of a wider one.

        Looking for the wider one among all wallets, row by row, would be quadratic.
        """
        return SQL(
            """
            categ_id IS NOT NULL
            AND (BOOL_OR(categ_id IS NULL) OVER customer
                 OR ARRAY_REMOVE(
                        STRING_TO_ARRAY(TRIM('/' FROM path), '/')::int[], categ_id
                    ) && ARRAY_AGG(categ_id) OVER customer)
            """
        )

    def parts(self):
        """Return a SELECT of the parts of the wallets, in money and as shares.

        The columns are company_id, partner_id, categ_id, party (ours, theirs or
        unknown), competitor_id, amount, budget (of the whole wallet) and share.
        """
        return SQL(
            """
            WITH wallet AS MATERIALIZED (%(wallets)s)
            SELECT company_id, partner_id, categ_id, 'ours' AS party,
                   NULL::integer AS competitor_id, ours AS amount, total AS budget,
                   ours_share AS share
              FROM wallet
             UNION ALL
            SELECT company_id, partner_id, categ_id, 'unknown', NULL, unknown, total,
                   unknown_share
              FROM wallet
             UNION ALL
            SELECT wallet.company_id, wallet.partner_id, wallet.categ_id, 'theirs',
                   claim.competitor_id,
                   COALESCE(claim.amount, claim.share * wallet.total), wallet.total,
                   ROUND(COALESCE(claim.amount / wallet.total, claim.share), 4)
              FROM wallet
              JOIN (%(claims)s) AS claim
                ON claim.company_id = wallet.company_id
               AND claim.partner_id = wallet.partner_id
               AND claim.categ_id IS NOT DISTINCT FROM wallet.categ_id
            """,
            wallets=self.wallets(),
            claims=self.claims(),
        )

    def _whole(self):
        """Return a SELECT of the wallets with their total and its ingredients."""
        return SQL(
            """
            SELECT said.*,
                   CASE WHEN budget IS NOT NULL THEN GREATEST(budget, ours)
                        WHEN ours + amounts > 0 THEN
                            CEIL(GREATEST(
                                ours + amounts,
                                CASE WHEN shares < 1
                                     THEN (ours + amounts) / (1 - shares) END,
                                implied
                            ) * POWER(10::numeric, decimals))
                            / POWER(10::numeric, decimals)
                   END AS total
              FROM (SELECT said.*, day.decimals,
                           COALESCE(categ.parent_path, '') AS path,
                           COALESCE(GREATEST(own.amount, 0), 0) AS ours
                      FROM (%(said)s) AS said
                      JOIN (VALUES %(days)s) AS day (company_id, today, decimals)
                        ON day.company_id = said.company_id
                      LEFT JOIN product_category AS categ ON categ.id = said.categ_id
                      LEFT JOIN LATERAL (%(own)s) AS own ON TRUE) AS said
            """,
            said=self._said(),
            days=self.days,
            own=self._own(),
        )

    def _said(self):
        """Return a SELECT of what is said about each wallet, added up."""
        return SQL(
            """
            SELECT COALESCE(MIN(supply_id) * 2, MIN(budget_id) * 2 + 1) AS id,
                   company_id, partner_id, categ_id,
                   COUNT(supply_id)::int AS claim_count,
                   MAX(budget) AS budget,
                   COALESCE(SUM(amount), 0) AS amounts,
                   COALESCE(SUM(share) FILTER (WHERE amount IS NULL), 0) AS shares,
                   MAX(amount / share) AS implied,
                   MAX(amount / (share + %(tolerance)s)) AS smallest,
                   MIN(amount / (share - %(tolerance)s))
                       FILTER (WHERE share > %(tolerance)s) AS biggest
              FROM (SELECT id AS supply_id, NULL::integer AS budget_id, company_id,
                           partner_id, categ_id, NULL::numeric AS budget, share, amount
                      FROM (%(claims)s) AS claim
                     UNION ALL
                    SELECT NULL, id, company_id, partner_id, categ_id, budget, NULL,
                           NULL
                      FROM (%(budgets)s) AS budget) AS said
             GROUP BY company_id, partner_id, categ_id
            """,
            tolerance=TOLERANCE,
            claims=self.claims(),
            budgets=self.budgets(),
        )

    def _own(self):
        """Return a SELECT of what was bought of the category and of those below it."""
        return SQL(
            """
            SELECT SUM(bought.amount) AS amount
              FROM (%s) AS bought
              LEFT JOIN product_category AS below ON below.id = bought.categ_id
             WHERE bought.company_id = said.company_id
               AND bought.partner_id = said.partner_id
               AND (said.categ_id IS NULL
                    OR below.parent_path LIKE categ.parent_path || '%%')
            """,
            self.bought,
        )

    def _in_scope(self, alias):
        if self.scope is None:
            return SQL("TRUE")
        return self.scope.condition(SQL.identifier(alias, "partner_id"))
