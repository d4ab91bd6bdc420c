"""Where data of customers may be sent to.

Whoever plans a campaign must not reach what only the server can reach: addresses within
its own network are refused, unless an administrator has allowed their host.
"""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_allowed(url, hosts):
    """Tell whether messages may be sent to an address, as far as it says by itself.

    :param hosts: names in lower case that are allowed, whatever they stand for
    """
    try:
        parts = urlsplit(url.strip())
        host, _port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password:
        return False
    if host in hosts:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and not _is_named_inside(host)


def is_inside(url, hosts):
    """Tell whether the host of an address stands for one within the own network.

    A host whose address cannot be found out is not called so: it cannot be reached.
    """
    host = urlsplit(url).hostname or ""
    if host.rstrip(".") in hosts:
        return False
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(_is_inside(sockaddr[0]) for *_kind, sockaddr in found)


def local_host(url):
    """Return the host of an address on this machine without encryption, or None."""
    parts = urlsplit(url)
    is_local = parts.hostname in ("localhost", "127.0.0.1")
    return parts.hostname if parts.scheme == "http" and is_local else None


def _is_named_inside(host):
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return _is_inside(host)
    except ValueError:
        return False


def _is_inside(address):
    address = ip_address(address.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return not address.is_global or address.is_multicast
