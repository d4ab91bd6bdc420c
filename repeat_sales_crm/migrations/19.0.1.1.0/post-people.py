"""Make the careers of contacts from what Odoo knows of them."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    today = env.company._lifecycle_today()
    env["crm.contact.position"]._fill(today)
    env["crm.contact.position"]._fill_stances()
    # On whom revenue hangs is known from then on.
    companies = env["res.company"].with_context(active_test=False).search([])
    env["crm.customer.refresh"]._enqueue_all(companies, kind="facts")
