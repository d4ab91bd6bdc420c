from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..segment.server_action import may_act

#: What is rendered or run, of which a step has what its kind needs.
_CARRIED_OUT = ("message", "server_action_id")


class CrmCampaignStep(models.Model):
    """Whose rights a step has: those of whoever wrote or chose what it carries out.

    The owner of the campaign is told of problems, and gives it no rights. Where that
    user is gone or may no longer do it, the step waits, and the owner is told why.
    """

    _inherit = "crm.campaign.step"

    author_id = fields.Many2one(
        "res.users",
        string="Last Changed By",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Who wrote the text, or chose the server action. The step does no more "
        "than this user may do.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create([self._sign(vals) for vals in vals_list])
        steps._check_author()
        return steps

    def write(self, vals):
        """Sign what is carried out, and keep nothing hidden of another kind."""
        changing = self.filtered(lambda step: step.kind != vals.get("kind", step.kind))
        if changing and changing != self:
            return changing.write(vals) and (self - changing).write(vals)
        if changing:
            vals = dict.fromkeys(_CARRIED_OUT, False) | vals
        is_new = not vals.keys().isdisjoint(_CARRIED_OUT)
        # OdooBot changes texts for somebody else, if at all.
        if is_new and self.env.uid != SUPERUSER_ID:
            vals = self._sign(vals)
        elif not self.env.su:
            vals = {name: vals[name] for name in vals if name != "author_id"}
        result = super().write(vals)
        if is_new:
            self._check_author()
        return result

    def _check_author(self):
        """Refuse what the user may not write or choose; constraints know no user.

        :raise AccessError: if a right is missing
        """

    @api.model
    def _sign(self, vals):
        """Return values with their author; only programs can say who that is."""
        if self.env.su and "author_id" in vals:
            return vals
        return vals | {"author_id": self.env.uid}

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def _find_problem(self):
        return super()._find_problem() or self._find_rights_problem()

    def _find_rights_problem(self):
        """Return which right is missing to do the step, or False."""
        self.ensure_one()
        return False

    def _check_rights(self):
        """Raise a UserError, for the owner to read, unless the step may be done."""
        self.ensure_one()
        step = self.with_context(lang=self.campaign_id.user_id.lang)
        problem = step._find_rights_problem()
        if problem:
            raise UserError(problem)

    def _find_author_problem(self, author):
        """Return why a user cannot answer for what the step does, or False."""
        if not author:
            return self.env._(
                "The user who wrote or chose what “%s” does is not known any more. "
                "Write or choose it again.",
                self.name,
            )
        company = self.campaign_id.company_id
        if not may_act(author, company):
            return self.env._(
                "%(user)s wrote or chose what “%(step)s” does, and does not work for "
                "%(company)s any more. Write or choose it again.",
                user=author.sudo().name,
                step=self.name,
                company=company.name,
            )
        return False

    def _find_editor_problem(self, author):
        """Return why a user cannot answer for placeholders that need rights, or False.

        Odoo renders them with more rights than most users have, and trusts editors.
        """
        problem = self._find_author_problem(author)
        if problem or self._is_editor(author):
            return problem
        return self.env._(
            "%(user)s wrote placeholders into the message of “%(step)s” that only a "
            "Mail Template Editor may write. Have one write it again.",
            user=author.sudo().name,
            step=self.name,
        )

    # ------------------------------------------------------------------
    # Rendering
    # ------------------------------------------------------------------

    @api.model
    def _is_sensitive(self, text, engine="inline_template"):
        """Tell whether only a Mail Template Editor may write a text to contacts."""
        renderer = self.env["mail.render.mixin"]
        check = getattr(renderer, f"_has_unsafe_expression_template_{engine}")
        return bool(text) and check(str(text), "res.partner")

    @api.model
    def _is_editor(self, user):
        """Tell whether Odoo lets a user write texts that carry out anything."""
        editors = "mail.group_mail_template_editor"
        return user._is_admin() or user.has_group(editors)

    def _get_renderer(self, author):
        """Return what renders texts with the rights of a user, in the company."""
        company = self.campaign_id.company_id
        renderer = self.env["mail.render.mixin"].with_user(author)
        return renderer.with_context(allowed_company_ids=company.ids)
