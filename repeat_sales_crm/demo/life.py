"""Lets the trading company live through its last days, seen by the ledger."""

from datetime import timedelta

from odoo.tools import SQL

from ..models.lifecycle.customer_state import Scope

#: How far back the ledger begins, in days.
LEDGER_DAYS = 90


def live(env, company, days=LEDGER_DAYS):
    """Fill the ledger and the snapshots day by day, from ``days`` ago until today.

    What was bought on a day moves its customer on that day: the calculation of a day
    sees nothing that came later.
    """
    today = company._lifecycle_today()
    company.lifecycle_start = today - timedelta(days=days)
    customers = env["crm.customer"]
    snapshots = env["crm.lifecycle.snapshot"]
    env.flush_all()
    env.cr.execute(SQL("SELECT MIN(id), MAX(id) FROM res_partner"))
    everybody = Scope.between(*env.cr.fetchone())
    customers._refresh(company, company.lifecycle_start, everybody, cause="import")
    for days_ago in reversed(range(days)):
        day = today - timedelta(days=days_ago)
        snapshots._close(company, day)
        customers._roll(company, day)
    customers._measure_usual_interval(company)
    while snapshots._backfill_next(company):
        pass
    env["crm.lifecycle.study"].create({"company_id": company.id}).action_calculate()
