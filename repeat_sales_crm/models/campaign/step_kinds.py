"""What a kind of step says of itself."""

from typing import NamedTuple

#: What a salesperson can be given a limited number of on a day. The limits are the
#: fields ``campaign_daily_<name>`` of companies and of users.
CAPACITIES = [("calls", "Calls"), ("meetings", "Meetings")]


class Kind(NamedTuple):
    """How the engine treats the actions of a kind of step.

    :param group: ``human`` (a person contacts the customer), ``message`` (a machine
        does) or ``silent`` (nobody does); caps and quiet hours go by it
    :param needs: ``email``, ``phone`` (any number), ``sms`` (a number that a machine
        can use), or nothing
    :param icon: class of an icon of Font Awesome
    :param capacity: one of :data:`CAPACITIES` that it takes up on a day, or nothing
    :param carries: names of addresses that it hands to others without needing them: a
        customer of whom none is allowed is left alone
    :param activity_type: XML id of the type of activity, where the step has none
    """

    group: str
    needs: str = ""
    icon: str = "fa-circle-o"
    capacity: str = ""
    activity_type: str = ""
    carries: tuple = ()

    @property
    def uses_capacity(self):
        """Whether it counts against the calls of a salesperson and day."""
        return self.capacity == "calls"
