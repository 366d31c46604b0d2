"""Requests to addresses that somebody else names: sign-in providers and what their documents point at.

Private, loopback, link-local and metadata addresses are refused unless the settings allow their network. The address
that was judged is the address that is connected, so a name that resolves differently the second time gains nothing;
each request of a redirect is judged anew. Requests go straight out: a proxy of the environment would connect for us.
"""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import httpx2

from app.core.declaration import STRICT
from app.core.logging import get_logger
from app.core.settings import Settings
from app.domain.errors import Permanent
from app.http.addresses import Address, Network

TIMEOUT_SECONDS: Final = 10.0
MOST_BYTES: Final = 1024 * 1024
"""Of one answer; what providers publish is a few kilobytes."""

LOOPBACK: Final = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
NEVER_PUBLIC: Final[tuple[Network, ...]] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "168.63.129.16/32",  # the host that an Azure machine runs on, which calls itself by a public address
        "192.0.0.0/24",  # protocol assignments, one of them a metadata service
        "192.88.99.0/24",  # relays of 6to4, abandoned
        "::/96",  # IPv4 written as IPv6, abandoned
        "64:ff9b:1::/48",  # translation within one network
        "fec0::/10",  # site-local, abandoned
    )
)
TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""Where networks without IPv4 reach it: the last four bytes are the address that is meant."""

_log = get_logger(__name__)


class AddressRefused(Permanent):
    """A name leads to no address that the settings let us connect to."""


class TooLong(httpx2.ReadError):
    """An answer grew past the limit while it was read, or could only grow past it unseen."""


def is_permitted(address: Address, allowed: tuple[Network, ...]) -> bool:
    """Tell whether an address may be connected to: it is public, or in one of the allowed networks."""
    meant = _meant(address)
    if _is_within(address, allowed) or _is_within(meant, allowed):
        return True
    return meant.is_global and not meant.is_multicast and not _is_within(meant, NEVER_PUBLIC)


class Outgoing(httpx2.BaseTransport):
    """Connects to permitted addresses alone, and reads bounded answers."""

    def __init__(self, settings: Settings, *, most_bytes: int = MOST_BYTES) -> None:
        own = () if settings.environment in STRICT else LOOPBACK
        self._allowed = (*settings.outgoing_networks, *own)
        self._most_bytes = most_bytes
        self._inner = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request to the first permitted address that answers.

        Raises:
            AddressRefused: there is none, or the request is for something other than http or https.
            httpx2.HTTPError: nobody answers there, or too long.

        """
        if request.url.scheme not in {"http", "https"}:
            raise AddressRefused("What a sign-in provider names is no web address.")
        failed: httpx2.ConnectError | httpx2.ConnectTimeout | None = None
        for address in self._permitted(request.url.host, request.url.port or 443):
            try:
                return self._send(request, address)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failed = error
        assert failed is not None  # noqa: S101 - there is an address, or AddressRefused was raised
        raise failed

    def close(self) -> None:
        """Close every connection."""
        self._inner.close()

    def _permitted(self, host: str, port: int) -> list[str]:
        found = _resolved(host, port)
        permitted = [address for address in found if is_permitted(address, self._allowed)]
        if not permitted:
            refused = ", ".join(str(address) for address in found)
            _log.error(
                "outgoing.refused",
                "A name leads to private addresses only; OUTGOING_NETWORKS lists the networks that are allowed",
                host=host,
                addresses=refused,
            )
            raise AddressRefused("The sign-in provider is at a private address that the settings do not allow.")
        return [str(address) for address in permitted]

    def _send(self, request: httpx2.Request, address: str) -> httpx2.Response:
        """Send to an address what was meant for its name: `Host` and the certificate are the name's."""
        headers = httpx2.Headers(request.headers)
        headers["Accept-Encoding"] = "identity"
        direct = httpx2.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        response = self._inner.handle_request(direct)
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise TooLong("The answer is compressed, which was not asked for")
        assert isinstance(response.stream, httpx2.SyncByteStream)  # noqa: S101 - this transport is synchronous
        response.stream = _Bounded(response.stream, self._most_bytes)
        return response


class _Bounded(httpx2.SyncByteStream):
    """Reads so many bytes and no more."""

    def __init__(self, stream: httpx2.SyncByteStream, most: int) -> None:
        self._stream = stream
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        for piece in self._stream:
            read += len(piece)
            if read > self._most:
                raise TooLong(f"The answer is longer than {self._most} bytes")
            yield piece

    def close(self) -> None:
        """Close what is read."""
        self._stream.close()


def _resolved(host: str, port: int) -> list[Address]:
    with suppress(ValueError):
        return [ipaddress.ip_address(host)]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx2.ConnectError(f"There is no address for {host!r}") from error
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


def _meant(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 address stands for, where it stands for one."""
    if address.version == 4:  # noqa: PLR2004 - a version of the protocol
        return address
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_within(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
