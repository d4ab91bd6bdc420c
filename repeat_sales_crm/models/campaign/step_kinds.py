"""What a kind of step says of itself."""

from typing import NamedTuple


class Kind(NamedTuple):
    """How the engine treats the actions of a kind of step.

    :param group: ``human`` (a person contacts the customer), ``message`` (a machine
        does) or ``silent`` (nobody does); caps and quiet hours go by it
    :param needs: ``email``, ``phone`` (any number), ``sms`` (a number that a machine
        can use), or nothing
    :param icon: class of an icon of Font Awesome
    :param uses_capacity: whether it counts against the calls of a seller and day
    :param carries: names of addresses that it hands to others without needing them: a
        customer of whom none is allowed is left alone
    :param activity_type: XML id of the type of activity, where the step has none
    """

    group: str
    needs: str = ""
    icon: str = "fa-circle-o"
    uses_capacity: bool = False
    activity_type: str = ""
    carries: tuple = ()
