"""New campaigns, started from where their customers are seen."""


def open_new_campaign(record, name, **defaults):
    """Return the action that opens a new campaign with some values filled in."""
    return {
        "type": "ir.actions.act_window",
        "name": record.env._("New Campaign"),
        "res_model": "crm.campaign",
        "view_mode": "form",
        "context": {
            "default_name": name,
            **{f"default_{field}": value for field, value in defaults.items()},
        },
    }
