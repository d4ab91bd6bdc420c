"""Records that Odoo made, to be varied by the million."""

import json

from odoo.fields import Command
from odoo.tools import SQL

from . import words

_QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True}


class Prototypes:
    """One record of each kind, whatever columns their tables have.

    What is not drawn is taken from them, so that generated rows hold what Odoo and the
    addons installed beside it expect.
    """

    def __init__(self, env):
        self.env = env(context={**env.context, **_QUIET})
        self.seller_ids = self._find_sellers().ids
        self.order_sequence = env["ir.sequence"].search([("code", "=", "sale.order")])[
            :1
        ]
        self.next_order_number = self.order_sequence.number_next_actual
        countries = env["res.country"].search([])
        self.country_ids = {country.code: country.id for country in countries}
        self.industry_ids = env["res.partner.industry"].search([]).ids
        self.term_ids = env["account.payment.term"].search([]).ids

    def _find_sellers(self):
        """Return those who sell, or the administrator where nobody does."""
        group = self.env.ref("sales_team.group_sale_salesman")
        users = group.all_user_ids.filtered(lambda user: not user.share)
        administrator = self.env.ref("base.user_admin")
        return (users - administrator) or administrator

    def make(self):
        """Create the products, and the prototypes as plain rows."""
        self.products = self._create_products()
        self.env.flush_all()
        self.env.cr.execute(SQL("SAVEPOINT prototypes"))
        records = self._create_records()
        self.env.flush_all()
        self._rows = {name: self._read_row(record) for name, record in records.items()}
        self.env.cr.precommit.clear()
        self.env.cr.execute(SQL("ROLLBACK TO SAVEPOINT prototypes"))
        self.env.invalidate_all()

    def _create_products(self):
        names = dict.fromkeys(category for category, _name, _price in words.PRODUCTS)
        categories = self.env["product.category"].create(
            [{"name": name} for name in names]
        )
        category_ids = dict(zip(names, categories.ids, strict=True))
        return self.env["product.product"].create(
            [
                {
                    "name": name,
                    "list_price": price,
                    "categ_id": category_ids[category],
                    "invoice_policy": "delivery",
                    "taxes_id": [Command.clear()],
                }
                for category, name, price in words.PRODUCTS
            ]
        )

    def _create_records(self):
        partner = self.env["res.partner"].create(
            {"name": "Partner", "is_company": True}
        )
        contact = partner.create({"name": "Contact", "parent_id": partner.id})
        order = self.env["sale.order"].create(
            {
                "name": "Order",
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "order_line": [Command.create({"product_id": self.products[0].id})],
            }
        )
        return {
            "partner": partner,
            "contact": contact,
            "order": order,
            "line": order.order_line,
            **self._create_doings(partner),
        }

    def _create_doings(self, partner):
        """Create what happens beside sales."""
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": partner.id}
        )
        meeting = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2020-01-01 09:00:00",
                "stop": "2020-01-01 10:00:00",
                "partner_ids": [Command.set(partner.ids)],
            }
        )
        activity = partner.activity_schedule("mail.mail_activity_data_call")
        message = partner.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": partner.id,
                "amount": 1,
            }
        )
        subscriber = self.env["mailing.contact"].create({"name": "Subscriber"})
        trace = self.env["mailing.trace"].create(
            {"model": "res.partner", "res_id": partner.id}
        )
        return {
            "lead": lead,
            "meeting": meeting,
            "attendee": meeting.attendee_ids[:1],
            "activity": activity,
            "message": message,
            "payment": payment,
            "subscriber": subscriber,
            "trace": trace,
        }

    def _read_row(self, record):
        self.env.cr.execute(
            SQL(
                "SELECT to_jsonb(record) FROM %s AS record WHERE id = %s",
                SQL.identifier(record._table),
                record.id,
            )
        )
        return self.env.cr.fetchone()[0]

    def insert(self, table, prototype, rows, drawn):
        """Insert one row for each of ``rows``.

        :param rows: SELECT
        :param drawn: {column: SQL over the columns of ``rows``}; columns that the
            table does not have are passed over
        """
        columns = sorted(self._rows[prototype])
        self.env.cr.execute(
            SQL(
                """
                WITH prototype AS MATERIALIZED (
                    SELECT * FROM jsonb_populate_record(NULL::%(table)s, %(prototype)s)
                )
                INSERT INTO %(table)s (%(columns)s)
                SELECT %(values)s FROM (%(rows)s) AS drawn
                """,
                table=SQL.identifier(table),
                columns=SQL(", ").join(SQL.identifier(name) for name in columns),
                values=SQL(", ").join(
                    self._value(name, drawn.get(name)) for name in columns
                ),
                rows=rows,
                prototype=json.dumps(self._rows[prototype]),
            )
        )

    def _value(self, column, expression):
        if expression is None:
            return SQL("(SELECT %s FROM prototype)", SQL.identifier(column))
        if isinstance(expression, SQL):
            return expression
        return SQL("%s", SQL(expression.replace("%", "%%")))
