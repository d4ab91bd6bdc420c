from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import file_open

from .step_mailing import RENDERED

_STYLES = "mass_mailing/static/src/scss/mass_mailing_mail.scss"


class _Undone(Exception):
    """What was written while a text was rendered is taken back."""


class CrmCampaignStep(models.Model):
    """Messages tried on oneself, with the data of a real customer who never knows.

    What is rendered is sent as it is: rendered again, a customer's name would be
    carried out. Nothing that rendering does, such as asking for a rating, is kept.
    """

    _inherit = "crm.campaign.step"

    def action_test(self):
        """Send the message to the user, as a customer would get it."""
        self.ensure_one()
        self.check_access("write")
        if self.kind not in self._get_mailing_kinds():
            raise UserError(self.env._("“%s” sends no message to try.", self.name))
        problem = self._find_problem()
        if problem:
            raise UserError(problem)
        customer = self._get_test_customer()
        getattr(self, f"_test_{self.kind}")(customer)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "“%(step)s” was sent to you, as %(customer)s would get it. Its "
                    "links change nothing of this customer.",
                    step=self.name,
                    customer=customer.display_name,
                ),
            },
        }

    def _get_test_customer(self):
        """Return one contact of the audience whom the user sees."""
        campaign = self.campaign_id
        try:
            domain = campaign._get_audience_domain()
            customer = self.env["crm.customer"].search(domain, limit=1).partner_id
        except UserError:
            customer = self.env["res.partner"]
        picked = campaign.partner_ids._filtered_access("read")
        customer = picked[:1] or customer
        if not customer:
            raise UserError(
                self.env._("There is nobody in the audience to try the message with.")
            )
        return customer

    def _render_test(self, customer):
        """Return what a customer would get: {name of the text: text}."""
        pattern = self.mailing_id
        step = self.with_context(offer_lang=customer.lang)
        texts = {name: pattern[name] for name in RENDERED[pattern.mailing_type]}
        texts |= step._prepare_texts(pattern)
        if pattern.mailing_type == "mail":
            # The preview is part of the body, and rendered with it.
            texts["body_html"] = pattern._prepend_preview(
                texts["body_html"], texts.pop("preview")
            )
        return self._render_and_undo(texts, customer)

    def _render_and_undo(self, texts, customer):
        engines = RENDERED[self.mailing_id.mailing_type]
        renderer = self._get_message_renderer(self.mailing_id.sudo()).with_context(
            lang=customer.lang, campaign_test=True
        )
        rendered = {}
        try:
            with self.env.cr.savepoint():
                for name, text in texts.items():
                    is_html = engines[name] == "qweb"
                    [rendered[name]] = renderer._render_template(
                        text or "",
                        "res.partner",
                        customer.ids,
                        engine=engines[name],
                        options={"post_process": is_html, "preserve_comments": True},
                    ).values()
                raise _Undone
        except _Undone:
            return rendered

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def _send_test_mail(self, texts):
        """Send a mail to the user that belongs to no record, and leave none behind."""
        with file_open(_STYLES) as file:
            # It comes with Odoo.
            style = Markup("<style>%s</style>") % Markup(file.read())  # noqa: S704
        body = self.env["ir.qweb"]._render(
            "mass_mailing.mass_mailing_mail_layout",
            {"body": texts["body_html"], "mailing_style": style},
            minimal_qcontext=True,
        )
        # Users may send mails, but not make them without a record.
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "email_from": texts["email_from"] or self.env.user.email_formatted,
                    "reply_to": texts["reply_to"],
                    "email_to": self.env.user.email_normalized or self.env.user.email,
                    "subject": self.env._("[TEST] %s", texts["subject"]),
                    "body_html": body,
                    "attachment_ids": self.mailing_id.attachment_ids.ids,
                    "mail_server_id": self.mailing_id.mail_server_id.id,
                    "auto_delete": False,
                }
            )
        )
        mail.send()
        problem = mail.state == "exception" and mail.failure_reason
        mail.unlink()
        if problem:
            raise UserError(self.env._("The mail could not be sent. %s", problem))
