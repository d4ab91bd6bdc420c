from odoo import api, models
from odoo.tools import SQL


class CrmContactPosition(models.Model):
    """Positions from what Odoo knew before the addon came."""

    _inherit = "crm.contact.position"

    @api.model
    def _fill(self, today):
        """Make the careers of all contacts, with a few statements for all of them.

        Odoo knows the present company of each contact, and from the changes that it
        tracked the companies and addresses before. Contacts that have a position are
        passed over, so that it can be called again.

        :param today: date; changes of later days do not count
        """
        self.env.flush_all()
        # What was before goes first: whoever has a position is passed over.
        self.env.cr.execute(self._get_fill_former(today))
        self.env.cr.execute(self._get_fill_present(today))
        self.env.cr.execute(self._get_fill_emails(today))
        self.env["crm.contact.email"].invalidate_model()
        self.invalidate_model()

    def _get_fill_changes(self, today):
        """Return a SELECT of the days on which contacts changed organisations.

        From the tracked changes of their companies: one row per contact and day, with
        the organisation at the beginning of the day and at its end, and the day of the
        change before. What was put right on the same day never was.
        """
        return SQL(
            """
            SELECT person_id, day, old.commercial_partner_id AS old_id,
                   new.commercial_partner_id AS new_id,
                   LAG(day) OVER (PARTITION BY person_id ORDER BY day) AS since
              FROM (
                  SELECT DISTINCT ON (message.res_id, message.date::date)
                         message.res_id AS person_id, message.date::date AS day,
                         FIRST_VALUE(tracking.old_value_integer) OVER changes AS old_id,
                         LAST_VALUE(tracking.new_value_integer) OVER changes AS new_id
                    FROM mail_tracking_value AS tracking
                    JOIN mail_message AS message
                      ON message.id = tracking.mail_message_id
                     AND message.model = 'res.partner'
                   WHERE tracking.field_id = %(field)s
                     AND message.date::date <= %(today)s
                  WINDOW changes AS (PARTITION BY message.res_id, message.date::date
                                     ORDER BY tracking.id
                                     ROWS BETWEEN UNBOUNDED PRECEDING
                                              AND UNBOUNDED FOLLOWING)
              ) AS change
              LEFT JOIN res_partner AS old ON old.id = change.old_id
              LEFT JOIN res_partner AS new ON new.id = change.new_id
             WHERE old.commercial_partner_id IS DISTINCT FROM new.commercial_partner_id
            """,
            field=self.env["ir.model.fields"]._get("res.partner", "parent_id").id,
            today=today,
        )

    def _get_fill_former(self, today):
        """Return the INSERT of positions that contacts left."""
        return SQL(
            """
            INSERT INTO crm_contact_position
                   (person_id, organisation_id, organisation_name, is_main, is_current,
                    active, status, date_from, date_to, influence, source,
                    create_uid, create_date, write_uid, write_date)
            SELECT person.id, organisation.id, organisation.name, TRUE, FALSE,
                   person.active, 'former', change.since, change.day, '0', 'install',
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM (%(changes)s) AS change
              JOIN res_partner AS person ON person.id = change.person_id
              JOIN res_partner AS organisation ON organisation.id = change.old_id
             WHERE %(is_person)s
               AND organisation.id != person.id
               AND NOT EXISTS (SELECT FROM crm_contact_position AS known
                                WHERE known.person_id = person.id)
             ORDER BY change.person_id, change.day
            """,
            changes=self._get_fill_changes(today),
            is_person=self._get_person_condition(),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _get_fill_present(self, today):
        """Return the INSERT of the positions that contacts have.

        They began with the last change, if that led to where the contact is now.
        """
        return SQL(
            """
            INSERT INTO crm_contact_position
                   (person_id, organisation_id, organisation_name, is_main, is_current,
                    active, job, status, date_from, influence, source,
                    create_uid, create_date, write_uid, write_date)
            SELECT person.id, organisation.id, organisation.name, TRUE, TRUE,
                   person.active, person.function, 'active', change.day, '0',
                   'install', %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM res_partner AS person
              JOIN res_partner AS organisation
                ON organisation.id = person.commercial_partner_id
              LEFT JOIN (SELECT DISTINCT ON (person_id) person_id, day, new_id
                           FROM (%(changes)s) AS change
                          ORDER BY person_id, day DESC) AS change
                ON change.person_id = person.id AND change.new_id = organisation.id
             WHERE %(is_person)s
               AND organisation.id != person.id
               AND NOT EXISTS (SELECT FROM crm_contact_position AS known
                                WHERE known.person_id = person.id
                                  AND known.is_main AND known.is_current)
            """,
            changes=self._get_fill_changes(today),
            is_person=self._get_person_condition(),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _get_person_condition(self):
        return SQL(
            "NOT COALESCE(person.is_company, FALSE)"
            " AND COALESCE(person.type, 'contact') = 'contact'"
        )

    def _get_fill_emails(self, today):
        """Return the INSERT of the addresses that people had before."""
        return SQL(
            """
            INSERT INTO crm_contact_email
                   (person_id, email, email_normalized, date,
                    create_uid, create_date, write_uid, write_date)
            SELECT DISTINCT ON (person.id, LOWER(TRIM(tracking.old_value_char)))
                   person.id, tracking.old_value_char,
                   LOWER(TRIM(tracking.old_value_char)), message.date::date,
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM mail_tracking_value AS tracking
              JOIN mail_message AS message
                ON message.id = tracking.mail_message_id
               AND message.model = 'res.partner'
              JOIN res_partner AS person ON person.id = message.res_id
             WHERE tracking.field_id = %(field)s
               AND tracking.old_value_char LIKE '%%@%%'
               AND LOWER(TRIM(tracking.old_value_char))
                   IS DISTINCT FROM person.email_normalized
               AND message.date::date <= %(today)s
               AND EXISTS (SELECT FROM crm_contact_position AS career
                            WHERE career.person_id = person.id)
               AND NOT EXISTS (SELECT FROM crm_contact_email AS known
                                WHERE known.person_id = person.id)
             ORDER BY person.id, LOWER(TRIM(tracking.old_value_char)),
                      message.date DESC
            """,
            field=self.env["ir.model.fields"]._get("res.partner", "email").id,
            today=today,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )
