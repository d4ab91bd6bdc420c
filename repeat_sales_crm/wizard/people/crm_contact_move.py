from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

FOLLOW_UPS = [
    ("opportunity", "Start an opportunity"),
    ("task", "Plan a first contact"),
    ("none", "Nothing"),
]


class CrmContactMove(models.TransientModel):
    """Records that a person changed job, and sets both sides to work.

    The old company's seller looks for a successor, the new company's makes use of the
    acquaintance. All that Odoo itself has to know is written on the contact; the career
    follows from that.
    """

    _name = "crm.contact.move"
    _description = "Changed Job"

    person_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    date = fields.Date(
        string="Since",
        required=True,
        default=lambda self: self.env.company._lifecycle_today(),
        help="The first day in the new job. Purchases stay with who bought them, "
        "whatever day you enter.",
    )
    is_unknown = fields.Boolean(
        string="New Company Not Known",
        help="The person left, and nobody knows yet where to.",
    )
    organisation_id = fields.Many2one(
        "res.partner",
        string="New Company",
        ondelete="cascade",
        domain=[("is_company", "=", True)],
        help="Type a name that is not known yet to create the company.",
    )
    job = fields.Char(string="Job Title")
    department = fields.Char()
    email = fields.Char(
        string="New E-mail",
        help="The old address still finds the person, for incoming mail too.",
    )
    phone = fields.Char(string="New Phone")

    # The company left
    old_organisation_id = fields.Many2one("res.partner", compute="_compute_old")
    is_promotion = fields.Boolean(compute="_compute_is_promotion")
    purchase_count = fields.Integer(string="Purchases", compute="_compute_old")
    amount_total = fields.Monetary(
        string="Revenue through This Person",
        compute="_compute_old",
        help="What the old company bought through this person, untaxed.",
    )
    amount_year = fields.Monetary(
        string="In the Last 12 Months", compute="_compute_old"
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_old")
    find_successor = fields.Boolean(
        compute="_compute_play",
        readonly=False,
        store=True,
        help="Plan an activity on the old company, with the revenue that hung on this "
        "person.",
    )
    old_user_id = fields.Many2one(
        "res.users",
        string="Who Looks for the Successor",
        compute="_compute_play",
        readonly=False,
        store=True,
        domain=[("share", "=", False)],
    )

    # The company joined
    follow_up = fields.Selection(
        FOLLOW_UPS,
        string="At the New Company",
        compute="_compute_follow_up",
        readonly=False,
        store=True,
    )
    new_user_id = fields.Many2one(
        "res.users",
        string="Who Follows Up",
        compute="_compute_play",
        readonly=False,
        store=True,
        domain=[("share", "=", False)],
        help="The new company's salesperson, or else the old one's.",
    )
    warning = fields.Text(compute="_compute_warning")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("person_id")
    @api.depends_context("company", "uid")
    def _compute_old(self):
        company = self.env.company
        for move in self:
            old = move.person_id.sudo()._get_organisation()
            bought = move.person_id._read_purchases_through(company).get(old)
            move.old_organisation_id = old.id
            move.currency_id = company.currency_id
            move.purchase_count = bought.count if bought else 0
            move.amount_total = bought.amount if bought else 0
            move.amount_year = bought.amount_year if bought else 0

    @api.depends("organisation_id", "person_id", "is_unknown")
    def _compute_is_promotion(self):
        for move in self:
            old = move.person_id.sudo()._get_organisation()
            move.is_promotion = bool(old) and old == move._get_new_organisation()

    @api.depends("person_id", "organisation_id", "is_unknown")
    def _compute_play(self):
        for move in self:
            old = move.person_id.sudo()._get_organisation()
            new = move._get_new_organisation()
            move.find_successor = bool(old) and old != new
            move.old_user_id = old.user_id or self.env.user
            move.new_user_id = new.user_id or old.user_id or self.env.user

    @api.depends("person_id", "organisation_id", "is_unknown", "purchase_count")
    def _compute_follow_up(self):
        for move in self:
            if not move._get_new_organisation() or move.is_promotion:
                move.follow_up = "none"
            else:
                move.follow_up = "opportunity" if move.purchase_count else "task"

    @api.depends("person_id", "organisation_id", "is_unknown")
    def _compute_warning(self):
        for move in self:
            new = move._get_new_organisation()
            lines = move.person_id._get_move_warnings(move.old_organisation_id, new)
            move.warning = "\n".join(lines)

    def _get_new_organisation(self):
        if self.is_unknown:
            return self.env["res.partner"]
        return self.organisation_id.sudo().commercial_partner_id

    # ------------------------------------------------------------------
    # Apply
    # ------------------------------------------------------------------

    def action_apply(self):
        """Move the person, and set both sides to work."""
        self.ensure_one()
        self._check()
        old, warnings = self.old_organisation_id, self.warning
        if self.is_promotion:
            self._promote()
        else:
            self._move_person()
        if self.find_successor and old:
            self._plan_successor(old)
        lead = self._follow_up_new(warnings)
        if lead and lead.has_access("read"):
            return lead.get_formview_action()
        return self.person_id._get_records_action(context={})

    def _check(self):
        today = self.env.company._lifecycle_today()
        main = self._get_main()
        if self.date > today:
            raise UserError(
                self.env._(
                    "Enter the change once it has happened. Until then, set the status "
                    "of the present job to About to Leave."
                )
            )
        if main.date_from and self.date < main.date_from:
            raise UserError(
                self.env._(
                    "%(person)s began the present job on %(date)s: enter a later day, "
                    "or correct that one in the career first.",
                    person=self.person_id.name,
                    date=fields.Date.to_string(main.date_from),
                )
            )
        if not self.is_unknown and not self.organisation_id:
            raise UserError(
                self.env._("Choose the new company, or say that it is not known.")
            )
        if self.organisation_id == self.person_id:
            raise UserError(self.env._("Nobody works for themselves here."))

    def _get_main(self):
        positions = self.env["crm.contact.position"].sudo()
        mains = positions._get_mains([self.person_id])
        return mains.get(self.person_id, positions)

    def _get_history_context(self):
        return {"position_date": self.date, "position_source": "changed_job"}

    def _move_person(self):
        values = {
            "parent_id": False if self.is_unknown else self.organisation_id.id,
            "function": self.job,
        }
        values |= {name: self[name] for name in ("email", "phone") if self[name]}
        if not self.is_unknown:
            values["user_id"] = self.new_user_id.id
        self.person_id.with_context(**self._get_history_context()).write(values)
        if self.department:
            self._get_main().department = self.department

    def _promote(self):
        """Close the old job and open a new one, at the same organisation."""
        person = self.person_id
        positions = self.env["crm.contact.position"]
        follower = positions.sudo().with_context(
            position_follows=True, **self._get_history_context()
        )
        standing = person._read_standing()
        main = self._get_main()
        known = main._read_known()
        lines = main and main._read_lines()
        main.with_env(follower.env)._close(standing, self.date)
        follower.flush_model()
        opened = follower._prepare_opened(person, standing, self.date)
        position = follower.create(
            opened | known | {"job": self.job, "department": self.department}
        )
        if lines:
            position._give_lines(lines)
        values = {name: self[name] for name in ("email", "phone") if self[name]}
        person.write(values | {"function": self.job})

    def _plan_successor(self, old):
        user = self.old_user_id or self.env.user
        old.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Find the successor of %s", self.person_id.name),
            note=self.person_id._tell_loss(old, self.env.company, user),
            user_id=user.id,
        )

    def _follow_up_new(self, warnings):
        """Make the opportunity or the activity at the new company.

        :return: the opportunity; an empty record if there is none
        """
        leads = self.env["crm.lead"]
        if self.follow_up in (False, "none") or self.is_unknown:
            return leads
        user = self.new_user_id or self.env.user
        note = self.person_id._tell_career(self.env.company, user)
        if warnings:
            note = Markup("<p><b>%s</b></p>%s") % (warnings, note)
        title = self.env._(
            "%(person)s is now at %(company)s",
            person=self.person_id.name,
            company=self.organisation_id.name,
        )
        if self.follow_up == "task":
            self.person_id.activity_schedule(
                "mail.mail_activity_data_call",
                summary=title,
                note=note,
                user_id=user.id,
            )
            return leads
        # Sellers may hand over to a colleague whose deals they do not see.
        values = self._prepare_opportunity_values(title, user, note)
        return leads.browse(leads.sudo().create(values).id)

    def _prepare_opportunity_values(self, title, user, note):
        return {
            "name": title,
            "type": "opportunity",
            "partner_id": self.person_id.id,
            "company_id": self.env.company.id,
            "user_id": user.id,
            "description": note,
        }
