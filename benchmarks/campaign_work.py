"""What campaigns cost as they go on: handing over, looking after it, and results."""

from odoo import fields
from odoo.tools import SQL

from .screens import COUNT_LIMIT, PAGE, read_specification
from .timing import Figure, median, timed

_ACTIVITIES = 10_000


class CampaignWorkMeasures:
    """Due actions, open cards and results of a :class:`.campaigns.CampaignWorld`."""

    def __init__(self, world):
        self.world = world

    def run(self):
        yield self._measure_calls("activity_schedule of the same", 1 / 8)
        yield self._measure_calls(
            "the same without notifications", None, mail_activity_quick_update=True
        )
        yield self._measure_mails()
        yield from self._measure_under_way()

    # ------------------------------------------------------------------
    # Due actions
    # ------------------------------------------------------------------

    def _measure_calls(self, against, target, **context):
        """Compare with what Odoo does for the same customers and sellers."""
        runs = self.world.runs if context else 1
        handed = [self._hand_over(context) for _run in range(runs)]
        return Figure(
            f"{handed[0][2]} calls that are due",
            median([seconds for seconds, _odoo, _count in handed]),
            against,
            median([odoo for _seconds, odoo, _count in handed]),
            target,
        )

    def _hand_over(self, context):
        """Hand calls over, and schedule the same by Odoo, both undone."""
        with self.world.enrolled(self.world.calls) as campaign:
            env, now, done = campaign.env, fields.Datetime.now(), []
            actions = env["crm.campaign.action"]

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
        self.world.vacuum("mail_activity")
        return seconds, odoo, count

    def _schedule(self, partners_by_user, context):
        for user, partners in partners_by_user.items():
            partners.with_context(**context).activity_schedule(
                "mail.mail_activity_data_call",
                summary="Call",
                note="<p>Ask what was missing.</p>",
                user_id=user.id,
            )

    def _measure_mails(self):
        handed = [self._write() for _run in range(self.world.runs)]
        return Figure(
            f"{handed[0][2]} messages handed over to Odoo's queue",
            median([seconds for seconds, _odoo, _count in handed]),
            "the mailing of the same made and queued by hand",
            median([odoo for _seconds, odoo, _count in handed]),
        )

    def _write(self):
        """Hand a chunk of messages over, and queue the same by Odoo, both undone."""
        with self.world.enrolled(self.world.mails) as campaign:
            env, now, step = campaign.env, fields.Datetime.now(), campaign.step_ids
            actions = env["crm.campaign.action"]
            seconds = timed(actions._work_chunk, step.id, now)
            handed = actions.search([("mailing_id", "!=", False)])
            domain = repr([("id", "in", handed.contact_id.ids)])

            def queue():
                step.mailing_id.copy({"mailing_domain": domain}).action_put_in_queue()
                env.flush_all()

            odoo, count = timed(queue), len(handed)
        return seconds, odoo, count

    # ------------------------------------------------------------------
    # What is under way, and what came of it
    # ------------------------------------------------------------------

    def _measure_under_way(self):
        """Yield what it costs when every customer has an open card."""
        with self.world.enrolled(self.world.calls) as campaign:
            self._open_cards(campaign)
            actions, now = campaign.env["crm.campaign.action"], fields.Datetime.now()
            cards = actions.search_count([("state", "=", "running")])
            sweep = f"Sweep of {cards} open cards"
            bare = self._time(self._count_open, campaign)
            yield Figure(
                f"{sweep}: who refused since",
                self._time(actions._refuse_chunk, now),
                "bare count of them with their contacts",
                bare,
            )
            yield Figure(
                f"{sweep}: who bought meanwhile",
                self._time(actions._leave_chunk, now),
                "bare count of them with their contacts",
                bare,
            )
            yield Figure(
                "Results of a campaign",
                self._time(campaign.get_results),
                "bare count of its members' purchases",
                self._time(self._count_bought, campaign),
            )
            yield Figure(
                "List of its results, first page with count",
                self._time(self._open_list, campaign),
                "bare indexed query on its members",
                self._time(self._list_bare, campaign),
            )

    def _time(self, function, *args):
        """Return the median seconds; what is cached by then is so on a server too."""
        function(*args)
        return median([timed(function, *args) for _run in range(self.world.runs)])

    def _open_cards(self, campaign):
        """Set all actions under way, as calls that were handed over."""
        env = campaign.env
        # Nobody is in there: the sweep asks of all, and takes nothing back.
        campaign.exclude_segment_ids = env["crm.segment"].create(
            {"name": "Nobody", "domain": repr([("purchase_count", "<", 0)])}
        )
        env.flush_all()
        env.cr.execute(
            SQL(
                """
                UPDATE crm_campaign_action
                   SET state = 'running', started_at = %(now)s, contact_at = %(now)s,
                       channel_group = 'human', contact_id = partner_id
                 WHERE campaign_id = %(campaign)s AND state = 'waiting'
                """,
                now=fields.Datetime.now(),
                campaign=campaign.id,
            )
        )
        env.invalidate_all()
        self.world.analyze(env)

    def _count_open(self, campaign):
        campaign.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COUNT(partner.email_normalized)
                  FROM crm_campaign_action AS action
                  JOIN res_partner AS partner ON partner.id = action.partner_id
                 WHERE action.campaign_id = %s AND action.state = 'running'
                """,
                campaign.id,
            )
        )

    def _count_bought(self, campaign):
        campaign.env.execute_query(
            SQL(
                """
                SELECT member.state, COUNT(*), COUNT(bought.buyer_id), SUM(bought.sum)
                  FROM crm_campaign_member AS member
                  LEFT JOIN (SELECT buyer_id, SUM(amount_untaxed) AS sum
                               FROM sale_order
                              WHERE state = 'sale'
                              GROUP BY buyer_id) AS bought
                    ON bought.buyer_id = member.partner_id
                 WHERE member.campaign_id = %s
                 GROUP BY member.state
                """,
                campaign.id,
            )
        )

    def _open_list(self, campaign):
        results = campaign.env["crm.campaign.result"]
        results.web_search_read(
            [("campaign_id", "=", campaign.id)],
            read_specification(results, "list"),
            limit=PAGE,
            count_limit=COUNT_LIMIT,
        )

    def _list_bare(self, campaign):
        where = SQL("campaign_id = %s AND state != 'left_out'", campaign.id)
        campaign.env.execute_query(
            SQL(
                "SELECT * FROM crm_campaign_member WHERE %s ORDER BY id DESC LIMIT %s",
                where,
                PAGE,
            )
        )
        campaign.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM (SELECT FROM crm_campaign_member WHERE %s"
                " LIMIT %s) AS counted",
                where,
                COUNT_LIMIT,
            )
        )
