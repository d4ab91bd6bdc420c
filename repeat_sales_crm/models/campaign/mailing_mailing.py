from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .delivery_query import delivery_joins, held_number, message_refusals

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
    campaign_step_id = fields.Many2one(
        "crm.campaign.step",
        string="Sent by Step",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The step of a campaign whose messages these are. The campaign decides "
        "who gets them, until the moment they are sent.",
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
        """Leave out whom the campaign would not write to at this moment."""
        domain = super()._get_recipients_domain()
        if not self.campaign_step_id:
            return domain
        return domain & Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN (%s)",
                SQL.identifier(alias, "id"),
                self._get_campaign_contacts_query(),
            )
        )

    def _get_campaign_contacts_query(self):
        """Return the SELECT of the contacts who may get the mailing now."""
        # Email Marketing users need no rights on campaigns for what they send to hold.
        step = self.sudo().campaign_step_id
        self.env.flush_all()
        actions = self.env["crm.campaign.action"].sudo()
        customers = actions._read_group(
            [("mailing_id", "=", self.id), ("state", "=", "running")], ["partner_id"]
        )
        refusals = message_refusals(
            step.campaign_id, [partner.id for [partner] in customers]
        )
        return SQL(
            """
            SELECT action.contact_id
              FROM crm_campaign_action AS action
              %s
             WHERE action.mailing_id = %s AND action.state = 'running'
               AND %s IS NULL
            """,
            delivery_joins(refusals),
            self.id,
            held_number(refusals),
        )

    def action_retry_failed(self):
        """Try again; for a mailing of a campaign, the campaign sees to that.

        Its actions may wait for a mailing of their own already: this one then finds
        nobody, and nobody gets two.
        """
        result = super().action_retry_failed()
        # Whoever may send the mailing again may do so by way of the campaign.
        self.sudo().campaign_step_id._try_again()
        return result
