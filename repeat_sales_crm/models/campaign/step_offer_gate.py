from odoo import fields, models
from odoo.tools import SQL

from ..lifecycle import company_day
from .refusal_query import Refusal


class CrmCampaignStep(models.Model):
    """An offer is given and spoken of only while it is valid.

    A step that is due on another day is passed over, and the plan goes on: what the
    other steps say does not hang on the offer.
    """

    _inherit = "crm.campaign.step"

    offer_told = fields.Char(
        copy=False,
        readonly=True,
        help="Of which offer, with which dates, the owner knows that it was not given.",
    )

    def _get_step_gates(self, now):
        yield from super()._get_step_gates(now)
        if self.offer_id and self._find_offer_absence(now):
            yield Refusal("offer_ended", SQL("TRUE"), leaves=False)

    def _find_offer_absence(self, now):
        day = company_day.local_day(now, self.campaign_id.company_id.lifecycle_tz)
        return self.offer_id._find_absence(day)

    def _notify_offer_absence(self, now):
        """Tell the owner once for each offer and its dates."""
        self.ensure_one()
        campaign = self.campaign_id.with_context(lang=self.campaign_id.user_id.lang)
        step = self.with_env(campaign.env)
        problem = step._find_offer_absence(now)
        offer = self.offer_id
        told = f"{offer.id} {offer.active} {offer.date_start} {offer.date_end}"
        if not problem or self.offer_told == told:
            return
        self.offer_told = told
        campaign.message_post(
            body=campaign.env._(
                "%(problem)s Customers for whom “%(step)s” is due do not get it; the "
                "plan goes on with the next step. Change the dates of the offer, or "
                "choose another one.",
                problem=problem,
                step=step.name,
            ),
            partner_ids=campaign.user_id.partner_id.ids,
        )


class CrmCampaignAction(models.Model):
    _inherit = "crm.campaign.action"

    def _finish(self, state, reason=None, *, now=None, leaves=False):
        now = now or fields.Datetime.now()
        ended = super()._finish(state, reason, now=now, leaves=leaves)
        if reason == "offer_ended":
            for step in ended.step_id:
                step._notify_offer_absence(now)
        return ended
