from odoo import models


class CrmContactPosition(models.Model):
    """A change of company decides what was suspected, whichever way it was made."""

    _inherit = "crm.contact.position"

    def _move(self, moved, mains):
        result = super()._move(moved, mains)
        self.env["crm.contact.suspicion"]._settle(_of_known(moved), "confirmed")
        return result

    def _correct(self, moved, mains):
        result = super()._correct(moved, mains)
        self.env["crm.contact.suspicion"]._settle(_of_known(moved), "dismissed")
        return result


def _of_known(moved):
    """Return the people who worked somewhere before: the others are just created."""
    return [
        person for person, (old, _new) in moved.items() if old and old.organisation_id
    ]
