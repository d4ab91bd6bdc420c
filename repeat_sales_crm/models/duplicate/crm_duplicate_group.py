from odoo import api, models
from odoo.tools import SQL

from .kinds import CERTAIN, LIKELY


class CrmDuplicate(models.Model):
    """Making groups of pairs: whoever is connected with somebody is in one group."""

    _inherit = "crm.duplicate"

    @api.model
    def _regroup(self):
        """Bring groups in line with the pairs that were touched.

        Groups that have a member of such a pair are taken apart and put together
        again, with a few statements for all of them. What users chose stays.
        """
        self.env.flush_all()
        self._take_apart()
        self._walk()
        for query in (
            self._get_found_query(),
            self._get_leave_query(),
            self._get_join_query(),
            self._get_describe_query(),
            self._get_close_query(),
        ):
            self.env.cr.execute(query)
        self.env.invalidate_all(flush=False)

    def _take_apart(self):
        """Write down whose group may change, and who looks like whom among them."""
        for table in ("node", "edge", "component"):
            self.env.cr.execute(
                SQL("DROP TABLE IF EXISTS %s", SQL.identifier(f"duplicate_{table}"))
            )
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMP TABLE duplicate_node ON COMMIT DROP AS
                WITH touched AS (
                    SELECT one_id AS partner_id FROM crm_duplicate_pair WHERE is_touched
                     UNION SELECT other_id FROM crm_duplicate_pair WHERE is_touched
                     UNION SELECT MIN(partner_id) FROM crm_duplicate_member
                            GROUP BY duplicate_id HAVING COUNT(*) < 2)
                SELECT partner_id, partner_id AS root
                  FROM (SELECT partner_id FROM touched
                         UNION
                        SELECT member.partner_id
                          FROM touched
                          JOIN crm_duplicate_member AS known
                            ON known.partner_id = touched.partner_id
                          JOIN crm_duplicate_member AS member
                            ON member.duplicate_id = known.duplicate_id) AS concerned
                """
            )
        )
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMP TABLE duplicate_edge ON COMMIT DROP AS
                SELECT pair.one_id AS here, pair.other_id AS there, pair.id
                  FROM duplicate_node AS node
                  JOIN crm_duplicate_pair AS pair
                    ON pair.one_id = node.partner_id AND pair.state = 'open'
                """
            )
        )
        self.env.cr.execute(SQL("CREATE UNIQUE INDEX ON duplicate_node (partner_id)"))
        self.env.cr.execute(SQL("ANALYZE duplicate_node, duplicate_edge"))

    def _walk(self):
        """Give everybody who is connected the lowest id among them."""
        step = SQL(
            """
            UPDATE duplicate_node AS node SET root = lowest.root
              FROM (SELECT edge.here, MIN(node.root) AS root
                      FROM (SELECT here, there FROM duplicate_edge
                             UNION ALL SELECT there, here FROM duplicate_edge) AS edge
                      JOIN duplicate_node AS node ON node.partner_id = edge.there
                     GROUP BY edge.here) AS lowest
             WHERE lowest.here = node.partner_id AND lowest.root < node.root
            """
        )
        self.env.cr.execute(step)
        while self.env.cr.rowcount:
            self.env.cr.execute(step)

    def _get_found_query(self):
        """Return the SQL that says which group each component is, old or new."""
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMP TABLE duplicate_component ON COMMIT DROP AS
                SELECT node.root, MIN(kept.duplicate_id) AS duplicate_id,
                       COUNT(DISTINCT node.partner_id) AS members
                  FROM duplicate_node AS node
                  LEFT JOIN (SELECT DISTINCT ON (member.duplicate_id)
                                    member.duplicate_id, node.root
                               FROM crm_duplicate_member AS member
                               JOIN duplicate_node AS node
                                 ON node.partner_id = member.partner_id
                              ORDER BY member.duplicate_id, node.root) AS kept
                    ON kept.root = node.root
                 GROUP BY node.root
                HAVING COUNT(DISTINCT node.partner_id) > 1
                """
            )
        )
        return SQL(
            """
            WITH made AS (
                INSERT INTO crm_duplicate
                       (root_id, state, create_uid, create_date, write_uid, write_date)
                SELECT root, 'open', %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM duplicate_component WHERE duplicate_id IS NULL ORDER BY root
             RETURNING id, root_id)
            UPDATE duplicate_component AS component SET duplicate_id = made.id
              FROM made WHERE made.root_id = component.root
            """,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _get_leave_query(self):
        return SQL(
            """
            DELETE FROM crm_duplicate_member AS member
             USING duplicate_node AS node
             WHERE node.partner_id = member.partner_id
               AND NOT EXISTS (SELECT FROM duplicate_component AS component
                                WHERE component.root = node.root)
            """
        )

    def _get_join_query(self):
        return SQL(
            """
            INSERT INTO crm_duplicate_member AS known
                   (duplicate_id, partner_id, create_uid, create_date, write_uid,
                    write_date)
            SELECT component.duplicate_id, node.partner_id,
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM duplicate_node AS node
              JOIN duplicate_component AS component ON component.root = node.root
             ORDER BY node.partner_id
                ON CONFLICT (partner_id) DO UPDATE
               SET duplicate_id = excluded.duplicate_id
             WHERE known.duplicate_id != excluded.duplicate_id
            """,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _get_describe_query(self):
        """Return the UPDATE of what is said of groups: the weakest link counts."""
        return SQL(
            """
            UPDATE crm_duplicate AS duplicate
               SET root_id = found.root, member_count = found.members,
                   score = found.score, kinds = found.kinds,
                   confidence = CASE WHEN found.score >= %(certain)s THEN 'certain'
                                     WHEN found.score >= %(likely)s THEN 'likely'
                                     ELSE 'possible' END,
                   company_id = found.company_id, is_back = found.is_back
              FROM (SELECT component.duplicate_id, component.root,
                           MIN(component.members) AS members,
                           MIN(pair.score) AS score,
                           MIN(pair.company_id) AS company_id,
                           BOOL_OR(COALESCE(pair.is_back, FALSE)) AS is_back,
                           string_agg(DISTINCT kind, ',' ORDER BY kind) AS kinds
                      FROM duplicate_component AS component
                      JOIN duplicate_node AS here ON here.root = component.root
                      JOIN duplicate_edge AS edge ON edge.here = here.partner_id
                      JOIN crm_duplicate_pair AS pair ON pair.id = edge.id
                     CROSS JOIN unnest(string_to_array(pair.kinds, ',')) AS kind
                     GROUP BY component.duplicate_id, component.root) AS found
             WHERE found.duplicate_id = duplicate.id
            """,
            certain=CERTAIN,
            likely=LIKELY,
        )

    def _get_close_query(self):
        """Return the DELETE of groups that nobody is left in."""
        return SQL(
            """
            DELETE FROM crm_duplicate AS duplicate
             WHERE duplicate.state = 'open'
               AND NOT EXISTS (SELECT FROM crm_duplicate_member AS member
                                WHERE member.duplicate_id = duplicate.id)
            """
        )

    @api.model
    def _close_merged(self, partner):
        """Bring groups and keys in line after contacts were merged into ``partner``."""
        company_partners = SQL("partner.id = %s", partner.id)
        self.env["crm.duplicate.key"]._collect(company_partners)
        pairs = self.env["crm.duplicate.pair"]
        pairs.search(
            ["|", ("one_id", "=", partner.id), ("other_id", "=", partner.id)]
        ).is_touched = True
        pairs._process_touched()

    @api.model
    def _prepare_merge(self, src_partners, dst_partner):
        """Take contacts that are about to be merged out of the groups.

        A group that has nobody left to compare is merged.
        """
        members = self.env["crm.duplicate.member"].search(
            [("partner_id", "in", (src_partners | dst_partner).ids)]
        )
        groups = members.duplicate_id
        names = {group: group._tell_names() for group in groups}
        members.filtered(lambda one: one.partner_id in src_partners).unlink()
        for group in groups.filtered(lambda one: len(one.member_ids) < 2):
            group.names = group.names or names[group]
            group._close("merged")
