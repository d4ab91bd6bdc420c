"""What the sellers of the trading company know of people at their customers."""

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
