from odoo import models

#: How many people a card has at most.
_LINES = 5


class CrmCampaignAction(models.Model):
    """The call card: who decides there, what they think of us, and who has left."""

    _inherit = "crm.campaign.action"

    def _get_card_people(self, customer):
        positions = self.env["crm.contact.position"].search(
            [
                ("organisation_id", "=", self.partner_id.id),
                ("is_current", "=", True),
            ],
            order="influence desc, id",
            limit=_LINES,
        )
        if not positions:
            return super()._get_card_people(customer)
        return [position._prepare_card_line() for position in positions]

    def _get_card_warnings(self, customer):
        warnings = super()._get_card_warnings(customer)
        if customer.key_person_risk == "left":
            warnings.append(
                self.env._(
                    "%s, through whom most was bought, has left.",
                    customer.key_person_id.name,
                )
            )
        return warnings
