from odoo import fields, models

from .crm_campaign_offer import PLACEHOLDERS
from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    """An offer: given by a step of its own, or printed into what another one says."""

    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("offer", "Offer")], ondelete={"offer": "cascade"}
    )
    offer_id = fields.Many2one(
        "crm.campaign.offer",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('company_id', '=', company_id)]",
        help="Stands in the place of [offer], [code] and [until] in the message or "
        "script, or at its end.",
    )

    def _get_offer_info(self):
        return Kind(group="silent", icon="fa-gift")

    def _run_offer(self, actions):
        # Being done is having the offer.
        actions._finish("done")

    def _fill_in(self, text, is_html=False, is_whole=True):
        text = super()._fill_in(text, is_html, is_whole)
        if not self.offer_id:
            return text
        return self.offer_id._print(text, is_html, is_whole)

    def _speaks_of_offer(self):
        pattern = self.mailing_id
        texts = (self.script, self.message, pattern.subject, pattern.preview)
        texts += (pattern.body_html, pattern.body_plaintext)
        said = " ".join(str(text) for text in texts if text)
        return any(name in said for name in PLACEHOLDERS)

    def _find_problem(self):
        problem = super()._find_problem()
        if problem:
            return problem
        if not self.offer_id and self._speaks_of_offer():
            return self.env._(
                "“%s” speaks of an offer. Choose one, or take [offer], [code] and "
                "[until] out of the text.",
                self.name,
            )
        if self.kind == "offer" and not self.offer_id:
            return self.env._("Choose the offer of “%s”.", self.name)
        if self.offer_id:
            today = self.campaign_id.company_id._lifecycle_today()
            if self.offer_id.date_end < today:
                return self.env._(
                    "The offer of “%(step)s” ended on %(day)s. Choose a later day.",
                    step=self.name,
                    day=self.offer_id.date_end,
                )
        return False
