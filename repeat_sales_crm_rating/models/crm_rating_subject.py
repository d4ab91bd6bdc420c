from odoo import api, fields, models


class CrmRatingSubject(models.Model):
    """What the ratings of a kind of document are about.

    Ratings of documents without a line here are about the service.
    """

    _name = "crm.rating.subject"
    _description = "What Ratings Are About"
    _rec_name = "model_id"
    _order = "model_id"

    model_id = fields.Many2one(
        "ir.model",
        string="Rated Document",
        required=True,
        ondelete="cascade",
        domain=[("transient", "=", False), ("is_mail_thread", "=", True)],
        help="Products that visitors rate, tasks or tickets whose customers are asked.",
    )
    subject = fields.Selection(
        [("product", "Product"), ("service", "Service")],
        required=True,
        default="product",
        help="What the customer is satisfied or dissatisfied with.",
    )
    rating_count = fields.Integer(
        string="Ratings",
        compute="_compute_rating_count",
        help="The ratings given so far for documents of this kind.",
    )

    _model_uniq = models.Constraint(
        "UNIQUE(model_id)",
        "This kind of document is in the list already. Change its line.",
    )

    def _compute_rating_count(self):
        counts = dict(
            self.env["rating.rating"]
            .sudo()
            ._read_group(
                [("res_model_id", "in", self.model_id.ids), ("consumed", "=", True)],
                ["res_model_id"],
                ["__count"],
            )
        )
        for line in self:
            line.rating_count = counts.get(line.model_id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._calculate_again()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self._calculate_again()
        return result

    def unlink(self):
        result = super().unlink()
        self._calculate_again()
        return result

    def _calculate_again(self):
        """Have everybody's satisfaction calculated."""
        companies = self.env["res.company"].sudo().search([])
        self.env["crm.customer.refresh"].sudo()._enqueue_all(companies, kind="facts")
