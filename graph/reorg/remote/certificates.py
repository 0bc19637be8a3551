"""Which certificates count at an https address, as the user or the environment names them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from reorg.errors import ReorgError

CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""The environment variables that name a file of certificates; the first that is set counts."""


def trusted(url: str, ca: str = "") -> str | bool:
    """Return the certificates that are trusted at an address; true for the usual ones."""
    return (urlsplit(url).scheme == "https" and _named(ca)[0]) or True


def _named(ca: str) -> tuple[str, str]:
    """Return the certificates that are named, and where they are named; empty if nowhere."""
    given = [(ca, "--ca"), *((os.environ.get(name, ""), name) for name in CA_VARIABLES)]
    return next((named for named in given if named[0]), ("", ""))


def check(ca: str) -> None:
    """Read the certificates that count, if any are named.

    Args:
        ca: A file or folder of certificates to trust instead of those of the environment.

    Raises:
        ReorgError: They cannot be read.
    """
    from ssl import PROTOCOL_TLS_CLIENT, SSLContext, SSLError

    name, where = _named(ca)
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
