"""Customer lists for ad platforms: addresses that nobody can read.

Both platforms match SHA-256 hashes of addresses, written in a way that they lay down.
E-mail addresses are the same for both: without blanks around, in lower case. Phone
numbers have the country code; Google wants E.164 with its plus sign, Meta digits alone.

Sources: Google Ads, "Customer Match: format your data"; Meta for Business, "How to
format a customer list when creating a custom audience".
"""

import hashlib
import re
from typing import NamedTuple


class Platform(NamedTuple):
    """How an ad platform wants a list.

    :param columns: what the columns for the e-mail address and the phone are called
    :param has_plus: whether phone numbers begin with a plus sign
    """

    columns: tuple
    has_plus: bool


PLATFORMS = {
    "google": Platform(("Email", "Phone"), has_plus=True),
    "meta": Platform(("email", "phone"), has_plus=False),
}

_NOT_A_DIGIT = re.compile(r"\D+")


def normalize_email(address):
    """Return an e-mail address as it is hashed, or an empty string."""
    return (address or "").strip().lower()


def normalize_phone(number, platform):
    """Return a phone number as it is hashed, or an empty string.

    :param number: in international format, with the country code
    """
    digits = _NOT_A_DIGIT.sub("", number or "").lstrip("0")
    if not digits:
        return ""
    return f"+{digits}" if platform.has_plus else digits


def digest(text):
    """Return the SHA-256 of a text in hexadecimal; nothing stays nothing."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def hash_row(address, number, platform):
    """Return the line of a contact in the platform's list, in the order of columns."""
    return [
        digest(normalize_email(address)),
        digest(normalize_phone(number, platform)),
    ]
