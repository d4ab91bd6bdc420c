from odoo import api, models
from odoo.tools import SQL

from ..facts.crm_customer_refresh import FACTS
from .area_facts import touched_customers_query

#: How many partner ids are looked at together, and from how many customers among them
#: on the whole range is calculated rather than each customer.
_RANGE = 20000
_CROWD = 500


class CrmCustomerRefresh(models.Model):
    _inherit = "crm.customer.refresh"

    @api.model
    def _note_areas(self, area_ids):
        """Note the customers for whom these lines of the area table may speak.

        One statement, whether they are three or a million: where many live close
        together in the order of ids, one note stands for all of them.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_customer_refresh
                            (company_id, partner_from, partner_to, kind, noted_at)
                SELECT company_id, MIN(partner_id), MAX(partner_id), %(kind)s,
                       now() AT TIME ZONE 'UTC'
                  FROM (SELECT company_id, partner_id,
                               partner_id / %(range)s AS stretch,
                               COUNT(*) OVER (
                                   PARTITION BY company_id, partner_id / %(range)s
                               ) AS neighbours
                          FROM (%(touched)s) AS touched) AS counted
                 GROUP BY company_id, stretch,
                          CASE WHEN neighbours <= %(crowd)s THEN partner_id END
                """,
                kind=FACTS,
                range=_RANGE,
                crowd=_CROWD,
                touched=touched_customers_query(area_ids),
            )
        )
        if self.env.cr.rowcount:
            self.env.cr.postcommit.add(self._wake_drainer)
