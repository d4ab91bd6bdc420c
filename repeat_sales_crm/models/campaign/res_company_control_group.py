from odoo import api, fields, models
from odoo.tools import SQL

from . import control_group
from .crm_customer_control_group import BY_DRAW

_SETTINGS = {"campaign_control_share", "campaign_control_renewal"}


class ResCompany(models.Model):
    """The control group over all campaigns of a company."""

    _inherit = "res.company"

    campaign_control_share = fields.Float(
        string="Control Group of All Campaigns",
        help="The share of customers whom no campaign contacts, so that it can be told "
        "what campaigns bring as a whole. 0: none.",
    )
    campaign_control_renewal = fields.Selection(
        [
            ("quarter", "Every quarter"),
            ("half_year", "Every half-year"),
            ("year", "Every year"),
            ("never", "Never"),
        ],
        string="Drawn Again",
        default="half_year",
        help="When other customers take their turn in the control group.",
    )
    campaign_control_exempt_segment_id = fields.Many2one(
        "crm.segment",
        string="Never in the Control Group",
        ondelete="restrict",
        domain="[('company_id', '=', id)]",
        help="Customers in this segment are contacted in any case. Choose a segment on "
        "which purchases of these days have no influence, as both sides are compared "
        "without it.",
    )

    _campaign_control_share_check = models.Constraint(
        "CHECK(campaign_control_share BETWEEN 0 AND 0.5)",
        "The control group of all campaigns is a share between 0 % and 50 %.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # Whoever keeps the company's settings need not see reports.
        self.env["crm.campaign.control.group"].sudo()._follow_settings(companies)
        return companies

    def write(self, vals):
        result = super().write(vals)
        if not _SETTINGS.isdisjoint(vals):
            # Whoever keeps the company's settings need not see reports.
            self.env["crm.campaign.control.group"].sudo()._follow_settings(self)
        return result

    def _get_control_period(self, day):
        """Return the :class:`.control_group.Period` of a day."""
        self.ensure_one()
        return control_group.get_period(day, self.campaign_control_renewal or "never")

    def _get_global_control_condition(self, partner, day):
        """Return the SQL condition that a customer is in the control group on a day.

        :param partner: SQL of the id of the customer
        """
        self.ensure_one()
        if not self.campaign_control_share:
            return SQL("FALSE")
        drawn = control_group.global_control_condition(
            self.id,
            self._get_control_period(day).key,
            partner,
            self.campaign_control_share,
        )
        return SQL("(%s AND %s)", drawn, self._get_not_exempt_condition(partner))

    def _get_not_exempt_condition(self, partner):
        """Return the SQL condition that a customer may be in the control group."""
        segment = self.campaign_control_exempt_segment_id.sudo()
        if not segment:
            return SQL("TRUE")
        # A rule may ask for the control group itself: it gets who is drawn.
        customers = self.env["crm.customer"].sudo()
        customers = customers.with_context(
            **{"tz": self.lifecycle_tz, BY_DRAW: True, "active_test": False}
        )
        query = customers._search(segment._get_membership_domain())
        customer = SQL.identifier(query.table, "partner_id")
        return SQL(
            "NOT EXISTS (SELECT FROM (%s) AS exempt WHERE exempt.partner_id = %s)",
            query.select(SQL("%s AS partner_id", customer)),
            partner,
        )
