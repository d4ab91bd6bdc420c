"""What tests of KPIs need besides the common world."""

from freezegun import freeze_time

from ..common import LifecycleCommon


class KpiCommon(LifecycleCommon):
    @classmethod
    def make_kpi(cls, measure="repeat_customers", company=None, **values):
        return cls.env["crm.lifecycle.kpi"].create(
            {
                "name": measure,
                "measure": measure,
                "company_id": (company or cls.company).id,
                **values,
            }
        )

    @classmethod
    def make_external(cls, partner, day, amount, company=None, currency=None):
        company = company or cls.company
        return cls.env["crm.purchase.external"].create(
            {
                "company_id": company.id,
                "partner_id": partner.id,
                "date": day,
                "amount": amount,
                "currency_id": (currency or company.currency_id).id,
                "reference": f"X{cls.env['crm.purchase.external'].search_count([])}",
            }
        )

    @classmethod
    def begin_ledger(cls, company, day):
        """Calculate everybody as the installation does."""
        company.lifecycle_start = day
        cls.env.cr.flush()
        notes = cls.env["crm.customer.refresh"]
        notes.search([("company_id", "=", company.id)]).unlink()
        notes._enqueue_all(company, cause="import")
        cls.refresh()

    @classmethod
    def live_on(cls, company, day):
        """Let a company begin its day, and calculate what was bought on it before."""
        cls.refresh()
        cls.env["crm.customer"]._roll(company, day)
        cls.env.invalidate_all()

    def frozen(self, moment):
        frozen = freeze_time(moment)
        frozen.start()
        self.addCleanup(frozen.stop)
