from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from . import bands, company_day
from .time_zones import present_name

#: Settings that change every customer of the company.
_DECISIVE_FIELDS = {"lifecycle_tz", "purchase_once_a_day", "purchase_source"}


class ResCompany(models.Model):
    _inherit = "res.company"

    purchase_source = fields.Selection(
        [("order", "Confirmed sales orders"), ("invoice", "Posted customer invoices")],
        string="Purchases Come From",
        required=True,
        default="order",
        help="What counts as a purchase. External purchases always count as well.",
    )
    purchase_once_a_day = fields.Boolean(
        string="Several Documents on One Day Count Once",
        help="Count the days on which a customer bought, rather than the documents.",
    )
    lifecycle_tz = fields.Selection(
        _tz_get,
        string="Time Zone of the Company's Day",
        required=True,
        default=lambda self: self._default_lifecycle_tz(),
        help="Decides on which day a purchase falls and when the next day begins.",
    )
    lifecycle_start = fields.Date(
        string="Ledger Starts On",
        readonly=True,
        help="The day from which on every change of segment is in the ledger. For "
        "earlier days segments are derived from the purchases.",
    )
    lifecycle_begun_date = fields.Date(
        string="Last Day Begun",
        readonly=True,
        help="The last day for which was done what is done once a day.",
    )
    lifecycle_active_target = fields.Float(
        string="Target for Active Customers",
        default=0.3,
        help="The share of customers that should be in the first recency band.",
    )

    lifecycle_silence_limit = fields.Float(
        string="Unusually Silent After",
        default=2.0,
        help="In usual intervals of the customer: 2.0 means twice as long as usual.",
    )
    lifecycle_usual_interval = fields.Float(
        string="Usual Interval of All Customers",
        readonly=True,
        digits=(8, 1),
        help="The median of the usual intervals of customers with three and more "
        "purchases, in days. It stands in for customers who have no rhythm yet.",
    )

    _lifecycle_active_target_check = models.Constraint(
        "CHECK(lifecycle_active_target BETWEEN 0 AND 1)",
        "The target for active customers is a share between 0 % and 100 %.",
    )

    _lifecycle_silence_limit_check = models.Constraint(
        "CHECK(lifecycle_silence_limit >= 1)",
        "Nobody is silent before the usual interval is over: enter 1 or more.",
    )

    @api.model
    def _default_lifecycle_tz(self):
        return present_name(self.env.user.tz) or "UTC"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._rename_time_zone(vals)
        companies = super().create(vals_list)
        companies.sudo()._create_lifecycle()
        return companies

    def write(self, vals):
        self._rename_time_zone(vals)
        changed = self.filtered(
            lambda company: any(
                company[name] != vals[name] for name in _DECISIVE_FIELDS & vals.keys()
            )
        )
        result = super().write(vals)
        if changed:
            self.env["crm.customer.refresh"].sudo()._enqueue_all(changed, cause="rule")
        return result

    def _rename_time_zone(self, vals):
        """Keep a name that the database knows, which counts days by it."""
        if vals.get("lifecycle_tz"):
            vals["lifecycle_tz"] = present_name(vals["lifecycle_tz"])

    def _create_lifecycle(self):
        """Give companies that have none the bands and segments to start with."""
        band = self.env["crm.lifecycle.band"]
        for company in self:
            company.lifecycle_start = company._lifecycle_today()
            if not band.search_count([("company_id", "=", company.id)], limit=1):
                band._create_defaults(company)
            self.env["crm.lifecycle.segment"]._create_missing(company)

    def _prepare_choice(self):
        """Return what a screen says of its company, and of those to choose from."""
        self.ensure_one()
        return {
            "company": {
                "id": self.id,
                "name": self.name,
                "currency_id": self.currency_id.id,
            },
            "companies": [
                {"id": other.id, "name": other.name} for other in self.env.companies
            ],
        }

    def _lifecycle_today(self):
        """Return the date of today as the company lives it."""
        self.ensure_one()
        return company_day.local_day(
            fields.Datetime.now(), self.sudo().lifecycle_tz or "UTC"
        )

    def _lifecycle_next_midnight(self):
        """Return the UTC moment at which the company's next day begins."""
        self.ensure_one()
        return company_day.next_midnight(
            fields.Datetime.now(), self.sudo().lifecycle_tz or "UTC"
        )

    def _get_lifecycle_axes(self):
        """Return the bands of each axis, from low to high: {axis: bands}."""
        self.ensure_one()
        all_bands = self.env["crm.lifecycle.band"].search(
            [("company_id", "=", self.id)]
        )
        return {
            axis: all_bands.filtered(lambda band, axis=axis: band.axis == axis)
            for axis in (bands.COUNT, bands.RECENCY)
        }

    def _replace_lifecycle_axes(self, axes):
        """Change the bands of the matrix, and have its customers sorted anew.

        Bands and segments that go are archived, so that what was said about them can
        still be read; a band that stays keeps its segments with their texts.

        :param axes: {axis: [(band or empty, name, lower limit)]}, sound as a whole
        """
        self.ensure_one()
        band = self.env["crm.lifecycle.band"].sudo()
        present = band.search([("company_id", "=", self.id)])
        kept = band.browse(
            [old.id for lines in axes.values() for old, _name, _lower in lines if old]
        )
        # Archive all first: a limit can then pass from one band to another.
        present.active = False
        present.flush_recordset()
        for axis, lines in axes.items():
            for old, name, lower in lines:
                values = {"name": name, "lower": lower, "active": True}
                if old:
                    old.sudo().write(values)
                else:
                    band.create(values | {"company_id": self.id, "axis": axis})
        segments = self.env["crm.lifecycle.segment"].sudo()
        segments.search([("company_id", "=", self.id)]).filtered(
            lambda segment: (
                not (segment.count_band_id | segment.recency_band_id) <= kept
            )
        ).active = False
        segments._create_missing(self)
        self.env["crm.customer.refresh"].sudo()._enqueue_all(self, cause="rule")
