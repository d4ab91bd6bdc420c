"""What campaigns cost where all customers are asked about: previews and waves."""

from contextlib import contextmanager

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from . import database as databases
from .timing import Figure, median, timed

_SELLERS = 20
_MEMBERS = ("crm_campaign_member", "crm_campaign_action")
_PRESENCE = "crm_campaign_presence"

#: Times that a figure is the median of; fewer where one takes its minutes.
_RUNS = 5
_RUNS_OF_MANY = 3
_MANY = 200_000

#: Who is in the big segment; some bought less.
_MOST = [("purchase_count", ">=", 2)]

_BARE_COUNT = "bare count of the same customers with their contacts"


class CampaignWorld:
    """Campaigns of one database of generated customers, with nothing to wait for.

    :param database: its name
    """

    def __init__(self, database):
        self.database = database
        with self.environment() as env:
            company = env.company
            company.campaign_daily_calls = 0
            company.write({"campaign_quiet_from": 0, "campaign_quiet_to": 0})
            mine = [("company_id", "=", company.id)]
            env["crm.campaign.cap"].search(mine).unlink()
            self.count = env["crm.customer"].search_count(mine)
            # Prospects have neither numbers nor addresses.
            env.cr.execute(
                SQL(
                    """
                    UPDATE res_partner
                       SET phone = COALESCE(phone, '+1555' || id),
                           email = COALESCE(email, 'p' || id || '@mail.example'),
                           email_normalized = COALESCE(
                               email_normalized, 'p' || id || '@mail.example')
                     WHERE phone IS NULL OR email_normalized IS NULL
                    """
                )
            )
            segments = env["crm.segment"]
            self.everybody = segments.create({"name": "Everybody", "domain": "[]"}).id
            self.most = segments.create({"name": "Most", "domain": repr(_MOST)}).id
            self.team_id = self._create_team(env).id
            self.calls = self._create_campaign(env, self._call(), reentry="never").id
            self.but_not = self._create_campaign(
                env, self._call(), exclude_segment_ids=[Command.set([self.most])]
            ).id
            self.mails = self._create_campaign(env, self._mail(env)).id
            self.enter = self._create_campaign(env, self._call(), trigger="enter").id
        self.vacuum()

    @property
    def runs(self):
        return _RUNS if self.count < _MANY else _RUNS_OF_MANY

    def environment(self):
        return databases.environment(self.database)

    def vacuum(self, *tables):
        """Take away what was undone, which would slow the next run down.

        :param tables: only these
        """
        names = SQL(", ").join(map(SQL.identifier, tables))
        with databases.autocommit(self.database) as cr:
            cr.execute(SQL("VACUUM ANALYZE %s", names))

    @contextmanager
    def enrolled(self, campaign_id):
        """Give a campaign with a wave of everybody, in a transaction that is undone."""
        with self.environment() as env:
            campaign = env["crm.campaign"].browse(campaign_id)
            now = fields.Datetime.now()
            campaign.state = "running"
            campaign._enrol(campaign._create_wave(now, now), now)
            self.analyze(env)
            yield campaign
            env.cr.rollback()
        self.vacuum(*_MEMBERS)

    def analyze(self, env):
        """Have PostgreSQL look at the wave, as it would by itself soon after."""
        env.flush_all()
        for table in (*_MEMBERS, _PRESENCE):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _create_team(self, env):
        salesman = env.ref("sales_team.group_sale_salesman")
        sellers = env["res.users"].create(
            [
                {
                    "name": f"Seller {number}",
                    "login": f"seller_{number}",
                    "group_ids": [Command.link(salesman.id)],
                }
                for number in range(_SELLERS)
            ]
        )
        return env["crm.team"].create(
            {"name": "Callers", "member_ids": [Command.set(sellers.ids)]}
        )

    def _create_campaign(self, env, step, **values):
        return env["crm.campaign"].create(
            {
                "name": f"Benchmark {env['crm.campaign'].search_count([])}",
                "segment_ids": [Command.set([self.everybody])],
                "control_share": 0.1,
                "step_ids": [Command.create(step)],
                **values,
            }
        )

    def _call(self):
        return {
            "name": "Call",
            "kind": "call",
            "responsible": "team",
            "team_id": self.team_id,
            "script": "<p>Ask what was missing.</p>",
        }

    def _mail(self, env):
        pattern = env["mailing.mailing"].create(
            {
                "name": "Letter",
                "subject": "Good day {{ object.name }}",
                "body_html": "<p>Good day, <t t-out='object.name'/></p>",
                "mailing_type": "mail",
                "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            }
        )
        return {"name": "Write", "kind": "email", "mailing_id": pattern.id}


class CampaignMeasures:
    """Enrolment, previews and looks of a :class:`CampaignWorld`."""

    def __init__(self, world):
        self.world = world

    def run(self):
        yield self._measure_enrolment()
        yield self._measure_preview(self.world.calls, "Preview of a campaign")
        yield self._measure_preview(
            self.world.but_not, "Preview with But Not In a big segment"
        )
        yield self._measure_absent()

    def _repeat(self, work):
        """Do work some times; return the medians of the seconds that it returns."""
        pairs = [work() for _run in range(self.world.runs)]
        return [median(seconds) for seconds in zip(*pairs, strict=True)]

    def _measure_enrolment(self):
        seconds, bare, count = self._repeat(self._enrol)
        return Figure(
            "Enrolling all customers with their first actions",
            seconds,
            "bare INSERT ... SELECT of the same rows",
            bare,
            3,
            note=f"{count:.0f} members",
        )

    def _enrol(self):
        """Enrol a wave and insert the same rows once more, both undone.

        :return: seconds of both, and the number of members
        """
        with self.world.environment() as env:
            campaign = env["crm.campaign"].browse(self.world.calls)
            now = fields.Datetime.now()
            wave = campaign._create_wave(now, now)
            seconds = timed(campaign._enrol, wave, now)
            count = env["crm.campaign.member"].search_count([])
            bare = self._insert_bare(env)
            env.cr.rollback()
        self.world.vacuum(*_MEMBERS)
        return seconds, bare, count

    def _insert_bare(self, env):
        """Insert the rows that are there into tables with the same keys and indexes.

        They are copied aside first, the referring ones deleted before the others.
        """
        for table in _MEMBERS:
            env.cr.execute(
                SQL(
                    "CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT * FROM %s",
                    SQL.identifier(f"bare_{table}"),
                    SQL.identifier(table),
                )
            )
        for table in reversed(_MEMBERS):
            env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))

        def insert():
            for table in _MEMBERS:
                env.cr.execute(
                    SQL(
                        "INSERT INTO %s SELECT * FROM %s",
                        SQL.identifier(table),
                        SQL.identifier(f"bare_{table}"),
                    )
                )

        return timed(insert)

    def _measure_preview(self, campaign_id, what):
        def work():
            with self.world.environment() as env:
                campaign = env["crm.campaign"].browse(campaign_id)
                return timed(campaign.get_preview), timed(self._count_bare, env)

        seconds, bare = self._repeat(work)
        return Figure(what, seconds, _BARE_COUNT, bare)

    def _count_bare(self, env):
        env.execute_query(
            SQL(
                """
                SELECT partner.user_id, COUNT(*)
                  FROM crm_customer AS customer
                  JOIN res_partner AS partner ON partner.id = customer.partner_id
                 WHERE customer.company_id = %s AND customer.active
                 GROUP BY partner.user_id
                """,
                env.company.id,
            )
        )

    def _measure_absent(self):
        """Measure the look at a campaign whose audience half of the customers left."""
        seconds, bare = self._repeat(self._forget)
        return Figure(
            "Forgetting who is no longer in the audience",
            seconds,
            "bare DELETE of the same rows",
            bare,
        )

    def _forget(self):
        with self.world.environment() as env:
            campaign = env["crm.campaign"].browse(self.world.enter)
            campaign._add_presence()
            segment = env["crm.segment"].browse(self.world.everybody)
            segment.domain = repr([("amount_total", ">", self._find_middle(env))])
            self.world.analyze(env)
            with env.cr.savepoint() as savepoint:
                seconds = timed(campaign._drop_absent)
                left = {record.id for record in campaign.presence_ids}
                savepoint.rollback()
            env.cr.execute(
                SQL(
                    "CREATE TEMP TABLE bare_absent ON COMMIT DROP AS"
                    " SELECT id FROM crm_campaign_presence WHERE id != ALL(%s)",
                    sorted(left),
                )
            )
            bare = timed(
                env.cr.execute,
                SQL(
                    "DELETE FROM crm_campaign_presence"
                    " WHERE id IN (SELECT id FROM bare_absent)"
                ),
            )
            env.cr.rollback()
        self.world.vacuum(_PRESENCE)
        return seconds, bare

    def _find_middle(self, env):
        [[middle]] = env.execute_query(
            SQL(
                "SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount_total)"
                " FROM crm_customer WHERE company_id = %s",
                env.company.id,
            )
        )
        return middle
