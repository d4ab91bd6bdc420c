from odoo import api, fields, models
from odoo.tools import SQL, formatLang


class CrmCampaign(models.Model):
    """Campaigns heed the control group over all of them."""

    _inherit = "crm.campaign"

    ignores_global_control = fields.Boolean(
        string="For the Control Group Too",
        help="Contact customers in the control group of all campaigns as well. Meant "
        "for service: reminders, satisfaction requests, follow-up of complaints.",
    )

    @api.model
    def _cron_run(self):
        self._call_engine("crm.campaign.control.group", "_follow_due")
        return super()._cron_run()

    def _get_global_control_condition(self, partner, now):
        """Return the SQL condition that all campaigns leave a customer alone.

        :param partner: SQL of the id of the customer
        :param now: naive UTC
        """
        self.ensure_one()
        if self.ignores_global_control:
            return SQL("FALSE")
        company = self.company_id
        return company._get_global_control_condition(partner, self._get_today(now))

    def _get_preview(self, now=None):
        """Add ``control_text``: whom no campaign contacts, or False."""
        share = self.company_id.campaign_control_share
        text = False
        if share and not self.ignores_global_control:
            text = self.env._(
                "With the control group of all campaigns, %s %% of the customers",
                formatLang(self.env, share * 100, digits=0),
            )
        return super()._get_preview(now) | {"control_text": text}
