"""Customers who were entered twice, and how far that has been put right."""

from datetime import timedelta

#: How each is entered once more: what is changed in the name, what is forgotten.
_AGAIN = [
    (str.upper, ("vat", "website")),
    (lambda name: f"{name} GmbH", ("email", "street", "zip")),
    (lambda name: f"{name} & Co.", ("phone",)),
    (lambda name: f"{name} Ltd.", ("email", "website")),
    (lambda name: f"{name} (new)", ("street", "zip", "city")),
    (lambda name: f"{name} AG", ("phone", "street", "zip")),
]
_COPIED = (
    *("name", "email", "phone", "vat", "website", "street", "zip", "city"),
    *("country_id", "user_id", "industry_id", "is_company"),
)
#: Of how many the second entry bought something.
_BUYERS = 3


def enter(env, company, customers, manager):
    """Enter some customers twice, find them, and let a manager decide about two.

    :param customers: who bought, the best first
    """
    known = customers.filtered("is_company")[2 : 2 + len(_AGAIN)]
    copies = env["res.partner"].create(
        [
            _copy(partner, change, forgotten)
            for partner, (change, forgotten) in zip(known, _AGAIN, strict=False)
        ]
    )
    # One of them was entered a third time, by whoever answered the phone.
    env["res.partner"].create(
        {
            "name": known[:1].name,
            "phone": known[:1].phone,
            "country_id": known[:1].country_id.id,
            "user_id": known[1:2].user_id.id,
        }
    )
    today = company._lifecycle_today()
    env["crm.purchase.external"].create(
        [
            {
                "company_id": company.id,
                "partner_id": copy.id,
                "date": today - timedelta(days=20 + 30 * number),
                "reference": f"SHOP-{copy.id}",
                "amount": 180 + 60 * number,
                "note": "From the shop",
            }
            for number, copy in enumerate(copies[:_BUYERS])
        ]
    )
    env["crm.duplicate.run"]._search_all()
    _decide(env, copies[-2:], manager)


def _copy(partner, change, forgotten):
    values = partner.copy_data()[0]
    values = {name: values[name] for name in _COPIED if values.get(name)}
    for name in forgotten:
        values.pop(name, None)
    return values | {"name": change(partner.name)}


def _decide(env, copies, manager):
    groups = env["crm.duplicate"].with_user(manager)
    for copy, decide in zip(
        copies, ("action_different", "action_merge_next"), strict=False
    ):
        group = groups.search(
            [("state", "=", "open"), ("member_ids.partner_id", "=", copy.id)], limit=1
        )
        if group:
            getattr(group, decide)()
