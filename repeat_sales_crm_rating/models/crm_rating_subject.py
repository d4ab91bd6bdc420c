from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, ormcache

#: What the documents of Odoo's own apps are about that customers rate.
_DEFAULTS = {
    "product.template": "product",
    "product.product": "product",
    "slide.channel": "product",
    "discuss.channel": "service",
    "helpdesk.ticket": "service",
    "project.task": "service",
    "repair.order": "service",
    "sale.order": "service",
    "stock.picking": "service",
}


class CrmRatingSubject(models.Model):
    """What the ratings of a kind of document are about.

    Ratings of documents without a line here are about the service.
    """

    _name = "crm.rating.subject"
    _description = "What Ratings Are About"
    _order = "subject, model, id"

    # Only administrators may read ir.model, so that there is no relation to choose.
    model = fields.Selection(
        selection="_select_models",
        string="Rated Document",
        required=True,
        help="Products that visitors rate, tasks or tickets whose customers are asked.",
    )
    model_id = fields.Many2one(
        "ir.model",
        compute="_compute_model_id",
        compute_sudo=True,
        store=True,
        ondelete="cascade",
    )
    subject = fields.Selection(
        [("product", "Product"), ("service", "Service")],
        string="What It Is About",
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
        "UNIQUE(model)",
        "This kind of document is in the list already. Change its line.",
    )

    @api.model
    def _select_models(self):
        """Return the documents that can be rated: those one can write on."""
        found = self.env["ir.model"].sudo()
        found = found.search([("is_mail_thread", "=", True), ("transient", "=", False)])
        return [(model.model, model.name) for model in found.sorted("name")]

    @api.depends("model")
    def _compute_model_id(self):
        for line in self:
            line.model_id = self.env["ir.model"]._get_id(line.model)

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._select_models())
        for line in self:
            line.display_name = labels.get(line.model)

    def _compute_rating_count(self):
        counts = dict(
            self.env["rating.rating"]
            .sudo()
            ._read_group(
                [("res_model", "in", self.mapped("model")), ("consumed", "=", True)],
                ["res_model"],
                ["__count"],
            )
        )
        for line in self:
            line.rating_count = counts.get(line.model, 0)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._begin_to_count()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self._begin_to_count()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rated(self):
        for line in self:
            if line.rating_count:
                raise UserError(
                    self.env._(
                        "Customers have rated documents of the kind %s. Keep the line, "
                        "and choose Service if that is what they are about.",
                        line.display_name,
                    )
                )

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _begin_to_count(self):
        """Have everybody's satisfaction calculated, as the lines say now."""
        self.env.registry.clear_cache()
        companies = self.env["res.company"].sudo().search([])
        self.env["crm.customer.refresh"].sudo()._enqueue_all(companies, kind="facts")

    # ------------------------------------------------------------------
    # Use
    # ------------------------------------------------------------------

    @api.model
    def _list_missing(self):
        """Add lines for the documents that are usually rated, or were rated already."""
        query = SQL("SELECT DISTINCT res_model FROM rating_rating WHERE consumed")
        rated = {name for (name,) in self.env.execute_query(query)}
        known = set(self.search([]).mapped("model"))
        possible = {name for name, _label in self._select_models()}
        missing = (rated | self._get_usual_models()) & possible - known
        if missing:
            self.create(
                [
                    {"model": name, "subject": _DEFAULTS.get(name, "service")}
                    for name in sorted(missing)
                ]
            )

    @api.model
    def _get_usual_models(self):
        """Return the models to list before anybody rated them.

        Once only: whoever takes a line away does not find it again.
        """
        return set() if self.search_count([], limit=1) else set(_DEFAULTS)

    @api.model
    @ormcache()
    def _get_answered_models(self):
        """Return the models on whose records one answers who is unhappy with them."""
        lines = self.sudo().search_fetch([("subject", "=", "service")], ["model"])
        return frozenset(lines.mapped("model"))
