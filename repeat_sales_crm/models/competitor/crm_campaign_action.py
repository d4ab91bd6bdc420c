from odoo import models
from odoo.tools import format_amount, format_date

#: How many competitors a card has at most.
_LINES = 5

#: A contract that ends in so many days is what to talk about.
_SOON_DAYS = 90


class CrmCampaignAction(models.Model):
    """The call card: who else sells to the customer, and what is said of it."""

    _inherit = "crm.campaign.action"

    def _get_card_sections(self):
        *sections, last = super()._get_card_sections()
        return [*sections, ("competitors", self.env._("Competitors")), last]

    def _get_card_competitors(self, _customer):
        supplies = self.env["crm.customer.supply"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("standing", "=", "current"),
            ],
            order="yearly_amount desc, share desc, id",
            limit=_LINES,
        )
        return [self._prepare_supply_line(supply) for supply in supplies]

    def _prepare_supply_line(self, supply):
        share = supply.share and self.env._("%s %%", f"{supply.share:g}")
        price = supply.price and format_amount(
            self.env, supply.price, supply.currency_id
        )
        end = supply.contract_end
        until = end and self.env._("contract until %s", format_date(self.env, end))
        told = (supply.categ_id.name, share, price, until)
        today = self.company_id._lifecycle_today()
        return {
            "text": supply.competitor_id.display_name or self.env._("Somebody else"),
            "detail": " · ".join(filter(None, told)),
            "is_warning": bool(end) and 0 <= (end - today).days <= _SOON_DAYS,
            "model": "crm.customer.supply",
            "res_id": supply.id,
        }

    def _get_card_doors(self):
        if not self.env["crm.customer.supply"].has_access("create"):
            return super()._get_card_doors()
        door = {"title": self.env._("Who else sells?"), "method": "action_add_supply"}
        return super()._get_card_doors() | {"competitors": door}

    def action_add_supply(self):
        """Enter what a competitor sells to the customer who is called."""
        self.ensure_one()
        return self.partner_id.with_context(
            supply_company_id=self.company_id.id
        ).action_add_supply()
