from odoo import api, fields, models

from .crm_contact_position_history import Standing

_SALESMAN = "sales_team.group_sale_salesman"

#: Fields that tell where a contact works.
_PLACE_FIELDS = {"parent_id", "is_company", "type"}
_REACHED_FIELDS = ("email", "phone")
_WATCHED_FIELDS = _PLACE_FIELDS | {"function", "email"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    position_ids = fields.One2many(
        "crm.contact.position",
        "person_id",
        string="Career",
        context={"active_test": False},
        groups=_SALESMAN,
    )
    staff_position_ids = fields.One2many(
        "crm.contact.position",
        "organisation_id",
        string="People",
        domain=[("is_current", "=", True)],
        groups=_SALESMAN,
        help="Who works here.",
    )
    former_position_ids = fields.One2many(
        "crm.contact.position",
        "organisation_id",
        string="Former Contacts",
        domain=[("is_current", "=", False)],
        context={"active_test": False},
        groups=_SALESMAN,
        help="Who worked here and left.",
    )
    former_email_ids = fields.One2many(
        "crm.contact.email",
        "person_id",
        string="Former E-mail Addresses",
        groups=_SALESMAN,
        help="Mail from these addresses still finds the contact.",
    )
    relation_ids = fields.One2many(
        "crm.partner.relation", "partner_id", string="Relations", groups=_SALESMAN
    )
    company_change = fields.Selection(
        [("move", "Changed job"), ("correction", "Correction of a mistake")],
        string="This Is a",
        store=False,
        help="A changed job is kept in the career; a correction makes no history.",
    )

    # ------------------------------------------------------------------
    # Follow where people work
    # ------------------------------------------------------------------

    @api.onchange("parent_id")
    def _onchange_company_change(self):
        """Ask what the change of a known company means."""
        known = self._origin.parent_id
        if known and self.parent_id != known:
            self.company_change = self.company_change or "move"
        else:
            self.company_change = False

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {name: value for name, value in vals.items() if name != "company_change"}
            for vals in vals_list
        ]
        partners = super().create(vals_list)
        people = partners.filtered("parent_id")
        if people:
            positions = self.env["crm.contact.position"]
            positions._follow(dict.fromkeys(people))
        return partners

    def write(self, vals):
        if "company_change" in vals:
            vals = dict(vals)
            correction = vals.pop("company_change") == "correction"
            self = self.with_context(position_correction=correction)
        if _WATCHED_FIELDS.isdisjoint(vals):
            return super().write(vals)
        reached = {name: vals[name] for name in _REACHED_FIELDS if name in vals}
        if reached and "parent_id" in vals:
            # Deals take over a person's addresses: those of the new company must not
            # come before it is known that the deals stay with the old one.
            rest = {name: vals[name] for name in vals if name not in reached}
            return self.write(rest) and self.write(reached)
        people = self._get_dependent_people(vals)
        before = {person: person._read_standing() for person in people}
        result = super().write(vals)
        self.env["crm.contact.position"]._follow(before)
        if "email" in vals:
            self._remember_emails(before)
        return result

    def _get_dependent_people(self, vals):
        """Return whoever gets another organisation by a write of ``vals``.

        Contacts of a contact that is no company belong to the same organisation as it.
        """
        if _PLACE_FIELDS.isdisjoint(vals):
            return self
        found = level = self
        if "is_company" not in vals:
            level = self.filtered(lambda partner: not partner.is_company)
        everybody = self.sudo().with_context(active_test=False)
        while level:
            level = everybody.search(
                [
                    ("parent_id", "in", level.ids),
                    ("is_company", "=", False),
                    ("id", "not in", found.ids),
                ]
            )
            found |= level.with_env(self.env)
        return found

    def _get_organisation(self):
        """Return the organisation that the contact works for, if it is a person."""
        self.ensure_one()
        if not self._is_person() or self.commercial_partner_id == self:
            return self.browse()
        return self.commercial_partner_id

    def _is_person(self):
        """Return whether this is somebody, not a company nor a mere address."""
        self.ensure_one()
        return not self.is_company and self.type in (False, "contact")

    def _read_standing(self):
        """Return where the contact works and how it is reached: a ``Standing``."""
        self.ensure_one()
        partner = self.sudo()
        organisation = partner._get_organisation()
        return Standing(
            organisation_id=organisation.id or 0,
            is_person=partner._is_person(),
            job=partner.function or "",
            address=(organisation and partner._format_position_address()) or "",
            phone=partner.phone or "",
            email=partner.email or "",
        )

    def _format_position_address(self):
        self.ensure_one()
        lines = self._display_address(without_company=True).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())

    def _remember_emails(self, before):
        """Keep the addresses that people had, so that these still find them."""
        if self.env.context.get("position_correction"):
            return
        replaced = {
            person: old.email
            for person, old in before.items()
            if old.email and old.organisation_id and person.email != old.email
        }
        emails = self.env["crm.contact.email"].sudo()
        if replaced:
            emails._remember(replaced)

    @api.ondelete(at_uninstall=False)
    def _unlink_close_positions(self):
        """Close the positions at an organisation that is deleted; its name stays."""
        positions = self.env["crm.contact.position"].sudo()
        left = positions.with_context(active_test=False, position_follows=True).search(
            [
                ("organisation_id", "in", self.ids),
                ("is_current", "=", True),
                ("person_id", "not in", self.ids),
            ]
        )
        for position in left:
            standing = position.person_id._read_standing()
            position._close(standing, positions._get_change_day())

    def action_changed_job(self):
        """Ask where the person went."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_contact_move_action"
        )
        return action | {"context": {"default_person_id": self.id}}
