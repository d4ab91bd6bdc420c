"""Steps and messages that were there before get an author, mailings plain recipients.

Who wrote a text last was not known: of who made it and who changed it last, the one
with fewer rights answers for it.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.campaign.step_webhook import HOSTS_PARAMETER
from odoo.addons.repeat_sales_crm.models.campaign.webhook_address import local_host


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    steps = env["crm.campaign.step"].search([("author_id", "=", False)])
    for step in steps:
        step.author_id = _find_author(step)
    drafts = env["mailing.mailing"].search([("state", "=", "draft")])
    for mailing in (drafts | steps.mailing_id).filtered(
        lambda mailing: not mailing.text_author_id
    ):
        mailing.text_author_id = _find_author(mailing)
    _keep_hosts(env, steps)
    _name_contacts(env)


def _find_author(record):
    users = record.create_uid | record.write_uid
    return min(users, key=lambda user: len(user.all_group_ids), default=users)


def _keep_hosts(env, steps):
    """Leave the addresses on this machine allowed that were allowed before."""
    hosts = {local_host(step.webhook_url or "") for step in steps} - {None}
    if hosts:
        env["ir.config_parameter"].set_param(HOSTS_PARAMETER, ",".join(sorted(hosts)))


def _name_contacts(env):
    """Have mailings of campaigns name their contacts, for all who may open them."""
    env.execute_query(
        SQL(
            """
            UPDATE mailing_mailing AS mailing
               SET mailing_domain = '[(''id'', ''in'', ['
                                    || COALESCE(found.ids, '') || '])]'
              FROM (SELECT one.id,
                           STRING_AGG(action.contact_id::text, ', ') AS ids
                      FROM mailing_mailing AS one
                      LEFT JOIN crm_campaign_action AS action
                             ON action.mailing_id = one.id
                     WHERE STRPOS(one.mailing_domain, 'campaign_action_ids') > 0
                     GROUP BY one.id) AS found
             WHERE found.id = mailing.id
         RETURNING mailing.id
            """
        )
    )
