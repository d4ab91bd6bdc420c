"""What the trading company's customers do besides buying."""

from datetime import datetime, time, timedelta
from random import Random

from odoo.fields import Command

_SEED = 23

#: Days ago on which newsletters were sent, and what they said.
_NEWSLETTERS = (
    (170, "What is new this season"),
    (140, "Ten ideas for the break room"),
    (110, "Prices stay as they are"),
    (80, "Before the holidays"),
    (50, "Our new catalog"),
    (20, "Two for one, this week only"),
)

_TERMS = (
    ("account.account_payment_term_immediate", 3),
    ("account.account_payment_term_15days", 2),
    ("account.account_payment_term_30days", 4),
)


def behave(env, company, customers, team):
    """Send newsletters to customers, lose deals, write and talk to them.

    :param customers: {customer: days ago of their purchases}
    """
    Behaviour(env, company, customers, team).live()


class Behaviour:
    def __init__(self, env, company, customers, team):
        self.env = env
        self.company = company
        self.customers = {
            customer: days for customer, days in customers.items() if customer.active
        }
        self.team = team
        self.today = company._lifecycle_today()
        self.random = Random(_SEED)  # noqa: S311

    def live(self):
        """Do it all."""
        self._agree_terms()
        self._send_newsletters()
        self._lose_deals()
        self._get_in_touch()

    def _agree_terms(self):
        """Write on orders how they are to be paid."""
        terms = [self.env.ref(name, raise_if_not_found=False) for name, _w in _TERMS]
        weights = [weight for _name, weight in _TERMS]
        usual = {
            customer.id: self.random.choices(terms, weights)[0]
            for customer in self.customers
        }
        orders = self.env["sale.order"].search(
            [("buyer_id", "in", list(usual)), ("company_id", "=", self.company.id)]
        )
        for term, own in orders.grouped(lambda order: usual[order.buyer_id.id]).items():
            own.payment_term_id = term

    # ------------------------------------------------------------------
    # Newsletters
    # ------------------------------------------------------------------

    def _send_newsletters(self):
        mailings = self.env["mailing.mailing"].create(
            [
                {
                    "subject": subject,
                    "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "state": "done",
                    "sent_date": self._moment(days_ago, 9),
                    "schedule_type": "now",
                }
                for days_ago, subject in _NEWSLETTERS
            ]
        )
        interest = {customer: self.random.random() ** 2 for customer in self.customers}
        self.env["mailing.trace"].create(
            [
                self._prepare_trace(mailing, customer, days_ago, interest[customer])
                for mailing, (days_ago, _subject) in zip(
                    mailings, _NEWSLETTERS, strict=True
                )
                for customer in self.customers
                if customer.email and self.random.random() < 0.8
            ]
        )

    def _prepare_trace(self, mailing, customer, days_ago, interest):
        values = {
            "trace_type": "mail",
            "mass_mailing_id": mailing.id,
            "model": "res.partner",
            "res_id": customer.id,
            "email": customer.email_normalized,
            "sent_datetime": self._moment(days_ago, 9),
            "trace_status": "sent",
        }
        if self.random.random() < 0.03:
            return values | {"trace_status": "bounce", "failure_type": "mail_bounce"}
        if self.random.random() < 0.15 + interest:
            opened = self._moment(days_ago - self.random.choice((0, 0, 1, 3)), 10)
            values |= {"trace_status": "open", "open_datetime": opened}
            if self.random.random() < interest:
                values["links_click_datetime"] = opened + timedelta(minutes=2)
            if self.random.random() < interest / 6:
                replied = opened + timedelta(hours=2)
                values |= {"trace_status": "reply", "reply_datetime": replied}
        return values

    def _moment(self, days_ago, hour):
        """Return a moment soon after an hour of a day, in UTC."""
        day = self.today - timedelta(days=days_ago)
        return datetime.combine(day, time(hour)) + timedelta(
            minutes=self.random.randint(0, 90)
        )

    # ------------------------------------------------------------------
    # Deals and contacts
    # ------------------------------------------------------------------

    def _lose_deals(self):
        """Some customers did not take all that was offered to them."""
        stages = self.env["crm.stage"].search([("is_won", "=", False)], limit=3)
        reasons = self.env["crm.lost.reason"].search([], limit=3)
        chosen = self.random.sample(list(self.customers), len(self.customers) // 6)
        leads = self.env["crm.lead"].create(
            [
                {
                    "type": "opportunity",
                    "name": f"Extension for {customer.name}",
                    "partner_id": customer.id,
                    "user_id": customer.user_id.id,
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "stage_id": self.random.choice(stages).id,
                    "lost_reason_id": self.random.choice(reasons).id,
                }
                for customer in chosen
                for _deal in range(self.random.choice((1, 1, 2)))
            ]
        )
        leads.action_set_lost()

    def _get_in_touch(self):
        """Sellers wrote to most customers at some time, and met a few."""
        comment = self.env.ref("mail.mt_comment")
        messages, meetings = [], []
        for customer in self.customers:
            seller = customer.user_id
            if not seller or self.random.random() < 0.2:
                continue
            days_ago = int(self.random.triangular(1, 400, 20))
            if self.random.random() < 0.2:
                meetings.append(
                    {
                        "name": f"Visit to {customer.name}",
                        "user_id": seller.id,
                        "start": self._moment(days_ago, 10),
                        "stop": self._moment(days_ago, 13),
                        "partner_ids": [
                            Command.set((seller.partner_id | customer).ids)
                        ],
                    }
                )
            else:
                messages.append(
                    {
                        "model": "res.partner",
                        "res_id": customer.id,
                        "message_type": "comment",
                        "subtype_id": comment.id,
                        "author_id": seller.partner_id.id,
                        "date": self._moment(days_ago, 11),
                        "body": "Is there anything that you need from us?",
                    }
                )
        self.env["mail.message"].create(messages)
        self.env["calendar.event"].with_context(no_mail_to_attendees=True).create(
            meetings
        )
