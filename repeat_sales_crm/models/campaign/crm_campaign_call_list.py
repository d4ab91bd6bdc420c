from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import remove_accents

from ..lifecycle import company_day

#: How long a card is kept for whoever opened it, unless the screen says that it is
#: still open.
CLAIM = timedelta(minutes=30)

#: How many call-backs of later days, and cards found by name, are shown.
SHOWN = 50

#: What a pause holds: its cards are not in the list, but can be found.
_HELD = SQL("(campaign.state = 'paused' OR NOT campaign.active)")


def _due(today):
    return SQL("activity.date_deadline <= %s", today)


def _plain(text):
    return remove_accents(text or "").casefold().strip()


def _digits(text):
    return "".join(filter(str.isdigit, text or "")).lstrip("0")


class CrmCampaignAction(models.Model):
    """The call list: what a seller has to do today, the most valuable first."""

    _inherit = "crm.campaign.action"

    call_at = fields.Datetime(
        readonly=True,
        help="The moment at which the customer is to be called again.",
    )
    is_reminded = fields.Boolean(readonly=True)
    claim_user_id = fields.Many2one(
        "res.users", string="Open With", readonly=True, ondelete="set null"
    )
    claim_until = fields.Datetime(
        string="Kept Until",
        readonly=True,
        help="Until then nobody else gets the card.",
    )
    attempt_ids = fields.One2many("crm.campaign.attempt", "action_id")

    _call_at_idx = models.Index("(call_at) WHERE state = 'running'")

    # ------------------------------------------------------------------
    # The list
    # ------------------------------------------------------------------

    @api.model
    def get_call_list(self, open_id=False):
        """Return the user's human actions of today, in the order to do them.

        Call-backs that are due come first, then the user's own cards by value, then
        those that anybody in the user's teams may take, then what is for later today.
        Cards that somebody else has open are left out, and those of a campaign that is
        paused or archived. Several cards for a customer are one line.

        :param open_id: the card on the user's screen, which is kept for longer
        :return: a dictionary: cards (id, name, contact, phone, value, currency_id,
            badge, color, why, call_at, day, is_late, is_team, is_later, is_held, and
            also: id and why of more cards for that customer), later (call-backs of
            later days, the next ones first), done, late, is_kept (whether the card on
            the screen is still the user's)
        """
        self.check_access("read")
        now = fields.Datetime.now()
        is_kept = bool(open_id) and self.browse(open_id)._keep_card(now)
        today = company_day.local_day(now, self._get_user_tz())
        rows = self._read_call_rows(now, SQL("NOT %s AND %s", _HELD, _due(today)))
        later = self._read_call_rows(
            now,
            SQL("NOT %s AND NOT %s AND action.call_at IS NOT NULL", _HELD, _due(today)),
        )
        lines = self._prepare_lines(rows + later, today)
        cards, later = lines[: len(rows)], lines[len(rows) :]
        return {
            "is_kept": is_kept,
            "cards": self._group_by_customer(cards),
            "later": sorted(later, key=lambda line: line["call_at"])[:SHOWN],
            "done": self._count_done_today(now),
            "late": sum(line["is_late"] for line in cards),
        }

    def _get_user_tz(self):
        return self.env.user.tz or self.env.company.lifecycle_tz or "UTC"

    def _read_call_rows(self, now, condition):
        """Return the rows of open cards of the user, in the order to do them.

        :param condition: SQL over ``action``, ``activity`` and ``campaign``
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT action.id, action.partner_id, action.contact_id,
                       action.company_id, action.campaign_id, action.step_id,
                       action.value, action.call_at, customer.segment_id,
                       activity.date_deadline,
                       action.user_id IS DISTINCT FROM %(uid)s AS is_team,
                       COALESCE(action.call_at > %(now)s, FALSE) AS is_later,
                       %(held)s AS is_held
                  FROM crm_campaign_action AS action
                  JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
                  JOIN mail_activity AS activity ON activity.id = action.activity_id
                  JOIN crm_campaign_step AS step ON step.id = action.step_id
                  LEFT JOIN crm_customer AS customer
                            ON customer.company_id = action.company_id
                           AND customer.partner_id = action.partner_id
                 WHERE action.state = 'running'
                   AND action.channel_group = 'human'
                   AND action.company_id = ANY(%(companies)s)
                   AND %(condition)s
                   AND (action.user_id = %(uid)s
                        OR step.responsible = 'team'
                           AND step.team_id = ANY(%(teams)s))
                   AND (action.claim_until IS NULL OR action.claim_until <= %(now)s
                        OR action.claim_user_id = %(uid)s)
                 ORDER BY CASE WHEN action.call_at > %(now)s THEN 4
                               WHEN action.user_id IS DISTINCT FROM %(uid)s THEN 3
                               WHEN action.call_at IS NOT NULL THEN 1
                               ELSE 2 END,
                          action.call_at, action.value DESC, action.id
                """,
                condition=condition,
                held=_HELD,
                now=now,
                uid=self.env.uid,
                companies=self.env.companies.ids,
                teams=self._get_own_teams().ids,
            )
        )
        return self.env.cr.dictfetchall()

    def _get_own_teams(self):
        members = self.env["crm.team.member"].sudo()
        return members.search([("user_id", "=", self.env.uid)]).crm_team_id

    def _prepare_lines(self, rows, today):
        """Return the lines of the list; names are read for all of them at once."""
        env = self.sudo().env

        def read_all(model, name):
            ids = {row[name] for row in rows if row[name]}
            return env[model].browse(sorted(ids)).grouped("id")

        partners = read_all("res.partner", "partner_id")
        contacts = read_all("res.partner", "contact_id")
        campaigns = read_all("crm.campaign", "campaign_id")
        steps = read_all("crm.campaign.step", "step_id")
        segments = read_all("crm.lifecycle.segment", "segment_id")
        companies = read_all("res.company", "company_id")
        begun = {
            key: company._get_working_days("human").last(today)
            for key, company in companies.items()
        }
        lines = []
        for row in rows:
            partner = partners[row["partner_id"]]
            contact = contacts.get(row["contact_id"], partner)
            segment = segments.get(row["segment_id"])
            campaign, step = campaigns[row["campaign_id"]], steps[row["step_id"]]
            day = row["date_deadline"]
            lines.append(
                {
                    "id": row["id"],
                    "name": partner.name or partner.display_name,
                    "contact": contact.name if contact != partner else "",
                    "partner_id": partner.id,
                    "company_id": row["company_id"],
                    "phone": contact.phone or "",
                    "value": row["value"],
                    "currency_id": companies[row["company_id"]].currency_id.id,
                    "badge": segment.name if segment else "",
                    "color": segment.color if segment else "",
                    "why": f"{campaign.name}, {step.name}",
                    "call_at": row["call_at"] and str(row["call_at"]),
                    "day": str(day),
                    # Days off do not count.
                    "is_late": day < begun[row["company_id"]],
                    "is_team": row["is_team"],
                    "is_later": row["is_later"] or day > today,
                    "is_held": row["is_held"],
                    "also": [],
                }
            )
        return lines

    def _group_by_customer(self, lines):
        """Return one line for each customer; it knows the cards of the others."""
        first = {}
        for line in lines:
            key = line["company_id"], line["partner_id"]
            if key in first:
                first[key]["also"].append({"id": line["id"], "why": line["why"]})
            else:
                first[key] = line
        return list(first.values())

    @api.model
    def search_call_cards(self, text):
        """Return the user's open cards for customers of a name or a number.

        Those of later days and of paused campaigns are among them: the customer rings
        back.

        :return: lines as those of :meth:`get_call_list`, at most :data:`SHOWN`
        """
        self.check_access("read")
        now = fields.Datetime.now()
        today = company_day.local_day(now, self._get_user_tz())
        lines = self._prepare_lines(self._read_call_rows(now, SQL("TRUE")), today)
        wanted, digits = _plain(text), _digits(text)
        found = [
            line
            for line in lines
            if wanted in _plain(f"{line['name']} {line['contact']}")
            or (len(digits) > 2 and digits in _digits(line["phone"]))
        ]
        return self._group_by_customer(found)[:SHOWN]

    def _count_done_today(self, now):
        tz = self._get_user_tz()
        midnight = company_day.start_of_day(company_day.local_day(now, tz), tz)
        return self.sudo().search_count(
            [
                ("user_id", "=", self.env.uid),
                ("channel_group", "=", "human"),
                ("state", "=", "done"),
                ("done_at", ">=", midnight),
            ]
        )

    # ------------------------------------------------------------------
    # Claims
    # ------------------------------------------------------------------

    def _may_work(self):
        """Tell whether the user may do the action: own ones, and those of a team."""
        self.ensure_one()
        step = self.sudo().step_id
        return (
            self.user_id == self.env.user
            or self.env.user.has_group("sales_team.group_sale_manager")
            or (step.responsible == "team" and step.team_id in self._get_own_teams())
        )

    def _claim_card(self, now):
        """Keep the card for the user, unless it is over or somebody else has it.

        What another transaction holds at this moment is somebody else's, unless the
        card was the user's before.

        :return: whether it is the user's now
        """
        self.ensure_one()
        if not self.exists():
            return False
        self.check_access("read")
        if not self._may_work():
            raise UserError(
                self.env._(
                    "This card belongs to %s. A manager can hand it over to you.",
                    self.sudo().user_id.name or self.env._("nobody"),
                )
            )
        if self._keep_card(now):
            return True
        claimed = self._execute(
            SQL(
                """
                UPDATE crm_campaign_action
                   SET claim_user_id = %(uid)s, claim_until = %(until)s
                 WHERE id IN (
                       SELECT id FROM crm_campaign_action
                        WHERE id = %(id)s AND state = 'running'
                          AND (claim_until IS NULL OR claim_until <= %(now)s)
                          FOR NO KEY UPDATE SKIP LOCKED)
             RETURNING id
                """,
                uid=self.env.uid,
                until=now + CLAIM,
                now=now,
                id=self.id,
            )
        )
        return bool(claimed)

    def _keep_card(self, now):
        """Keep a card for longer that the user has claimed, and return whether so.

        Those for the same customer are kept along.
        """
        kept = self._execute(
            SQL(
                """
                UPDATE crm_campaign_action AS action SET claim_until = %s
                  FROM crm_campaign_action AS open
                 WHERE open.id = %s
                   AND action.partner_id = open.partner_id
                   AND action.company_id = open.company_id
                   AND action.state = 'running' AND action.claim_user_id = %s
             RETURNING action.id
                """,
                now + CLAIM,
                self.id,
                self.env.uid,
            )
        )
        return (self.id,) in kept

    def _tell_taken(self):
        """Return why a card cannot be claimed, for the user to read."""
        action = self.sudo().exists()
        if action.state == "running" and action.claim_user_id:
            return self.env._("%s has this card open.", action.claim_user_id.name)
        return self.env._("This card is done already, or was taken back.")
