from odoo import api, fields, models
from odoo.tools import email_normalize


class CrmContactEmail(models.Model):
    """An e-mail address that a person had before.

    It finds the person as long as nobody else has the address: a successor may get the
    mailbox.
    """

    _name = "crm.contact.email"
    _description = "Former E-mail Address"
    _order = "date desc, id desc"
    _rec_name = "email"

    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        bypass_search_access=True,
    )
    email = fields.Char(string="E-mail", required=True)
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index=True
    )
    date = fields.Date(
        string="Until",
        default=lambda self: self.env.company._lifecycle_today(),
        help="The day on which the contact got another address.",
    )

    @api.depends("email")
    def _compute_email_normalized(self):
        for former in self:
            former.email_normalized = email_normalize(former.email, strict=False)

    @api.model
    def _remember(self, addresses):
        """Write down the addresses that contacts had.

        :param addresses: {contact: e-mail address}
        """
        known = {
            (former.person_id.id, former.email_normalized)
            for former in self.search(
                [("person_id", "in", [person.id for person in addresses])]
            )
        }
        self.create(
            [
                {"person_id": person.id, "email": email}
                for person, email in addresses.items()
                if (person.id, email_normalize(email, strict=False)) not in known
            ]
        )

    @api.model
    def _prepare_merge(self, sources, target):
        """Keep the addresses of contacts that are merged into another."""
        present = email_normalize(target.email, strict=False)
        replaced = {
            source: source.email
            for source in sources
            if source.email
            and present
            and email_normalize(source.email, strict=False) != present
        }
        if replaced:
            self.sudo()._remember(replaced)

    @api.model
    def _find_people(self, emails):
        """Return the contacts who had addresses: {normalized address: contact}.

        Of several people who had an address, the last one. Only contacts that the user
        may see, and that are not archived.
        """
        emails = [email for email in emails if email]
        if not emails:
            return {}
        formers = self.sudo().search(
            [("email_normalized", "in", emails), ("person_id.active", "=", True)],
            order="date, id",
        )
        visible = set(
            self.env["res.partner"].search([("id", "in", formers.person_id.ids)])._ids
        )
        return {
            former.email_normalized: self.env["res.partner"].browse(former.person_id.id)
            for former in formers
            if former.person_id.id in visible
        }
