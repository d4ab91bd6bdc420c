from odoo import api, fields, models

from odoo.addons.rating.models.rating_data import RATING_LIMIT_MIN, RATING_LIMIT_OK

#: Fields that tell what a customer thinks, and whether somebody answered.
_TELLING = {
    "consumed",
    "partner_id",
    "publisher_comment",
    "publisher_datetime",
    "rated_on",
    "rating",
    "res_id",
    "res_model_id",
}


class RatingRating(models.Model):
    """What a customer thinks.

    Nothing is stored with ratings: who changes one makes it, for Odoo, the last one of
    its document.
    """

    _inherit = "rating.rating"

    rated_subject = fields.Selection(
        [("product", "Product"), ("service", "Service")],
        string="About",
        compute="_compute_rated_subject",
        help="What ratings of such documents are about, as set up.",
    )

    # Customers are looked up with all that they said.
    _customer_idx = models.Index("(partner_id) WHERE consumed IS TRUE")

    @api.depends("res_model")
    def _compute_rated_subject(self):
        lines = self.env["crm.rating.subject"].sudo().search([])
        by_model = {line.model: line.subject for line in lines}
        for rating in self:
            rating.rated_subject = by_model.get(rating.res_model, "service")

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._hear()
        return ratings

    def write(self, vals):
        if _TELLING.isdisjoint(vals):
            return super().write(vals)
        self._hear()
        result = super().write(vals)
        self._hear()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_hear(self):
        # With their message they are gone already, see ``mail.message``.
        self.exists()._hear()

    def _hear(self):
        """Have the satisfaction of those calculated who gave these ratings.

        That is all that happens while a customer waits for an answer. Who is to follow
        up is told later, see ``crm.rating.reminder``.
        """
        given = self.sudo().filtered("consumed")
        if given.partner_id:
            notes = self.env["crm.customer.refresh"]
            notes._note_records("res.partner", given.partner_id.ids)
        if any(rating._is_bad() for rating in given):
            self.env["crm.rating.reminder"].sudo()._wake()

    def _is_bad(self):
        """Return whether a rating was given, and lies below what Odoo calls okay."""
        return self.consumed and RATING_LIMIT_MIN <= self.rating < RATING_LIMIT_OK
