"""The kinds of agreement between two contacts, and what they are worth."""

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of agreement.

    :param name: also the column of ``crm.duplicate.key`` that is compared
    :param worth: of 100
    :param most: a value that more contacts have says nothing about any two of them
    """

    name: str
    worth: int
    most: int


#: What makes two contacts look alike.
KINDS = (
    Kind("vat", 60, 10),
    Kind("email", 50, 10),
    Kind("colleague", 45, 5),
    Kind("place", 40, 5),
    Kind("phone", 40, 5),
)

#: Somebody said that they are the same.
MARKED = "marked"
MARKED_WORTH = 100

#: What the same name adds to agreements of other kinds.
SAME_NAME = 15
#: What it takes away if the names say that these are two: families and offices share
#: addresses and phones.
OTHER_NAME = -15
#: What different VAT numbers, or days of birth, take away.
OTHER_VAT = -80
OTHER_BIRTH = -100

#: From here on contacts are shown as possible duplicates, as likely, as certain ones.
POSSIBLE, LIKELY, CERTAIN = 40, 60, 90
