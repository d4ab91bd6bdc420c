from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.campaign.refusal_query import (
    email_key,
    is_refused_email,
    is_refused_phone,
    phone_key,
)
from ...models.lifecycle.among import among


class CrmSegmentExport(models.TransientModel):
    """The same file of the customers whom a campaign put on a remarketing list."""

    _inherit = "crm.segment.export"

    segment_id = fields.Many2one(required=False)
    step_id = fields.Many2one("crm.campaign.step", ondelete="cascade")

    @api.constrains("segment_id", "step_id")
    def _check_source(self):
        for wizard in self:
            if not wizard._get_source():
                raise ValidationError(
                    self.env._("Say whose addresses it is about: choose a segment.")
                )

    @api.depends("step_id")
    def _compute_contacts(self):
        return super()._compute_contacts()

    def _get_source(self):
        return self.step_id.campaign_id or super()._get_source()

    def _get_refused_condition(self):
        """Who wants no campaigns is left out, too, and so is their address."""
        self.env["res.partner"].flush_model(["campaign_opt_out", "phone"])
        return SQL(
            """
            (%s OR partner.campaign_opt_out IS TRUE
             OR EXISTS (SELECT FROM res_partner AS organisation
                         WHERE organisation.id = partner.commercial_partner_id
                           AND organisation.campaign_opt_out IS TRUE)
             OR %s OR %s)
            """,
            super()._get_refused_condition(),
            is_refused_email(email_key("partner")),
            is_refused_phone(phone_key("partner")),
        )

    def _get_contacts_query(self):
        if not self.step_id:
            return super()._get_contacts_query()
        # The user's own rules apply, as in any other list.
        listed = self.env["crm.campaign.action"]._search(
            [("step_id", "=", self.step_id.id), ("state", "=", "done")]
        )
        domain = among("commercial_partner_id", listed.select("partner_id"))
        if self.audience == "people":
            domain &= Domain("type", "=", "contact")
        else:
            domain &= Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        return self.env["res.partner"]._search(domain)
