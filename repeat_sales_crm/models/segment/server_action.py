"""Server actions that run for customers one by one, with the rights of a user."""


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


def run_for(action, record, user, company):
    """Run a server action for one record, as a user and in a company.

    :return: why its work is not done, or False
    """
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
