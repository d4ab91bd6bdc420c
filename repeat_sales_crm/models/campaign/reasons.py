"""Why a customer was left out, a member left, or an action was not done or waits."""

#: Reasons for which a member or an action ends otherwise than by being done.
REASONS = [
    # Found when a wave is enrolled
    ("excluded", "Excluded from this campaign"),
    ("blocked", "Not to be contacted"),
    ("active", "Already in a wave of this campaign"),
    ("reentry", "Was in this campaign before"),
    # Found at any time
    ("opt_out", "Wants no campaigns"),
    ("complaint", "Open complaint"),
    ("no_address", "No address or number"),
    ("blacklisted", "Blacklisted address or number"),
    # Found when an action is due
    ("archived", "Contact archived"),
    ("bought", "Bought meanwhile"),
    ("left", "Left the audience"),
    ("condition", "Condition of the step not met"),
    # What became of it
    ("expired", "Not done in time"),
    ("cancelled", "Cancelled by a user"),
    ("error", "Failed"),
    ("removed", "Step taken out of the plan"),
    ("stopped", "Campaign stopped"),
    ("merged", "Contact merged into another member"),
    ("bounced", "Message came back"),
    ("duplicate", "Same address as another customer"),
    ("withdrawn", "Message taken back before it was sent"),
]

#: Reasons for which an action waits for longer than its step says.
POSTPONEMENTS = [
    ("cap", "Contacted often enough for now"),
    ("quiet", "Quiet hours"),
    ("window", "Outside the sending days"),
    ("nobody", "Nobody is there to do it"),
    ("capacity", "Salesperson has enough for today"),
    ("daily_limit", "Daily limit of the step reached"),
    ("retry", "To be tried again"),
]

#: Groups of channels that caps count.
GROUPS = [("human", "People"), ("message", "Messages"), ("silent", "No contact")]
