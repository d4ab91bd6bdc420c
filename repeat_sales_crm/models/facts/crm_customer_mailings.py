from odoo import fields, models
from odoo.tools import SQL

from .facts_sql import of_company
from .mailing_query import mailing_facts_query

_FACTS = (
    "mailing_sent_count",
    "mailing_opened_count",
    "mailing_clicked_count",
    "mailing_replied_count",
    "mailing_bounced_count",
    "mailing_reaction_date",
    "mailing_channel",
    "mailing_weekday",
)


class CrmCustomer(models.Model):
    """How the customer, and the people there, react to mailings."""

    _inherit = "crm.customer"

    mailing_sent_count = fields.Integer(
        string="Mailings Sent",
        readonly=True,
        help="E-mails and text messages of mailings to the customer, to the people "
        "there, to their leads and orders, or to their addresses on mailing lists.",
    )
    mailing_opened_count = fields.Integer(
        string="Mailings Opened",
        readonly=True,
        help="Whoever clicked or replied has opened.",
    )
    mailing_clicked_count = fields.Integer(string="Mailings Clicked", readonly=True)
    mailing_replied_count = fields.Integer(string="Mailings Replied", readonly=True)
    mailing_bounced_count = fields.Integer(string="Mailings Bounced", readonly=True)
    mailing_reaction_date = fields.Date(
        string="Last Reaction to a Mailing",
        readonly=True,
        help="When a mailing was last opened, clicked or replied to.",
    )
    mailing_channel = fields.Selection(
        [("mail", "E-mail"), ("sms", "SMS")],
        string="Best Channel",
        readonly=True,
        help="The one with the higher share of reactions, of those with three mailings "
        "at the least.",
    )
    mailing_weekday = fields.Selection(
        [
            ("1", "Monday"),
            ("2", "Tuesday"),
            ("3", "Wednesday"),
            ("4", "Thursday"),
            ("5", "Friday"),
            ("6", "Saturday"),
            ("7", "Sunday"),
        ],
        string="Best Weekday",
        readonly=True,
        help="On which mailings are opened and clicked most often, if that happened "
        "three times at the least.",
    )

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "mailings"]

    def _get_mailings_facts(self, company, scope, today):
        traces = self._get_mailing_traces(company, scope)
        return list(_FACTS), mailing_facts_query(traces, company.lifecycle_tz)

    def _get_mailing_traces(self, company, scope):
        """Return a SELECT of the mailings sent to partners in ``scope``.

        Several people at a customer may share an address on a mailing list. OFFSET has
        every recipient looked up: there is an index, and PostgreSQL would rather go
        through all mailings that were ever sent.
        """
        in_scope = scope.condition(SQL.identifier("contact", "commercial_partner_id"))
        return SQL(
            """
            SELECT recipient.partner_id, trace.*
              FROM (%(records)s
                     UNION ALL
                    (SELECT DISTINCT contact.commercial_partner_id, 'mailing.contact',
                            subscriber.id
                       FROM res_partner AS contact
                       JOIN mailing_contact AS subscriber
                         ON subscriber.email_normalized = contact.email_normalized
                      WHERE %(in_scope)s)) AS recipient
             CROSS JOIN LATERAL (
                 SELECT trace.id, trace.trace_type, trace.trace_status,
                        trace.open_datetime, trace.links_click_datetime,
                        trace.reply_datetime
                   FROM mailing_trace AS trace
                  WHERE trace.model = recipient.model
                    AND trace.res_id = recipient.res_id
                    AND trace.is_test_trace IS NOT TRUE
                 OFFSET 0
             ) AS trace
            """,
            records=self._get_contact_records(company, scope),
            in_scope=in_scope,
        )

    def _get_contact_records(self, company, scope, who="commercial_partner_id"):
        """Return a SELECT of the records through which one speaks with a customer.

        These are the customer and the people there, their leads and their orders.

        :param who: the column of contacts that is asked about, and that ``scope`` is of
        :return: SQL with the columns partner_id (the customer), model and res_id
        """
        column = SQL.identifier("contact", who)
        in_scope = scope.condition(column)
        queries = [
            SQL(
                "SELECT %s AS partner_id,"
                " 'res.partner' AS model, contact.id AS res_id"
                " FROM res_partner AS contact WHERE %s",
                column,
                in_scope,
            )
        ]
        queries += [
            SQL(
                """
                SELECT %s, %s, document.id
                  FROM res_partner AS contact
                  JOIN %s AS document ON document.partner_id = contact.id
                 WHERE %s AND %s
                """,
                column,
                model,
                SQL.identifier(self.env[model]._table),
                of_company("document", company),
                in_scope,
            )
            for model in ("crm.lead", "sale.order")
        ]
        return SQL(" UNION ALL ").join(queries)
