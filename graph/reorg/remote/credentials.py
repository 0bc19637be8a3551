"""Who asks: a user's name and password or a token, never from a command line or an address."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from reorg.errors import ReorgError

USER, PASSWORD, TOKEN = "REORG_USER", "REORG_PASSWORD", "REORG_TOKEN"
"""The environment variables that are read."""

HOW = f"set {USER} and {PASSWORD}, or {TOKEN}, or write them to ~/.netrc"


class Credentials(NamedTuple):
    """What a server is shown; at most one of password and token.

    Attributes:
        user: The user's name.
        password: The password that goes with it.
        token: A bearer token.
    """

    user: str = ""
    password: str = ""
    token: str = ""

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    def __repr__(self) -> str:
        return f"Credentials({'given' if self else 'none'})"

    def hidden_in(self, text: str) -> str:
        """Return a text, such as a server's message, without the secrets."""
        coded = b64encode(f"{self.user}:{self.password}".encode()).decode()
        for secret in filter(None, (self.password, self.token, self.password and coded)):
            text = text.replace(secret, "…")
        return text


def find(url: str, environment: Mapping[str, str] | None = None) -> Credentials:
    """Return the credentials for a URL: from the environment, or else from netrc, or none.

    Args:
        url: Where the request will go.
        environment: The environment; the process's own where left out.

    Raises:
        ReorgError: Both a token and a password are set, half of them is missing, or netrc is
            malformed.
    """
    environment = os.environ if environment is None else environment
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if token and (user or password):
        raise ReorgError(f"both {TOKEN} and {USER} are set", remedy="unset one of them")
    if bool(user) != bool(password):
        there, missing = (USER, PASSWORD) if user else (PASSWORD, USER)
        raise ReorgError(f"{there} is set and {missing} is not", remedy=f"set {missing} too")
    for value in (user, password, token):
        if any(ord(sign) < 32 or ord(sign) == 127 for sign in value):
            raise ReorgError("the password, user or token holds a line end or another control sign")
    if token or user:
        return Credentials(user, password, token)
    return _from_netrc(url)


def refuse_in(url: str, where: str) -> None:
    """Refuse what is no address of a server, and one that holds a password.

    Raises:
        ReorgError: It is refused; the message does not repeat what stands before an ``@``.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if "@" in parts.netloc or (not host and "@" in url):
        what = "an address with a user or password in it is shown to everyone on this machine"
        raise ReorgError(what, where=where, remedy=f"leave them out; {HOW}")
    if parts.scheme not in {"http", "https"} or not host:
        remedy = "write it as http://127.0.0.1:7878"
        raise ReorgError(f"{url!r} is no address of a server", where=where, remedy=remedy)


def _from_netrc(url: str) -> Credentials:
    from netrc import NetrcParseError

    from requests.utils import get_netrc_auth

    try:
        login = get_netrc_auth(url, raise_errors=True)
    except (NetrcParseError, OSError) as error:
        why = getattr(error, "msg", "") or getattr(error, "strerror", "") or "malformed"
        raise ReorgError(f"the netrc file cannot be read ({why})", remedy="mend it") from None
    return Credentials(login[0], login[1]) if login else Credentials()
