"""Contacts that no campaign made: they count under the caps like any other."""

from odoo.tools import SQL

from ..lifecycle import company_day
from ..lifecycle.customer_state import Scope


def touch_query(company, partner_ids, now):
    """Return the SELECT of what else reached some customers lately.

    These are calls and other activities done by hand, meetings held, messages written
    by users, and mailings that do not belong to a campaign.

    :param partner_ids: ids of customers
    :param now: naive UTC
    :return: SQL with the columns partner_id, channel_group and moment (naive UTC)
    """
    return SQL(
        "%s UNION ALL %s", _by_people(company, partner_ids, now), _by_mail(partner_ids)
    )


def _by_people(company, partner_ids, now):
    customers = company.env["crm.customer"]
    scope = Scope.of(partner_ids)
    contacts = customers._get_contacts(
        customers._get_contact_records(company, scope),
        company,
        scope,
        company_day.local_day(now, company.lifecycle_tz),
    )
    return SQL(
        """
        SELECT partner_id, 'human' AS channel_group, moment
          FROM (%(contacts)s) AS contact
         WHERE kind != 'activity'
         UNION ALL
        SELECT contact.commercial_partner_id, 'human',
               LEAST(activity.write_date, activity.date_done + INTERVAL '1 day')
          FROM res_partner AS contact
          JOIN mail_activity AS activity ON activity.res_model = 'res.partner'
                                        AND activity.res_id = contact.id
         WHERE contact.commercial_partner_id = ANY(%(ids)s)
           AND activity.date_done IS NOT NULL
           AND NOT activity.active
           AND NOT EXISTS (SELECT FROM crm_campaign_action AS action
                            WHERE action.activity_id = activity.id)
        """,
        contacts=contacts,
        ids=list(partner_ids),
    )


def _by_mail(partner_ids):
    return SQL(
        """
        SELECT contact.commercial_partner_id, 'message', trace.sent_datetime
          FROM res_partner AS contact
          JOIN mailing_trace AS trace ON trace.model = 'res.partner'
                                     AND trace.res_id = contact.id
         WHERE contact.commercial_partner_id = ANY(%s)
           AND trace.sent_datetime IS NOT NULL
           AND NOT EXISTS (SELECT FROM crm_campaign_action AS action
                            WHERE action.mailing_id = trace.mass_mailing_id)
        """,
        list(partner_ids),
    )
