"""The world of the tests of campaigns."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import count

from freezegun import freeze_time

from odoo import SUPERUSER_ID, api
from odoo.fields import Command, Datetime
from odoo.tests.common import TransactionCase

from tests.common import LifecycleCommon

#: A Monday, as the world begins.
START = Datetime.to_datetime("2026-06-15 09:00:00")


class CampaignCommon(LifecycleCommon, TransactionCase):
    """Three customers of a seller and one of another; no caps, and no quiet hours."""

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(freeze_time(START))
        super().setUpClass()
        cls.numbers = count(1000)
        # Receivers of webhooks are on this machine.
        cls.env["ir.config_parameter"].set_param(
            "repeat_sales_crm.webhook_hosts", "127.0.0.1, localhost"
        )
        cls.marketer = cls.make_user("marketer", "repeat_sales_crm.group_marketer")
        cls.big = cls.make_buyer("Big", 900, cls.seller)
        cls.middle = cls.make_buyer("Middle", 500, cls.seller)
        cls.small = cls.make_buyer("Small", 100, cls.seller)
        cls.other = cls.make_buyer("Other", 300, cls.other_seller)
        cls.all_partners = cls.big | cls.middle | cls.small | cls.other
        cls.refresh()

    @classmethod
    def make_company(cls, name, **values):
        """Create a company without what it gets to start with that is in the way."""
        company = super().make_company(
            name,
            **{
                "campaign_quiet_from": 0,
                "campaign_quiet_to": 0,
                "campaign_daily_calls": 0,
                **values,
            },
        )
        mine = [("company_id", "=", company.id)]
        cls.env["crm.segment"].search(mine).unlink()
        cls.env["crm.campaign.cap"].search(mine).unlink()
        return company

    @classmethod
    def make_buyer(cls, name, amount, user=None, **values):
        """Create a customer with a phone and an address who bought once."""
        phone = f"+1 555 {next(cls.numbers)}"
        partner = cls.make_partner(name, user, phone=phone, **values)
        cls.make_order(partner, 100, amount)
        return partner

    @classmethod
    def make_segment(cls, name, rule=(), **values):
        return cls.env["crm.segment"].create(
            {
                "name": name,
                "domain": repr(list(rule)),
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def make_campaign(cls, *steps, user=None, **values):
        """Create a campaign for all four customers, made by the marketer.

        :param steps: values of its steps; a call if there is none
        """
        steps = steps or ({"name": "Call them"},)
        if not values.keys() & {"lifecycle_segment_ids", "segment_ids", "partner_ids"}:
            values["partner_ids"] = [Command.set(cls.all_partners.ids)]
        campaigns = cls.env["crm.campaign"].with_user(user or cls.marketer)
        return campaigns.create(
            {
                "name": f"Campaign {campaigns.sudo().search_count([])}",
                "company_id": cls.company.id,
                "goal": "More repeat sales",
                "goal_metric": "buyers",
                "goal_value": 0.1,
                "step_ids": [
                    Command.create({"kind": "call", "sequence": number, **step})
                    for number, step in enumerate(steps)
                ],
                **values,
            }
        )

    def launch(self, *steps, **values):
        """Make a campaign, launch it, and have the engine run."""
        campaign = self.make_campaign(*steps, **values)
        campaign.action_launch()
        self.run_engine()
        return campaign

    @contextmanager
    def at(self, **later):
        """Be so much later than the beginning: days, hours, minutes."""
        with freeze_time(START + timedelta(**later)):
            yield

    def run_engine(self, **later):
        """Run the scheduled action, so much later than the beginning."""
        self.env.flush_all()
        with (
            freeze_time(START + timedelta(**later)),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            api.Environment(cr, SUPERUSER_ID, {})["crm.campaign"]._cron_run()
        self.env.invalidate_all()

    def members(self, campaign):
        """Return {partner: (state, reason)}."""
        return {
            member.partner_id: (member.state, member.reason)
            for member in campaign.sudo().member_ids
        }

    def actions(self, campaign, partner=None):
        """Return the actions of campaigns in the order of the plan."""
        domain = [("campaign_id", "in", campaign.ids)]
        if partner:
            domain.append(("partner_id", "=", partner.id))
        return self.env["crm.campaign.action"].search(domain, order="id")

    def states(self, campaign, partner):
        """Return the (state, reason) of each action for a customer."""
        return self.actions(campaign, partner).mapped(
            lambda action: (action.state, action.reason)
        )

    def activity(self, campaign, partner):
        """Return the open activity for a customer, as its user."""
        action = self.actions(campaign, partner).filtered(
            lambda action: action.state == "running"
        )
        activity = action.activity_id
        return activity.with_user(activity.user_id)
