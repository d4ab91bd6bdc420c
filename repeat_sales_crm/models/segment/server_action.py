"""Server actions that run for customers one by one, with the rights of a user."""

from odoo import SUPERUSER_ID


def find_records(action, company, partners):
    """Return {contact: the record that a server action runs on}.

    :param action: an ``ir.actions.server`` on contacts or on customers
    :param company: whose customers they are
    """
    if action.model_id.model != "crm.customer":
        return {partner: partner for partner in partners}
    customers = action.env["crm.customer"].with_context(active_test=False)
    return {
        customer.partner_id: customer
        for customer in customers.search(
            [("company_id", "=", company.id), ("partner_id", "in", partners.ids)]
        )
    }


def may_run(action, user):
    """Tell whether Odoo would let a user run a server action."""
    groups = action.sudo().group_ids
    if groups:
        return bool(groups & user.sudo().all_group_ids)
    model = action.sudo().model_id.model
    return action.env[model].with_user(user).has_access("write")


def may_act(user, company):
    """Tell whether a user is there to act in a company."""
    user = user.sudo()
    return user.id == SUPERUSER_ID or (user.active and company in user.company_ids)


def run_for(action, record, user, company):
    """Run a server action for one record, as a user and in a company.

    :return: why its work is not done, or False
    """
    if not may_act(user, company):
        return action.env._(
            "%(user)s, with whose rights it runs, does not work for %(company)s "
            "any more.",
            user=user.name,
            company=company.name,
        )
    result = (
        action.with_user(user)
        .with_context(
            active_model=record._name,
            active_id=record.id,
            active_ids=record.ids,
            allowed_company_ids=company.ids,
            lang=user.lang,
            tz=user.tz,
        )
        .run()
    )
    if isinstance(result, dict) and result.get("type"):
        return action.env._(
            "The action opens a window, and there was nobody to use it. Choose an "
            "action that does its work by itself."
        )
    return False
