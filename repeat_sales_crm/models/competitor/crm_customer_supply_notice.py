from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

#: How many tasks one transaction makes.
_BATCH = 200


class CrmCustomerSupply(models.Model):
    """Tasks before competitors' contracts end."""

    _inherit = "crm.customer.supply"

    @api.model
    def _cron_contract_notices(self):
        """Give sellers a task for each contract about to end, once for each line."""
        for company in self.env["res.company"].search([]):
            today = company._lifecycle_today()
            while made := self._make_notices(company, today):
                if not self.env["ir.cron"]._commit_progress(made):
                    return

    @api.model
    def _make_notices(self, company, today, limit=_BATCH):
        """Make tasks for contracts that end soon.

        :return: how many contracts were looked at
        """
        if not company.contract_notice_days:
            return 0
        self.flush_model()
        self.env.cr.execute(self._get_notices_query(company, today, limit))
        rows = self.env.cr.fetchall()
        due = self.browse([supply_id for supply_id, _repeated in rows])
        repeated = {supply_id for supply_id, repeated in rows if repeated}
        due.notice_date = today
        new = due.filtered(lambda supply: supply.id not in repeated and supply.user_id)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [supply._prepare_notice(today) for supply in new]
        )
        return len(due)

    def _get_notices_query(self, company, today, limit):
        """Return a SELECT of contracts to remind of, and whether it is a repetition.

        A line that repeats an older one, about the same end of a contract of which the
        seller was reminded, makes no second task.
        """
        return SQL(
            """
            SELECT supply.id,
                   EXISTS (SELECT
                             FROM crm_customer_supply AS earlier
                            WHERE earlier.company_id = supply.company_id
                              AND earlier.partner_id = supply.partner_id
                              AND earlier.categ_id IS NOT DISTINCT FROM supply.categ_id
                              AND earlier.competitor_id
                                  IS NOT DISTINCT FROM supply.competitor_id
                              AND earlier.contract_end = supply.contract_end
                              AND earlier.id != supply.id
                              AND earlier.notice_date IS NOT NULL)
              FROM crm_customer_supply AS supply
             WHERE supply.company_id = %(company)s
               AND supply.is_latest
               AND supply.notice_date IS NULL
               AND supply.contract_end BETWEEN %(today)s AND %(until)s
               AND COALESCE(supply.ended_date > %(today)s, TRUE)
             ORDER BY supply.contract_end, supply.id
             LIMIT %(limit)s
               FOR NO KEY UPDATE OF supply SKIP LOCKED
            """,
            company=company.id,
            today=today,
            until=today + timedelta(days=company.contract_notice_days),
            limit=limit,
        )

    def _prepare_notice(self, today):
        seller = self.user_id
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "summary": self.with_context(lang=seller.lang).env._(
                "Contract of %(competitor)s at %(customer)s ends on %(day)s",
                competitor=self.competitor_id.display_name
                or self.with_context(lang=seller.lang).env._("somebody"),
                customer=self.partner_id.display_name,
                day=self.contract_end,
            ),
            "user_id": seller.id,
            "date_deadline": today,
            "automated": True,
        }
