"""Campaigns of the past, written as the engine would have left them."""

from datetime import timedelta

from odoo.fields import Command

from .campaign_common import START, CampaignCommon


class ResultsCommon(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        outcomes = cls.env["crm.campaign.outcome"].search([])
        cls.outcomes = {outcome.code: outcome for outcome in outcomes}

    @classmethod
    def make_wave(cls, campaign, number=1, days_ago=100):
        moment = START - timedelta(days=days_ago)
        return cls.env["crm.campaign.wave"].create(
            {
                "campaign_id": campaign.id,
                "company_id": campaign.company_id.id,
                "number": number,
                "scheduled_at": moment,
                "started_at": moment,
                "state": "done",
            }
        )

    @classmethod
    def prepare_member(cls, wave, partner, state="done", **values):
        return {
            "wave_id": wave.id,
            "campaign_id": wave.campaign_id.id,
            "company_id": wave.company_id.id,
            "partner_id": partner.id,
            "user_id": partner.user_id.id,
            "state": state,
            "entered_at": wave.started_at,
            **values,
        }

    @classmethod
    def make_member(cls, wave, partner, state="done", **values):
        values = cls.prepare_member(wave, partner, state, **values)
        return cls.env["crm.campaign.member"].create(values)

    @classmethod
    def prepare_action(cls, member, step, contact_at=None, state="done", **values):
        moment = contact_at or member.entered_at
        return {
            "member_id": member.id,
            "wave_id": member.wave_id.id,
            "campaign_id": member.campaign_id.id,
            "company_id": member.company_id.id,
            "partner_id": member.partner_id.id,
            "contact_id": member.partner_id.id,
            "step_id": step.id,
            "channel_group": step.channel_group,
            "state": state,
            "due_at": moment,
            "contact_at": contact_at,
            "done_at": moment,
            **values,
        }

    @classmethod
    def make_action(cls, member, step, contact_at=None, state="done", **values):
        values = cls.prepare_action(member, step, contact_at, state, **values)
        return cls.env["crm.campaign.action"].create(values)

    @classmethod
    def make_crowd(cls, count, user=None, prefix="Guest"):
        """Create many customers who have bought nothing yet."""
        return cls.env["res.partner"].create(
            [
                {"name": f"{prefix} {number}", "user_id": user and user.id}
                for number in range(count)
            ]
        )

    @classmethod
    def make_external(cls, purchases):
        """Create purchases, each of a partner, a day and an amount."""
        return cls.env["crm.purchase.external"].create(
            [
                {
                    "company_id": cls.company.id,
                    "partner_id": partner.id,
                    "date": day,
                    "reference": f"R{number}",
                    "amount": amount,
                }
                for number, (partner, day, amount) in enumerate(purchases)
            ]
        )

    @classmethod
    def make_past(cls, members, control, *, bought=(), days_ago=100, **values):
        """Create a campaign of calls with one wave in the past.

        Who is in ``bought`` bought for 100 ten days later; who is no control was called
        on the day after entering.
        """
        campaign = cls.make_campaign(
            {"name": "Call", "kind": "call", "cost": 2.5},
            partner_ids=[Command.set((members | control).ids)],
            **values,
        ).sudo()
        wave = cls.make_wave(campaign, days_ago=days_ago)
        entered = cls.env["crm.campaign.member"].create(
            [
                cls.prepare_member(wave, partner, state)
                for partners, state in ((members, "done"), (control, "control"))
                for partner in partners
            ]
        )
        moment = wave.started_at + timedelta(days=1)
        cls.env["crm.campaign.action"].create(
            [
                cls.prepare_action(member, campaign.step_ids, moment)
                for member in entered
                if member.state == "done"
            ]
        )
        day = (wave.started_at + timedelta(days=10)).date()
        cls.make_external([(partner, day, 100.0) for partner in bought])
        return campaign

    def results(self, campaign, user=None):
        campaign = campaign.with_user(user or self.marketer)
        return campaign.with_company(campaign.company_id).get_results()

    def rows(self, user=None, model="crm.campaign.result", **domain):
        domain = [(name, "=", value) for name, value in domain.items()]
        return self.env[model].with_user(user or self.marketer).search(domain)
