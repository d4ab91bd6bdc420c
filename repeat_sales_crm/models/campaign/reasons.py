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
    ("refused", "The contact addressed refused"),
    ("gone", "The contact addressed has left"),
    ("other_company", "Belongs to another company"),
    ("complaint", "Open complaint"),
    ("no_address", "No address or number"),
    ("blacklisted", "Address or number refused"),
    # Found when an action is due
    ("archived", "Contact archived"),
    ("bought", "Bought meanwhile"),
    ("left", "Left the audience"),
    ("condition", "Condition of the step not met"),
    ("offer_ended", "Offer not valid"),
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
    ("taken_out", "Taken out by a user"),
]

#: Reasons to leave a customer out that can be gone a little later.
MENDABLE = ("complaint", "no_address", "blacklisted")

#: Reasons for which another channel is worth a try.
UNDELIVERED = ("no_address", "bounced", "error")

#: Reasons for which an action waits for longer than its step says.
POSTPONEMENTS = [
    ("cap", "Contacted often enough for now"),
    ("quiet", "Quiet hours"),
    ("window", "Outside the sending days"),
    ("nobody", "Nobody is there to do it"),
    ("capacity", "Salesperson has enough for today"),
    ("daily_limit", "Daily limit of the step reached"),
    ("retry", "To be tried again"),
    ("channel", "Mail server or service does not work"),
]

#: Groups of channels that caps count.
GROUPS = [("human", "People"), ("message", "Messages"), ("silent", "No contact")]
