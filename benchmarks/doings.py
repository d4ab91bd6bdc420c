"""What happens beside sales: payments, mailings, deals, talks and visits."""

from odoo.tools import SQL

from . import words

#: The share of the orders that a payment is there for.
_PAID = 0.3

#: How many mailings there were, whom they reached, and how many each got at the most.
_MAILINGS = 24
_SHARE_OF_SMS = 0.12
_MAILED = 0.6
_MOST_TRACES = 6

#: The share of the customers who are on a mailing list as well.
_SUBSCRIBED = 0.1

#: The shares of the customers with a deal lost, won and still open.
_LOST = 0.2
_WON = 0.05
_OPEN = 0.04

#: The most activities of a customer; half of the customers have none.
_MOST_ACTIVITIES = 4
_ACTIVITIES_OPEN = 0.1

#: The shares of the orders with a note by the system and with a message to the buyer.
_NOTED = 0.33
_WRITTEN = 0.25

#: The share of the customers who were visited.
_VISITED = 0.1

_TABLES = (
    "account_payment",
    "mailing_contact",
    "mailing_trace",
    "crm_lead",
    "mail_activity",
    "mail_message",
    "calendar_event",
    "calendar_attendee",
)


class Doings:
    """Inserts what the facts about customers are derived from, beside their sales.

    :param generator: a :class:`.generator.Generator` that has drawn customers and sales
    """

    def __init__(self, generator):
        self.generator = generator
        self.env = generator.env
        self.execute = generator.execute
        self.pick = generator.pick
        self.insert = generator.prototypes.insert

    def run(self):
        self._insert_payments()
        self._insert_subscribers()
        self._insert_traces()
        self._insert_leads()
        self._insert_activities()
        self._insert_messages()
        self._insert_meetings()
        self._move_sequences()

    def _id(self, table):
        """Return SQL of ids that nobody has in ``table``, one for each row."""
        return SQL(
            "(%s - 1 + ROW_NUMBER() OVER ())::integer", self.generator.next_id(table)
        )

    def _ago(self, days, hours=9):
        """Return SQL of a moment so many days, an SQL expression, before today."""
        return SQL(
            "(%s::timestamp - %s * INTERVAL '1 day' + %s * INTERVAL '1 hour')",
            self.generator.today,
            days,
            hours,
        )

    def _spread(self, salt, number="number"):
        """Return SQL of a number of days that is drawn from all the years."""
        return SQL(
            "FLOOR(1 + pg_temp.draw(%s, %s) * %s)",
            SQL(number),
            salt,
            self.generator.horizon - 1,
        )

    def _insert_payments(self):
        journal = self.env["account.journal"].search(
            [("type", "in", ("bank", "cash"))], limit=1
        )
        methods = journal.inbound_payment_method_line_ids.ids
        methods += (
            self.env["account.payment.method.line"]
            .create(
                [
                    {
                        "name": name,
                        "journal_id": journal.id,
                        "payment_method_id": journal.inbound_payment_method_line_ids[
                            :1
                        ].payment_method_id.id,
                    }
                    for name in ("Card", "Transfer")
                ]
            )
            .ids
        )
        self.insert(
            "account_payment",
            "payment",
            SQL(
                "SELECT drawn_sale.*, %s AS payment_id, drawn_total.value,"
                " %s AS method, %s AS moment"
                " FROM drawn_sale JOIN drawn_total USING (id)"
                " WHERE purchases > 0 AND pg_temp.draw(sale, 30) < %s",
                self._id("account_payment"),
                self.pick(methods, 31, "integer", "customer_id"),
                self._ago(SQL("GREATEST(days_ago - 10, 0)")),
                _PAID,
            ),
            {
                "id": "payment_id",
                "name": "'PAY' || payment_id",
                "partner_id": "customer_id",
                "amount": "value",
                "amount_company_currency_signed": "value",
                "payment_method_line_id": "method",
                "date": "moment::date",
                "create_date": "moment",
                "state": "'paid'",
                "move_id": "NULL::integer",
            },
        )

    # ------------------------------------------------------------------
    # Mailings
    # ------------------------------------------------------------------

    def _insert_subscribers(self):
        self.execute(
            """
            CREATE TEMP TABLE drawn_subscriber ON COMMIT DROP AS
            SELECT number, %(id)s AS subscriber_id FROM drawn_customer
             WHERE pg_temp.draw(number, 32) < %(share)s
            """,
            id=self._id("mailing_contact"),
            share=_SUBSCRIBED,
        )
        self.insert(
            "mailing_contact",
            "subscriber",
            SQL("SELECT * FROM drawn_subscriber"),
            {
                "id": "subscriber_id",
                "name": "'Subscriber ' || number",
                "email": "'customer' || number || '@mail.example'",
                "email_normalized": "'customer' || number || '@mail.example'",
            },
        )

    def _create_mailings(self):
        model = self.env["ir.model"]._get_id("res.partner")
        return self.env["mailing.mailing"].create(
            [
                {
                    "subject": f"News {number}",
                    "mailing_model_id": model,
                    "body_html": "<p>News</p>",
                    "body_arch": "<p>News</p>",
                    "state": "done",
                }
                for number in range(1, _MAILINGS + 1)
            ]
        )

    def _insert_traces(self):
        """Send the mailings, one every month, to customers or their subscriptions."""
        self.execute(
            """
            CREATE TEMP TABLE drawn_trace ON COMMIT DROP AS
            SELECT number, customer_id, subscriber_id, seed, mailing,
                   pg_temp.draw(seed, 35) AS reaction,
                   %(sent)s AS sent
              FROM (SELECT customer.number, customer.id AS customer_id, subscriber_id,
                           customer.number::bigint * 8 + turn AS seed,
                           1 + (FLOOR(pg_temp.draw(customer.number, 34) * %(mailings)s)
                                ::int + turn * 3) %% %(mailings)s AS mailing
                      FROM drawn_customer AS customer
                      LEFT JOIN drawn_subscriber USING (number),
                           generate_series(0, FLOOR(
                               pg_temp.draw(customer.number, 36) * %(most)s)::int)
                               AS turn
                     WHERE pg_temp.draw(customer.number, 33) < %(mailed)s) AS sent
            """,
            sent=self._ago(SQL("mailing * 30")),
            mailings=_MAILINGS,
            most=_MOST_TRACES,
            mailed=_MAILED,
        )
        self.insert(
            "mailing_trace",
            "trace",
            SQL(
                "SELECT *, %s AS trace_id,"
                " sent + pg_temp.draw(seed, 37) * INTERVAL '3 days' AS seen"
                " FROM drawn_trace",
                self._id("mailing_trace"),
            ),
            self._trace_columns(),
        )

    def _trace_columns(self):
        on_list = "subscriber_id IS NOT NULL AND seed % 2 = 0"
        return {
            "id": "trace_id",
            "model": f"CASE WHEN {on_list} THEN 'mailing.contact'"
            " ELSE 'res.partner' END",
            "res_id": f"CASE WHEN {on_list} THEN subscriber_id ELSE customer_id END",
            "trace_type": SQL(
                "CASE WHEN pg_temp.draw(seed, 38) < %s THEN 'sms' ELSE 'mail' END",
                _SHARE_OF_SMS,
            ),
            "email": "'customer' || number || '@mail.example'",
            "mass_mailing_id": SQL(
                "(%s::integer[])[mailing]", self._create_mailings().ids
            ),
            "trace_status": "CASE WHEN reaction < 0.04 THEN 'bounce'"
            " WHEN reaction < 0.05 THEN 'reply'"
            " WHEN reaction < 0.28 THEN 'open' ELSE 'sent' END",
            "sent_datetime": "sent",
            "open_datetime": "CASE WHEN reaction BETWEEN 0.04 AND 0.28 THEN seen END",
            "links_click_datetime": "CASE WHEN reaction BETWEEN 0.2 AND 0.28"
            " THEN seen END",
            "reply_datetime": "CASE WHEN reaction BETWEEN 0.04 AND 0.05 THEN seen END",
            "create_date": "sent",
            "write_date": "sent",
        }

    # ------------------------------------------------------------------
    # Deals
    # ------------------------------------------------------------------

    def _insert_leads(self):
        stages = self.env["crm.stage"].search([])
        open_stages = stages.filtered(lambda stage: not stage.is_won).ids
        reasons = self.env["crm.lost.reason"].search([]).ids
        self.insert(
            "crm_lead",
            "lead",
            SQL(
                """
                SELECT *, %(id)s AS lead_id, %(moment)s AS moment,
                       CASE WHEN outcome < %(lost)s THEN 'lost'
                            WHEN outcome < %(won)s THEN 'won' ELSE 'pending'
                       END AS status,
                       CASE WHEN outcome BETWEEN %(lost)s AND %(won)s
                            THEN %(won_stage)s ELSE %(stage)s END AS stage_id,
                       CASE WHEN outcome < %(lost)s THEN %(reason)s END AS reason_id
                  FROM (SELECT *, pg_temp.draw(number, 40) AS outcome
                          FROM drawn_customer) AS customer
                 WHERE outcome < %(open)s
                """,
                id=self._id("crm_lead"),
                moment=self._ago(self._spread(41)),
                lost=_LOST,
                won=_LOST + _WON,
                open=_LOST + _WON + _OPEN,
                won_stage=stages.filtered("is_won")[:1].id,
                stage=self.pick(open_stages, 42, "integer"),
                reason=self.pick(reasons, 43, "integer"),
            ),
            {
                "id": "lead_id",
                "name": "'Deal ' || number",
                "partner_id": "id",
                "user_id": "user_id",
                "stage_id": "stage_id",
                "lost_reason_id": "reason_id",
                "won_status": "status",
                "active": "status != 'lost'",
                "probability": "CASE status WHEN 'won' THEN 100 WHEN 'lost' THEN 0"
                " ELSE 30 END",
                "automated_probability": "30",
                "email_from": "'customer' || number || '@mail.example'",
                "email_normalized": "'customer' || number || '@mail.example'",
                "create_date": "moment",
                "date_closed": "CASE WHEN status != 'pending' THEN moment END",
            },
        )

    # ------------------------------------------------------------------
    # Contact
    # ------------------------------------------------------------------

    def _insert_activities(self):
        types = self.env["mail.activity.type"].search([("res_model", "=", False)]).ids
        self.insert(
            "mail_activity",
            "activity",
            SQL(
                """
                SELECT *, %(id)s AS activity_id, %(moment)s::date AS day,
                       pg_temp.draw(seed, 51) < %(open)s AS open,
                       %(type)s AS type_id, %(subject)s AS subject
                  FROM (SELECT id AS customer_id, user_id,
                               number::bigint * 8 + turn AS seed
                          FROM drawn_customer,
                               generate_series(1, FLOOR(
                                   %(most)s * POWER(pg_temp.draw(number, 50), 2))::int)
                                   AS turn) AS activity
                """,
                id=self._id("mail_activity"),
                moment=self._ago(self._spread(52, "seed")),
                open=_ACTIVITIES_OPEN,
                type=self.pick(types, 53, "integer", "seed"),
                subject=self.pick(words.SUBJECTS, 54, number="seed"),
                most=_MOST_ACTIVITIES,
            ),
            {
                "id": "activity_id",
                "res_id": "customer_id",
                "user_id": "user_id",
                "activity_type_id": "type_id",
                "summary": "subject",
                "active": "open",
                "date_deadline": "day",
                "date_done": "CASE WHEN NOT open THEN day END",
            },
        )

    def _insert_messages(self):
        authors = self.env["res.users"].browse(self.generator.prototypes.seller_ids)
        subtypes = {
            name: self.env.ref(f"mail.mt_{name}").id for name in ("note", "comment")
        }
        self.insert(
            "mail_message",
            "message",
            SQL(
                """
                SELECT *, %(id)s AS message_id,
                       (%(authors)s::integer[])[
                           ARRAY_POSITION(%(users)s::integer[], user_id)] AS author_id,
                       %(moment)s AS moment
                  FROM (SELECT id AS order_id, customer_id, user_id, days_ago, sale,
                               pg_temp.draw(sale, 60) < %(noted)s AS is_note
                          FROM drawn_sale
                         WHERE pg_temp.draw(sale, 60) < %(any)s) AS message
                """,
                id=self._id("mail_message"),
                authors=authors.partner_id.ids,
                users=authors.ids,
                moment=self._ago(SQL("days_ago"), 10),
                noted=_NOTED,
                any=_NOTED + _WRITTEN,
            ),
            {
                "id": "message_id",
                "model": "CASE WHEN is_note OR sale % 2 = 0 THEN 'sale.order'"
                " ELSE 'res.partner' END",
                "res_id": "CASE WHEN is_note OR sale % 2 = 0 THEN order_id"
                " ELSE customer_id END",
                "message_type": "CASE WHEN is_note THEN 'notification'"
                " ELSE 'comment' END",
                "subtype_id": SQL(
                    "CASE WHEN is_note THEN %s ELSE %s END",
                    subtypes["note"],
                    subtypes["comment"],
                ),
                "is_internal": "is_note",
                "author_id": "author_id",
                "date": "moment",
                "create_date": "moment",
                "message_id": "'<' || message_id || '@mail.example>'",
            },
        )

    def _insert_meetings(self):
        self.execute(
            """
            CREATE TEMP TABLE drawn_meeting ON COMMIT DROP AS
            SELECT *, %(id)s AS meeting_id, %(moment)s AS moment
              FROM drawn_customer
             WHERE pg_temp.draw(number, 70) < %(visited)s
            """,
            id=self._id("calendar_event"),
            moment=self._ago(self._spread(71), 11),
            visited=_VISITED,
        )
        meetings = SQL("SELECT * FROM drawn_meeting")
        self.insert(
            "calendar_event",
            "meeting",
            meetings,
            {
                "id": "meeting_id",
                "name": "'Visit ' || number",
                "user_id": "user_id",
                "start": "moment",
                "stop": "moment + INTERVAL '1 hour'",
                "create_date": "moment",
                "access_token": "NULL::varchar",
            },
        )
        self.insert(
            "calendar_attendee",
            "attendee",
            SQL(
                "SELECT *, %s AS own_id FROM drawn_meeting",
                self._id("calendar_attendee"),
            ),
            {
                "id": "own_id",
                "event_id": "meeting_id",
                "partner_id": "id",
                "access_token": "'token' || own_id",
                "state": "'accepted'",
            },
        )
        self.execute(
            "INSERT INTO calendar_event_res_partner_rel"
            " (calendar_event_id, res_partner_id)"
            " SELECT meeting_id, id FROM drawn_meeting"
        )

    def _move_sequences(self):
        for table in _TABLES:
            self.execute(
                "SELECT setval(%s, (SELECT MAX(id) FROM %s))",
                f"{table}_id_seq",
                SQL.identifier(table),
            )
