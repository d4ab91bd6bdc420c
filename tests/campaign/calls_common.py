"""The world of the tests of the call list."""

from odoo.fields import Command

from .campaign_common import START, CampaignCommon

CALL = {"name": "Win back", "kind": "call", "script": "<p>Ask what changed</p>"}
TASK = {"name": "Think", "kind": "task", "delay_days": 1}


class CallsCommon(CampaignCommon):
    """Outcomes as they come, whatever others were made of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        outcomes = cls.env["crm.campaign.outcome"]
        cls.outcomes = {
            code: cls.env.ref(f"repeat_sales_crm.crm_campaign_outcome_{code}")
            for code in (
                "reached",
                "no_answer",
                "call_back",
                "not_interested",
                "wrong_number",
                "order",
            )
        }
        (outcomes.search([]) - outcomes.union(*cls.outcomes.values())).active = False
        effects = {
            "reached": "done",
            "no_answer": "again",
            "call_back": "call_back",
            "not_interested": "done",
            "wrong_number": "wrong_number",
            "order": "quotation",
        }
        for number, (code, effect) in enumerate(effects.items()):
            cls.outcomes[code].write(
                {
                    "effect": effect,
                    "sequence": number,
                    "again_number": 3,
                    "again_unit": "hour",
                    "again_max": 3,
                    "is_refused": code == "not_interested",
                    "is_for_calls": code in ("no_answer", "wrong_number"),
                }
            )
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Callers",
                "company_id": cls.company.id,
                "member_ids": [Command.set([cls.seller.id, cls.other_seller.id])],
            }
        )

    def of_team(self, **values):
        return {**CALL, "responsible": "team", "team_id": self.team.id, **values}

    def list_of(self, user):
        """Return the cards of a user's list."""
        return self.env["crm.campaign.action"].with_user(user).get_call_list()["cards"]

    def names(self, user):
        return [card["name"] for card in self.list_of(user)]

    def card(self, campaign, partner, user=None):
        """Return a running action as a user."""
        action = self.actions(campaign, partner).filtered(
            lambda action: action.state == "running"
        )
        return action.with_user(user or self.seller)

    def enter(self, action, code, note="", **values):
        result = action.set_call_outcome(self.outcomes[code].id, note, values)
        self.env.flush_all()
        self.env.invalidate_all()
        return result


__all__ = ["CALL", "START", "TASK", "CallsCommon"]
