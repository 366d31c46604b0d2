"""Refuses every connection that leaves this machine, for the whole test process.

A Python audit hook sees each connect and each name look-up of the standard library's sockets, whichever client is on
top. A hook cannot be removed again, which is what a tripwire wants.
"""

import ipaddress
import os
import sys

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


class LeftTheMachine(BaseException):
    """A test tried to reach something beyond loopback; no `except Exception` may swallow that."""


def is_local(host: object) -> bool:
    """Tell whether `host` is this machine: loopback, or no address at all."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple):  # a unix socket
            return
        host = address[0]
    else:
        return
    if not is_local(host):
        raise LeftTheMachine(f"{event} to {host!r}: tests reach loopback only")


def refuse_other_machines() -> None:
    """Install the tripwire; forget proxies, which would carry loopback's traffic away, here and in child processes."""
    for name in PROXIES:
        os.environ.pop(name, None)  # noqa: TID251  the harness prepares the environment that the product will see
    sys.addaudithook(_watch)
