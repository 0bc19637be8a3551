"""What the machine is set up for: which proxy leads to a server, and which certificates count."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reorg.errors import ReorgError

if TYPE_CHECKING:
    from requests import Session

CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""The environment variables that name a file of certificates; the first that is set counts."""

_HERE = ("127.0.0.1", "::1", "localhost")


def session(url: str, ca: str = "") -> Session:
    """Return a session for requests to one server.

    Args:
        url: The server's address.
        ca: A file or folder of certificates of authorities to trust instead of the usual ones.

    Raises:
        ReorgError: The certificates cannot be read.
    """
    from importlib.metadata import version

    import requests

    client = requests.Session()
    client.headers["User-Agent"] = f"reorg/{version('reorg')}"
    # Proxies and certificates are looked up here, since the library does so for both or neither.
    client.trust_env = False
    if urlsplit(url).scheme == "https":
        _check(*_named(ca))
    return client


def proxy(url: str) -> str:
    """Return the proxy on the way to an address, without any password; empty if there is none."""
    from requests.utils import select_proxy

    parts = urlsplit(select_proxy(url, dict(proxies(url))) or "")
    return f"{parts.scheme or 'http'}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else ""


def proxies(url: str) -> dict[str, str]:
    """Return the proxies that the environment names, by scheme."""
    from requests.utils import get_environ_proxies

    # A proxy set for the outside world does not know this machine's own servers.
    return {} if urlsplit(url).hostname in _HERE else get_environ_proxies(url)


def trusted(url: str, ca: str = "") -> str | bool:
    """Return the certificates that are trusted at an address; true for the usual ones."""
    return (urlsplit(url).scheme == "https" and _named(ca)[0]) or True


def _named(ca: str) -> tuple[str, str]:
    """Return the certificates that are named, and where they are named; empty if nowhere."""
    given = [(ca, "--ca"), *((os.environ.get(name, ""), name) for name in CA_VARIABLES)]
    return next((named for named in given if named[0]), ("", ""))


def _check(name: str, where: str) -> None:
    from ssl import PROTOCOL_TLS_CLIENT, SSLContext, SSLError

    try:
        if name and not Path(name).is_dir():
            SSLContext(PROTOCOL_TLS_CLIENT).load_verify_locations(name)
        return
    except SSLError:
        why = "it holds none in PEM form"
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
    what = f"the certificates in {name} cannot be read ({why})"
    raise ReorgError(what, where=where, remedy="name a file of certificates in PEM form")
