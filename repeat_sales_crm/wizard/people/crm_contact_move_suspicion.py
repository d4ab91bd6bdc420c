from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_MERGE = "base.partner.merge.automatic.wizard"


class CrmContactMove(models.TransientModel):
    """A suspected move that is confirmed, and a person who exists twice by then."""

    _inherit = "crm.contact.move"

    suspicion_id = fields.Many2one("crm.contact.suspicion", ondelete="set null")
    suspicion_evidence = fields.Text(related="suspicion_id.evidence")
    duplicate_id = fields.Many2one(
        "res.partner",
        string="Same Person",
        related="suspicion_id.duplicate_id",
        help="A contact that seems to be the same person.",
    )
    can_merge = fields.Boolean(compute="_compute_can_merge")
    merge_duplicate = fields.Boolean(
        string="Merge Both Contacts",
        compute="_compute_merge_duplicate",
        # The right to merge is the user's.
        compute_sudo=False,
        readonly=False,
        store=True,
    )
    merge_words = fields.Text(string="What Will Happen", compute="_compute_merge_words")

    @api.depends("duplicate_id", "person_id")
    @api.depends_context("uid")
    def _compute_can_merge(self):
        allowed = self.env[_MERGE].has_access("create")
        for move in self:
            both = move.person_id | move.duplicate_id
            move.can_merge = bool(
                allowed and move.duplicate_id and both.has_access("write")
            )

    @api.depends("can_merge", "organisation_id", "is_unknown")
    def _compute_merge_duplicate(self):
        for move in self:
            there = move.duplicate_id.sudo().commercial_partner_id
            fits = there in (move.duplicate_id, move._get_new_organisation())
            move.merge_duplicate = bool(move.can_merge and fits)

    @api.depends("merge_duplicate", "duplicate_id", "person_id")
    def _compute_merge_words(self):
        for move in self:
            move.merge_words = move.duplicate_id and move._tell_merge()

    def _tell_merge(self):
        names = {
            "person": self.person_id.name,
            "duplicate": self.duplicate_id.sudo().display_name,
        }
        if not self.can_merge:
            return self.env._(
                "%(duplicate)s seems to be the same person. You may not merge "
                "contacts: both stay until somebody who may does it.",
                **names,
            )
        if not self.merge_duplicate:
            return self.env._(
                "%(duplicate)s stays a contact of its own, beside %(person)s.", **names
            )
        return self.env._(
            "%(duplicate)s goes, and %(person)s stays, with the whole career. Orders, "
            "deals, mails, activities and addresses of both are then found at the one "
            "that stays; what each company bought stays where it was bought. This "
            "cannot be undone.",
            **names,
        )

    def action_apply(self):
        """Move the person, merge a double, and say that the suspicion was right."""
        self.ensure_one()
        suspicion = self.suspicion_id
        if suspicion:
            suspicion.check_access("write")
            if suspicion.person_id != self.person_id:
                raise UserError(
                    self.env._("The suspicion is about somebody else: begin anew.")
                )
        # Moving the person decides the suspicion, and a merge empties it.
        double = self.duplicate_id if self.merge_duplicate else self.browse()
        action = super().action_apply()
        suspicion._decide("confirmed")
        if double:
            self._merge_double(double)
        return action

    def _merge_double(self, double):
        """Have Odoo merge the contact of the new company into the person's."""
        person = self.person_id
        if not self.can_merge:
            raise AccessError(
                self.env._("You may not merge contacts: leave the box empty.")
            )
        if (person | double).sudo().with_context(active_test=False).user_ids:
            raise UserError(
                self.env._(
                    "%(person)s or the other contact can log in. Ask an administrator "
                    "to merge them, and leave the box empty here.",
                    person=person.name,
                )
            )
        # Odoo refuses to merge contacts with two addresses. Which one counts was
        # decided in this form; the other one goes to the former addresses.
        if not person.email and double.email:
            person.email = double.email
        elif double.email != person.email:
            double.email = person.email
        self.env[_MERGE].create({})._merge((person | double).ids, person)
