"""Messages to other programs, signed so that they can tell where these come from.

The signature is the HMAC with SHA-256 of the moment (seconds since 1970), a dot and the
body, with the secret as its key (RFC 2104). A receiver calculates the same, and refuses
what is older than some minutes.
"""

import hashlib
import hmac
import json

import requests

#: Seconds until a receiver has to answer.
TIMEOUT = 10


class Refused(Exception):
    """The receiver did not take the message."""


def sign(secret, moment, body):
    """Return the signature of a message.

    :param secret: text that both sides know
    :param moment: whole seconds since 1970
    :param body: bytes
    """
    text = f"{moment}.".encode() + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def post(url, payload, *, key, secret, moment):
    """Hand a message over.

    :param payload: what is sent as JSON
    :param key: the same for each attempt, so that a receiver can tell a repetition
    :param secret: signs the message; nothing: it is not signed
    :param moment: whole seconds since 1970
    :raise Refused: if the receiver cannot be reached or does not answer with 2xx
    """
    body = json.dumps(payload, sort_keys=True).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if secret:
        headers["X-Timestamp"] = str(moment)
        headers["X-Signature"] = f"sha256={sign(secret, moment, body)}"
    try:
        answer = requests.post(
            url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        raise Refused(str(error)) from error
    if not answer.ok or answer.is_redirect:
        raise Refused(f"HTTP {answer.status_code}")
