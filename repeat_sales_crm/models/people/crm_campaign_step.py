from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CrmCampaignStep(models.Model):
    """A step can be meant for certain people at the customer."""

    _inherit = "crm.campaign.step"

    addressee = fields.Selection(
        selection_add=[("role", "People in a role"), ("key_person", "Key person")],
        ondelete={"role": "set default", "key_person": "set default"},
    )
    addressee_role_ids = fields.Many2many(
        "crm.contact.role",
        string="Roles",
        help="Who has one of these roles at the customer is addressed, whoever was "
        "addressed before.",
    )

    @api.constrains("addressee", "addressee_role_ids")
    def _check_addressee_roles(self):
        for step in self:
            if step.addressee == "role" and not step.addressee_role_ids:
                raise ValidationError(
                    self.env._(
                        "Choose the roles to which “%s” is addressed.", step.name
                    )
                )

    def _get_role_addressee(self):
        return SQL(
            """
            EXISTS (SELECT FROM crm_contact_position AS held
                     WHERE held.person_id = reached.id
                       AND held.organisation_id = reached.commercial_partner_id
                       AND held.is_current
                       AND held.role_id = ANY(%s))
            """,
            self.addressee_role_ids.ids,
        )

    def _get_key_person_addressee(self):
        return SQL(
            """
            EXISTS (SELECT FROM crm_customer AS buying
                     WHERE buying.company_id = %s
                       AND buying.partner_id = reached.commercial_partner_id
                       AND buying.key_person_id = reached.id)
            """,
            self.campaign_id.company_id.id,
        )
