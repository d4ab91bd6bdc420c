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
    """Return messages of Email Marketing, whatever record they were sent for.

    A newsletter to a mailing list reaches the same person at the same address.
    """
    return SQL(
        """
        SELECT contact.commercial_partner_id, 'message', trace.sent_datetime
          FROM res_partner AS contact
          CROSS JOIN LATERAL (
              SELECT id, mass_mailing_id, sent_datetime FROM mailing_trace
               WHERE model = 'res.partner' AND res_id = contact.id
                 AND sent_datetime IS NOT NULL
               UNION
              SELECT id, mass_mailing_id, sent_datetime FROM mailing_trace
               WHERE email = contact.email_normalized
                 AND sent_datetime IS NOT NULL AND model != 'res.partner'
               UNION
              SELECT id, mass_mailing_id, sent_datetime FROM mailing_trace
               WHERE sms_number = contact.phone_sanitized
                 AND sent_datetime IS NOT NULL AND model != 'res.partner'
          ) AS trace
         WHERE contact.commercial_partner_id = ANY(%s)
           AND NOT EXISTS (SELECT FROM crm_campaign_action AS action
                            WHERE action.mailing_id = trace.mass_mailing_id)
        """,
        list(partner_ids),
    )
