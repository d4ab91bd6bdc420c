"""Open cards that nobody was given on purpose follow the customer's salesperson."""

from odoo.tools import SQL


def migrate(cr, version):
    cr.execute(
        SQL(
            """
            UPDATE crm_campaign_action AS action
               SET planned_user_id = action.user_id
              FROM crm_campaign_member AS member
             WHERE member.id = action.member_id
               AND action.state = 'running' AND action.channel_group = 'human'
               AND action.user_id = member.user_id
            """
        )
    )
