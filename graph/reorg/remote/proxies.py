"""Which proxy leads to a server, as the environment names it."""

from __future__ import annotations

from urllib.parse import urlsplit

_HERE = ("127.0.0.1", "::1", "localhost")


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
