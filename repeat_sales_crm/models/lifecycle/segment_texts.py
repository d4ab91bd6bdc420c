"""What a company starts with for each place in the matrix: colour and strategy."""

FIRST, MIDDLE, LAST = "first", "middle", "last"

_COLORS = {FIRST: "#2e9e6b", MIDDLE: "#e0a030", LAST: "#7c8798"}


def third_of(position, length):
    """Say whether a position on an axis is its first, its last or between."""
    if position == 0:
        return FIRST
    if position == length - 1:
        return LAST
    return MIDDLE


def place_of(axes, cell_bands):
    """Return where bands lie on their axes: first, between or last.

    :param axes: {name of the axis: its bands, from few to many}
    """
    return tuple(
        third_of(list(axes[band.axis]).index(band), len(axes[band.axis]))
        for band in cell_bands
    )


def color_of(recency):
    """Return the colour that a segment starts with at a place on the recency axis."""
    return _COLORS[recency]


def texts_of(env, count, recency):
    """Return the field values of a segment at a place, in the language of ``env``.

    :param count: place on the axis of purchases, few to many
    :param recency: place on the axis of days since the last one, few to many
    """
    return {
        "color": color_of(recency),
        "expectation": _expectations(env)[recency, count],
        "goal": _goals(env)[recency, count],
        "channel": _channels(env)[recency, count],
        "strategy": _strategies(env)[recency, count],
        "kpi": _kpis(env)[recency],
        "kpi_target": {FIRST: 0.35, MIDDLE: 0.2, LAST: 0.08}[recency],
    }


def _expectations(env):
    _ = env._
    return {
        (FIRST, FIRST): _("That the first purchase was a good decision, and that help "
                          "is near if something is unclear."),
        (FIRST, MIDDLE): _("To be recognised, and to hear what goes with what they "
                           "already have."),
        (FIRST, LAST): _("To be treated as an old friend: no effort, no surprises, "
                         "and to hear news before others do."),
        (MIDDLE, FIRST): _("A reason to come back. They hardly remember us yet."),
        (MIDDLE, MIDDLE): _("An offer that fits what they bought, for a limited time."),
        (MIDDLE, LAST): _("That somebody notices they have been away, and asks why."),
        (LAST, FIRST): _("Little. They have probably chosen another supplier, or "
                         "needed us only once."),
        (LAST, MIDDLE): _("To hear what has become better since they left."),
        (LAST, LAST): _("An honest talk: something happened, and nobody asked."),
    }  # fmt: skip


def _goals(env):
    _ = env._
    return {
        (FIRST, FIRST): _("Second purchase while the first one is still fresh."),
        (FIRST, MIDDLE): _("Make buying from us a habit: reach regular."),
        (FIRST, LAST): _("Keep them, widen what they buy, win recommendations."),
        (MIDDLE, FIRST): _("Second purchase before they forget us."),
        (MIDDLE, MIDDLE): _("Bring them back to active before they fall asleep."),
        (MIDDLE, LAST): _("Find the cause and bring them back at once."),
        (LAST, FIRST): _("Wake up the few who still fit, at low cost; let the others "
                         "rest."),
        (LAST, MIDDLE): _("Learn why they left; win back those with potential."),
        (LAST, LAST): _("Win back: each of them is worth many new customers."),
    }  # fmt: skip


def _channels(env):
    _ = env._
    return {
        (FIRST, FIRST): _("E-mail, then a short call"),
        (FIRST, MIDDLE): _("E-mail with recommendations, call"),
        (FIRST, LAST): _("Personal call or meeting"),
        (MIDDLE, FIRST): _("E-mail, SMS"),
        (MIDDLE, MIDDLE): _("E-mail with an offer, then a call"),
        (MIDDLE, LAST): _("Call by their salesperson"),
        (LAST, FIRST): _("E-mail"),
        (LAST, MIDDLE): _("E-mail, survey, call to the biggest"),
        (LAST, LAST): _("Call or visit by their salesperson or a manager"),
    }  # fmt: skip


def _strategies(env):
    _ = env._
    steps = {
        (FIRST, FIRST): [
            _("Say thank you and check that everything works."),
            _("Show how others use what they bought."),
            _("Recommend the natural second purchase."),
        ],
        (FIRST, MIDDLE): [
            _("Ask for their opinion, and answer it."),
            _("Recommend what customers like them buy next."),
            _("Name the advantages that regular customers have."),
        ],
        (FIRST, LAST): [
            _("Show new products to them first."),
            _("Ask about plans and budgets of the next months."),
            _("Ask for a recommendation or a reference."),
        ],
        (MIDDLE, FIRST): [
            _("Remind them of what they bought and what goes with it."),
            _("Make a small offer with an end date."),
        ],
        (MIDDLE, MIDDLE): [
            _("Recommend, based on what they bought."),
            _("Make an offer with an end date."),
            _("Call those who did not react."),
        ],
        (MIDDLE, LAST): [
            _("Call: ask what has changed and whether they were content."),
            _("Solve what stands in the way on the same day."),
            _("Agree on the next purchase or the next contact."),
        ],
        (LAST, FIRST): [
            _("One attempt to wake them up, with the best offer there is."),
            _("No answer: leave them alone, keep the newsletter."),
        ],
        (LAST, MIDDLE): [
            _("Ask in three questions why they left."),
            _("Tell what has been improved."),
            _("Make one offer to come back."),
        ],
        (LAST, LAST): [
            _("Read their history before calling."),
            _("Talk: what happened, who supplies them now, on which terms?"),
            _("Make a personal offer, signed by somebody who can decide."),
        ],
    }
    return {
        place: "<ol>%s</ol>" % "".join(f"<li>{step}</li>" for step in lines)
        for place, lines in steps.items()
    }


def _kpis(env):
    _ = env._
    return {
        FIRST: _("Share that buys again before drifting"),
        MIDDLE: _("Share that buys again before falling asleep"),
        LAST: _("Share that buys again within 90 days of being contacted"),
    }
