from odoo import api, models

#: What a contact can refuse: {name: (field with the address, blacklist, its field)}.
_BLACKLISTS = {
    "email": ("email_normalized", "mail.blacklist", "email"),
    "phone": ("phone_sanitized", "phone.blacklist", "number"),
}


class ResPartner(models.Model):
    """A refusal outlives the record on which it was made."""

    _inherit = "res.partner"

    def _find_campaign_refusals(self):
        """Return what contacts refuse: a set of ``all``, ``email`` and ``phone``."""
        return set().union(*self._read_campaign_refusals().values())

    def _read_campaign_refusals(self):
        """Return {contact id: what it refuses}, see :meth:`_find_campaign_refusals`."""
        # Whether somebody is on a blacklist is told to Email Marketing users alone, but
        # has to hold whoever merges.
        partners = self.sudo()
        refused = {
            partner.id: {"all"} if partner.campaign_opt_out else set()
            for partner in partners
        }
        for name, (field, model, address) in _BLACKLISTS.items():
            having = partners.filtered(field)
            listed = partners.env[model].search_fetch(
                [(address, "in", having.mapped(field))], [address]
            )
            for partner in having:
                if partner[field] in listed.mapped(address):
                    refused[partner.id].add(name)
        return refused

    def _keep_campaign_refusals(self, refused):
        """Have the contact that is kept refuse what any of the merged ones did.

        :param refused: from :meth:`_find_campaign_refusals` before the merge
        """
        self.ensure_one()
        partner = self.sudo()
        lost = refused - partner._find_campaign_refusals()
        if "all" in lost:
            partner.campaign_opt_out = True
        for name in lost - {"all"}:
            field, model, address = _BLACKLISTS[name]
            if partner[field]:
                partner.env[model].create({address: partner[field]}).active = True
        if lost:
            partner._message_log(
                body=self.env._(
                    "One of the merged contacts had refused (%s). It goes on to hold "
                    "for what was kept.",
                    self._tell_refusals(lost),
                )
            )

    @api.model
    def _tell_refusals(self, refused):
        """Return refusals in words, or an empty text."""
        words = {
            "all": self.env._("no campaigns"),
            "email": self.env._("email unsubscribed"),
            "phone": self.env._("number blacklisted"),
        }
        return ", ".join(words[name] for name in words if name in refused)
