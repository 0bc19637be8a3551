"""Whose request it is: what one client may take is counted by this."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from starlette.types import Scope

# The smallest network that one subscriber is given whole (RFC 6177).
_OWN_NETWORK = 64


def client_of(scope: Scope) -> str:
    """Return whose request it is: the peer's address, of IPv6 the network that is all its own.

    Args:
        scope: An ASGI scope; its ``client`` is the peer's address and port, if known.
    """
    peer = scope.get("client")
    text = str(peer[0]) if peer else ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, _OWN_NETWORK), strict=False))
