"""What people ended counts as a contact by what came of it."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.campaign.crm_campaign_action_contact import (
    settle_contacts,
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.execute_query(settle_contacts(SQL("TRUE")))
