"""The address of the client, behind trusted proxies."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from flask import Request

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


def browser_address(request: Request, trusted: Sequence[Network]) -> str:
    """The address of the client of a request; for IPv6, its network of /64, which belongs to one subscriber."""
    hops = [*request.headers.get("X-Forwarded-For", "").split(","), request.remote_addr or ""]
    return _subscriber(_beyond(hops, trusted))


def _beyond(hops: Sequence[str], trusted: Sequence[Network]) -> Address | None:
    """The last hop that is not trusted; if no such hop can be read, the farthest trusted one.

    Each hop reports the one before it, so the reports of an untrusted hop are ignored. A peer without an
    address is at a Unix socket: a proxy of this machine, if any is trusted.
    """
    found: Address | None = None
    for place, hop in enumerate(reversed(hops)):
        address = _address(hop)
        if address is None and not (place == 0 and not hop and trusted):
            return found
        found = address or found
        if address is not None and not any(address in network for network in trusted):
            return found
    return found


def _address(hop: str) -> Address | None:
    """Parse an address as proxies write it, with or without a port."""
    text = hop.strip()
    text = text[1:].partition("]")[0] if text.startswith("[") else text
    text = text.rpartition(":")[0] if text.count(":") == 1 else text
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _subscriber(address: Address | None) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((address.packed[:8] + bytes(8), 64)))
    return str(address or "")
