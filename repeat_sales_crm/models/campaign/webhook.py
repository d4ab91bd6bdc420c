"""Messages to other programs, signed so that they can tell where these come from.

The signature is the HMAC with SHA-256 of the moment (seconds since 1970), a dot and the
body, with the secret as its key (RFC 2104). A receiver calculates the same, and refuses
what is older than some minutes.
"""

import hashlib
import hmac
import json
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import requests

from .webhook_address import is_inside

#: Seconds until a receiver has to be connected, and until it has to answer.
TIMEOUT = (3, 5)

#: How many messages are on their way at a time, and to one receiver.
_AT_A_TIME = 8
_AT_A_RECEIVER = 4

#: After so many failures in a row a receiver gets no more for now.
_IN_A_ROW = 3

#: Answers that are about the message, not about the receiver.
_ABOUT_MESSAGE = {400, 406, 409, 411, 412, 413, 414, 415, 418, 422, 428, 431, 451}


class Refused(Exception):
    """The receiver did not take the message."""


class Down(Refused):
    """The receiver takes no messages now."""


class Message(NamedTuple):
    """What is sent.

    :param receiver: whose failures are counted together
    :param payload: what is sent as JSON
    :param key: the same for each attempt, so that a receiver can tell a repetition
    :param secret: signs the message; nothing: it is not signed
    :param moment: whole seconds since 1970
    :param hosts: names of hosts that may be within the own network
    :param inside: what is said if another one is
    """

    receiver: int
    url: str
    payload: dict
    key: str
    secret: str
    moment: int
    hosts: frozenset
    inside: str


def sign(secret, moment, body):
    """Return the signature of a message.

    :param secret: text that both sides know
    :param moment: whole seconds since 1970
    :param body: bytes
    """
    text = f"{moment}.".encode() + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def post(message):
    """Hand a message over.

    :raise Down: if the receiver cannot be reached, or would take no message now
    :raise Refused: if it does not take this one
    """
    if is_inside(message.url, message.hosts):
        raise Down(message.inside)
    body = json.dumps(message.payload, sort_keys=True).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
    if message.secret:
        signature = sign(message.secret, message.moment, body)
        headers["X-Timestamp"] = str(message.moment)
        headers["X-Signature"] = f"sha256={signature}"
    try:
        # What it answers is not read: it could go on for ever.
        with requests.post(
            message.url,
            data=body,
            headers=headers,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            code = answer.status_code
    except requests.RequestException as error:
        raise Down(str(error)) from error
    if code // 100 != 2:
        raise (Refused if code in _ABOUT_MESSAGE else Down)(f"HTTP {code}")


def post_all(messages):
    """Hand messages over, some at a time; no receiver keeps others waiting for long.

    :param messages: {key of any kind: :class:`Message`}
    :return: {key: None, or the :class:`Refused` it failed with}; messages that were not
        tried, since their receiver is down, are not in it
    """
    receivers = {}
    for key, message in messages.items():
        queue = receivers.setdefault(message.receiver, _Receiver())
        queue.waiting.append((key, message))
    results = {}
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for _turn in range(_AT_A_RECEIVER):
            for receiver in receivers.values():
                pool.submit(receiver.work, results)
    return results


class _Receiver:
    """The messages of one receiver, who gets no more after some failures in a row."""

    def __init__(self):
        self.failures = 0
        self.waiting = deque()

    def work(self, results):
        """Send what waits, as one of several threads."""
        while self.waiting and self.failures < _IN_A_ROW:
            try:
                key, message = self.waiting.popleft()
            except IndexError:
                return
            results[key] = error = self._post(message)
            self.failures = self.failures + 1 if isinstance(error, Down) else 0

    def _post(self, message):
        try:
            post(message)
        except Refused as error:
            return error
        except Exception as error:  # noqa: BLE001
            # An address that is none, say: whatever it is, it ends here.
            return Down(repr(error))
        return None
