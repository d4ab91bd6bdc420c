from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope

from .rating_query import (
    COLUMNS,
    SUBJECTS,
    AmongTheUnhappy,
    rated_query,
    satisfaction_query,
)

LEVELS = [("happy", "Happy"), ("neutral", "Neutral"), ("unhappy", "Unhappy")]

_LAST = "The last rating, from 1 to 5."
_AVERAGE = "The average of all ratings, from 1 to 5."


class CrmCustomer(models.Model):
    """How satisfied the customer is, with the product and with the service.

    Whoever gave no rating has zeros; averages over customers would be wrong, so that
    ratings have no aggregator.
    """

    _inherit = "crm.customer"

    product_rating = fields.Float(
        string="Product: Last Rating",
        readonly=True,
        digits=(3, 1),
        aggregator=None,
        help=_LAST,
    )
    product_rating_average = fields.Float(
        string="Product: Average Rating",
        readonly=True,
        digits=(3, 2),
        aggregator=None,
        help=_AVERAGE,
    )
    product_rating_count = fields.Integer(string="Product: Ratings", readonly=True)
    product_rating_date = fields.Date(string="Product: Rated On", readonly=True)
    product_satisfaction = fields.Selection(
        LEVELS, readonly=True, help="By the last rating of the product."
    )
    service_rating = fields.Float(
        string="Service: Last Rating",
        readonly=True,
        digits=(3, 1),
        aggregator=None,
        help=_LAST,
    )
    service_rating_average = fields.Float(
        string="Service: Average Rating",
        readonly=True,
        digits=(3, 2),
        aggregator=None,
        help=_AVERAGE,
    )
    service_rating_count = fields.Integer(string="Service: Ratings", readonly=True)
    service_rating_date = fields.Date(string="Service: Rated On", readonly=True)
    service_satisfaction = fields.Selection(
        LEVELS, readonly=True, help="By the last rating of the service."
    )

    satisfaction = fields.Selection(
        LEVELS,
        readonly=True,
        help="By the last rating of the product and of the service; the worse one "
        "counts.",
    )
    satisfaction_rating = fields.Float(
        string="Worse of the Last Ratings",
        readonly=True,
        digits=(3, 1),
        aggregator=None,
    )

    # The bad rating that nobody followed up or, if all were, the worst one.
    bad_rating_id = fields.Many2one(
        "rating.rating", readonly=True, index="btree_not_null", ondelete="set null"
    )
    bad_rating_subject = fields.Selection(
        [("product", "Product"), ("service", "Service")],
        string="Unhappy With",
        readonly=True,
    )
    bad_rating_value = fields.Float(
        string="Bad Rating (of 5)", readonly=True, digits=(3, 1), aggregator=None
    )
    bad_rating_date = fields.Date(
        string="Bad Rating On",
        readonly=True,
        help="The day of the last rating of the product or of the service, if it is a "
        "bad one: 1 or 2 of 5.",
    )
    bad_rating_followed_date = fields.Date(
        string="Followed Up On",
        readonly=True,
        help="When somebody was first in touch with the customer after the bad rating: "
        "an activity done, a meeting held, a message sent.",
    )
    bad_rating_open = fields.Boolean(
        string="To Be Followed Up",
        readonly=True,
        help="The last rating is a bad one, and nobody was in touch with the customer "
        "after it.",
    )
    bad_rating_feedback = fields.Text(
        string="What They Wrote", related="bad_rating_id.feedback"
    )
    satisfaction_text = fields.Text(
        string="Satisfaction in Words",
        compute="_compute_satisfaction_text",
        exportable=False,
    )

    _unhappy_idx = models.Index("(company_id) WHERE satisfaction = 'unhappy'")

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "satisfaction"]

    def _get_satisfaction_facts(self, company, scope, today):
        rated = rated_query(self.env, company, scope, today)
        contacts = self._get_follow_ups(company, today)
        return COLUMNS, satisfaction_query(rated, contacts, company.lifecycle_tz)

    def _get_follow_ups(self, company, today):
        """Return a SELECT of the contacts with those in the table ``bad``.

        Beside what is a contact anyway, an answer on the rated document is one; but not
        on a product, where people talk about other things.
        """
        unhappy = AmongTheUnhappy()
        records = SQL(
            "%s UNION SELECT partner_id, res_model, res_id FROM bad"
            " WHERE subject = 'service'",
            self._get_contact_records(company, unhappy),
        )
        contacts = self._get_contacts(records, company, unhappy, today)
        queries = [SQL("SELECT partner_id, moment FROM (%s) AS contact", contacts)]
        if "publisher_datetime" in self.env["rating.rating"]._fields:
            # Answers to ratings on the website.
            queries.append(
                SQL(
                    "SELECT bad.partner_id, answered.publisher_datetime"
                    " FROM bad JOIN rating_rating AS answered ON answered.id = bad.id"
                )
            )
        return SQL(" UNION ALL ").join(queries)

    @api.model
    def _measure_facts(self, company, today):
        self.env["crm.rating.subject"]._list_missing()
        return super()._measure_facts(company, today)

    @api.model
    def _get_open_bad_rating_condition(self, company, partner):
        """Return the SQL condition that a customer waits for somebody to follow up.

        Who is about to write to customers leaves out those whose last rating is a bad
        one that nobody followed up yet. The same as a field is ``bad_rating_open``.

        :param partner: SQL of the id of the commercial partner
        """
        return SQL(
            "EXISTS (SELECT FROM crm_customer AS rater"
            " WHERE rater.company_id = %s AND rater.partner_id = %s"
            " AND rater.bad_rating_open)",
            company.id,
            partner,
        )

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _compute_satisfaction_text(self):
        for customer in self:
            customer.satisfaction_text = customer._tell_satisfaction() or False

    def _get_behaviour_sections(self):
        return [self._prepare_satisfaction(), *super()._get_behaviour_sections()]

    def _prepare_satisfaction(self):
        _ = self.env._
        labels = {"product": _("Product"), "service": _("Service")}
        return self._prepare_section(
            "satisfaction",
            _("Satisfaction"),
            self._tell_satisfaction(),
            is_warning=self.bad_rating_open,
            bars=[
                self._prepare_bar(
                    labels[subject],
                    _(
                        "%(average)s of 5 on average",
                        average=self._tell_rating(self[f"{subject}_rating_average"]),
                    ),
                    self[f"{subject}_rating_average"] / 5,
                )
                for subject in SUBJECTS
                if self[f"{subject}_rating_count"]
            ],
            door={"method": "action_open_ratings", "label": _("All ratings")},
        )

    def _tell_satisfaction(self):
        """Return how satisfied the customer is, the unhappier subject first."""
        subjects = sorted(
            filter(lambda subject: self[f"{subject}_rating_count"], SUBJECTS),
            key=lambda subject: self[f"{subject}_rating"],
        )
        return self._join_sentences(
            *map(self._tell_subject, subjects), self._tell_follow_up()
        )

    def _tell_subject(self, subject):
        _ = self.env._
        count = self[f"{subject}_rating_count"]
        values = {
            "rating": self._tell_rating(self[f"{subject}_rating"]),
            "day": self._tell_day(self[f"{subject}_rating_date"]),
            "count": count,
            "average": self._tell_rating(self[f"{subject}_rating_average"]),
        }
        said = {
            ("product", "happy"): _("Happy with the product: %(rating)s of 5"),
            ("product", "neutral"): _("Neutral about the product: %(rating)s of 5"),
            ("product", "unhappy"): _("Unhappy with the product: %(rating)s of 5"),
            ("service", "happy"): _("Happy with the service: %(rating)s of 5"),
            ("service", "neutral"): _("Neutral about the service: %(rating)s of 5"),
            ("service", "unhappy"): _("Unhappy with the service: %(rating)s of 5"),
        }[subject, self[f"{subject}_satisfaction"]] % values
        if count == 1:
            return _("%(said)s on %(day)s.", said=said, **values)
        return _(
            "%(said)s on %(day)s, average %(average)s of %(count)s ratings.",
            said=said,
            **values,
        )

    def _tell_follow_up(self):
        _ = self.env._
        if not self.bad_rating_date:
            return ""
        if not self.bad_rating_open:
            day = self._tell_day(self.bad_rating_followed_date)
            return _("Followed up on %s.", day)
        reminder = self.env["crm.rating.reminder"]._get_open(self.bad_rating_id)
        if not reminder:
            return _("Nobody has followed it up yet.")
        return _(
            "Nobody has followed it up yet; %(user)s is to do so by %(day)s.",
            user=reminder.user_id.name,
            day=self._tell_day(reminder.activity_id.date_deadline),
        )

    def _tell_rating(self, rating):
        """Return a rating with a decimal only where it has one."""
        rounded = round(rating, 1)
        digits = 0 if rounded == int(rounded) else 1
        return formatLang(self.env, rounded, digits=digits)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_ratings(self):
        """Open the ratings of the customer that count for the company."""
        self.ensure_one()
        self.check_access("read")
        company = self.company_id
        rated = rated_query(
            self.env, company, Scope.of(self.partner_id.ids), company._lifecycle_today()
        )
        ids = self.env.execute_query(SQL("SELECT id FROM (%s) AS rated", rated))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm_rating.rating_rating_action"
        )
        return action | {"domain": [("id", "in", [rating_id for (rating_id,) in ids])]}

    def action_follow_up(self):
        """Ask what was said, and note that these customers were spoken to."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm_rating.crm_rating_follow_up_action"
        )
        return action | {"context": {"default_customer_ids": self.ids}}
