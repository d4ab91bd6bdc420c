"""The playbooks that a company has to start with: one for each place in the matrix."""

from typing import NamedTuple

from markupsafe import Markup

from ..lifecycle.segment_texts import FIRST, LAST, MIDDLE


class Message(NamedTuple):
    """A mail to start from.

    :param paragraphs: texts; ``{name}`` stands for the name of the customer
    """

    subject: str
    paragraphs: list


class Step(NamedTuple):
    """A step of a playbook.

    :param kind: ``call``, ``task``, ``meeting`` or ``email``
    :param days: after entering the campaign
    :param condition: value of the field of a step
    :param outcomes: codes of outcomes that the condition asks for
    :param script: questions and sentences, one a line
    """

    kind: str
    name: str
    days: int
    condition: str = "always"
    outcomes: tuple = ()
    message: Message | None = None
    script: tuple = ()


class Playbook(NamedTuple):
    """A campaign to copy: the code stays when the name is changed or translated.

    :param cell: places on the axes of purchases and of days since the last one
    :param values: further field values of the campaign
    """

    code: str
    cell: tuple
    name: str
    goal: str
    target: float
    values: dict
    steps: list


#: Every month on its first Monday, and nobody twice within half a year.
_MONTHLY = {
    "trigger": "recurring",
    "repeat_unit": "month",
    "month_mode": "weekday",
    "month_week": "1",
    "reentry": "after",
    "reentry_days": 180,
    "control_share": 0.1,
}
_ENTER = {"trigger": "enter", "reentry": "after", "reentry_days": 90}


def as_html(env, paragraphs):
    """Return the body of a mail in which ``{name}`` is the customer's name.

    It ends with the company's name, and the link by which Odoo unsubscribes people.
    """
    name = Markup('<t t-out="object.name"/>')
    texts = [_with_name(text, name) for text in paragraphs]
    link = Markup('<a href="/unsubscribe_from_list">%s</a>') % env._("Unsubscribe")
    return Markup("").join(
        Markup("<p>%s</p>") % text for text in (*texts, env.company.name, link)
    )


def _with_name(text, name):
    return name.join(map(Markup.escape, text.split("{name}")))


def as_script(lines):
    """Return a script with a point for each line."""
    points = Markup("").join(Markup("<li>%s</li>") % line for line in lines)
    return Markup("<ul>%s</ul>") % points if lines else False


def list_playbooks(env):
    """Return the playbooks, in the language of the environment."""
    return [
        *_for_active(env),
        *_for_drifting(env),
        *_for_sleeping(env),
    ]


def _for_active(env):
    _ = env._
    return [
        Playbook(
            "new_active",
            (FIRST, FIRST),
            _("Welcome after the first purchase"),
            _("A second purchase while the first one is still fresh."),
            0.25,
            {**_ENTER, "reentry": "never"},
            [
                Step(
                    "email",
                    _("Thank them and offer help"),
                    1,
                    message=Message(
                        _("Thank you for your first order"),
                        [
                            _("Dear {name},"),
                            _(
                                "Thank you for ordering from us. If anything about it "
                                "is unclear, reply to this email: a person will read "
                                "it."
                            ),
                            _(
                                "Many customers find that one detail decides whether a "
                                "product really helps. If you tell us what you use it "
                                "for, we can say which one it is."
                            ),
                        ],
                    ),
                ),
                Step(
                    "call",
                    _("Welcome call"),
                    7,
                    "not_bought",
                    script=(
                        _("Did everything arrive, and does it do what you expected?"),
                        _("What made you choose us? What nearly kept you away?"),
                        _("What will you need next, and when?"),
                    ),
                ),
            ],
        ),
        Playbook(
            "promising_active",
            (MIDDLE, FIRST),
            _("Make it a habit"),
            _("Buying from us becomes a habit: four purchases."),
            0.35,
            {**_MONTHLY},
            [
                Step(
                    "email",
                    _("What goes with what they have"),
                    0,
                    message=Message(
                        _("What goes well with your last order"),
                        [
                            _("Dear {name},"),
                            _(
                                "Customers who bought what you bought often add one or "
                                "two things that make it last longer or work better."
                            ),
                            _(
                                "Reply to this email with the word “list” and we will "
                                "send you what goes with your order, nothing else."
                            ),
                        ],
                    ),
                ),
                Step(
                    "call",
                    _("Ask what is planned"),
                    5,
                    "not_bought",
                    script=(
                        _("Refer to the last order by name."),
                        _("What do you buy elsewhere that we could deliver?"),
                        _("Would a fixed day of delivery help?"),
                    ),
                ),
            ],
        ),
        Playbook(
            "regular_active",
            (LAST, FIRST),
            _("Keep the best"),
            _("Keep them, widen what they buy, win recommendations."),
            0.6,
            {**_MONTHLY, "repeat_every": 3, "exit_on_purchase": False},
            [
                Step(
                    "call",
                    _("Personal call: plans and news"),
                    0,
                    script=(
                        _("Thank them for their loyalty, and name how long it lasts."),
                        _("What is planned for the next months, on which budget?"),
                        _("Show what is new before others see it."),
                        _("Who else should know us? May we say that you sent us?"),
                    ),
                ),
                Step(
                    "meeting",
                    _("Visit with the plan for next year"),
                    14,
                    "outcome",
                    ("reached",),
                ),
            ],
        ),
    ]


