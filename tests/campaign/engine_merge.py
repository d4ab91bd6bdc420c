"""What a merge of two customers should do to campaigns, in plain Python."""

_RANK = ("active", "done", "exited", "control", "left_out")


def merge_customers(engine, gone, kept, now):
    """Make one customer of two in all campaigns."""
    for campaign in engine.campaigns:
        merge_members(engine, campaign, gone, kept, now)
        campaign.picked = [kept if one is gone else one for one in campaign.picked]
        if gone in campaign.present:
            campaign.present = (campaign.present - {gone}) | {kept}


def merge_members(engine, campaign, gone, kept, now):
    """Make one member of two in each wave, and leave one at most under way."""
    for wave in list(campaign.waves):
        twins = [
            member
            for member in campaign.members
            if member.wave == wave and member.customer in (gone, kept)
        ]
        twins.sort(key=lambda member: _RANK.index(member.state))
        for other in twins[1:]:
            absorb(engine, campaign, twins[0], other, now)
    for member in campaign.members:
        if member.customer is gone:
            member.customer = kept
        if member.contact is gone:
            member.contact = kept
        for action in member.actions:
            if action.contact is gone:
                action.contact = kept
    active = [
        member
        for member in campaign.members
        if member.customer is kept and member.state == "active"
    ]
    for other in active[1:]:
        [pending] = [one for one in other.actions if is_open(one)]
        engine.end(pending, "skipped", "merged", now, leaves=True)


def absorb(engine, campaign, member, other, now):
    """Give a member what was done for another one, and forget that one.

    What was done for the other is not done again.
    """
    done = {action.step for action in other.actions if action.state == "done"}
    again = {one.step for one in member.actions if is_open(one) and one.step in done}
    member.actions = [one for one in member.actions if one.step not in again]
    had = {action.step for action in member.actions}
    moved = [
        one
        for one in other.actions
        if not is_open(one) and one.reason != "merged" and one.step not in had
    ]
    member.actions += moved
    for action in moved:
        action.member = member
        if action.step in again:
            engine.advance(action, now)
    campaign.members.remove(other)


def is_open(action):
    return action.state in ("waiting", "running")
