from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize, parse_contact_from_email

from ..lifecycle.among import among


class ResPartner(models.Model):
    """Former e-mail addresses find people."""

    _inherit = "res.partner"

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        # Only what looks like an address: names must stay as cheap as they are.
        if isinstance(value, str) and "@" in value and operator == "ilike":
            former = self.env["crm.contact.email"].sudo()
            found = former._search([("email", "ilike", value)])
            domain = Domain(domain) | among("id", found.select("person_id"))
        return domain

    @api.model
    def find_or_create(self, email, assert_valid_email=False):
        address = parse_contact_from_email(email)[1] if email else False
        if address and not self.search_count(
            [("email_normalized", "=", address)], limit=1
        ):
            former = self.env["crm.contact.email"]._find_people([address])
            if former:
                return former[address]
        return super().find_or_create(email, assert_valid_email)

    @api.model
    def _find_or_create_from_emails(
        self,
        emails,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
        sort_key=None,
        sort_reverse=True,
    ):
        """Find people by addresses that they had, before a new contact is created.

        The mail gateway, the chatter and templates all come through here.
        """

        def ask(addresses, **kwargs):
            return super(ResPartner, self)._find_or_create_from_emails(
                addresses,
                ban_emails=ban_emails,
                filter_found=filter_found,
                additional_values=additional_values,
                sort_key=sort_key,
                sort_reverse=sort_reverse,
                **kwargs,
            )

        found = ask(emails, no_create=True)
        keys = [email_normalize(email, strict=False) for email in emails]
        missing = {key for key, partner in zip(keys, found, strict=True) if not partner}
        former = self.env["crm.contact.email"]._find_people(
            missing - set(ban_emails or ())
        )
        found = [
            partner or self._filter_former(former.get(key), filter_found)
            for key, partner in zip(keys, found, strict=True)
        ]
        rest = [
            email for email, partner in zip(emails, found, strict=True) if not partner
        ]
        if no_create or not rest:
            return found
        created = iter(ask(rest, no_create=False))
        return [partner or next(created) for partner in found]

    def _filter_former(self, partner, filter_found):
        if not partner or (filter_found and not partner.filtered(filter_found)):
            return self.env["res.partner"]
        return partner
