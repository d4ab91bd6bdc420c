"""What the trading company's sellers think of customers, before and after visits."""

from datetime import timedelta

from odoo.fields import Datetime

#: How many organisations and people are assessed.
_ORGANISATIONS = 60
_PEOPLE = 40

#: The contact between two assessments: kind, chance of a rise, of a fall.
_CONTACTS = [
    ("meeting", 0.6, 0.08),
    ("call", 0.35, 0.12),
    ("todo", 0.2, 0.15),
    (None, 0.1, 0.3),
]

_NOTES = (
    "Opens a second shop",
    "Asked for the whole range",
    "Compares prices each time",
    "Recommended us to a neighbour",
    "Angry about a late delivery",
    "Budget was cut",
    "",
    "",
)


def assess(env, company, random):
    """Assess organisations and people up to three times, with contacts in between."""
    customers = env["crm.customer"].search(
        [("company_id", "=", company.id), ("purchase_count", ">", 0)],
        order="amount_total desc, id",
        limit=_ORGANISATIONS * 2,
    )
    organisations = customers.partner_id.filtered("is_company")[:_ORGANISATIONS]
    people = env["crm.contact.position"].search(
        [("organisation_id", "in", organisations.ids), ("is_current", "=", True)],
        order="id",
        limit=_PEOPLE,
    )
    histories = _Histories(env, company, random)
    for partner in (organisations, people.person_id):
        histories.invent(partner)
    histories.save()


class _Histories:
    def __init__(self, env, company, random):
        self.env = env
        self.company = company
        self.random = random
        self.today = company._lifecycle_today()
        self.rows = []

    def invent(self, partners):
        for partner in partners:
            potential = self.random.choice((1, 2, 2, 3, 3, 3, 4, 4, 5))
            loyalty = self.random.choice((1, 2, 2, 3, 3, 3, 4))
            days = self.random.randint(150, 175)
            self._add(partner, days, potential, loyalty)
            for days in (self.random.randint(80, 100), self.random.randint(5, 30)):
                if self.random.random() < 0.2:
                    break
                loyalty = self._move(partner, days, loyalty)
                potential += self.random.choices((-1, 0, 1), (1, 8, 2))[0]
                potential = min(max(potential, 1), 5)
                self._add(partner, days, potential, loyalty)

    def _move(self, partner, days, loyalty):
        kind, rise, fall = self.random.choices(_CONTACTS, (4, 5, 2, 2))[0]
        if kind:
            self._contact(partner, kind, days + self.random.randint(1, 20))
        drawn = self.random.random()
        change = 1 if drawn < rise else -1 if drawn > 1 - fall else 0
        return min(max(loyalty + change, 1), 5)

    def _contact(self, partner, kind, days):
        day = self.today - timedelta(days=days)
        user = self._get_seller(partner)
        if kind == "meeting":
            noon = Datetime.to_datetime(day) + timedelta(hours=11)
            events = self.env["calendar.event"].with_context(no_mail_to_attendees=True)
            events.create(
                {
                    "name": f"Visit to {partner.name}",
                    "start": noon,
                    "stop": noon + timedelta(hours=1),
                    "user_id": user.id,
                    "partner_ids": [partner.id],
                }
            )
            return
        activity = partner.activity_schedule(
            f"mail.mail_activity_data_{kind}", user_id=user.id
        )
        activity.action_done()
        activity.date_done = day

    def _get_seller(self, partner):
        seller = partner.user_id or partner.commercial_partner_id.user_id
        return seller or self.env.ref("repeat_sales_crm.user_anna")

    def _add(self, partner, days, potential, loyalty):
        user = self._get_seller(partner)
        self.rows.append(
            {
                "company_id": self.company.id,
                "partner_id": partner.id,
                "date": self.today - timedelta(days=days),
                "potential_id": self._level("potential", potential),
                "loyalty_id": self._level("loyalty", loyalty),
                "note": self.random.choice(_NOTES),
                "user_id": user.id,
            }
        )

    def _level(self, axis, value):
        return self.env.ref(f"repeat_sales_crm.assessment_level_{axis}_{value}").id

    def save(self):
        self.env["crm.customer.assessment"].create(self.rows)
