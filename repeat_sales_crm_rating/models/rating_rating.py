from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import plaintext2html

from odoo.addons.rating.models.rating_data import RATING_LIMIT_MIN, RATING_LIMIT_OK


class RatingRating(models.Model):
    """What a customer thinks, and whether somebody followed it up."""

    _inherit = "rating.rating"

    reminder_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The activity by which the salesperson was told of a bad rating.",
    )
    reminded = fields.Boolean(
        readonly=True,
        copy=False,
        help="Somebody was told of the rating. That happens once.",
    )
    followed_up = fields.Boolean(
        copy=False,
        help="Somebody talked to the customer about it.",
    )

    # Customers are looked up with all that they said.
    _customer_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings.filtered("consumed")._hear()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if not {"rating", "consumed", "partner_id"}.isdisjoint(vals):
            self._hear()
        elif not {"followed_up", "res_model_id", "res_id"}.isdisjoint(vals):
            self._note_customers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_note_customers(self):
        partners = self.sudo().partner_id.commercial_partner_id
        self.env["crm.customer.refresh"]._note_facts(
            (None, partner.id) for partner in partners
        )

    def _note_customers(self):
        self.env["crm.customer.refresh"]._note_records("rating.rating", self.ids)

    def _hear(self):
        """Have the facts calculated, and tell somebody of what is bad."""
        self._note_customers()
        for rating in self.sudo():
            if rating._is_bad() and not rating.reminded:
                rating._remind()

    def _is_bad(self):
        """Return whether a rating was given, and lies below what Odoo calls okay."""
        return self.consumed and RATING_LIMIT_MIN <= self.rating < RATING_LIMIT_OK

    def _get_company(self):
        """Return the company that the rating is about, or the one at work."""
        record = self.env[self.res_model].browse(self.res_id).exists()
        company = record["company_id"] if "company_id" in record._fields else None
        return company or self.env.company

    def _remind(self):
        """Give an activity to who looks after the customer, once for a rating."""
        customer = self.partner_id.commercial_partner_id
        company = self._get_company()
        if not (customer.active and customer.partner_share and company.rating_reminder):
            return
        user = self._get_reminded_user(customer, company)
        if not user:
            return
        today = company._lifecycle_today()
        customer = customer.with_context(lang=user.lang)
        self.reminded = True
        self.reminder_id = customer.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=today + timedelta(days=company.rating_reminder_days),
            user_id=user.id,
            **self._prepare_reminder(customer),
        )

    def _get_reminded_user(self, customer, company):
        users = customer.user_id | company.rating_responsible_id
        return users.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )[:1]

    def _prepare_reminder(self, customer):
        _ = customer.env._
        said = plaintext2html(self.feedback) if self.feedback else ""
        return {
            "summary": _("Unhappy: rated %s of 5", f"{self.rating:g}"),
            "note": Markup("<p>%s</p>%s")
            % (
                _(
                    "%(person)s rated %(document)s. Talk to them before you offer them "
                    "anything.",
                    person=self.partner_id.name,
                    document=self.res_name,
                ),
                said,
            ),
        }
