from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from .delivery_query import SUSPICIOUS

#: What is rendered of each kind of message, and by which engine, to find out before
#: anything is sent whether it can be rendered for everybody.
RENDERED = {
    "mail": {
        "subject": "inline_template",
        "preview": "inline_template",
        "body_html": "qweb",
        "email_from": "inline_template",
        "reply_to": "inline_template",
    },
    "sms": {"body_plaintext": "inline_template"},
}

#: Who sends it says nothing by itself.
_SENDER = {"email_from", "reply_to"}


class CrmCampaignStep(models.Model):
    """Messages: for each chunk of customers a mailing of its own, sent by Odoo.

    Statistics, links, unsubscribing and the blacklist are those of Email Marketing.
    """

    _inherit = "crm.campaign.step"

    mailing_id = fields.Many2one(
        "mailing.mailing",
        string="Message",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('mailing_model_id.model', '=', 'res.partner'),"
        " ('mailing_type', '=', kind == 'sms' and 'sms' or 'mail')]",
        help="The pattern of the message. Each sending is a copy of it; the pattern "
        "itself stays a draft.",
    )
    sends_mailing = fields.Boolean(compute="_compute_sends_mailing")
    condition = fields.Selection(
        selection_add=[
            ("opened", "If the message was opened"),
            ("not_opened", "If the message was not opened"),
            ("clicked", "If a link was clicked"),
            ("not_clicked", "If no link was clicked"),
        ],
        ondelete={
            "opened": "set default",
            "not_opened": "set default",
            "clicked": "set default",
            "not_clicked": "set default",
        },
    )

    @api.depends("kind")
    def _compute_sends_mailing(self):
        kinds = self._get_mailing_kinds()
        for step in self:
            step.sends_mailing = step.kind in kinds

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def _send_mailing(self, actions):
        """Queue one mailing to the contacts of these actions."""
        now = actions[:1].started_at
        bounced = actions._filter_bounced()
        bounced._finish("skipped", "bounced", now=now)
        actions -= bounced
        if not actions:
            return
        # The owner need not be told of each chunk.
        pattern = self.mailing_id.with_context(mail_auto_subscribe_no_notify=True)
        mailing = pattern.copy(self._prepare_mailing(actions))
        failing = self._find_failing(mailing, actions.contact_id.ids)
        able = actions.filtered(lambda action: action.contact_id.id not in failing)
        self._take_out(actions - able, failing, now, is_all=not able)
        if able:
            mailing.mailing_domain = repr([("id", "in", able.contact_id.ids)])
            able.mailing_id = mailing
            mailing.action_put_in_queue()
        else:
            mailing.unlink()

    def _find_failing(self, mailing, contact_ids):
        """Return {contact id: error} of those for whom the message cannot be rendered.

        Halves are tried until whoever fails stands alone.
        """
        try:
            with self.env.cr.savepoint():
                self._render_for_all(mailing, contact_ids)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001
            if len(contact_ids) == 1:
                return {contact_ids[0]: str(error) or type(error).__name__}
            middle = len(contact_ids) // 2
            return self._find_failing(
                mailing, contact_ids[:middle]
            ) | self._find_failing(mailing, contact_ids[middle:])
        return {}

    def _take_out(self, actions, failing, now, is_all):
        """Have actions wait for whose contacts the message cannot be rendered.

        Where that is everybody, it is the text that has to be mended.

        :param failing: {contact id: error}
        """
        errors = {action: failing[action.contact_id.id] for action in actions}
        if is_all and len(actions) >= SUSPICIOUS:
            actions._release()
            self._hold(errors[actions[0]], now)
            return
        for action, error in errors.items():
            action._take_back(error, now)

    def _prepare_mailing(self, actions):
        pattern, campaign = self.mailing_id, self.campaign_id
        wave = actions.wave_id[:1]
        return {
            # Odoo wants a name of its own for each. Two processes at once would find
            # the same one: the number of an action is nobody else's.
            "name": f"{wave.display_name}: {self.name} ({min(actions.ids)})",
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            "segment_id": False,
            "campaign_id": campaign.utm_campaign_id.id,
            "campaign_step_id": self.id,
            "user_id": campaign.user_id.id,
            "text_author_id": pattern.text_author_id.id,
            "ab_testing_enabled": False,
            "schedule_type": "now",
            "schedule_date": False,
            "favorite": False,
        } | self._prepare_texts(pattern)

    def _prepare_texts(self, pattern):
        """Return the texts of the message, with what is filled in for everybody."""
        if pattern.mailing_type == "sms":
            return {"body_plaintext": self._fill_in(pattern.body_plaintext)}
        return {
            "subject": self._fill_in(pattern.subject, is_whole=False),
            "preview": self._fill_in(pattern.preview, is_whole=False),
            "body_html": self._fill_in(pattern.body_html, is_html=True),
        }

    def _fill_in(self, text, is_html=False, is_whole=True):
        """Return a text with its placeholders filled in, where a step has any.

        :param is_html: whether the text is HTML
        :param is_whole: whether it is all that is said, so that what has no placeholder
            in it has to be added
        """
        return text

    def _render_for_all(self, mailing, contact_ids):
        """Raise what goes wrong when the message is rendered for some contacts.

        Odoo renders when it sends, as OdooBot: one contact for whom it fails would stop
        all, and what its author may not read would be told to customers.
        """
        renderer = self._get_message_renderer(mailing)
        for name, engine in RENDERED[mailing.mailing_type].items():
            renderer._render_template(
                mailing[name] or "", "res.partner", contact_ids, engine=engine
            )

    def _get_message_renderer(self, mailing):
        """Return what renders a message with the rights of who wrote it."""
        if self._is_sensitive_message(mailing):
            return self._get_renderer(mailing.text_author_id)
        # These placeholders are open to everybody, and need nobody's rights.
        return self.env["mail.render.mixin"].sudo()

    @api.model
    def _is_sensitive_message(self, mailing):
        """Tell whether only a Mail Template Editor may write such a message."""
        return any(
            self._is_sensitive(mailing[name], engine)
            for name, engine in RENDERED[mailing.mailing_type].items()
        )

    def _find_problem(self):
        problem = super()._find_problem()
        if problem or self.kind not in self._get_mailing_kinds():
            return problem
        if not self.mailing_id:
            return self.env._("Write the message of “%s”.", self.name)
        if self.mailing_id.mailing_model_real != "res.partner":
            return self.env._(
                "The message of “%s” is not a message to contacts. Set its recipients "
                "to Contact, or write another one.",
                self.name,
            )
        names = RENDERED[self.mailing_id.mailing_type].keys()
        if not any(self.mailing_id[name] for name in names - _SENDER):
            return self.env._("The message of “%s” is empty.", self.name)
        return False

    def _find_rights_problem(self):
        problem = super()._find_rights_problem()
        message = self.mailing_id.sudo()
        if problem or self.kind not in self._get_mailing_kinds() or not message:
            return problem
        if not self._is_sensitive_message(message):
            return False
        return self._find_editor_problem(message.text_author_id)

    def _get_mailing_kinds(self):
        """Return the kinds of steps that send mailings."""
        return []

    # ------------------------------------------------------------------
    # Conditions
    # ------------------------------------------------------------------

    def _get_opened_condition(self, _partner_ids):
        return self._get_reaction_condition(SQL("trace.open_datetime IS NOT NULL"))

    def _get_clicked_condition(self, _partner_ids):
        clicked = SQL("trace.links_click_datetime IS NOT NULL")
        return self._get_reaction_condition(clicked)

    def _get_reaction_condition(self, reaction):
        of_step = SQL("TRUE")
        if self.condition_step_id:
            of_step = SQL("earlier.step_id = %s", self.condition_step_id.id)
        return SQL(
            """
            EXISTS (SELECT
                      FROM crm_campaign_action AS earlier
                      JOIN mailing_trace AS trace
                           ON trace.mass_mailing_id = earlier.mailing_id
                          AND trace.model = 'res.partner'
                          AND trace.res_id = earlier.contact_id
                     WHERE earlier.member_id = action.member_id
                       AND earlier.id != action.id
                       AND %s
                       AND %s)
            """,
            of_step,
            reaction,
        )
