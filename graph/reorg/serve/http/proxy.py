"""What a request looked like before it came through proxies, and where the server is found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from starlette.datastructures import URL
from starlette.types import ASGIApp, Receive, Scope, Send

from reorg.errors import ReorgError
from reorg.serve.http.forwarded import Hop, forwarded, plain_path, x_forwarded
from reorg.serve.pagepaths import ENDPOINT, PARENTS

ASKED_HOST = "reorg.host"
"""Key of a scope: the header ``Host`` as it came, which a browser does not let a page choose."""
PEER = "reorg.peer"
"""Key of a scope: the address at the other end of the connection; empty if not known."""
FORWARDED = "reorg.forwarded"
"""Key of a scope: whether some proxy says that it has passed the request on."""

Network = IPv4Network | IPv6Network

_ABSOLUTE = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)


class Public(NamedTuple):
    """Where the world finds a server.

    Attributes:
        scheme: ``http`` or ``https``.
        host: Name or address, with the port if it is not the usual one.
        prefix: The path below which the server's addresses stand; empty, or begins with a slash.
    """

    scheme: str
    host: str
    prefix: str

    @property
    def name(self) -> str:
        """The host without its port."""
        return urlsplit(f"//{self.host}").hostname or ""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.prefix}"


def public(url: str) -> Public:
    """Return where the world finds a server.

    Args:
        url: Such as ``https://example.org/graph``.

    Raises:
        ReorgError: It is no such address, or one below which addresses would have two meanings.
    """
    where = "--public-url"
    try:
        parts = urlsplit(url)
        host = _host(parts)
    except ValueError:
        host = ""
    if not host or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise ReorgError(
            "that is no address of a web site",
            where=where,
            remedy="write it as https://example.org or https://example.org/my-graph",
        )
    prefix = parts.path.rstrip("/")
    if plain_path(prefix) != prefix:
        raise ReorgError(f"`{prefix}` is no plain path", where=where, remedy="choose another")
    if prefix.partition("/")[2].partition("/")[0] in PARENTS:
        raise ReorgError(
            f"`{prefix}` is an address of the server's own, so that a proxy's could mean both",
            where=where,
            remedy="choose another path",
        )
    return Public(parts.scheme, host, prefix)


def _host(parts: SplitResult) -> str:
    """Return the host as browsers name it: without the usual port, and never with a user."""
    if not parts.hostname or "@" in parts.netloc:
        return ""
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return name if parts.port in {None, usual} else f"{name}:{parts.port}"


def network(text: str) -> Network:
    """Return the address or network that a text names.

    Raises:
        ValueError: It names none.
    """
    return ip_network(text, strict=False)


def among(address: str, networks: Sequence[Network]) -> bool:
    """Return whether an address is in one of some networks."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(parsed in one for one in networks)


class Proxied:
    """ASGI middleware: makes of a request that came through proxies the one that a client sent."""

    def __init__(self, app: ASGIApp, *, found_at: Public | None, trusted: Sequence[Network]):
        """Undo what proxies do.

        Args:
            app: The application.
            found_at: Where the world finds the server; None where that is not told.
            trusted: The proxies whose word is taken.
        """
        self._app = app
        self._public = found_at
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as its client sent it."""
        await self._app(self._seen(scope) if scope["type"] == "http" else scope, receive, send)

    def _seen(self, scope: Scope) -> Scope:
        scope = _origin_form(dict(scope))
        peer = scope["client"][0] if scope.get("client") else ""
        hop = self._hop(peer, scope["headers"])
        asked = dict(scope["headers"]).get(b"host")
        scope[ASKED_HOST] = None if asked is None else asked.decode("latin-1")
        scope[PEER] = peer
        scope[FORWARDED] = any(_is_forwarding(name) for name, _ in scope["headers"])
        if hop.client:
            scope["client"] = (hop.client, 0)
        scope["scheme"] = self._public.scheme if self._public else hop.scheme or scope["scheme"]
        if host := self._public.host if self._public else hop.host:
            others = [pair for pair in scope["headers"] if pair[0] != b"host"]
            scope["headers"] = [(b"host", host.encode("ascii")), *others]
        return _below(scope, self._public.prefix if self._public else hop.prefix)

    def _hop(self, peer: str, headers: Sequence[tuple[bytes, bytes]]) -> Hop:
        if not among(peer, self._trusted):
            return Hop()
        own = {name for name, _ in headers}
        by_x = any(name.startswith(b"x-forwarded-") for name in own)
        if by_x and b"forwarded" in own:
            # A proxy sets one of them; the other may be the client's own, and forged.
            return Hop()
        trusts = lambda address: among(address, self._trusted)  # noqa: E731
        return x_forwarded(headers, trusts) if by_x else forwarded(headers, trusts)


def _is_forwarding(name: bytes) -> bool:
    return name in {b"forwarded", b"via", b"x-real-ip"} or name.startswith(b"x-forwarded-")


def _origin_form(scope: Scope) -> Scope:
    """Return a scope whose address is a path (RFC 9112, section 3.2)."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    if whole := _ABSOLUTE.match(raw):
        # Section 3.2.2: the host named there counts, not that of the header.
        host = whole[0].partition(b"://")[2].rpartition(b"@")[2]
        others = [pair for pair in scope["headers"] if pair[0] != b"host"]
        scope["headers"] = [(b"host", host), *others]
        raw = raw[whole.end() :] or b"/"
    elif raw == b"*" and scope["method"] == "OPTIONS":  # the server as a whole
        raw = f"/{ENDPOINT}".encode()
    scope["raw_path"], scope["path"] = raw, unquote(raw.decode("latin-1"))
    return scope


def _below(scope: Scope, root: str) -> Scope:
    """Return a scope whose path stands below a prefix, whether or not the proxy took it away."""
    if root and scope["path"] != root and not scope["path"].startswith(f"{root}/"):
        scope["path"] = root + scope["path"]
        scope["raw_path"] = root.encode() + scope["raw_path"]
    if root and scope["path"] == root:
        scope["path"], scope["raw_path"] = f"{root}/", f"{root}/".encode()
    scope["root_path"] = root
    return scope


def root_url(scope: Scope) -> str:
    """Return where a request's client finds this server, without a slash at its end."""
    here = URL(scope=scope)
    return f"{here.scheme}://{here.netloc}{scope['root_path']}"
