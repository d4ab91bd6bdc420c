"""What campaigns cost: enrolling a wave, and handing calls over to sellers."""

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from . import database as databases
from .timing import Figure, median, timed

_RUNS = 5
_ACTIVITIES = 10_000
_SELLERS = 20
_TABLES = ("crm_campaign_member", "crm_campaign_action")


class CampaignMeasures:
    """Enrolment and due actions of one database of generated customers.

    :param database: its name
    """

    def __init__(self, database):
        self.database = database
        with databases.environment(self.database) as env:
            env.company.campaign_daily_calls = 0
            # The generated customers have no numbers to call.
            env.cr.execute(
                SQL("UPDATE res_partner SET phone = '+1 555 0100' WHERE phone IS NULL")
            )
            self.campaign_id = self._create_campaign(env).id
        self._vacuum()

    def _vacuum(self):
        """Take away what was rolled back, which would slow the next run down."""
        with databases.autocommit(self.database) as cr:
            cr.execute(SQL("VACUUM ANALYZE"))

    def run(self):
        enrolled = [self._enrol() for _run in range(_RUNS)]
        count = enrolled[0][2]
        enrolment = Figure(
            f"Enrolling {count} members with their first actions",
            median([seconds for seconds, _bare, _count in enrolled]),
            "bare INSERT ... SELECT of the same rows",
            median([bare for _seconds, bare, _count in enrolled]),
            3,
        )
        return [
            enrolment,
            self._measure_calls("activity_schedule of the same", 1 / 8),
            self._measure_calls(
                "the same without notifications", None, mail_activity_quick_update=True
            ),
        ]

    def _measure_calls(self, against, target, **context):
        """Compare with what Odoo does for the same customers and sellers."""
        runs = _RUNS if context else 1
        handed = [self._hand_over(context) for _run in range(runs)]
        return Figure(
            f"{handed[0][2]} calls that are due",
            median([seconds for seconds, _odoo, _count in handed]),
            against,
            median([odoo for _seconds, odoo, _count in handed]),
            target,
        )

    def _create_campaign(self, env):
        segment = env["crm.segment"].create({"name": "Benchmark", "domain": "[]"})
        sellers = env["res.users"].create(
            [
                {
                    "name": f"Seller {number}",
                    "login": f"seller_{number}",
                    "group_ids": [
                        Command.link(env.ref("sales_team.group_sale_salesman").id)
                    ],
                }
                for number in range(_SELLERS)
            ]
        )
        team = env["crm.team"].create(
            {"name": "Callers", "member_ids": [Command.set(sellers.ids)]}
        )
        return env["crm.campaign"].create(
            {
                "name": "Benchmark",
                "segment_ids": [Command.set(segment.ids)],
                "reentry": "never",
                "control_share": 0.1,
                "step_ids": [
                    Command.create(
                        {
                            "name": "Call",
                            "kind": "call",
                            "responsible": "team",
                            "team_id": team.id,
                            "script": "<p>Ask what was missing.</p>",
                        }
                    )
                ],
            }
        )

    def _enrol(self):
        """Enrol a wave and insert the same rows once more, both rolled back.

        :return: seconds of both, and the number of members
        """
        with databases.environment(self.database) as env:
            campaign = env["crm.campaign"].browse(self.campaign_id)
            now = fields.Datetime.now()
            wave = campaign._create_wave(now, now)
            seconds = timed(campaign._enrol, wave, now)
            count = env["crm.campaign.member"].search_count([])
            bare = self._insert_bare(env)
            env.cr.rollback()
        self._vacuum()
        return seconds, bare, count

    def _insert_bare(self, env):
        """Insert the rows that are there into tables with the same keys and indexes.

        They are copied aside first, the referring ones deleted before the others.
        """
        for table in _TABLES:
            env.cr.execute(
                SQL(
                    "CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT * FROM %s",
                    SQL.identifier(f"bare_{table}"),
                    SQL.identifier(table),
                )
            )
        for table in reversed(_TABLES):
            env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))

        def insert():
            for table in _TABLES:
                env.cr.execute(
                    SQL(
                        "INSERT INTO %s SELECT * FROM %s",
                        SQL.identifier(table),
                        SQL.identifier(f"bare_{table}"),
                    )
                )

        return timed(insert)

    def _hand_over(self, context):
        """Hand calls over, and schedule the same by Odoo, both rolled back."""
        with databases.environment(self.database) as env:
            campaign = env["crm.campaign"].browse(self.campaign_id)
            now = fields.Datetime.now()
            campaign.state = "running"
            campaign._enrol(campaign._create_wave(now, now), now)
            actions = env["crm.campaign.action"]
            done = []

            def work():
                while sum(done) < _ACTIVITIES:
                    done.append(actions._work_chunk(campaign.step_ids.id, now) or 10**9)

            seconds = timed(work)
            handed = actions.search([("activity_id", "!=", False)])
            by_user = handed.grouped("user_id")
            partners = {user: lines.contact_id for user, lines in by_user.items()}
            env.cr.execute(SQL("DELETE FROM mail_activity WHERE automated"))
            env.invalidate_all()
            odoo = timed(self._schedule, partners, context)
            count = len(handed)
            env.cr.rollback()
        self._vacuum()
        return seconds, odoo, count

    def _schedule(self, partners_by_user, context):
        for user, partners in partners_by_user.items():
            partners.with_context(**context).activity_schedule(
                "mail.mail_activity_data_call",
                summary="Call",
                note="<p>Ask what was missing.</p>",
                user_id=user.id,
            )
