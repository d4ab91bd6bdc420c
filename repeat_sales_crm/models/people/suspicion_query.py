"""The SQL that finds signs that somebody changed job, one SELECT for each sign.

Each has the columns person_id, organisation_id (where the person works as far as we
know), kind, key (the same evidence has the same key), strength (1 weak to 3 strong),
found_at (naive UTC), model and res_id (the document), email, reason, detail,
duplicate_id (the contact that seems to be the same person) and new_organisation_id.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from odoo.tools import SQL

from .suspicion_names import (
    DESKS,
    FREE_DOMAINS,
    bounce_strength,
    domain_of,
    name_key,
    name_variants,
)

#: From how many dead addresses on it is the organisation that changed, not its people.
_DEAD_DOMAIN = 3

#: Within which time a mail comes back.
_RETURN_TIME = timedelta(days=7)

#: From how many returned mails on, without a reason, an address is taken for dead.
_MANY_BOUNCES = 3


class Ids(NamedTuple):
    """Records after one id, up to another."""

    lower: int
    upper: int

    def condition(self, column):
        return SQL("%s > %s AND %s <= %s", column, self.lower, column, self.upper)


class Moments(NamedTuple):
    """Records after one moment, up to another; both naive UTC."""

    lower: datetime
    upper: datetime

    def condition(self, column):
        return SQL("%s > %s AND %s <= %s", column, self.lower, column, self.upper)


def is_person(alias):
    """Return the condition that a contact is somebody who works for somebody else."""
    return SQL(
        """
        %(a)s.active AND NOT COALESCE(%(a)s.is_company, FALSE)
        AND COALESCE(%(a)s.type, 'contact') = 'contact'
        AND %(a)s.commercial_partner_id != %(a)s.id
        """,
        a=SQL.identifier(alias),
    )


def bounce_query(moments):
    """Return the SELECT of people whose address is dead.

    :param moments: :class:`Moments` of the news about mails
    """
    return SQL(
        """
        WITH dead AS MATERIALIZED (%(dead)s)
        SELECT person_id, organisation_id, 'bounce' AS kind, email AS key,
               CASE WHEN COUNT(*) OVER (PARTITION BY organisation_id, domain)
                         >= %(dead_domain)s THEN 1
                    WHEN message_bounce >= %(many)s THEN 2
                    ELSE strength
               END AS strength,
               found_at, model, res_id, email, LEFT(reason, 200) AS reason,
               NULL AS detail, NULL::integer AS duplicate_id,
               NULL::integer AS new_organisation_id
          FROM dead
        """,
        dead=_dead_addresses(moments),
        dead_domain=_DEAD_DOMAIN,
        many=_MANY_BOUNCES,
    )


def _dead_addresses(moments):
    """Return a SELECT of people whose mail came back, and who did not write since."""
    return SQL(
        """
        SELECT DISTINCT ON (person.id) person.id AS person_id,
               person.commercial_partner_id AS organisation_id,
               person.email_normalized AS email, %(domain)s AS domain,
               person.message_bounce, bounce.*
          FROM (%(bounces)s) AS bounce
         CROSS JOIN LATERAL (SELECT * FROM res_partner
                              WHERE email_normalized = bounce.address
                             OFFSET 0) AS person
         WHERE bounce.strength > 0 AND %(is_person)s
           AND NOT EXISTS (SELECT FROM mail_message AS answer
                            WHERE answer.author_id = person.id
                              AND answer.message_type = 'email'
                              AND answer.date > bounce.found_at)
         ORDER BY person.id, bounce.strength DESC, bounce.found_at
        """,
        bounces=SQL(" UNION ALL ").join(
            [_returned_mailings(moments), _returned_mails(moments), _counted(moments)]
        ),
        domain=domain_of(SQL.identifier("person", "email_normalized")),
        is_person=is_person("person"),
    )


def _returned_mailings(moments):
    return SQL(
        """
        SELECT LOWER(BTRIM(trace.email)) AS address, trace.write_date AS found_at,
               'mailing.mailing' AS model, trace.mass_mailing_id AS res_id,
               trace.failure_reason AS reason, %(strength)s AS strength
          FROM mailing_trace AS trace
         WHERE trace.trace_status = 'bounce' AND trace.trace_type = 'mail'
           AND trace.is_test_trace IS NOT TRUE
           AND %(moments)s
        """,
        strength=bounce_strength(SQL.identifier("trace", "failure_reason")),
        moments=moments.condition(SQL.identifier("trace", "write_date")),
    )


def _returned_mails(moments):
    """Return a SELECT of mails of documents that came back.

    A notification does not say when the mail came back, only when it was sent.
    """
    return SQL(
        """
        SELECT recipient.email_normalized, message.date, message.model,
               message.res_id, notification.failure_reason, %(strength)s
          FROM mail_notification AS notification
          JOIN mail_message AS message ON message.id = notification.mail_message_id
          JOIN res_partner AS recipient ON recipient.id = notification.res_partner_id
         WHERE notification.notification_status = 'bounce'
           AND notification.failure_type = 'mail_bounce'
           AND message.date > %(lower)s AND message.date <= %(upper)s
        """,
        strength=bounce_strength(SQL.identifier("notification", "failure_reason")),
        lower=moments.lower - _RETURN_TIME,
        upper=moments.upper,
    )


def _counted(moments):
    """Return a SELECT of addresses of which only the number of bounces is left.

    Without the mails it says little: full mailboxes are counted, too.
    """
    return SQL(
        """
        SELECT partner.email_normalized, %(upper)s, 'res.partner', partner.id, NULL, 1
          FROM res_partner AS partner
         WHERE partner.message_bounce >= %(many)s
           AND NOT EXISTS (SELECT FROM mailing_trace AS trace
                            WHERE trace.trace_status = 'bounce'
                              AND trace.email = partner.email_normalized)
           AND NOT EXISTS (SELECT FROM mail_notification AS notification
                            WHERE notification.res_partner_id = partner.id
                              AND notification.notification_status = 'bounce')
        """,
        upper=moments.upper,
        many=_MANY_BOUNCES,
    )


def double_query(ids):
    """Return the SELECT of people who seem to have been created at another company.

    A name alone says something only if one person has it; and of several with the same
    name, the same address before the @ says no more: it is mostly made of the name.

    :param ids: :class:`Ids` of the contacts that may be the second ones
    """
    return SQL(
        """
        WITH newcomer AS MATERIALIZED (%(newcomers)s),
             pair AS MATERIALIZED (%(pairs)s),
             judged AS (
                 SELECT *, COUNT(*) FILTER (WHERE detail IN ('name', 'local'))
                               OVER (PARTITION BY duplicate_id) AS namesakes
                   FROM pair
             )
        SELECT person_id, organisation_id, 'double' AS kind,
               duplicate_id::varchar AS key,
               CASE detail WHEN 'name' THEN 1 WHEN 'local' THEN 2 ELSE 3 END
                   AS strength,
               found_at, 'res.partner' AS model, duplicate_id AS res_id, email,
               NULL AS reason, detail, duplicate_id, new_organisation_id
          FROM judged
         WHERE detail NOT IN ('name', 'local') OR namesakes = 1
        """,
        newcomers=_newcomers(ids),
        pairs=_pairs(),
    )


def _newcomers(ids):
    return SQL(
        """
        SELECT person.id, person.commercial_partner_id, person.email_normalized,
               person.phone_sanitized, person.company_id, person.create_date,
               %(key)s AS key, %(variants)s AS variants
          FROM res_partner AS person
         WHERE %(ids)s AND %(is_person)s
        """,
        key=name_key(SQL.identifier("person", "name")),
        variants=name_variants(name_key(SQL.identifier("person", "name"))),
        ids=ids.condition(SQL.identifier("person", "id")),
        is_person=is_person("person"),
    )


def _pairs():
    """Return a SELECT of newcomers beside an older contact of the same name or phone.

    Left out: companies of one group, who is known to have a job at both, and contacts
    that came into being together, by an import say: nobody moved between them.
    """
    return SQL(
        """
        SELECT older.id AS person_id, older.commercial_partner_id AS organisation_id,
               newcomer.id AS duplicate_id, newcomer.email_normalized AS email,
               newcomer.commercial_partner_id AS new_organisation_id,
               newcomer.create_date AS found_at, %(detail)s AS detail
          FROM newcomer
         CROSS JOIN LATERAL (%(older)s) AS older
         WHERE %(is_person)s
           AND older.commercial_partner_id != newcomer.commercial_partner_id
           AND older.create_date < newcomer.create_date - INTERVAL '1 day'
           AND (older.company_id IS NULL OR newcomer.company_id IS NULL
                OR older.company_id = newcomer.company_id)
           AND NOT EXISTS (SELECT FROM crm_partner_relation AS relation
                            WHERE relation.kind = 'group'
                              AND relation.partner_id = older.commercial_partner_id
                              AND relation.other_id = newcomer.commercial_partner_id)
           AND NOT EXISTS (SELECT FROM crm_contact_position AS position
                            WHERE position.person_id = older.id
                              AND position.is_current
                              AND position.organisation_id
                                  = newcomer.commercial_partner_id)
        """,
        detail=_what_is_the_same(),
        older=_older(),
        is_person=is_person("older"),
    )


def _older():
    """Return a SELECT of older contacts of the name, or the number and a like name."""
    return SQL(
        """
        (SELECT * FROM res_partner
          WHERE %(name)s = ANY(newcomer.variants)
            AND newcomer.variants[1] LIKE '%% %%' AND id < newcomer.id
         OFFSET 0)
         UNION
        (SELECT * FROM res_partner
          WHERE phone_sanitized = newcomer.phone_sanitized AND id < newcomer.id
            AND STRING_TO_ARRAY(%(name)s, ' ') && STRING_TO_ARRAY(newcomer.key, ' ')
         OFFSET 0)
        """,
        name=name_key(SQL.identifier("name")),
    )


def _what_is_the_same():
    return SQL(
        """
        CASE WHEN older.email_normalized = newcomer.email_normalized THEN 'email'
             WHEN older.phone_sanitized = newcomer.phone_sanitized THEN 'phone'
             WHEN SPLIT_PART(older.email_normalized, '@', 1)
                  = SPLIT_PART(newcomer.email_normalized, '@', 1)
              AND SPLIT_PART(newcomer.email_normalized, '@', 1) != ALL(%s)
             THEN 'local'
             ELSE 'name'
        END
        """,
        list(DESKS),
    )


def mail_query(ids):
    """Return the SELECT of people who wrote from an address at another domain.

    :param ids: :class:`Ids` of the messages to look at
    """
    return SQL(
        """
        WITH letter AS MATERIALIZED (%(letters)s),
             sender AS MATERIALIZED (%(senders)s)
        SELECT sender.person_id, sender.organisation_id, 'mail' AS kind,
               sender.address AS key,
               CASE WHEN sender.is_free THEN 1
                    WHEN employer.id IS NOT NULL THEN 3
                    ELSE 2
               END AS strength,
               sender.found_at, 'mail.message' AS model, sender.message_id AS res_id,
               sender.address AS email, NULL AS reason,
               CASE WHEN sender.is_free THEN 'free' END AS detail,
               sender.owner_id AS duplicate_id, employer.id AS new_organisation_id
          FROM sender
          LEFT JOIN LATERAL (%(employer)s) AS employer ON TRUE
         WHERE sender.matches = 1
        """,
        letters=_letters(ids),
        senders=_senders(),
        employer=_employer(),
    )


def _letters(ids):
    """Return a SELECT of the incoming mails, the first of each name and address."""
    sender = SQL.identifier("message", "email_from")
    name = name_key(SQL("SUBSTRING(%s FROM %s)", sender, r'^\s*"?([^"<(]+)'))
    return SQL(
        """
        SELECT DISTINCT ON (address, key) *, %(domain)s AS domain,
               %(domain)s = ANY(%(free)s) AS is_free, %(variants)s AS variants
          FROM (
              SELECT message.id AS message_id, message.date AS found_at,
                     message.record_company_id AS company_id, %(name)s AS key,
                     LOWER(SUBSTRING(message.email_from FROM %(address)s)) AS address
                FROM mail_message AS message
               WHERE %(ids)s
                 AND message.message_type = 'email'
                 AND message.email_from LIKE '%%<%%@%%'
          ) AS message
         WHERE key LIKE '%% %%'
         ORDER BY address, key, message_id
        """,
        domain=domain_of(SQL.identifier("address")),
        free=list(FREE_DOMAINS),
        variants=name_variants(SQL.identifier("key")),
        name=name,
        address=r"<\s*([^<>\s]+@[^<>\s]+)\s*>",
        ids=ids.condition(SQL.identifier("message", "id")),
    )


def _senders():
    """Return a SELECT of mails beside the known people of that name."""
    return SQL(
        """
        SELECT letter.*, person.id AS person_id, owner.id AS owner_id,
               person.commercial_partner_id AS organisation_id,
               COUNT(*) OVER (PARTITION BY letter.message_id) AS matches
          FROM letter
         CROSS JOIN LATERAL (SELECT * FROM res_partner
                              WHERE %(name)s = ANY(letter.variants)
                             OFFSET 0) AS person
          LEFT JOIN LATERAL (SELECT id FROM res_partner
                              WHERE email_normalized = letter.address AND active
                                AND id != person.id
                              ORDER BY id LIMIT 1) AS owner ON TRUE
         WHERE %(is_person)s
           AND person.email_normalized IS DISTINCT FROM letter.address
           AND (person.company_id IS NULL OR letter.company_id IS NULL
                OR person.company_id = letter.company_id)
           AND %(is_new)s
        """,
        name=name_key(SQL.identifier("name")),
        is_person=is_person("person"),
        is_new=_is_new_address(),
    )


def _is_new_address():
    """Return the condition that an address is new, and nobody else's.

    Left out: addresses that somebody with an employer has, addresses that the person
    had, other addresses of the same organisation, and our own people.
    """
    return SQL(
        """
        NOT EXISTS (SELECT FROM res_partner AS employee
                     WHERE employee.email_normalized = letter.address
                       AND employee.commercial_partner_id != employee.id)
        AND NOT EXISTS (SELECT FROM res_users AS colleague
                          JOIN res_partner AS own ON own.id = colleague.partner_id
                         WHERE own.email_normalized = letter.address)
        AND NOT EXISTS (SELECT FROM crm_contact_email AS former
                         WHERE former.person_id = person.id
                           AND former.email_normalized = letter.address)
        AND NOT EXISTS (SELECT FROM res_partner AS known
                         WHERE known.commercial_partner_id
                               = person.commercial_partner_id
                           AND (%(domain)s = letter.domain
                                OR known.website ILIKE '%%' || letter.domain || '%%'))
        """,
        domain=domain_of(SQL.identifier("known", "email_normalized")),
    )


def _employer():
    """Return a SELECT of the company that most addresses of the domain belong to."""
    return SQL(
        """
        SELECT company.id
          FROM (SELECT commercial_partner_id, id, company_id FROM res_partner
                 WHERE %(domain)s = sender.domain AND active AND NOT sender.is_free
                 LIMIT 200) AS colleague
          JOIN res_partner AS company ON company.id = colleague.commercial_partner_id
         WHERE company.is_company AND company.active
           AND (company.company_id IS NULL OR sender.company_id IS NULL
                OR company.company_id = sender.company_id)
         GROUP BY company.id
         ORDER BY COUNT(*) DESC, company.id
         LIMIT 1
        """,
        domain=domain_of(SQL.identifier("email_normalized")),
    )
