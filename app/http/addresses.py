"""Who is asking: the client's address as far as trusted proxies vouch for it."""

import ipaddress
from functools import lru_cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_FORWARDED = 2048
MOST_HOPS = 32
SUBSCRIBER_BITS = 64
"""Of an IPv6 address: whoever has one has all that share these."""


@lru_cache(maxsize=4096)
def parse_address(text: str) -> Address | None:
    """Read an address as proxies write it, with or without port and brackets; None for anything else."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


@lru_cache(maxsize=4096)
def household(address: str) -> str:
    """Give what stands for one client when requests are counted: an address, or a subscriber's network of IPv6."""
    if ":" not in address:
        return address
    found = parse_address(f"[{address}]")
    if found is None or found.version == 4:  # noqa: PLR2004 - IPv4 inside IPv6
        return str(found or address)
    return str(ipaddress.ip_network((int(found), SUBSCRIBER_BITS), strict=False))


class ClientAddresses:
    """Finds the client behind trusted proxies and believes nobody else."""

    def __init__(self, trusted: tuple[Network, ...]) -> None:
        self._trusted = trusted

    def is_trusted(self, address: Address | None) -> bool:
        """Tell whether forwarded headers from this peer are believed."""
        return address is not None and any(
            address.version == network.version and address in network for network in self._trusted
        )

    def client(self, peer: str, forwarded_for: str) -> str:
        """Give the first address, from the right, that no trusted proxy speaks for.

        An entry that is no address ends the search: what a client wrote in front of it is not believed.
        """
        found = parse_address(peer)
        if not self._trusted or not self.is_trusted(found):
            return peer
        for hop in reversed(forwarded_for[-LONGEST_FORWARDED:].split(",")[-MOST_HOPS:]):
            address = parse_address(hop)
            if address is None:
                break
            found = address
            if not self.is_trusted(address):
                break
        return str(found)


def is_loopback(host: str) -> bool:
    """Tell whether an address is this computer's own."""
    address = parse_address(host)
    return address is not None and address.is_loopback