def _for_drifting(env):
    _ = env._
    return [
        Playbook(
            "new_drifting",
            (FIRST, MIDDLE),
            _("A reason for the second purchase"),
            _("A second purchase before they forget us."),
            0.12,
            {**_MONTHLY},
            [
                Step(
                    "email",
                    _("Remind them with a reason"),
                    0,
                    message=Message(
                        _("Did it work out as you hoped?"),
                        [
                            _("Dear {name},"),
                            _(
                                "Some time ago you ordered from us for the first time. "
                                "Did it work out as you hoped?"
                            ),
                            _("If not, tell us what was missing: we put it right."),
                            _("If so, here is a reason to come back: [offer]."),
                        ],
                    ),
                ),
                Step(
                    "call",
                    _("Short call to those who looked"),
                    4,
                    "opened",
                    script=(
                        _("How did the first order work out?"),
                        _("What would make the second one easy?"),
                    ),
                ),
            ],
        ),
        Playbook(
            "promising_drifting",
            (MIDDLE, MIDDLE),
            _("Recommendation and limited offer"),
            _("Bring them back to active before they fall asleep."),
            0.18,
            {**_MONTHLY},
            [
                Step(
                    "email",
                    _("Recommendation"),
                    0,
                    message=Message(
                        _("Picked for you"),
                        [
                            _("Dear {name},"),
                            _(
                                "You have ordered from us several times, so we know a "
                                "little of what you need. This fits it."
                            ),
                            _("Until the end of the month: [offer]."),
                        ],
                    ),
                ),
                Step(
                    "call",
                    _("Ask, and offer it for a limited time"),
                    3,
                    "not_bought",
                    script=(
                        _("What has changed since the last order?"),
                        _("What would have to be different for you to order again?"),
                        _("Name the offer and its last day."),
                    ),
                ),
                Step(
                    "email",
                    _("Last day of the offer"),
                    14,
                    "not_bought",
                    message=Message(
                        _("Only until [until]"),
                        [
                            _("Dear {name},"),
                            _("A short reminder: [offer]."),
                            _("After that the usual prices are valid again."),
                        ],
                    ),
                ),
            ],
        ),
        Playbook(
            "regular_drifting",
            (LAST, MIDDLE),
            _("Ask at once what happened"),
            _("Find the cause, and bring them back at once."),
            0.3,
            {**_ENTER, "contact_present": True},
            [
                Step(
                    "call",
                    _("Ask why it became quiet"),
                    0,
                    script=(
                        _("You usually order about now. Is everything all right?"),
                        _("Listen. Do not offer anything before you know the cause."),
                        _("Did somebody else offer something better? What was it?"),
                        _("Agree on the next step, with a day."),
                    ),
                ),
                Step(
                    "task",
                    _("Tell the manager of a cause that we can mend"),
                    1,
                    "outcome",
                    ("not_interested",),
                ),
            ],
        ),
    ]


def _for_sleeping(env):
    _ = env._
    return [
        Playbook(
            "new_sleeping",
            (FIRST, LAST),
            _("One try, then leave alone"),
            _("Wake up the few who still fit, at low cost; let the others rest."),
            0.03,
            {"trigger": "enter", "contact_present": True, "reentry": "never"},
            [
                Step(
                    "email",
                    _("One last mail"),
                    0,
                    message=Message(
                        _("Shall we stay in touch?"),
                        [
                            _("Dear {name},"),
                            _(
                                "You ordered from us once, a good while ago. If you "
                                "would like to order again: [offer]."
                            ),
                            _("If not, do nothing. We will not write again."),
                        ],
                    ),
                ),
            ],
        ),
        Playbook(
            "promising_sleeping",
            (MIDDLE, LAST),
            _("Learn why they left"),
            _("Learn why they left; win back those with potential."),
            0.06,
            {**_MONTHLY, "repeat_every": 3},
            [
                Step(
                    "email",
                    _("What has become better"),
                    0,
                    message=Message(
                        _("What has changed since your last order"),
                        [
                            _("Dear {name},"),
                            _(
                                "It has been a while since your last order. Since then "
                                "we have changed a few things that customers asked for."
                            ),
                            _(
                                "What would we have to do better for you? One sentence "
                                "helps us, whether you order again or not."
                            ),
                        ],
                    ),
                ),
                Step(
                    "call",
                    _("Call those who looked"),
                    5,
                    "opened",
                    script=(
                        _("What made you stop ordering?"),
                        _("Whom do you buy from now, and what is better there?"),
                        _("What would be worth a second try?"),
                    ),
                ),
            ],
        ),
        Playbook(
            "regular_sleeping",
            (LAST, LAST),
            _("Win back with an honest talk"),
            _("Win back: each of them is worth many new customers."),
            0.12,
            {**_MONTHLY},
            [
                Step(
                    "email",
                    _("We kept your price list"),
                    0,
                    message=Message(
                        _("We kept your price list"),
                        [
                            _("Dear {name},"),
                            _(
                                "You were one of our regular customers, and we never "
                                "asked why you stopped. That was our mistake."
                            ),
                            _(
                                "Your prices are still here. I will call you soon: "
                                "I would rather listen than sell."
                            ),
                        ],
                    ),
                ),
                Step(
                    "call",
                    _("Honest talk"),
                    3,
                    "not_bought",
                    script=(
                        _("Something happened, and nobody asked. What was it?"),
                        _("Listen, write down the words, do not defend."),
                        _("What is planned now, and who decides?"),
                        _("Offer what mends the cause, not just a discount."),
                    ),
                ),
                Step(
                    "email",
                    _("Offer to those who hesitate"),
                    4,
                    "outcome",
                    ("reached",),
                    message=Message(
                        _("As we discussed"),
                        [
                            _("Dear {name},"),
                            _("Thank you for talking openly with us."),
                            _("As promised, this is for your next order: [offer]."),
                        ],
                    ),
                ),
            ],
        ),
    ]
