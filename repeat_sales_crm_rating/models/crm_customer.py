from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from .rating_query import COLUMNS, SUBJECTS, satisfaction_query

_LAST = "The last rating, from 1 to 5."
_AVERAGE = "The average of all ratings, from 1 to 5."


class CrmCustomer(models.Model):
    """How satisfied the customer is, with the product and with the service."""

    _inherit = "crm.customer"

    product_rating = fields.Float(
        string="Product: Last Rating", readonly=True, aggregator="avg", help=_LAST
    )
    product_rating_average = fields.Float(
        string="Product: Average Rating", readonly=True, aggregator="avg", help=_AVERAGE
    )
    product_rating_count = fields.Integer(string="Product: Ratings", readonly=True)
    product_rating_date = fields.Date(string="Product: Rated On", readonly=True)
    service_rating = fields.Float(
        string="Service: Last Rating", readonly=True, aggregator="avg", help=_LAST
    )
    service_rating_average = fields.Float(
        string="Service: Average Rating", readonly=True, aggregator="avg", help=_AVERAGE
    )
    service_rating_count = fields.Integer(string="Service: Ratings", readonly=True)
    service_rating_date = fields.Date(string="Service: Rated On", readonly=True)

    satisfaction = fields.Selection(
        [("happy", "Happy"), ("neutral", "Neutral"), ("unhappy", "Unhappy")],
        readonly=True,
        help="By the last rating of the product and of the service; the worse one "
        "counts.",
    )
    satisfaction_rating = fields.Float(
        string="Worse of the Last Ratings", readonly=True, aggregator="avg"
    )
    bad_rating_date = fields.Date(
        string="Bad Rating On",
        readonly=True,
        help="The day of the last rating, if it is a bad one.",
    )
    bad_rating_id = fields.Many2one(
        "rating.rating",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    bad_rating_followed = fields.Boolean(
        string="Marked as Followed Up",
        readonly=True,
        help="Somebody marked the bad rating as followed up, or did the activity.",
    )
    bad_rating_feedback = fields.Text(
        string="What They Wrote", related="bad_rating_id.feedback"
    )
    bad_rating_open = fields.Boolean(
        string="To Be Followed Up",
        compute="_compute_bad_rating_open",
        search="_search_bad_rating_open",
        help="The last rating is a bad one, and nobody was in touch with the customer "
        "on a later day, or marked it as followed up.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("bad_rating_date", "bad_rating_followed", "last_contact_date")
    def _compute_bad_rating_open(self):
        for customer in self:
            contact, rated = customer.last_contact_date, customer.bad_rating_date
            customer.bad_rating_open = bool(
                rated
                and not customer.bad_rating_followed
                and (not contact or contact <= rated)
            )

    def _search_bad_rating_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        is_open = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%(rated)s IS NOT NULL AND %(followed)s IS NOT TRUE"
                " AND COALESCE(%(contact)s <= %(rated)s, TRUE))",
                rated=model._field_to_sql(alias, "bad_rating_date", query),
                followed=model._field_to_sql(alias, "bad_rating_followed", query),
                contact=model._field_to_sql(alias, "last_contact_date", query),
            )
        )
        return is_open if True in value else ~is_open

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "satisfaction"]

    def _get_satisfaction_facts(self, company, scope, today):
        return COLUMNS, satisfaction_query(self.env, company, scope)

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _get_behaviour_sections(self):
        return [self._tell_satisfaction(), *super()._get_behaviour_sections()]

    def _tell_satisfaction(self):
        _ = self.env._
        labels = {"product": _("Product"), "service": _("Service")}
        return self._prepare_section(
            "satisfaction",
            _("Satisfaction"),
            self._join_sentences(*map(self._tell_rating, SUBJECTS), self._tell_said()),
            is_warning=self.bad_rating_open,
            bars=[
                self._prepare_bar(
                    labels[subject],
                    _(
                        "%(average)s of 5 on average",
                        average=self._tell_number(self[f"{subject}_rating_average"]),
                    ),
                    self[f"{subject}_rating_average"] / 5,
                )
                for subject in SUBJECTS
                if self[f"{subject}_rating_count"]
            ],
            door={"method": "action_open_ratings", "label": _("All ratings")},
        )

    def _tell_rating(self, subject):
        """Return the last rating of a subject in words."""
        _ = self.env._
        count = self[f"{subject}_rating_count"]
        if not count:
            return ""
        values = {
            "rating": self._tell_number(self[f"{subject}_rating"]),
            "day": self._tell_day(self[f"{subject}_rating_date"]),
            "count": count,
            "average": self._tell_number(self[f"{subject}_rating_average"]),
        }
        once, often = {
            "product": (
                _("Rated the product %(rating)s of 5 on %(day)s."),
                _(
                    "Last rated the product %(rating)s of 5, on %(day)s; %(average)s "
                    "on average of %(count)s ratings."
                ),
            ),
            "service": (
                _("Rated the service %(rating)s of 5 on %(day)s."),
                _(
                    "Last rated the service %(rating)s of 5, on %(day)s; %(average)s "
                    "on average of %(count)s ratings."
                ),
            ),
        }[subject]
        return (once if count == 1 else often) % values

    def _tell_said(self):
        if not self.bad_rating_open:
            return ""
        return self.env._("Nobody has followed it up yet.")

    def _tell_number(self, number):
        digits = 0 if number == int(number) else 1
        return formatLang(self.env, number, digits=digits)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_ratings(self):
        """Open all ratings that the customer and its people gave."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ratings"),
            "res_model": "rating.rating",
            "view_mode": "list",
            "views": [
                (
                    self.env.ref("repeat_sales_crm_rating.rating_rating_view_list").id,
                    "list",
                )
            ],
            "domain": [
                ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                ("consumed", "=", True),
            ],
            "context": {"create": False},
        }

    def action_follow_up(self):
        """Mark the bad ratings of these customers as followed up."""
        self.check_access("read")
        self.sudo().bad_rating_id.followed_up = True
        refresh = self.env["crm.customer.refresh"].sudo()
        self.env.flush_all()
        for company, customers in self.sudo().grouped("company_id").items():
            scope = refresh._get_scopes([(p, p) for p in customers.partner_id.ids])
            customers._refresh_facts(company, company._lifecycle_today(), scope[0])
