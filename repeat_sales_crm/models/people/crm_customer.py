from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .crm_contact_position import ATTITUDES

#: From which share of the revenue on most of it hangs on one person.
_MOST = 0.5

#: From which share on it is all but a little.
_NEARLY_ALL = 0.8

RISKS = [
    ("left", "Has left"),
    ("alone", "Nobody else known"),
    ("most", "Most of it"),
    ("spread", "Spread"),
]


class CrmCustomer(models.Model):
    """How much of the customer's revenue hangs on one contact."""

    _inherit = "crm.customer"

    key_person_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        bypass_search_access=True,
        help="The contact through whom most was bought in the last 12 months.",
    )
    key_person_name = fields.Char(related="key_person_id.name")
    key_person_amount = fields.Monetary(
        string="Revenue on Key Person",
        readonly=True,
        help="What was bought through the key person in the last 12 months, untaxed.",
    )
    key_person_share = fields.Float(
        readonly=True,
        digits=(16, 4),
        aggregator="avg",
        help="The part of the customer's revenue of the last 12 months that was bought "
        "through the key person. What was bought without a contact belongs to nobody.",
    )
    key_person_risk = fields.Selection(
        RISKS,
        readonly=True,
        help="Has left: the key person does not work there any more. Nobody else "
        "known: 80 % and more hang on the key person, and no other contact works "
        "there. Most of it: half and more. Spread: less than half.",
    )
    people_count = fields.Integer(
        string="People Known",
        readonly=True,
        help="How many contacts work there.",
    )
    key_person_attitude = fields.Selection(
        ATTITUDES, compute="_compute_key_person_attitude"
    )

    @api.depends("key_person_id")
    def _compute_key_person_attitude(self):
        positions = self.env["crm.contact.position"].search_fetch(
            [
                ("person_id", "in", self.key_person_id.ids),
                ("organisation_id", "in", self.partner_id.ids),
            ],
            ["person_id", "organisation_id", "attitude"],
        )
        known = {}
        for position in positions:
            pair = (position.person_id.id, position.organisation_id.id)
            known.setdefault(pair, position.attitude)
        for customer in self:
            pair = (customer.key_person_id.id, customer.partner_id.id)
            customer.key_person_attitude = known.get(pair)

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "people"]

    def _get_people_facts(self, company, scope, today):
        names = [
            "key_person_id",
            "key_person_amount",
            "key_person_share",
            "key_person_risk",
            "people_count",
        ]
        query = SQL(
            """
            SELECT partner_id, key.person_id AS key_person_id,
                   ROUND(key.amount, %(decimals)s) AS key_person_amount,
                   key.share AS key_person_share,
                   CASE WHEN key.person_id IS NULL THEN NULL
                        WHEN NOT key.works_there THEN 'left'
                        WHEN key.share >= %(nearly_all)s
                             AND COALESCE(known.people, 0) <= 1 THEN 'alone'
                        WHEN key.share >= %(most)s THEN 'most'
                        ELSE 'spread'
                   END AS key_person_risk,
                   known.people AS people_count
              FROM (%(key)s) AS key
              FULL JOIN (%(known)s) AS known USING (partner_id)
            """,
            decimals=company.currency_id.decimal_places,
            nearly_all=_NEARLY_ALL,
            most=_MOST,
            key=self._get_key_people(company, scope, today),
            known=self._get_known_people(scope),
        )
        return names, query

    def _get_known_people(self, scope):
        """Return a SELECT of partner_id and how many people work there."""
        return SQL(
            """
            SELECT organisation_id AS partner_id,
                   COUNT(DISTINCT person_id)::int AS people
              FROM crm_contact_position
             WHERE is_current AND active AND organisation_id IS NOT NULL AND %s
             GROUP BY organisation_id
            """,
            scope.condition(SQL.identifier("organisation_id")),
        )

    def _get_key_people(self, company, scope, today):
        """Return a SELECT of the contact through whom most was bought.

        Columns: partner_id, person_id, amount, share, works_there.
        """
        return SQL(
            """
            SELECT DISTINCT ON (bought.partner_id)
                   bought.partner_id, bought.contact_id AS person_id, bought.amount,
                   LEAST(ROUND(bought.amount / bought.total, 4), 1) AS share,
                   EXISTS (SELECT
                             FROM crm_contact_position AS position
                            WHERE position.person_id = bought.contact_id
                              AND position.organisation_id = bought.partner_id
                              AND position.is_current AND position.active)
                       AS works_there
              FROM (SELECT partner_id, contact_id, SUM(amount) AS amount,
                           SUM(SUM(amount)) OVER (PARTITION BY partner_id) AS total
                      FROM (%(purchases)s) AS purchase
                     WHERE date > %(begin)s AND date <= %(today)s
                     GROUP BY partner_id, contact_id) AS bought
              JOIN res_partner AS person ON person.id = bought.contact_id
             WHERE bought.contact_id != bought.partner_id
               AND bought.amount > 0 AND bought.total > 0
               AND %(is_person)s
             ORDER BY bought.partner_id, bought.amount DESC, bought.contact_id
            """,
            purchases=self.env["crm.purchase"]._get_query(company, scope),
            begin=today - relativedelta(years=1),
            today=today,
            is_person=self.env["crm.contact.position"]._get_person_condition(),
        )

    def action_open_partner(self):
        """Open the customer's own contact form, with the people there."""
        self.ensure_one()
        return self.partner_id._get_records_action(context={})

    def action_open_key_person(self):
        """Open the contact on whom most of the revenue hangs."""
        self.ensure_one()
        return self.key_person_id._get_records_action(context={})

    def action_open_influence_map(self):
        """Show who counts at the customer."""
        self.ensure_one()
        return self.partner_id.action_open_influence_map()
