from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from ..lifecycle import company_day
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
        absence = self.offer_id and self.offer_id._find_absence(self._get_first_day())
        if absence:
            return self.env._(
                "%(problem)s That does not fit “%(step)s”, which is due from %(day)s "
                "on. Change the dates, or choose another offer.",
                problem=absence,
                step=self.name,
                day=format_date(self.env, self._get_first_day()),
            )
        return False

    def _get_first_day(self):
        """Return the first day on which the step can be due, if launched now."""
        campaign, now = self.campaign_id, fields.Datetime.now()
        moment = campaign.next_run_at or campaign._get_next_run(now) or now
        due = moment
        for step in campaign.step_ids:
            delay = timedelta(days=step.delay_days, hours=step.delay_hours)
            due = (moment if step.delay_from == "launch" else due) + delay
            if step == self:
                break
        return company_day.local_day(due, campaign.company_id.lifecycle_tz)

    def _tell_offer(self):
        """Return the name of the offer and the days on which it is valid."""
        offer = self.offer_id
        return offer and self.env._(
            "%(offer)s (%(first)s – %(last)s)",
            offer=offer.name,
            first=format_date(self.env, offer.date_start),
            last=format_date(self.env, offer.date_end),
        )
