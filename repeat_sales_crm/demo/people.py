"""What the sellers of the trading company know of people at their customers."""

from datetime import timedelta

from odoo.fields import Command

#: Role, influence, attitude; drawn in these parts.
_KNOWN = [
    ("decision_maker", "5", "supporter"),
    ("decision_maker", "4", "neutral"),
    ("economic_buyer", "4", "champion"),
    ("influencer", "3", "supporter"),
    ("user", "2", "champion"),
    ("technical", "3", "sceptic"),
    ("gatekeeper", "2", "neutral"),
    ("agent", "3", "champion"),
    ("economic_buyer", "4", "opponent"),
]

#: Of how many people in ten something is known.
_KNOWN_OF_TEN = 6

#: Who works at a big customer: name, job, role, influence, attitude, to whom the person
#: reports (by the place in this list), and how many days ago the person was met.
_STAFF = [
    (
        "Helena Brandt",
        "Managing Director",
        "decision_maker",
        "5",
        "neutral",
        None,
        None,
    ),
    ("Tomas Vidal", "Head of Purchasing", "economic_buyer", "4", "supporter", 0, 12),
    ("Ines Marchetti", "Head of Operations", "influencer", "4", "sceptic", 0, 48),
    ("Jonas Okafor", "Buyer", "user", "2", "champion", 1, 5),
    ("Priya Raman", "Buyer", None, "0", None, 1, None),
    ("Marta Kowal", "Quality Manager", "technical", "3", "opponent", 2, 20),
    ("Luc Perrin", "Shift Manager", "user", "2", "supporter", 2, 75),
    ("Sanna Lind", "Assistant to the Director", "gatekeeper", "2", "neutral", 0, 5),
    ("Emil Novak", "Storekeeper", None, "1", None, None, None),
]

#: How these people were a year ago, if it was another way: role, influence, attitude.
_STAFF_BEFORE = {
    1: ("economic_buyer", "3", "neutral"),
    3: ("user", "1", None),
    5: ("technical", "2", "sceptic"),
}

#: Who takes part in each of the deals, by the place in the list.
_IN_DEALS = ((0, 1, 2, 3, 5), (1, 3, 6), (2, 5))

_PAST = ("Lighthouse Stores", "Pier & Sons", "Tide Brothers")


def describe(env, random):
    """Give people roles and attitudes, some a past, and two customers a rivalry."""
    positions = env["crm.contact.position"].search(
        [("is_main", "=", True), ("is_current", "=", True)], order="id"
    )
    for position in positions:
        if random.randrange(10) >= _KNOWN_OF_TEN:
            continue
        role, influence, attitude = random.choice(_KNOWN)
        position.write(
            {
                "role_id": env.ref(f"repeat_sales_crm.contact_role_{role}").id,
                "influence": influence,
                "attitude": attitude,
            }
        )
    _give_pasts(positions[:30:10])
    moved = env["crm.contact.position"].search(
        [("is_current", "=", False), ("is_main", "=", True)], limit=1
    )
    old, new = moved.organisation_id, moved.person_id.commercial_partner_id
    if old and new != moved.person_id:
        env["crm.partner.relation"].create(
            {
                "partner_id": old.id,
                "other_id": new.id,
                "kind": "rival",
                "note": "Both serve the cafés at the harbour",
            }
        )

    _staff_buying_centres(env)


def _give_pasts(positions):
    """Add a job before the present one, at companies that are no contacts."""
    positions.create(
        [
            {
                "person_id": position.person_id.id,
                "organisation_name": name,
                "job": "Buyer",
                "date_from": "2015-04-01",
                "date_to": "2019-09-30",
                "note": "Told us at a trade fair",
            }
            for position, name in zip(positions, _PAST, strict=False)
        ]
    )


def _staff_buying_centres(env):
    """Fill a big customer with people, and let them take part in deals."""
    lead = env["crm.lead"].search(
        [
            ("type", "=", "opportunity"),
            ("won_status", "=", "pending"),
            ("partner_id.is_company", "=", True),
            ("user_id", "=", env.ref("repeat_sales_crm.user_anna").id),
        ],
        order="expected_revenue desc, id",
        limit=1,
    )
    if not lead:
        return
    organisation = lead.partner_id.commercial_partner_id
    staff = _hire(env, organisation)
    _begin_before(env, staff)
    _meet(env, lead, staff)
    deals = lead | _create_past_deals(lead)
    joined = env.company._lifecycle_today() - timedelta(days=30)
    for deal, places in zip(deals, _IN_DEALS, strict=True):
        for place in places:
            env["crm.lead.stakeholder"].create(
                {
                    "lead_id": deal.id,
                    "person_id": staff[place].person_id.id,
                    "date_from": joined,
                }
            )
    won, lost = deals[1:]
    won.action_set_won()
    lost.action_set_lost()


def _hire(env, organisation):
    """Create the people of the list, and return their positions in its order."""
    people = env["res.partner"].create(
        [
            {"name": name, "parent_id": organisation.id, "function": job}
            for name, job, *_known in _STAFF
        ]
    )
    mains = env["crm.contact.position"]._get_mains(list(people))
    staff = [mains[person] for person in people]
    for position, (_name, _job, role, influence, attitude, boss, _met) in zip(
        staff, _STAFF, strict=True
    ):
        position.write(
            {
                **_prepare_known(env, role, influence, attitude),
                "manager_id": boss is not None and staff[boss].id,
            }
        )
    return staff


def _prepare_known(env, role, influence, attitude):
    return {
        "role_id": role and env.ref(f"repeat_sales_crm.contact_role_{role}").id,
        "influence": influence,
        "attitude": attitude,
    }


def _begin_before(env, staff):
    """Let it be known for a year, with some attitudes that changed since."""
    today = env.company._lifecycle_today()
    stances = env["crm.contact.stance"]
    begin = today - timedelta(days=365)
    changed = today - timedelta(days=90)
    for place, position in enumerate(staff):
        rows = position.stance_ids
        before = _STAFF_BEFORE.get(place)
        if not rows:
            continue
        rows.date = changed if before else begin
        if before:
            stances.create(
                {
                    "position_id": position.id,
                    "date": begin,
                    "manager_id": position.manager_id.id,
                    **_prepare_known(env, *before),
                }
            )


def _meet(env, lead, staff):
    """Hold the meetings that were held."""
    today = env.company._lifecycle_today()
    env["calendar.event"].create(
        [
            {
                "name": "Visit",
                "start": f"{today - timedelta(days=met)} 09:00:00",
                "stop": f"{today - timedelta(days=met)} 10:00:00",
                "user_id": lead.user_id.id,
                "partner_ids": [Command.set(position.person_id.ids)],
            }
            for position, (*_known, met) in zip(staff, _STAFF, strict=True)
            if met
        ]
    )


def _create_past_deals(lead):
    """Return a deal to be won and one to be lost, with the same customer."""
    partner = lead.partner_id
    return lead.create(
        [
            {
                "type": "opportunity",
                "name": name,
                "partner_id": partner.id,
                "user_id": lead.user_id.id,
                "team_id": lead.team_id.id,
                "company_id": lead.company_id.id,
                "expected_revenue": 1800,
            }
            for name in ("Trial delivery", "Cleaning contract")
        ]
    )
