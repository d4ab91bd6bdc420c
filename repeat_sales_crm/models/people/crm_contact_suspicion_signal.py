from textwrap import shorten

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

KINDS = [
    ("bounce", "Mail Returned"),
    ("double", "Created Elsewhere"),
    ("mail", "Mail from a New Domain"),
]


class CrmContactSuspicionSignal(models.Model):
    """One sign that a person may have changed job, with its document."""

    _name = "crm.contact.suspicion.signal"
    _description = "Sign of a Changed Job"
    _order = "strength desc, found_at desc, id desc"
    _rec_name = "sentence"

    suspicion_id = fields.Many2one(
        "crm.contact.suspicion", required=True, index=True, ondelete="cascade"
    )
    person_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, string="Sign", required=True)
    key = fields.Char(
        required=True, help="The same evidence has the same key, and counts once."
    )
    strength = fields.Integer(required=True, help="From 1, weak, to 3, strong.")
    found_at = fields.Datetime(string="When")
    model = fields.Char()
    res_id = fields.Many2oneReference(string="Document", model_field="model")
    email = fields.Char(string="E-mail")
    reason = fields.Char(help="What the mail server wrote.")
    detail = fields.Char()
    duplicate_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="set null"
    )
    new_organisation_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="set null"
    )
    sentence = fields.Char(string="Evidence", compute="_compute_sentence")

    # A constraint and no mere index: that is what Odoo's merge looks for.
    _evidence_unique = models.Constraint(
        "UNIQUE(person_id, kind, key)", "This evidence is known already."
    )

    @api.depends("kind", "email", "reason", "detail", "found_at")
    def _compute_sentence(self):
        for signal in self:
            tell = getattr(signal.sudo(), f"_tell_{signal.kind}", None)
            signal.sentence = tell() if tell else False

    def _tell_bounce(self):
        day = format_date(self.env, self.found_at)
        if not self.reason:
            return self.env._(
                "Mail to %(email)s came back, last on %(day)s.",
                email=self.email,
                day=day,
            )
        return self.env._(
            "Mail to %(email)s came back on %(day)s: “%(reason)s”.",
            email=self.email,
            day=day,
            reason=shorten(self.reason.replace(self.email, "…"), 70, placeholder="…"),
        )

    def _tell_double(self):
        same = {
            "email": self.env._("the same name and e-mail address"),
            "phone": self.env._("the same phone number"),
            "local": self.env._("the same name and the same address before the @"),
        }
        return self.env._(
            "A contact with %(same)s was created at %(organisation)s on %(day)s.",
            same=same.get(self.detail, self.env._("the same name")),
            organisation=self.new_organisation_id.name or self.env._("another company"),
            day=format_date(self.env, self.found_at),
        )

    def _tell_mail(self):
        day = format_date(self.env, self.found_at)
        if self.detail == "free":
            return self.env._(
                "Somebody of this name wrote from the private address %(email)s on "
                "%(day)s.",
                email=self.email,
                day=day,
            )
        if self.new_organisation_id:
            return self.env._(
                "Somebody of this name wrote from %(email)s, an address of "
                "%(organisation)s, on %(day)s.",
                email=self.email,
                organisation=self.new_organisation_id.name,
                day=day,
            )
        return self.env._(
            "Somebody of this name wrote from %(email)s on %(day)s.",
            email=self.email,
            day=day,
        )

    def action_open_document(self):
        """Open what the sign was seen in."""
        self.ensure_one()
        if self.kind == "double" and self.duplicate_id:
            return self.duplicate_id._get_records_action(context={})
        model, res_id = self.model, self.res_id
        if model == "mail.message":
            message = self.env[model].browse(res_id).exists()
            model, res_id = message.sudo().model, message.sudo().res_id
        if model not in self.env or not self.env[model].browse(res_id).exists():
            raise UserError(self.env._("The document is not there any more."))
        record = self.env[model].browse(res_id)
        record.check_access("read")
        return record.get_formview_action()

    @api.model
    def _prepare_merge(self, sources, target):
        """Leave one of each evidence to contacts that are about to become one."""
        everybody = sources | target
        about = self.sudo().search([("duplicate_id", "in", everybody.ids)])
        inner = about.filtered(lambda signal: signal.person_id in everybody)
        inner.unlink()
        outer = about - inner
        # A pair of contacts keeps its key, so that what was dismissed stays so.
        known = set()
        for signal in outer.sorted(lambda one: one.key != str(target.id)):
            doubled = signal.kind == "double"
            if doubled and (signal.person_id, signal.kind) in known:
                signal.unlink()
            elif doubled:
                known.add((signal.person_id, signal.kind))
                signal.key = str(target.id)
        signals = self.sudo().search([("person_id", "in", everybody.ids)])
        seen = set()
        for signal in signals.sorted(lambda one: one.person_id != target):
            if (signal.kind, signal.key) in seen:
                signal.unlink()
            seen.add((signal.kind, signal.key))
