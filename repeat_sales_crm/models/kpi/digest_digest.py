from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

from ..lifecycle import company_day
from .kpi_arithmetic import Window
from .kpi_measures import KpiReader, Request

#: Which measure each KPI of the e-mail shows.
_MEASURES = {
    "kpi_repeat_revenue": "repeat_revenue",
    "kpi_repeat_customers": "repeat_customers",
    "kpi_active_share": "active_share",
}


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_repeat_revenue = fields.Boolean("Repeat Revenue")
    kpi_repeat_revenue_value = fields.Monetary(
        compute="_compute_kpi_repeat_revenue_value"
    )
    kpi_repeat_customers = fields.Boolean("Customers with a Repeat Purchase")
    kpi_repeat_customers_value = fields.Integer(
        compute="_compute_kpi_repeat_customers_value"
    )
    kpi_active_share = fields.Boolean("Active Customers")
    kpi_active_share_value = fields.Float(compute="_compute_kpi_active_share_value")

    def _compute_kpi_repeat_revenue_value(self):
        self._measure_repeat_sales("kpi_repeat_revenue")

    def _compute_kpi_repeat_customers_value(self):
        self._measure_repeat_sales("kpi_repeat_customers")

    def _compute_kpi_active_share_value(self):
        self._measure_repeat_sales("kpi_active_share", factor=100)

    def _measure_repeat_sales(self, name, factor=1):
        """Measure the days of the e-mail's column, the last one that is over included.

        :raises AccessError: for those who do not see all customers, whose e-mail Odoo
            sends without it
        """
        user = self.env.user
        companies = {digest.company_id or self.env.company for digest in self}
        if not user.has_group("sales_team.group_sale_salesman_all_leads") or any(
            company not in user.company_ids for company in companies
        ):
            raise AccessError(
                self.env._("The numbers of all customers are not for this user.")
            )
        start, end, _companies = self._get_kpi_compute_parameters()
        values = {}
        for company in companies:
            window = self._get_repeat_sales_window(company, start, end)
            request = Request(_MEASURES[name], window)
            reader = KpiReader(company, company._lifecycle_today())
            values[company] = reader.read_values([request])[request] or 0.0
        for digest in self:
            company = digest.company_id or self.env.company
            digest[f"{name}_value"] = values[company] * factor

    def _get_repeat_sales_window(self, company, start, end):
        """Return the company's days that began between two moments.

        Purchases have a day and no hour. Whole days keep the columns comparable: the
        last 24 hours are yesterday.
        """
        now = fields.Datetime.now()
        first, following = (
            company_day.local_day(
                fields.Datetime.to_datetime(moment) or now, company.lifecycle_tz
            )
            for moment in (start, end)
        )
        return Window(first, max(first, following - timedelta(days=1)))

    def _compute_kpis(self, company, user):
        """Show shares as such: Odoo's e-mail knows numbers and amounts only."""
        kpis = super()._compute_kpis(company, user)
        for kpi in kpis:
            if kpi["kpi_name"] == "kpi_active_share":
                for column in ("kpi_col1", "kpi_col2", "kpi_col3"):
                    if kpi[column]:
                        kpi[column]["value"] = self.env._("%s%%", kpi[column]["value"])
        return kpis

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        if user.has_group("sales_team.group_sale_salesman_all_leads"):
            menu = self.env.ref("repeat_sales_crm.menu_root")
            action = f"repeat_sales_crm.crm_lifecycle_kpi_action?menu_id={menu.id}"
            actions |= dict.fromkeys(_MEASURES, action)
        return actions
