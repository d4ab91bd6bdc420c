"""Fills a database with a trading company: its customers and three years of sales.

The same company on every day, but for its dates, which are relative to today.
"""

from datetime import timedelta
from random import Random

from odoo.fields import Command
from odoo.tools import SQL

from ..models.lifecycle import company_day
from . import (
    assessments,
    behaviour,
    campaigns,
    competitors,
    duplicates,
    histories,
    life,
    past_campaign,
    people,
    segments,
    suspicions,
)
from .catalog import Catalog
from .directory import Directory
from .profiles import Profiles

_SEED = 19

#: Records are created quietly: no followers, no messages, no tracking.
_QUIET = {
    "tracking_disable": True,
    "mail_activity_quick_update": True,
    "mail_create_nosubscribe": True,
    "sale_no_log_for_new_lines": True,
}

_ARCHIVED = 5
_CANCELLED = 24
_SHARED_DAYS = 12
_FAMILIES = 4
_BATCH = 250

#: The days on which something special happens, before today.
_CONTACT_MOVED = 200


def load(env, size=300):
    """Create the trading company's customers, sales, prospects and activities.

    :param size: about how many customers to create
    """
    company = env.company
    TradingCompany(env(context={**env.context, **_QUIET}), company, size).load()


class TradingCompany:
    def __init__(self, env, company, size):
        self.env = env
        self.company = company
        self.size = size
        self.today = company._lifecycle_today()
        self.random = Random(_SEED)  # noqa: S311
        self.team = env.ref("sales_team.team_sales_department")
        self.sellers = [
            env.ref(f"repeat_sales_crm.user_{login}") for login in ("anna", "boris")
        ]
        self.directory = Directory(env, self.random)
        self.catalog = Catalog(env, self.random)
        self.trades = {}

    def load(self):
        """Create everything, in the order in which it happened, and live through it."""
        self.company.name = "Harbour Supplies"
        invented = histories.invent(self.random, self.size)
        self.customers = self._create_partners(len(invented))
        self.histories = dict(zip(self.customers, invented, strict=True))
        self._found_families()
        self.contacts = self._create_contacts()
        self.basket_values = self._draw_basket_values()
        self._enter_facts()
        self._create_sales()
        self._create_external_purchases()
        self._archive_some()
        self._create_prospects()
        self._plan_activities()
        days_ago = {
            customer: history.days_ago for customer, history in self.histories.items()
        }
        behaviour.behave(self.env, self.company, days_ago, self.team)
        life.live(self.env, self.company)
        self._let_others_compete()
        segments.create(self.env, self.company)
        past_campaign.create(self.env, self.company, days_ago, self.random)
        campaigns.launch(self.env, self.company)
        self._keep_from_going("utm.campaign")
        people.describe(self.env, self.random)
        suspicions.arise(self.env, self.today)
        assessments.assess(self.env, self.company, self.random)
        manager = self.env.ref("repeat_sales_crm.user_victor")
        duplicates.enter(self.env, self.company, self._get_best(), manager)

    def _keep_from_going(self, model):
        """Have records of Odoo's own owned by somebody who stays.

        The users of the demonstration go with the addon, and such records do not.
        """
        maria = self.env.ref("repeat_sales_crm.user_maria")
        records = self.env[model].search([("user_id", "=", maria.id)])
        records.user_id = self.env.ref("base.user_admin")

    # ------------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------------

    def _create_partners(self, count):
        drawn = [self.directory.draw_customer() for _partner in range(count)]
        values_list = [
            values | {"user_id": self._draw_seller().id} for values, _trade in drawn
        ]
        partners = self.env["res.partner"].create(values_list)
        for partner, (_values, trade) in zip(partners, drawn, strict=True):
            self.trades[partner] = trade
        return partners

    def _draw_seller(self):
        """Return a seller, for most; some customers are nobody's."""
        nobody = self.env["res.users"]
        return self.random.choices([*self.sellers, nobody], (46, 42, 12))[0]

    def _found_families(self):
        """Let some companies belong to another one of their trade that buys, too."""
        families = self.customers.filtered("is_company").grouped(
            lambda company: (self.trades[company], company.country_id)
        )
        for family in sorted(families.values(), key=len)[-_FAMILIES:]:
            # Not of the type of a contact, which would take over the address.
            family[1:3].write({"parent_id": family[0].id, "type": "other"})

    def _create_contacts(self):
        """Give two companies of three somebody to talk to."""
        companies = self.customers.filtered("is_company")
        contacts = self.env["res.partner"].create(
            [
                self.directory.draw_contact(company)
                for company in companies
                for _contact in range(self.random.choice((0, 1, 1)))
            ]
        )
        return {contact.parent_id: contact for contact in contacts}

    def _enter_facts(self):
        profiles = Profiles(self.env, self.today)
        companies = self.customers.filtered("is_company")
        contacts = self.env["res.partner"].union(*self.contacts.values())
        profiles.fill(companies, (self.customers - companies) | contacts)
        profiles.create_areas()

    def _draw_basket_values(self):
        """Return what each customer usually orders for: few much, many little."""
        order = sorted(
            self.histories,
            key=lambda customer: (
                len(self.histories[customer].days_ago) * self.random.uniform(0.2, 1)
            ),
            reverse=True,
        )
        return {
            customer: 110 + 3200 / rank**0.8
            for rank, customer in enumerate(order, start=1)
        }

    def _archive_some(self):
        """Archive customers who stopped buying long ago."""
        gone = [
            customer
            for customer, history in self.histories.items()
            if history.days_ago[-1] > 400
        ]
        self.env["res.partner"].union(*gone[:_ARCHIVED]).action_archive()

    # ------------------------------------------------------------------
    # Sales
    # ------------------------------------------------------------------

    def _create_sales(self):
        sales = [
            (days_ago, customer, "sale")
            for customer, history in self.histories.items()
            for days_ago in history.days_ago[history.before_odoo :]
        ]
        sales += self._draw_second_orders()
        sales += self._draw_cancelled_orders()
        sales.sort(key=lambda sale: -sale[0])
        split = sum(days_ago > _CONTACT_MOVED for days_ago, _customer, _state in sales)
        self._create_orders(sales[:split])
        self._let_contact_move()
        self._create_orders(sales[split:])

    def _draw_second_orders(self):
        """Some customers order twice on one day."""
        frequent = [
            (customer, history)
            for customer, history in self.histories.items()
            if len(history.days_ago) - history.before_odoo > 4
        ]
        chosen = self.random.sample(frequent, min(_SHARED_DAYS, len(frequent)))
        return [
            (history.days_ago[-2], customer, "sale") for customer, history in chosen
        ]

    def _draw_cancelled_orders(self):
        chosen = self.random.choices(self.customers, k=_CANCELLED * self.size // 300)
        return [
            (self.random.randint(5, histories.HORIZON), customer, "cancel")
            for customer in chosen
        ]

    def _create_orders(self, sales):
        for start in range(0, len(sales), _BATCH):
            orders = self.env["sale.order"].create(
                [self._prepare_order(*sale) for sale in sales[start : start + _BATCH]]
            )
            self.env.flush_all()
            self._backdate(orders)

    def _prepare_order(self, days_ago, customer, state):
        contact = self.contacts.get(customer, customer)
        if contact.parent_id != customer or self.random.random() < 0.6:
            contact = customer
        value = self.basket_values[customer] * self.random.lognormvariate(0, 0.3)
        lines = self.catalog.draw_lines(self.trades[customer], value, days_ago)
        return {
            "company_id": self.company.id,
            "partner_id": contact.id,
            "user_id": (customer.user_id or self.random.choice(self.sellers)).id,
            "team_id": self.team.id,
            "fiscal_position_id": False,
            "state": state,
            "date_order": self._draw_moment(days_ago),
            "order_line": [Command.create(line) for line in lines],
        }

    def _draw_moment(self, days_ago):
        """Return a moment within working hours, as the company lives them."""
        day = self.today - timedelta(days=days_ago)
        midnight = company_day.start_of_day(day, self.company.lifecycle_tz)
        return midnight + timedelta(minutes=self.random.randint(8 * 60, 17 * 60))

    def _backdate(self, records):
        """Have documents look created a little before they were confirmed."""
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = date_order - %s * INTERVAL '1 hour'"
                " WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                self.random.randint(1, 72),
                records.ids,
            )
        )
        records.invalidate_recordset(["create_date"])

    def _let_contact_move(self):
        """Have somebody leave one customer for another, who buys through them since."""
        employers = [
            customer
            for customer, history in self.histories.items()
            if customer in self.contacts
            and history.days_ago[-1] < _CONTACT_MOVED < history.days_ago[0]
            and len(history.days_ago) > 8
        ]
        if len(employers) < 2:
            return
        old, new = employers[:2]
        contact = self.contacts.pop(old)
        self.env.flush_all()
        contact.with_context(
            position_date=self.today - timedelta(days=_CONTACT_MOVED)
        ).write({"parent_id": new.id, "function": "Head of Purchasing"})
        self.contacts[new] = contact

    def _create_external_purchases(self):
        """Purchases made before Odoo came."""
        self.env["crm.purchase.external"].create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": customer.id,
                    "date": self.today - timedelta(days=days_ago),
                    "reference": f"OLD-{customer.id}-{number}",
                    "amount": round(
                        self.basket_values[customer] * self.random.uniform(0.6, 1.2), 2
                    ),
                    "note": "From the books kept before",
                }
                for customer, history in self.histories.items()
                for number, days_ago in enumerate(
                    history.days_ago[: history.before_odoo], start=1
                )
            ]
        )

    # ------------------------------------------------------------------
    # Prospects
    # ------------------------------------------------------------------

    def _create_prospects(self):
        """Partners who did not buy yet, and what may come from present customers."""
        prospects = self._create_partners(max(4, self.size // 5))
        half = len(prospects) * 3 // 5
        self._create_opportunities(prospects[:half])
        self._create_quotations(prospects[half:])
        known = self.customers.filtered("active")[: self.size // 15]
        self._create_opportunities(known)

    def _create_opportunities(self, partners):
        stages = self.env["crm.stage"].search([("is_won", "=", False)], limit=3)
        subjects = ("Yearly supply", "First order", "Coffee corner", "Cleaning plan")
        self.env["crm.lead"].create(
            [
                {
                    "type": "opportunity",
                    "name": f"{self.random.choice(subjects)} for {partner.name}",
                    "partner_id": partner.id,
                    "user_id": (partner.user_id or self.random.choice(self.sellers)).id,
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "stage_id": self.random.choice(stages).id,
                    "expected_revenue": self.random.randint(4, 120) * 50,
                    "date_deadline": self.today
                    + timedelta(days=self.random.randint(-5, 60)),
                }
                for partner in partners
            ]
        )

    def _create_quotations(self, partners):
        self.basket_values.update(dict.fromkeys(partners, 400))
        for state, chosen in (("draft", partners[::2]), ("sent", partners[1::2])):
            self._create_orders(
                [(self.random.randint(1, 25), partner, state) for partner in chosen]
            )

    def _let_others_compete(self):
        """Competitors are known at customers who buy much."""
        competitors.compete(self.env, self.company, self._get_best(), self.team)

    def _get_best(self):
        """Return the customers, those who buy much first."""
        best = sorted(
            self.customers.exists().filtered("active"),
            key=lambda customer: -self.basket_values[customer],
        )
        return self.env["res.partner"].union(*best)

    # ------------------------------------------------------------------
    # Activities
    # ------------------------------------------------------------------

    def _plan_activities(self):
        """Give each seller something to do with customers who did not buy lately."""
        model = self.env["ir.model"]._get("res.partner")
        kinds = (
            ("mail.mail_activity_data_call", "Ask what is needed next"),
            ("mail.mail_activity_data_email", "Send the new price list"),
            ("mail.mail_activity_data_meeting", "Visit"),
            ("mail.mail_activity_data_todo", "Find out why the orders stopped"),
        )
        values_list = []
        for customer, history in self.histories.items():
            if (
                customer.user_id
                and customer.active
                and 30 <= history.days_ago[-1] < 120
            ):
                kind, summary = self.random.choice(kinds)
                due = self.today + timedelta(days=self.random.randint(-4, 14))
                values_list.append(
                    {
                        "res_model_id": model.id,
                        "res_id": customer.id,
                        "activity_type_id": self.env.ref(kind).id,
                        "summary": summary,
                        "user_id": customer.user_id.id,
                        "date_deadline": due,
                    }
                )
        self.env["mail.activity"].create(values_list[:26])
