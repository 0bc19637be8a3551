"""Shows a server who asks, in the way that it wants, and a wrong password only once."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from reorg.remote.credentials import Credentials
from reorg.remote.responses import Response, StoreError

REFUSALS = (401, 403)
"""Statuses that a wrong password may have."""


class Signing:
    """How to sign in at one server, as it asked for.

    Many servers lock an account after a few wrong passwords. So credentials that a server has
    refused, and has never taken, are shown to it no more.

    Args:
        who: Who asks.

    Attributes:
        auth: What adds the credentials to a request; nothing until the server asks for them.
        failure: The refusal, once there was one.
    """

    def __init__(self, who: Credentials) -> None:
        self.who = who
        self.auth: Callable[[Any], Any] = nobody
        self.failure: StoreError | None = None
        self._taken = False

    @property
    def shown(self) -> bool:
        """Whether the server has seen the credentials."""
        return self.auth is not nobody

    def challenged(self, response: Response) -> bool:
        """Say whether a request is to be made once more, since the server asks who asks."""
        if response.status != 401 or not self.who or self.shown:
            return False
        self.auth = _auth(self.who, response.headers.get("WWW-Authenticate", ""))
        return True

    def refused(self, response: Response) -> bool:
        """Say whether a response means that the server does not know the credentials.

        A server that has taken them before only does not let them do this.
        """
        if not self.shown:
            return False
        self._taken = self._taken or response.status not in REFUSALS
        return response.status == 401 and not self._taken


def nobody(request: Any) -> Any:
    """Add no credentials; given nothing at all, the library would look into netrc by itself."""
    return request


def _auth(who: Credentials, challenge: str) -> Callable[[Any], Any]:
    """Return what answers a server's challenge, the safest way that it offers."""
    from requests.auth import HTTPBasicAuth, HTTPDigestAuth

    if who.token:

        def bearer(request: Any) -> Any:
            request.headers["Authorization"] = f"Bearer {who.token}"
            return request

        return bearer
    if re.search(r"(?i)\bdigest\b", challenge):
        digest = HTTPDigestAuth(who.user, who.password)
        # It keeps the server's challenge by thread, and each request here has its own.
        vars(digest)["_thread_local"] = SimpleNamespace()
        return digest
    return HTTPBasicAuth(who.user.encode(), who.password.encode())
