from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..lifecycle.customer_state import Scope
from .wallet_query import CompanyDay, WalletQuery

#: How many months are looked back upon when there is no snapshot yet.
_PAST_MONTHS = 12


class CrmWalletSnapshot(models.Model):
    """Who had which share of a customer's wallet at the end of a month.

    A row is one part of a wallet: ours, one competitor's, or what nobody knew. It stays
    as it was known on that day.
    """

    _name = "crm.wallet.snapshot"
    _description = "Share of Wallet over Time"
    _order = "date desc, amount desc, id"
    _rec_name = "partner_id"
    _log_access = False

    date = fields.Date(readonly=True, required=True)
    company_id = fields.Many2one(
        "res.company", readonly=True, required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        readonly=True,
        ondelete="cascade",
        falsy_value_label="All products",
    )
    party = fields.Selection(
        [("ours", "We"), ("theirs", "Competitor"), ("unknown", "Nobody Knows")],
        string="Who",
        readonly=True,
        required=True,
    )
    competitor_id = fields.Many2one(
        "crm.competitor", readonly=True, ondelete="set null"
    )
    amount = fields.Monetary(string="Amount a Year", readonly=True)
    budget = fields.Monetary(
        string="Whole Wallet",
        readonly=True,
        aggregator=None,
        help="What the customer spent on the category in a year, with whomever.",
    )
    share = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Of the wallets in which it takes part, weighed by what they are worth.",
    )

    _company_date_idx = models.Index("(company_id, date)")

    def _read_group_select(self, aggregate_spec, query):
        """Weigh shares by the wallets that they are shares of."""
        if aggregate_spec != "share:avg":
            return super()._read_group_select(aggregate_spec, query)
        amount = self._field_to_sql(self._table, "amount", query)
        budget = self._field_to_sql(self._table, "budget", query)
        return SQL(
            "SUM(%(amount)s) / NULLIF(SUM(%(budget)s), 0)", amount=amount, budget=budget
        )

    @api.model
    def _close_months(self, company, today):
        """Take the snapshots of the months that are over and have none.

        :return: how many were taken
        """
        last = today.replace(day=1) - timedelta(days=1)
        self.env.cr.execute(
            SQL(
                "SELECT MAX(date) FROM crm_wallet_snapshot WHERE company_id = %s",
                company.id,
            )
        )
        [(latest,)] = self.env.cr.fetchall()
        first = latest or last - relativedelta(months=_PAST_MONTHS)
        month = first.replace(day=1) + relativedelta(months=1)
        taken = 0
        while (day := month + relativedelta(months=1, days=-1)) <= last:
            self._take(company, day)
            month += relativedelta(months=1)
            taken += 1
        return taken

    @api.model
    def _take(self, company, day):
        """Take, or take anew, the snapshot of the end of a day."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT FROM res_company WHERE id = %s FOR NO KEY UPDATE", company.id)
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_wallet_snapshot WHERE company_id = %s AND date = %s",
                company.id,
                day,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_wallet_snapshot
                            (date, company_id, partner_id, categ_id, party,
                             competitor_id, amount, budget, share)
                SELECT %(day)s, company_id, partner_id, categ_id, party, competitor_id,
                       ROUND(amount, %(decimals)s), budget, share
                  FROM (%(parts)s) AS part
                 WHERE share > 0
                """,
                day=day,
                decimals=company.currency_id.decimal_places,
                parts=self._get_parts(company, day),
            )
        )
        self.invalidate_model()

    def _get_parts(self, company, day):
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE IF NOT EXISTS crm_wallet_bought (
                    company_id integer, partner_id integer, categ_id integer,
                    amount numeric
                ) ON COMMIT DROP
                """
            )
        )
        self.env.cr.execute(SQL("TRUNCATE crm_wallet_bought"))
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_wallet_bought %s",
                self._get_bought_of_known(company, day),
            )
        )
        self.env.cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS crm_wallet_bought_idx"
                " ON crm_wallet_bought (partner_id)"
            )
        )
        self.env.cr.execute(SQL("ANALYZE crm_wallet_bought"))
        bought = SQL("SELECT * FROM crm_wallet_bought")
        return WalletQuery([CompanyDay(company, day)], bought=bought).parts()

    def _get_bought_of_known(self, company, day):
        """Return what was bought from us by those of whom there are wallets."""
        self.env.cr.execute(SQL("SELECT MIN(id), MAX(id) FROM res_partner"))
        everybody = Scope.between(*self.env.cr.fetchone())
        return SQL(
            """
            SELECT bought.company_id, bought.partner_id, bought.categ_id, bought.amount
              FROM (%s) AS bought
             WHERE EXISTS (SELECT FROM crm_customer_supply AS supply
                            WHERE supply.company_id = bought.company_id
                              AND supply.partner_id = bought.partner_id)
                OR EXISTS (SELECT FROM crm_customer_budget AS budget
                            WHERE budget.company_id = bought.company_id
                              AND budget.partner_id = bought.partner_id)
            """,
            self.env["crm.customer.category"]._get_bought_query(
                company, everybody, day
            ),
        )

    @api.model
    def action_take_again(self):
        """Take the snapshots of the last months anew, with all that is known by now."""
        self.env["crm.customer.supply"].check_access("write")
        for company in self.env.companies:
            today = company._lifecycle_today()
            for back in range(_PAST_MONTHS):
                month = today.replace(day=1) - relativedelta(months=back)
                self.sudo()._take(company, month - timedelta(days=1))
        return {"type": "ir.actions.client", "tag": "soft_reload"}
