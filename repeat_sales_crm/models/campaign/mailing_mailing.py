from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: What is said, and by whom.
_TEXTS = {"body_html", "body_plaintext", "email_from", "preview", "reply_to", "subject"}

#: The states of what Odoo's scheduled action sends, or has sent.
_SENT = ("in_queue", "sending", "done")


class MailingMailing(models.Model):
    """Mailings that campaigns send, and their patterns."""

    _inherit = "mailing.mailing"

    campaign_step_ids = fields.One2many(
        "crm.campaign.step",
        "mailing_id",
        string="Pattern of Steps",
        groups="sales_team.group_sale_salesman",
    )
    campaign_action_ids = fields.One2many(
        "crm.campaign.action",
        "mailing_id",
        groups="sales_team.group_sale_salesman",
    )
    is_campaign_pattern = fields.Boolean(
        compute="_compute_is_campaign_pattern",
        help="Campaigns send copies of it. It is not sent itself.",
    )
    text_author_id = fields.Many2one(
        "res.users",
        string="Text Last Changed By",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Campaigns tell customers no more than this user may read.",
    )

    @api.depends_context("campaign_pattern")
    def _compute_is_campaign_pattern(self):
        steps = self.env["crm.campaign.step"].with_context(active_test=False)
        # Who works with mailings need not see campaigns to be told so.
        used = steps.sudo().search_fetch(
            [("mailing_id", "in", self.ids)], ["mailing_id"]
        )
        for mailing in self:
            mailing.is_campaign_pattern = (
                self.env.context.get("campaign_pattern") or mailing in used.mailing_id
            )

    # ------------------------------------------------------------------
    # Whose text it is
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._sign_text(vals) for vals in vals_list])

    def write(self, vals):
        if vals.get("state") in _SENT:
            self._check_no_pattern()
        # OdooBot fills in and converts what somebody else has written.
        if not _TEXTS.isdisjoint(vals) and self.env.uid != SUPERUSER_ID:
            vals = self._sign_text(vals)
        elif not self.env.su:
            vals = {name: vals[name] for name in vals if name != "text_author_id"}
        return super().write(vals)

    @api.model
    def _sign_text(self, vals):
        """Return values with their author; only programs can say who that is."""
        if self.env.su and "text_author_id" in vals:
            return vals
        return vals | {"text_author_id": self.env.uid}

    def _may_be_written(self):
        """Tell whether Odoo lets the user write all that is in the message."""
        is_editor = self.env["crm.campaign.step"]._is_editor(self.env.user)
        return self.env.su or is_editor or not self._has_unsafe_expression()

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def action_send_mail(self, res_ids=None):
        self._check_no_pattern()
        return super().action_send_mail(res_ids)

    def action_send_sms(self, res_ids=None):
        self._check_no_pattern()
        return super().action_send_sms(res_ids)

    def _check_no_pattern(self):
        """Refuse to send the pattern of a campaign to all contacts there are."""
        for mailing in self:
            if mailing.is_campaign_pattern:
                raise UserError(
                    self.env._(
                        "“%s” is the message of a campaign, which sends it to its own "
                        "audience. Duplicate it to send it by itself.",
                        mailing.display_name,
                    )
                )

    def _get_recipients_domain(self):
        """Leave out whose action of the campaign was taken back meanwhile."""
        domain = super()._get_recipients_domain()
        actions = self.env["crm.campaign.action"].sudo()
        mine = Domain("mailing_id", "=", self.id)
        if not self.id or not actions.search_count(mine, limit=1):
            return domain
        running = actions._search(mine & Domain("state", "=", "running"))
        return domain & Domain("id", "in", running.subselect("contact_id"))
