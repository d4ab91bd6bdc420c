"""The facts about customers that follow from who else sells to them."""

from odoo.tools import SQL

#: The columns of a customer, in the order of the SELECT.
COLUMNS = (
    "competitor_count",
    "main_competitor_id",
    "main_competitor_share",
    "own_share",
    "wallet_amount",
    "free_amount",
    "supply_contract_end",
    "supply_contradicts",
)


def supply_facts_query(query, today):
    """Return a SELECT of the facts, a row for each customer of whom anything is known.

    Wallets within a wider one of the same customer are in it already, and are not added
    up with it.

    :param query: a :class:`.wallet_query.WalletQuery` of one company
    :param today: the company's day
    """
    return SQL(
        """
        WITH claim AS MATERIALIZED (%(claims)s),
             wallet AS MATERIALIZED (%(wallets)s),
             whole AS (
                 SELECT partner_id,
                        SUM(total) AS wallet_amount,
                        SUM(total - ours) AS free_amount,
                        COALESCE(ROUND(100 * SUM(ours) FILTER (WHERE total > 0)
                                       / SUM(total), 2), 0) AS own_share
                   FROM wallet
                  WHERE NOT is_within
                  GROUP BY partner_id
             ),
             biggest AS (
                 SELECT DISTINCT ON (claim.partner_id)
                        claim.partner_id,
                        claim.competitor_id AS main_competitor_id,
                        ROUND(100 * LEAST(COALESCE(
                            claim.amount / wallet.total, claim.share, 0
                        ), 10), 2) AS main_competitor_share
                   FROM claim
                   JOIN wallet
                     ON wallet.partner_id = claim.partner_id
                    AND wallet.categ_id IS NOT DISTINCT FROM claim.categ_id
                  ORDER BY claim.partner_id,
                           COALESCE(claim.amount / wallet.total, claim.share, 0) DESC,
                           claim.id DESC
             ),
             told AS (
                 SELECT partner_id,
                        COUNT(DISTINCT competitor_id)::int AS competitor_count,
                        MIN(contract_end) FILTER (WHERE contract_end >= %(today)s)
                            AS supply_contract_end
                   FROM claim
                  GROUP BY partner_id
             ),
             known AS (
                 SELECT partner_id,
                        NULLIF(BOOL_OR(contradiction IS NOT NULL), FALSE)
                            AS supply_contradicts
                   FROM wallet
                  GROUP BY partner_id
             )
        SELECT known.partner_id, told.competitor_count, biggest.main_competitor_id,
               biggest.main_competitor_share, whole.own_share,
               whole.wallet_amount, whole.free_amount, told.supply_contract_end,
               known.supply_contradicts
          FROM known
          LEFT JOIN whole ON whole.partner_id = known.partner_id
          LEFT JOIN told ON told.partner_id = known.partner_id
          LEFT JOIN biggest ON biggest.partner_id = known.partner_id
        """,
        claims=query.claims(),
        wallets=query.wallets(),
        today=today,
    )
