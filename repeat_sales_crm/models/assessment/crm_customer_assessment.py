from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .preceding_query import KINDS, Question, preceding_query


class CrmCustomerAssessment(models.Model):
    """What somebody thought of a person or an organisation on a day.

    Potential is what they could buy or recommend, loyalty how much they are on our
    side. Each may be left empty; the latest known level of each counts.
    """

    _name = "crm.customer.assessment"
    _description = "Assessment"
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Person or Organisation",
        required=True,
        index=True,
        ondelete="cascade",
        bypass_search_access=True,
    )
    is_company = fields.Boolean(related="partner_id.is_company")
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    date = fields.Date(
        string="Day",
        required=True,
        default=lambda self: self.env.company._lifecycle_today(),
    )
    potential_id = fields.Many2one(
        "crm.assessment.level",
        domain=[("axis", "=", "potential")],
        index="btree_not_null",
        ondelete="restrict",
        help="How much they could buy, prescribe or recommend.",
    )
    loyalty_id = fields.Many2one(
        "crm.assessment.level",
        domain=[("axis", "=", "loyalty")],
        index="btree_not_null",
        ondelete="restrict",
        help="How much they are on our side.",
    )
    note = fields.Char(help="What makes you think so.")
    user_id = fields.Many2one(
        "res.users",
        string="Assessed By",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
    )

    # What went before
    preceding_kind = fields.Selection(
        KINDS,
        string="After",
        compute="_compute_preceding",
        store=True,
        readonly=False,
        help="The last contact of ours until that day. It is found by itself; choose "
        "another kind if it was not what mattered.",
    )
    preceding_date = fields.Date(
        string="On",
        compute="_compute_preceding",
        store=True,
        readonly=False,
        help="The day of that contact.",
    )
    preceding_model = fields.Char(
        compute="_compute_preceding", store=True, readonly=False
    )
    preceding_res_id = fields.Many2oneReference(
        string="Contact",
        model_field="preceding_model",
        compute="_compute_preceding",
        store=True,
        readonly=False,
    )

    # No unique key over the partner: a merge would delete what two contacts had.
    _latest_idx = models.Index("(company_id, partner_id, date DESC, id DESC)")
    _levels_check = models.Constraint(
        "CHECK(potential_id IS NOT NULL OR loyalty_id IS NOT NULL)",
        "Enter the potential, the loyalty, or both.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("partner_id", "date")
    def _compute_display_name(self):
        for assessment in self:
            assessment.display_name = self.env._(
                "%(partner)s on %(day)s",
                partner=assessment.partner_id.display_name or "",
                day=format_date(self.env, assessment.date),
            )

    @api.depends("partner_id", "date", "company_id")
    def _compute_preceding(self):
        """Find the last contact until the day, for all assessments at once."""
        asked = {
            number: assessment
            for number, assessment in enumerate(self)
            if assessment.partner_id and assessment.date
        }
        found = self._find_preceding(
            [
                Question(
                    number,
                    assessment.partner_id._origin.id,
                    assessment.date,
                    (assessment.company_id or self.env.company).sudo().lifecycle_tz
                    or "UTC",
                )
                for number, assessment in asked.items()
            ]
        )
        for number, assessment in enumerate(self):
            kind, day, model, res_id = found.get(number, (False,) * 4)
            assessment.preceding_kind = kind
            assessment.preceding_date = day
            assessment.preceding_model = model
            assessment.preceding_res_id = res_id

    @api.model
    def _find_preceding(self, questions):
        """Return {number: (kind, day, model, id)} of the contacts before some days.

        :param questions: list of :class:`.preceding_query.Question`
        """
        questions = [question for question in questions if question.partner_id]
        if not questions:
            return {}
        for model in (
            "calendar.event",
            "crm.lead",
            "mail.activity",
            "mail.message",
            "mailing.trace",
            "res.partner",
            "sale.order",
        ):
            self.env[model].flush_model()
        rows = self.env.execute_query(preceding_query(questions))
        return {number: tuple(row) for number, *row in rows}

    @api.onchange("preceding_kind", "preceding_date")
    def _onchange_preceding(self):
        """Forget the document of a contact that is corrected by hand."""
        question = Question(
            0,
            self.partner_id._origin.id,
            self.date,
            self.company_id.sudo().lifecycle_tz or "UTC",
        )
        found = self.date and self._find_preceding([question]).get(0)
        if not found or found[:2] != (self.preceding_kind, self.preceding_date):
            self.preceding_model = False
            self.preceding_res_id = False

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    @api.constrains("date", "company_id")
    def _check_date(self):
        for assessment in self:
            if assessment.date > assessment.company_id._lifecycle_today():
                raise ValidationError(
                    self.env._(
                        "%(partner)s cannot be assessed ahead of time: enter today or "
                        "an earlier day.",
                        partner=assessment.partner_id.display_name,
                    )
                )

    @api.constrains("potential_id", "loyalty_id")
    def _check_axes(self):
        for assessment in self:
            for axis in ("potential", "loyalty"):
                level = assessment[f"{axis}_id"]
                if level and level.axis != axis:
                    raise ValidationError(
                        self.env._(
                            "“%s” is a level of the other scale. Choose another one.",
                            level.name,
                        )
                    )

    @api.constrains("partner_id", "company_id")
    def _check_partner_company(self):
        for assessment in self:
            company = assessment.partner_id.sudo().company_id
            if company and company not in assessment.company_id.sudo().parent_ids:
                raise ValidationError(
                    self.env._(
                        "%(partner)s belongs to another company than the assessment.",
                        partner=assessment.partner_id.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        assessments = super().create(vals_list)
        assessments._note_customers()
        return assessments

    def write(self, vals):
        self._note_customers()
        result = super().write(vals)
        self._note_customers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_note_customers(self):
        self._note_customers()

    def _note_customers(self):
        """Have the facts calculated of those who are customers themselves."""
        pairs = {
            (assessment.company_id.id, assessment.partner_id.id)
            for assessment in self.sudo()
            if assessment.partner_id.commercial_partner_id == assessment.partner_id
        }
        self.env["crm.customer.refresh"]._note_prospects(pairs)

    # ------------------------------------------------------------------
    # Doors
    # ------------------------------------------------------------------

    def action_open_preceding(self):
        """Open the contact that went before; of an activity or mail, its document."""
        self.ensure_one()
        model, res_id = self.preceding_model, self.preceding_res_id
        if model in ("mail.activity", "mail.message"):
            found = self.env[model].sudo().with_context(active_test=False)
            found = found.browse(res_id).exists()
            field = "res_model" if model == "mail.activity" else "model"
            model, res_id = found[field], found.res_id
        record = model in self.env and self.env[model].browse(res_id).exists()
        if not record:
            raise UserError(self.env._("The contact is not there any more."))
        record.check_access("read")
        return record.get_formview_action()

    def action_open_partner(self):
        """Open who was assessed."""
        self.ensure_one()
        return self.partner_id._get_records_action(context={})
