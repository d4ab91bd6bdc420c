"""A campaign that gives the sellers of the trading company calls to make."""

from odoo.fields import Command

_SCRIPT = (
    "<p>Thank them for the last order. Ask what has changed, and what is planned for "
    "the coming months.</p><p>Offer free delivery until the end of the month.</p>"
)


def launch(env, company):
    """Launch a campaign; the scheduled action enrols its customers.

    The company calls every day, so that there is something to see on a Sunday.
    """
    company.campaign_call_workdays = False
    segment = env["crm.segment"].search(
        [("company_id", "=", company.id), ("name", "=", "Win back by telephone")]
    )
    refused = env.ref("repeat_sales_crm.crm_campaign_outcome_not_interested")
    campaign = env["crm.campaign"].create(
        {
            "name": "Win back by telephone",
            "company_id": company.id,
            "user_id": env.ref("repeat_sales_crm.user_maria").id,
            "segment_ids": [Command.set(segment.ids)],
            "goal": "Half of those who stay away buy again within two months.",
            "goal_metric": "buyers",
            "goal_value": 0.5,
            "step_ids": [
                Command.create(
                    {
                        "sequence": 1,
                        "kind": "call",
                        "name": "Ask what changed",
                        "script": _SCRIPT,
                        "expire_days": 21,
                    }
                ),
                Command.create(
                    {
                        "sequence": 2,
                        "kind": "task",
                        "name": "Send what was promised",
                        "delay_days": 1,
                        "condition": "not_outcome",
                        "condition_outcome_ids": [Command.set(refused.ids)],
                    }
                ),
            ],
        }
    )
    campaign.action_launch()
