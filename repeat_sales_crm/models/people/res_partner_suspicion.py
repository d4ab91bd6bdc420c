from odoo import api, fields, models

from .suspicion_names import DOMAIN_KEY, NAME_KEY

_SALESMAN = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """Whether the person may have changed job."""

    _inherit = "res.partner"

    suspicion_id = fields.Many2one(
        "crm.contact.suspicion",
        string="Suspected Move",
        compute="_compute_suspicion_id",
        groups=_SALESMAN,
    )
    suspicion_evidence = fields.Text(
        string="May Have Changed Job",
        compute="_compute_suspicion_id",
        groups=_SALESMAN,
    )

    # Whoever writes or is created is compared with everybody by name, number, address.
    _suspicion_name_idx = models.Index(f"(({NAME_KEY % 'name'}))")
    _suspicion_phone_idx = models.Index(
        "(phone_sanitized) WHERE phone_sanitized IS NOT NULL"
    )
    _suspicion_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
    _suspicion_domain_idx = models.Index(
        f"(({DOMAIN_KEY % 'email_normalized'})) WHERE email_normalized IS NOT NULL"
    )
    _suspicion_bounce_idx = models.Index("(message_bounce) WHERE message_bounce > 0")

    @api.depends_context("uid")
    def _compute_suspicion_id(self):
        suspicions = self.env["crm.contact.suspicion"].search(
            [("person_id", "in", self.ids), ("state", "=", "waiting")]
        )
        by_person = {one.person_id.id: one for one in suspicions}
        for partner in self:
            suspicion = by_person.get(partner._origin.id, suspicions.browse())
            partner.suspicion_id = suspicion
            partner.suspicion_evidence = suspicion.evidence

    def action_confirm_suspicion(self):
        """Open *Changed Job* with what is suspected."""
        self.ensure_one()
        return self.suspicion_id.action_confirm() if self.suspicion_id else False

    def action_dismiss_suspicion(self):
        """Say that the person did not change job."""
        self.ensure_one()
        self.suspicion_id.action_dismiss()
