"""Outcomes that were there before learn what one click on them does."""

from odoo import SUPERUSER_ID, api

_EFFECTS = {
    "no_answer": {
        "effect": "again",
        "again_number": 3,
        "again_unit": "hour",
        "again_max": 3,
        "is_for_calls": True,
    },
    "call_back": {"effect": "call_back"},
    "not_interested": {"is_refused": True},
    "wrong_number": {"effect": "wrong_number", "is_for_calls": True},
    "order": {"effect": "quotation"},
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    outcomes = env["crm.campaign.outcome"].with_context(active_test=False)
    for outcome in outcomes.search([("code", "in", list(_EFFECTS))]):
        outcome.write(_EFFECTS[outcome.code])
