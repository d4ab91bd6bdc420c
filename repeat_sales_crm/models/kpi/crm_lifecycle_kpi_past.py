from odoo import api, models

from .kpi_measures import KpiReader


class CrmLifecycleKpi(models.Model):
    """Values of periods that are long over.

    They can always be read anew, and are every night: a document that is entered late
    changes them on the next day. In between they are kept, since reading some years of
    purchases takes seconds where there are many.
    """

    _inherit = "crm.lifecycle.kpi"

    @api.model
    def _read_past_values(self, reader, requests):
        """Return the values of periods before the last one.

        :param reader: a :class:`.kpi_measures.KpiReader`
        :param requests: {kpi: requests} as from :meth:`_get_requests`
        :return: {request: value}
        """
        rules = reader.get_rules()
        values, missing = {}, set()
        for kpi, lines in requests.items():
            kept = kpi.past_values or {}
            known = kept.get("values", {}) if kept.get("rules") == rules else {}
            for request in lines[2:]:
                if request.key in known:
                    values[request] = known[request.key]
                else:
                    missing.add(request)
        return values | reader.read_values(missing - values.keys())

    @api.model
    def _keep_past_values(self, company, today):
        """Read the past of a company's KPIs, once on each day, and keep it."""
        reader = KpiReader(company, today)
        mark = {"day": str(today), "rules": reader.get_rules()}
        kpis = self.search([("company_id", "=", company.id)]).filtered(
            lambda kpi: not mark.items() <= (kpi.past_values or {}).items()
        )
        requests = kpis._get_requests(company, today)
        values = reader.read_values(
            {one for lines in requests.values() for one in lines[2:]}
        )
        for kpi, lines in requests.items():
            kpi.past_values = {
                **mark,
                "values": {request.key: values[request] for request in lines[2:]},
            }
