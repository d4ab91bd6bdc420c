"""Make the careers of contacts from what Odoo knows of them."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    today = env.company._lifecycle_today()
    env["crm.contact.position"]._fill(today)
