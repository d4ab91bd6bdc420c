from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .crm_contact_position import ATTITUDES, INFLUENCES

#: What is taken over from the person's position, and may differ on the deal.
KNOWN_FIELDS = ("role_id", "influence", "attitude", "job", "organisation_name")

#: What of it is shown to have changed since.
_STANCE = ("role_id", "influence", "attitude")


class CrmLeadStakeholder(models.Model):
    """A person's part in a deal.

    Role, influence and attitude are taken over from the person's position when the
    person joins, and are the deal's own from then on. When the deal is won or lost all
    of it is kept as it was then: :meth:`_refuse_if_closed`.
    """

    _name = "crm.lead.stakeholder"
    _description = "Stakeholder of a Deal"
    _order = "lead_id desc, influence desc nulls last, id"
    _rec_name = "person_id"

    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        required=True,
        ondelete="cascade",
        bypass_search_access=True,
    )
    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        bypass_search_access=True,
        domain=[("is_company", "=", False), ("type", "in", (False, "contact"))],
    )
    job = fields.Char(
        string="Job Title",
        compute="_compute_known",
        store=True,
        precompute=True,
        readonly=False,
        compute_sudo=False,
    )
    organisation_name = fields.Char(
        string="Organisation",
        compute="_compute_known",
        store=True,
        precompute=True,
        readonly=False,
        compute_sudo=False,
        help="Where the person worked when they joined the deal.",
    )
    role_id = fields.Many2one(
        "crm.contact.role",
        compute="_compute_known",
        store=True,
        precompute=True,
        readonly=False,
        compute_sudo=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The part that the person plays in this decision.",
    )
    influence = fields.Selection(
        INFLUENCES,
        compute="_compute_known",
        store=True,
        precompute=True,
        readonly=False,
        compute_sudo=False,
        help="How much weight the person's word has in this decision.",
    )
    attitude = fields.Selection(
        ATTITUDES,
        string="Attitude to Us",
        compute="_compute_known",
        store=True,
        precompute=True,
        readonly=False,
        compute_sudo=False,
        help="Empty as long as it is not known. It may differ from deal to deal.",
    )
    date_from = fields.Date(
        string="Since",
        default=lambda self: self.env.company._lifecycle_today(),
        help="The day on which the person joined the buying centre, as far as known.",
    )
    date_to = fields.Date(
        string="Until",
        help="The day on which the person left the buying centre. Empty: takes part.",
    )
    last_met = fields.Date(
        compute="_compute_last_met",
        help="The last meeting held with the person, activity done on the person, or "
        "message from the person. On a closed deal, until it was closed.",
    )
    is_outdated = fields.Boolean(
        compute="_compute_is_outdated",
        help="At the customer role, influence or attitude are others today.",
    )
    note = fields.Char(help="What the person wants from this deal, or fears.")

    # Shown in lists
    person_name = fields.Char(related="person_id.name", string="Name")
    user_id = fields.Many2one(related="lead_id.user_id", string="Salesperson")
    stage_id = fields.Many2one(related="lead_id.stage_id")
    won_status = fields.Selection(related="lead_id.won_status")
    buying_centre_date = fields.Date(related="lead_id.buying_centre_date")

    _person_uniq = models.Constraint(
        "UNIQUE(lead_id, person_id)", "This person is on the deal already."
    )
    _dates_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "Nobody leaves a deal before they join it: check Since and Until.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("person_id")
    def _compute_known(self):
        """Take over what is known of the person, as far as the user may see it."""
        positions = self._find_positions()
        for stakeholder in self:
            position = positions[stakeholder]
            for name in KNOWN_FIELDS:
                stakeholder[name] = position[name]
            stakeholder.job = position.job or stakeholder.person_id.function
            stakeholder.influence = position.influence or "0"

    @api.depends("person_id", "lead_id.partner_id", *_STANCE)
    @api.depends_context("uid")
    def _compute_is_outdated(self):
        positions = self._find_positions()
        for stakeholder in self:
            position = positions[stakeholder]
            stakeholder.is_outdated = not stakeholder.buying_centre_date and any(
                position[name] and position[name] != stakeholder[name]
                for name in _STANCE
            )

    def _find_positions(self):
        """Return the present jobs: {stakeholder: position}, empty where none is seen.

        Of several jobs the one at the deal's customer, or else the main one.
        """
        people = self.person_id._origin
        found = self.env["crm.contact.position"].search(
            [("person_id", "in", people.ids), ("is_current", "=", True)]
        )
        by_person = found.grouped("person_id")
        positions = {}
        for stakeholder in self:
            own = by_person.get(stakeholder.person_id._origin, found.browse())
            customer = stakeholder.lead_id.partner_id.commercial_partner_id._origin
            there = own.filtered(
                lambda one, customer=customer: one.organisation_id == customer
            )
            positions[stakeholder] = (there or own)[:1]
        return positions

    @api.depends("person_id", "lead_id.buying_centre_date", "lead_id.company_id")
    @api.depends_context("company")
    def _compute_last_met(self):
        for company, rows in self.grouped(lambda one: one.lead_id.company_id).items():
            company = company or self.env.company
            today = company._lifecycle_today()
            pairs = {
                row: (row.person_id._origin.id, row.buying_centre_date or today)
                for row in rows
                if row.person_id._origin
            }
            met = self.env["res.partner"]._read_last_met_on(company, pairs.values())
            for row in rows:
                row.last_met = met.get(pairs.get(row), False)

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    @api.constrains("date_from", "date_to")
    def _check_days(self):
        today = self.env.company._lifecycle_today()
        for stakeholder in self:
            days = [stakeholder.date_from, stakeholder.date_to]
            if any(day and day > today for day in days):
                raise ValidationError(
                    self.env._(
                        "%(person)s: enter in Since and Until what has happened, not "
                        "what will.",
                        person=stakeholder.person_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        stakeholders = super().create(vals_list)
        stakeholders._refuse_if_closed()
        return stakeholders

    def write(self, vals):
        self._refuse_if_closed()
        result = super().write(vals)
        if "lead_id" in vals:
            self._refuse_if_closed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._refuse_if_closed()

    def _refuse_if_closed(self):
        """Keep who was in the buying centre when the deal was won or lost."""
        if self.env.context.get("stakeholder_merging"):
            return
        for lead in self.lead_id.filtered("buying_centre_date"):
            raise UserError(
                self.env._(
                    "%(deal)s is closed: its stakeholders stay as they were on that "
                    "day. Open the deal again to change them.",
                    deal=lead.name,
                )
            )

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------

    @api.model
    def _prepare_merge(self, sources, target):
        """Make one stakeholder of several, where contacts to be merged share a deal."""
        rows = self.sudo().with_context(stakeholder_merging=True)
        found = rows.search([("person_id", "in", (sources | target).ids)])
        for same in found.grouped("lead_id").values():
            kept = same.sorted(lambda row: (row.person_id != target, row.id))[:1]
            kept._take_over(same - kept)

    def _take_over(self, doubles):
        """Fill what is empty from doubles, which go."""
        self.ensure_one()
        values = {}
        for double in doubles:
            for name in (*KNOWN_FIELDS, "note"):
                known = values.get(name) or self[name]
                if not known or (name == "influence" and known == "0"):
                    values[name] = self._fields[name].convert_to_write(
                        double[name], double
                    )
        together = self | doubles
        begins = together.mapped("date_from")
        values["date_from"] = min(begins) if all(begins) else False
        ends = together.mapped("date_to")
        values["date_to"] = max(ends) if all(ends) else False
        doubles.unlink()
        self.write(values)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_take_over(self):
        """Take over role, influence and attitude as they are known today."""
        for stakeholder, position in self._find_positions().items():
            stakeholder.write(
                {
                    name: position._fields[name].convert_to_write(
                        position[name], position
                    )
                    for name in _STANCE
                    if position[name]
                }
            )

    def action_open_person(self):
        """Open the contact."""
        self.ensure_one()
        return self.person_id._get_records_action(context={})

    def action_open_lead(self):
        """Open the deal."""
        self.ensure_one()
        return self.lead_id.get_formview_action()
