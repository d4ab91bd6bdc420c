from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ATTITUDES = [
    ("champion", "Champion"),
    ("supporter", "Supporter"),
    ("neutral", "Neutral"),
    ("sceptic", "Sceptic"),
    ("opponent", "Opponent"),
]

INFLUENCES = [
    ("0", "Unknown"),
    ("1", "Very low"),
    ("2", "Low"),
    ("3", "Medium"),
    ("4", "High"),
    ("5", "Decisive"),
]

STATUSES = [
    ("active", "In the Job"),
    ("absent", "On Leave"),
    ("leaving", "About to Leave"),
    ("former", "Left"),
]

SOURCES = [
    ("install", "Known at installation"),
    ("contact", "Contact changed"),
    ("changed_job", "Changed Job"),
    ("merge", "Contacts merged"),
    ("import", "Imported file"),
    ("manual", "Entered"),
]

#: What somebody found out about the person in the job. Such a position is not thrown
#: away when the contact turns out to have been wrong.
DETAILS = ("department", "role_id", "attitude", "note")


class CrmContactPosition(models.Model):
    """A person's job at an organisation, dated.

    The main position is the one that the contact's own company field tells of: it is
    opened, closed and moved with that field (:meth:`_follow`), never by hand. Past jobs
    and second jobs are entered freely.

    A day that is not known is empty: a position without a first day was there as long
    as anybody knows. Address, phone and e-mail are those of that time, written down
    when the position ends; of a present main position they are the contact's own.
    """

    _name = "crm.contact.position"
    _description = "Position"
    _order = "is_current desc, is_main desc, date_from desc nulls last, id desc"

    # Who, where
    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        # Filters on the person become a join; the position's rules are what counts.
        bypass_search_access=True,
    )
    organisation_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="set null",
        bypass_search_access=True,
        help="The company that the person works for.",
    )
    organisation_name = fields.Char(
        compute="_compute_organisation_name",
        store=True,
        precompute=True,
        readonly=False,
        help="The name of the organisation at that time. It stays if the organisation "
        "is deleted, and is all there is of one that is no contact.",
    )
    is_main = fields.Boolean(
        string="Main Job",
        readonly=True,
        copy=False,
        help="The job that the company on the contact's form tells of.",
    )
    active = fields.Boolean(related="person_id.active", store=True, precompute=True)

    # The job
    job = fields.Char(string="Job Title")
    department = fields.Char()
    role_id = fields.Many2one(
        "crm.contact.role",
        index="btree_not_null",
        ondelete="restrict",
        help="The part that the person plays when the organisation decides to buy.",
    )
    influence = fields.Selection(
        INFLUENCES,
        default="0",
        help="How much weight the person's word has at the organisation.",
    )
    attitude = fields.Selection(
        ATTITUDES, string="Attitude to Us", help="Empty as long as it is not known."
    )

    # Time
    status = fields.Selection(STATUSES, required=True, default="active", index=True)
    is_current = fields.Boolean(
        compute="_compute_is_current", store=True, precompute=True
    )
    date_from = fields.Date(string="From", help="Empty if it is not known.")
    date_to = fields.Date(
        string="To",
        help="The day on which the person left. Empty if it is not known, or has not "
        "come yet.",
    )

    # How the person was reached there
    address = fields.Text()
    phone = fields.Char()
    email = fields.Char()
    source = fields.Selection(SOURCES, required=True, default="manual", readonly=True)
    note = fields.Text(help="Where this is known from, and what else is worth knowing.")

    # Shown in lists
    person_name = fields.Char(related="person_id.name", string="Name")
    user_id = fields.Many2one(related="organisation_id.user_id", string="Salesperson")
    present_organisation_id = fields.Many2one(
        related="person_id.commercial_partner_id", string="Now At"
    )
    present_address = fields.Text(compute="_compute_present")
    present_phone = fields.Char(compute="_compute_present")
    present_email = fields.Char(compute="_compute_present")

    _one_main_idx = models.UniqueIndex(
        "(person_id) WHERE is_main AND is_current",
        "A contact has one main job at a time.",
    )
    _organisation_idx = models.Index("(organisation_id, is_current)")
    _dates_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A job cannot end before it begins: check From and To.",
    )
    _former_check = models.Constraint(
        "CHECK(date_to IS NULL OR status = 'former')",
        "Only a job that was left has a day in To.",
    )
    _organisation_check = models.Constraint(
        "CHECK(organisation_id IS NOT NULL OR organisation_name IS NOT NULL)",
        "Say which organisation the job is at.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("status")
    def _compute_is_current(self):
        for position in self:
            position.is_current = position.status != "former"

    @api.depends("organisation_id")
    def _compute_organisation_name(self):
        for position in self:
            if position.organisation_id:
                position.organisation_name = position.organisation_id.name
            else:
                position.organisation_name = position.organisation_name

    @api.depends("person_id", "organisation_id", "organisation_name", "job")
    def _compute_display_name(self):
        for position in self:
            organisation = position.organisation_id.name or position.organisation_name
            title = ", ".join(filter(None, (position.person_id.name, position.job)))
            position.display_name = self.env._(
                "%(person)s at %(organisation)s",
                person=title,
                organisation=organisation or "",
            )

    @api.depends(
        "is_main", "is_current", "address", "phone", "email", "person_id.phone"
    )
    def _compute_present(self):
        """Show how the person is reached in the job, or was when leaving it."""
        for position in self:
            person = position.person_id
            lives = position.is_main and position.is_current
            position.present_address = position.address or (
                lives and person._format_position_address()
            )
            position.present_phone = person.phone if lives else position.phone
            position.present_email = person.email if lives else position.email

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    @api.constrains("is_main", "status", "organisation_id", "person_id")
    def _check_main(self):
        for position in self.filtered("is_main").filtered("is_current"):
            person = position.person_id.sudo()
            if person._get_organisation() != position.organisation_id:
                raise ValidationError(
                    self.env._(
                        "The main job of %(person)s is at the company on the contact's "
                        "form. Use Changed Job there, or enter a second job here.",
                        person=person.name,
                    )
                )

    @api.constrains("date_to")
    def _check_date_to(self):
        today = self.env.company._lifecycle_today()
        for position in self:
            if position.date_to and position.date_to > today:
                raise ValidationError(
                    self.env._(
                        "%(person)s has not left yet: leave To empty, and set the "
                        "status to About to Leave.",
                        person=position.person_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        positions = super().create([self._complete(vals) for vals in vals_list])
        positions._note_organisations()
        return positions

    def write(self, vals):
        vals = self._complete(vals)
        follows = self.env.context.get("position_follows")
        held = self.filtered(lambda position: position.is_main and position.is_current)
        self._note_organisations()
        if held and vals.get("status") == "former" and not follows:
            held._refuse_leaving()
        result = super().write(vals)
        self._note_organisations()
        if "job" in vals and not follows:
            for position in held.filtered("is_current"):
                if (position.person_id.function or "") != (position.job or ""):
                    position.person_id.function = position.job
        return result

    def _note_organisations(self):
        """Have it counted anew who is known at the organisations."""
        refresh = self.env["crm.customer.refresh"]
        refresh._note_records("res.partner", self.sudo().organisation_id.ids)

    @api.model
    def _complete(self, vals):
        """Return the values with a status that fits the days, and the reverse."""
        if vals.get("date_to") and "status" not in vals:
            return vals | {"status": "former"}
        if vals.get("status", "former") != "former":
            return vals | {"date_to": False}
        return vals

    @api.onchange("date_to")
    def _onchange_date_to(self):
        if self.date_to:
            self.status = "former"

    @api.onchange("status")
    def _onchange_status(self):
        if self.status != "former":
            self.date_to = False

    @api.ondelete(at_uninstall=False)
    def _unlink_except_main(self):
        self._note_organisations()
        if self.env.context.get("position_follows"):
            return
        self.filtered(
            lambda position: position.is_main and position.is_current
        )._refuse_leaving()

    def _refuse_leaving(self):
        for position in self:
            raise UserError(
                self.env._(
                    "According to the contact's form %(person)s works at "
                    "%(organisation)s. Use Changed Job on the contact: it closes this "
                    "job and asks where the person went.",
                    person=position.person_id.name,
                    organisation=position.organisation_id.name,
                )
            )

    def _prepare_card_line(self):
        """Return the person as a line of the call card."""
        self.ensure_one()
        words = []
        for name in ("attitude", "status"):
            field = self._fields[name]
            value = self[name]
            if value and value != "active":
                words.append(dict(field._description_selection(self.env))[value])
        person = self.person_id
        return {
            "text": ", ".join(filter(None, (person.name, self.job))),
            "detail": " · ".join(
                filter(None, (self.role_id.name, *words, self.present_phone))
            ),
            "is_warning": self.status == "leaving" or self.attitude == "opponent",
            "model": "res.partner",
            "res_id": person.id,
        }

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_person(self):
        """Open the contact."""
        self.ensure_one()
        return self.person_id._get_records_action(context={})

    def action_open_organisation(self):
        """Open the organisation."""
        self.ensure_one()
        return self.organisation_id._get_records_action(context={})
