from odoo import models
from odoo.exceptions import UserError


class CrmCampaignStep(models.Model):
    """Offers in the language of each customer, and of the salesperson who reads them.

    What a step says with an offer in it is put together for one language at a time.
    """

    _inherit = "crm.campaign.step"

    def _send_mailing(self, actions):  # pylint: disable=missing-return
        for step, spoken in self._split_by_language(
            actions, lambda action: action.contact_id.lang
        ):
            super(CrmCampaignStep, step)._send_mailing(spoken)

    def _plan_activities(self, actions):  # pylint: disable=missing-return
        for step, read in self._split_by_language(
            actions, lambda action: action.user_id.lang
        ):
            super(CrmCampaignStep, step)._plan_activities(read)

    def _split_by_language(self, actions, key):
        """Yield the step in each language, and the actions that it is for.

        :param key: function that returns the language of who reads it
        """
        if not self.offer_id:
            yield self, actions
            return
        for lang, some in actions.grouped(key).items():
            yield self.with_context(offer_lang=lang), some

    def _find_problem(self):
        """Refuse texts in which an offer cannot be told."""
        problem = super()._find_problem()
        if problem or not self.offer_id:
            return problem
        try:
            self._fill_in(self.message or "")
            self._fill_in(self.script, is_html=True)
            if self.mailing_id:
                self._prepare_texts(self.mailing_id)
        except UserError as error:
            return f"{self.name}: {error}"
        return False
