from odoo import api, fields, models

from odoo.addons.repeat_sales_crm.models.campaign.step_kinds import Kind

_PATTERN = "repeat_sales_crm_rating.mailing_satisfaction"


class CrmCampaignStep(models.Model):
    """A mail that asks how satisfied the customer is: a click is the answer."""

    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("satisfaction", "Satisfaction Request")],
        ondelete={"satisfaction": "cascade"},
    )

    def _get_satisfaction_info(self):
        return Kind(group="message", needs="email", icon="fa-star-o")

    def _get_mailing_kinds(self):
        return [*super()._get_mailing_kinds(), "satisfaction"]

    def _run_satisfaction(self, actions):
        self._send_mailing(actions)

    def _test_satisfaction(self, customer):
        self._test_email(customer)

    @api.onchange("kind")
    def _onchange_kind_satisfaction(self):
        """Begin with the text that comes with the addon."""
        if self.kind == "satisfaction" and not self.mailing_id:
            self.mailing_id = self.env.ref(_PATTERN, raise_if_not_found=False)
