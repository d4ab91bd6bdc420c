from odoo import api, models
from odoo.tools import SQL

from .kinds import (
    KINDS,
    MARKED,
    MARKED_WORTH,
    OTHER_BIRTH,
    OTHER_NAME,
    OTHER_VAT,
    POSSIBLE,
    SAME_NAME,
)

#: Contacts of a company share its phone and address: they need the same name, too.
_SAME_LEVEL = SQL(
    "((one.commercial_id = one.partner_id AND other.commercial_id = other.partner_id)"
    " OR one.name = other.name)"
)


class CrmDuplicatePair(models.Model):
    """Finding who looks alike: each step is one statement, whoever many it concerns."""

    _inherit = "crm.duplicate.pair"

    @api.model
    def _touch_changed(self, seen_id):
        """Have pairs looked at again whose contacts, or values, changed.

        :param seen_id: keys of later searches are new
        """
        self.env.flush_all()
        self.env.cr.execute(self._get_touch_query(seen_id))
        self.invalidate_model()

    @api.model
    def _find(self, kind, seen_id=None):
        """Enter who agrees in a kind, where one of them is new.

        :param kind: a :class:`.kinds.Kind`
        :param seen_id: keys of later searches are new; all are if left out
        :return: how many pairs agree
        """
        self.env.flush_all()
        self.env.cr.execute(self._get_find_query(kind, seen_id))
        found = self.env.cr.rowcount
        self.invalidate_model()
        return found

    @api.model
    def _process_touched(self):
        """Judge the pairs that wait for it, and bring the groups in line with them."""
        self._review()
        self._settle()

    @api.model
    def _review(self):
        """Judge the pairs that wait for it."""
        self.env.flush_all()
        self.env.cr.execute(self._get_review_query())
        self.invalidate_model(flush=False)

    @api.model
    def _settle(self):
        """Bring the groups in line with the pairs that were judged."""
        self.env["crm.duplicate"]._regroup()
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_duplicate_pair WHERE is_touched AND state = 'weak'"
                " AND NOT COALESCE(is_marked, FALSE)"
            )
        )
        self.env.cr.execute(
            SQL("UPDATE crm_duplicate_pair SET is_touched = FALSE WHERE is_touched")
        )
        self.env.invalidate_all(flush=False)

    def _get_touch_query(self, seen_id):
        if seen_id is None:
            return SQL("UPDATE crm_duplicate_pair SET is_touched = TRUE")
        sides = [SQL("pair.one_id"), SQL("pair.other_id")]
        queries = [
            SQL(
                "SELECT pair.id FROM crm_duplicate_key AS key"
                " JOIN crm_duplicate_pair AS pair ON %s = key.partner_id"
                " WHERE key.run_id > %s",
                side,
                seen_id,
            )
            for side in sides
        ]
        # One more who has a value may make it too common for those who had it.
        queries += [
            SQL(
                "SELECT pair.id FROM crm_duplicate_pair AS pair"
                " JOIN crm_duplicate_key AS key ON key.partner_id = pair.one_id"
                " WHERE key.%(column)s IN (SELECT new.%(column)s"
                " FROM crm_duplicate_key AS new"
                " WHERE new.run_id > %(seen)s AND new.%(column)s IS NOT NULL)",
                column=SQL.identifier(kind.name),
                seen=seen_id,
            )
            for kind in KINDS
        ]
        return SQL(
            "UPDATE crm_duplicate_pair SET is_touched = TRUE"
            " WHERE NOT COALESCE(is_touched, FALSE) AND id IN (%s)",
            SQL(" UNION ").join(queries),
        )

    def _get_find_query(self, kind, seen_id):
        column = SQL.identifier(kind.name)
        new = concerned = SQL("TRUE")
        if seen_id is not None:
            new = SQL(
                "(one.run_id > %(seen)s OR other.run_id > %(seen)s)", seen=seen_id
            )
            concerned = SQL(
                "key.%(column)s IN (SELECT new.%(column)s FROM crm_duplicate_key AS new"
                " WHERE new.run_id > %(seen)s AND new.%(column)s IS NOT NULL)",
                column=column,
                seen=seen_id,
            )
        return SQL(
            """
            WITH shared AS (
                SELECT key.company_id, key.%(column)s AS value
                  FROM crm_duplicate_key AS key
                 WHERE key.%(column)s IS NOT NULL AND %(concerned)s
                 GROUP BY key.company_id, key.%(column)s
                HAVING COUNT(*) BETWEEN 2 AND %(most)s)
            INSERT INTO crm_duplicate_pair AS pair
                   (one_id, other_id, company_id, state, is_touched, score,
                    create_uid, create_date, write_uid, write_date)
            SELECT one.partner_id, other.partner_id, NULLIF(shared.company_id, 0),
                   'weak', TRUE, 0, %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM shared
              JOIN crm_duplicate_key AS one
                ON one.%(column)s = shared.value
               AND one.company_id = shared.company_id
              JOIN crm_duplicate_key AS other
                ON other.%(column)s = shared.value
               AND other.company_id = shared.company_id
               AND one.partner_id < other.partner_id
             WHERE %(new)s AND %(related)s AND %(level)s
                ON CONFLICT (one_id, other_id) DO UPDATE SET is_touched = TRUE
            """,
            column=column,
            new=new,
            concerned=concerned,
            most=kind.most,
            related=SQL("TRUE")
            if kind.name == "colleague"
            else SQL("one.commercial_id != other.commercial_id"),
            level=_SAME_LEVEL,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    # ------------------------------------------------------------------
    # Judging
    # ------------------------------------------------------------------

    def _get_review_query(self):
        """Return the UPDATE of what agrees between the two of each touched pair.

        A pair that was judged different comes back only if more agrees than then, and
        something that did not agree then.
        """
        return SQL(
            """
            UPDATE crm_duplicate_pair AS pair
               SET kinds = now.kinds, score = now.score,
                   is_back = pair.state = 'different' AND now.is_stronger
                             OR COALESCE(pair.is_back, FALSE),
                   state = CASE
                       WHEN pair.state = 'different' AND NOT now.is_stronger
                       THEN 'different'
                       WHEN now.score >= %(possible)s THEN 'open'
                       ELSE 'weak' END
              FROM (SELECT id, array_to_string(kinds, ',') AS kinds, score,
                           score > COALESCE(judged_score, 0) AND score >= %(possible)s
                           AND NOT kinds <@ string_to_array(
                               COALESCE(judged_kinds, ''), ',') AS is_stronger
                      FROM (%(scores)s) AS scored) AS now
             WHERE now.id = pair.id
            """,
            possible=POSSIBLE,
            scores=self._get_scores_query(),
        )

    def _get_scores_query(self):
        """Return a SELECT of what agrees in touched pairs, and what it is worth."""
        worth = SQL(" + ").join(
            SQL("CASE WHEN %s = ANY(kinds) THEN %s ELSE 0 END", kind.name, kind.worth)
            for kind in KINDS
        )
        return SQL(
            """
            SELECT id, kinds, judged_kinds, judged_score,
                   CASE WHEN %(marked)s = ANY(kinds) THEN %(marked_worth)s
                        ELSE GREATEST(0, LEAST(100, %(worth)s + %(names)s + %(facts)s))
                    END AS score
              FROM (SELECT pair.id, pair.judged_kinds, pair.judged_score,
                           one.name AS one_name, other.name AS other_name,
                           one.is_person AND other.is_person AS are_people,
                           one.commercial_id != one.partner_id
                           OR other.commercial_id != other.partner_id AS has_contact,
                           one.vat != other.vat AS has_other_vat,
                           one.email != other.email AND one.phone != other.phone
                               AS is_reached_otherwise,
                           one.birth_date != other.birth_date AS has_other_birth,
                           %(kinds)s AS kinds
                      FROM crm_duplicate_pair AS pair
                      LEFT JOIN crm_duplicate_key AS one
                        ON one.partner_id = pair.one_id
                      LEFT JOIN crm_duplicate_key AS other
                        ON other.partner_id = pair.other_id
                     WHERE pair.is_touched) AS compared
            """,
            marked=MARKED,
            marked_worth=MARKED_WORTH,
            worth=worth,
            names=self._get_name_worth(),
            facts=SQL(
                "CASE WHEN has_other_vat THEN %s ELSE 0 END"
                " + CASE WHEN are_people AND has_other_birth THEN %s ELSE 0 END",
                OTHER_VAT,
                OTHER_BIRTH,
            ),
            kinds=self._get_agreeing(),
        )

    def _get_name_worth(self):
        """Return the SQL of what the names are worth, beside the rest.

        A phone alone takes a word in common. People take initials that fit, too: "A.
        Miller" may be Anna, and "Oleg Miller" is not. People who are called the
        same are namesakes if they work for two companies, or have each an e-mail and
        a phone of their own.
        """
        initials = [
            SQL(
                "ARRAY(SELECT left(word, 1)"
                " FROM unnest(string_to_array(%s, ' ')) AS words (word))",
                SQL.identifier(name),
            )
            for name in ("one_name", "other_name")
        ]
        return SQL(
            """
            CASE WHEN (has_contact OR are_people AND is_reached_otherwise)
                      AND kinds = ARRAY['place'] THEN %(other)s
                 WHEN kinds = '{}' OR kinds && ARRAY['place', 'colleague'] THEN 0
                 WHEN one_name = other_name THEN %(same)s
                 WHEN (are_people OR kinds = ARRAY['phone'])
                      AND NOT string_to_array(one_name, ' ')
                              && string_to_array(other_name, ' ') THEN %(other)s
                 WHEN are_people AND NOT (%(one)s <@ %(two)s OR %(two)s <@ %(one)s)
                 THEN %(other)s
                 ELSE 0 END
            """,
            same=SAME_NAME,
            other=OTHER_NAME,
            one=initials[0],
            two=initials[1],
        )

    def _get_agreeing(self):
        """Return the SQL array of the kinds in which ``one`` and ``other`` agree."""
        agreeing = [
            SQL(
                """
                CASE WHEN one.%(column)s = other.%(column)s
                      AND one.company_id = other.company_id
                      AND (one.commercial_id != other.commercial_id
                           OR one.colleague = other.colleague)
                      AND %(level)s
                      AND (SELECT COUNT(*)
                             FROM (SELECT FROM crm_duplicate_key AS same
                                    WHERE same.%(column)s = one.%(column)s
                                      AND same.company_id = one.company_id
                                    LIMIT %(most)s + 1) AS counted) <= %(most)s
                     THEN %(name)s END
                """,
                column=SQL.identifier(kind.name),
                level=_SAME_LEVEL,
                most=kind.most,
                name=kind.name,
            )
            for kind in KINDS
        ]
        agreeing.append(
            SQL(
                "CASE WHEN pair.is_marked"
                " AND COALESCE(one.company_id = other.company_id, TRUE) THEN %s END",
                MARKED,
            )
        )
        return SQL("array_remove(ARRAY[%s]::text[], NULL)", SQL(", ").join(agreeing))
