import json
import logging
from datetime import datetime, timedelta
from itertools import pairwise

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from .suspicion_query import Ids, Moments, bounce_query, double_query, mail_query

_logger = logging.getLogger(__name__)

#: Where the search goes on the next time.
MARKS = "repeat_sales_crm.suspicion_marks"

CRON = "repeat_sales_crm.ir_cron_suspicion"

#: After which time a search goes on that somebody was in the way of.
_PAUSE = timedelta(minutes=10)

#: How far back the very first search goes.
_FIRST = timedelta(days=180)

#: Who is looked at again: a long transaction may commit after younger ones.
_OVERLAP = timedelta(days=1)

#: How many records, and which time, one piece of work looks at.
_CHUNK = 20000
_SPAN = timedelta(days=30)


class CrmContactSuspicion(models.Model):
    """How signs of changed jobs are found: only in what is new since the last time.

    Another room or addon adds a sign by adding its table to
    :meth:`_get_signal_sources`.
    """

    _inherit = "crm.contact.suspicion"

    @api.model
    def _get_signal_sources(self):
        """Return where signs are looked for.

        :return: {name: (function that makes the SELECT, table of the new records, or
            ``None`` for news by their moment)}
        """
        return {
            "bounce": (bounce_query, None),
            "double": (double_query, "res_partner"),
            "mail": (mail_query, "mail_message"),
        }

    @api.model
    def _cron_find(self, now=None):
        """Look for signs in what is new, piece by piece.

        :param now: naive UTC
        """
        now = now or fields.Datetime.now()
        cron = self.env["ir.cron"]
        for name in self._get_signal_sources():
            pieces = self._get_pieces(name, now)
            remaining = len(pieces)
            for piece in pieces:
                if not self._try_to_look(name, piece, now):
                    return
                remaining -= 1
                self._write_marks(name, piece, now, is_last=not remaining)
                if not cron._commit_progress(1, remaining=remaining):
                    return

    def _try_to_look(self, name, piece, now):
        """Look, unless somebody decides or merges what is written down: then later.

        :return: whether it was looked
        """
        try:
            with self.env.cr.savepoint():
                self._look(name, piece, now)
        except OperationalError as error:
            _logger.info("Signs of changed jobs are looked for later: %s", error)
            self.env.ref(CRON)._trigger(now + _PAUSE)
            return False
        return True

    def _get_pieces(self, name, now):
        """Return what has not been looked at, cut into pieces."""
        table = self._get_signal_sources()[name][1]
        marks = self._read_marks()
        mark = marks.get(f"{name}_next", marks.get(name))
        if table is None:
            lower = datetime.fromisoformat(mark) if mark else now - _FIRST
            return [Moments(*pair) for pair in pairwise(_steps(lower, now, _SPAN))]
        upper = self._find_id(table, SQL("TRUE"))
        if mark is None:
            mark = self._find_id(table, SQL("create_date < %s", now - _FIRST))
        return [Ids(*pair) for pair in pairwise(_steps(mark, upper, _CHUNK))]

    def _find_id(self, table, condition):
        """Return the last id of a table with a condition, or 0."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE %s ORDER BY id DESC LIMIT 1",
                SQL.identifier(table),
                condition,
            )
        )
        return rows[0][0] if rows else 0

    def _read_marks(self):
        parameters = self.env["ir.config_parameter"].sudo()
        return json.loads(parameters.get_param(MARKS) or "{}")

    def _write_marks(self, name, piece, now, is_last):
        """Remember how far the search has come.

        A search that is cut short goes on where it was (``<name>_next``). The next one
        begins where all that may still be committed lies ahead (``<name>``).
        """
        table = self._get_signal_sources()[name][1]
        marks = self._read_marks()
        marks.pop(f"{name}_next", None)
        if not is_last:
            after = piece.upper.isoformat() if table is None else piece.upper
            marks[f"{name}_next"] = after
        elif table is None:
            marks[name] = (now - _OVERLAP).isoformat()
        else:
            settled = SQL("id <= %s AND create_date < %s", piece.upper, now - _OVERLAP)
            marks[name] = self._find_id(table, settled)
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(MARKS, json.dumps(marks))

    def _look(self, name, piece, now):
        """Write down the signs of one kind that are new.

        :param name: one of :meth:`_get_signal_sources`
        :param piece: what the source's SELECT takes
        :param now: naive UTC
        """
        self.env.flush_all()
        today = fields.Date.to_date(now)
        make_query = self._get_signal_sources()[name][0]
        query = self._get_record_query(make_query(piece), today)
        self.env.cr.execute(query, log_exceptions=False)
        rows = self.env.cr.fetchall()
        touched = sorted({suspicion_id for (suspicion_id,) in rows})
        if touched:
            query = self._get_sum_up_query(touched)
            self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_model()
        self.env["crm.contact.suspicion.signal"].invalidate_model()
        return len(rows)

    def _get_record_query(self, found, today):
        """Return the statement that adds new signs to suspicions, or opens some.

        It returns the suspicions that got one. Evidence that is known, of a decided
        suspicion too, brings nothing back.
        """
        stamp = SQL("%s, %s", self.env.uid, self.env.cr.now())
        return SQL(
            """
            WITH found AS MATERIALIZED (%(unknown)s),
                 opened AS (%(opened)s),
                 waiting AS (
                     SELECT id, person_id FROM opened
                      UNION
                     SELECT id, person_id FROM crm_contact_suspicion
                      WHERE state = 'waiting'
                        AND person_id IN (SELECT person_id FROM found)
                 )
            INSERT INTO crm_contact_suspicion_signal
                   (suspicion_id, person_id, kind, key, strength, found_at, model,
                    res_id, email, reason, detail, duplicate_id, new_organisation_id,
                    create_uid, create_date, write_uid, write_date)
            SELECT waiting.id, found.person_id, found.kind, found.key, found.strength,
                   found.found_at, found.model, found.res_id, found.email,
                   found.reason, found.detail, found.duplicate_id,
                   found.new_organisation_id, %(stamp)s, %(stamp)s
              FROM found
              JOIN waiting ON waiting.person_id = found.person_id
             ORDER BY found.person_id, found.key
                ON CONFLICT (person_id, kind, key) DO NOTHING
         RETURNING suspicion_id
            """,
            unknown=self._get_unknown_query(found),
            opened=self._get_open_query(today, stamp),
            stamp=stamp,
        )

    def _get_unknown_query(self, found):
        """Return the SELECT of the signs whose evidence is not known yet."""
        return SQL(
            """
            SELECT DISTINCT ON (person_id, key) * FROM (%s) AS row
             WHERE NOT EXISTS (SELECT FROM crm_contact_suspicion_signal AS known
                                WHERE known.person_id = row.person_id
                                  AND known.kind = row.kind AND known.key = row.key)
             ORDER BY person_id, key, strength DESC
            """,
            found,
        )

    def _get_open_query(self, today, stamp):
        """Return the INSERT of a suspicion for whoever has none that waits."""
        return SQL(
            """
            INSERT INTO crm_contact_suspicion
                   (person_id, organisation_id, found_date, state, confidence_rank,
                    confidence, create_uid, create_date, write_uid, write_date)
            SELECT DISTINCT ON (person_id) person_id, organisation_id, %(today)s,
                   'waiting', 1, 'low', %(stamp)s, %(stamp)s
              FROM found
             ORDER BY person_id
                ON CONFLICT (person_id) WHERE state = 'waiting' DO NOTHING
         RETURNING id, person_id
            """,
            today=today,
            stamp=stamp,
        )

    def _get_sum_up_query(self, suspicion_ids):
        """Return the UPDATE of what the signs of suspicions say together.

        Signs of different kinds make each other stronger. Where the person went is
        what the strongest sign says.
        """
        return SQL(
            """
            UPDATE crm_contact_suspicion AS suspicion
               SET confidence_rank = summed.rank,
                   confidence = (ARRAY['low', 'medium', 'high'])[summed.rank],
                   new_organisation_id = summed.new_organisation_id,
                   duplicate_id = summed.duplicate_id,
                   new_email = summed.new_email
              FROM (
                  SELECT suspicion_id,
                         LEAST(3, MAX(strength) + COUNT(DISTINCT kind) - 1)::int
                             AS rank,
                         (ARRAY_AGG(new_organisation_id ORDER BY strength DESC, id)
                             FILTER (WHERE new_organisation_id IS NOT NULL))[1]
                             AS new_organisation_id,
                         (ARRAY_AGG(duplicate_id ORDER BY strength DESC, id)
                             FILTER (WHERE duplicate_id IS NOT NULL))[1]
                             AS duplicate_id,
                         (ARRAY_AGG(email ORDER BY strength DESC, id)
                             FILTER (WHERE kind != 'bounce' AND email IS NOT NULL
                                     AND detail IS DISTINCT FROM 'free'))[1]
                             AS new_email
                    FROM crm_contact_suspicion_signal
                   WHERE suspicion_id = ANY(%s)
                   GROUP BY suspicion_id
              ) AS summed
             WHERE suspicion.id = summed.suspicion_id
            """,
            suspicion_ids,
        )


def _steps(lower, upper, width):
    """Return ``lower``, ``upper`` and what lies between, at most ``width`` apart."""
    steps = [lower]
    while steps[-1] < upper:
        steps.append(min(steps[-1] + width, upper))
    return steps
