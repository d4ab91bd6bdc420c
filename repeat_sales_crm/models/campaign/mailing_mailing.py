from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .delivery_query import delivery_joins, held_reason


class MailingMailing(models.Model):
    """Mailings that campaigns send, and their patterns."""

    _inherit = "mailing.mailing"

    campaign_step_ids = fields.One2many(
        "crm.campaign.step", "mailing_id", string="Pattern of Steps"
    )
    campaign_action_ids = fields.One2many("crm.campaign.action", "mailing_id")
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
        self.env["crm.campaign.action"].flush_model()
        return SQL(
            """
            SELECT action.contact_id
              FROM crm_campaign_action AS action
              %s
             WHERE action.mailing_id = %s AND action.state = 'running'
               AND %s IS NULL
            """,
            delivery_joins(),
            self.id,
            held_reason(),
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
