"""What every request passes: whom it was meant for, and which site's page sent it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_address

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reorg.serve.http.proxy import ASKED_HOST, PEER, Network, among
from reorg.serve.http.securityheaders import HEADERS


class Guard:
    """ASGI middleware."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Iterable[str],
        origins: frozenset[str],
        machines: Sequence[Network] = (),
    ) -> None:
        """Guard an application.

        Args:
            app: The application.
            hosts: The names or addresses that the server goes by.
            origins: The web sites whose pages may ask; ``*`` for any.
            machines: Others, such as proxies, that may call it by any name.
        """
        self._app = app
        self._machines = tuple(machines)
        self._names = {"localhost", *(host.lower() for host in hosts)}
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._completed(message.get("headers", []))
            await send(message)

        if refusal := self._refusal(scope, headers):
            await _refuse(send_with_headers, *refusal)
            return
        await self._app(scope, receive, send_with_headers)

    def _completed(self, given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        names = {name.lower() for name, _ in given}
        own = dict(HEADERS)
        if self._origins:
            own[b"cross-origin-resource-policy"] = b"cross-origin"
        return [*given, *((name, value) for name, value in own.items() if name not in names)]

    def _refusal(self, scope: Scope, headers: dict[bytes, str]) -> tuple[int, str] | None:
        asked = scope[ASKED_HOST]
        # Only old clients name none (HTTP/1.0): no browser, so no page of anybody else's.
        if asked is not None and not (self._is_own(asked) or self._is_known(scope[PEER])):
            # A name that an attacker's server resolves to this machine (DNS rebinding).
            return 421, "this server does not go by that name; use its address"
        origin = headers.get(b"origin", "")
        own = {host.lower() for host in (asked, headers.get(b"host")) if host}
        allowed = bool({"*", origin} & self._origins)
        if origin and not allowed and origin.partition("://")[2].lower() not in own:
            return 403, "pages of other sites may not ask; allow one with --allow-origin"
        foreign = headers.get(b"sec-fetch-site", "") in {"cross-site", "same-site"}
        if foreign and not allowed and headers.get(b"sec-fetch-mode") != "navigate":
            return 403, "pages of other sites may not ask; allow one with --allow-origin"
        return None

    def _is_known(self, peer: str) -> bool:
        # At an address of this machine there may be a browser too.
        return among(peer, self._machines) and not ip_address(peer.partition("%")[0]).is_loopback

    def _is_own(self, host: str) -> bool:
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        if name.lower() in self._names:
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return True  # no resolver stands between an address and this machine


async def _refuse(send: Send, status: int, message: str) -> None:
    body = f"{message}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
