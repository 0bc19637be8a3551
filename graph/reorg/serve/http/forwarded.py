"""What proxies say of the requests that they pass on: RFC 7239, and the headers before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import NamedTuple

from reorg.serve.limits import MOST_FORWARDED

Headers = Sequence[tuple[bytes, bytes]]
Trusts = Callable[[str], bool]

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# RFC 7239, section 4. An element that does not read is taken as one that says nothing.
_PAIR = re.compile(rf'\s*({_TOKEN})=({_TOKEN}|"(?:[^"\\]|\\.)*")\s*')
_ELEMENT = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*")+')
_PART = re.compile(r'(?:[^";]|"(?:[^"\\]|\\.)*")+')
_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_PATH = re.compile(r"(?:/[\w.~!$&'()*+,;=:@-]+)*/?", re.ASCII)


class Hop(NamedTuple):
    """What is said of a request; each is empty where nothing is, or nothing that can be.

    Attributes:
        client: The address of who sent it.
        scheme: ``http`` or ``https``.
        host: The host that was asked for, with its port if it was named.
        prefix: The path that was taken away, without a slash at its end.
    """

    client: str = ""
    scheme: str = ""
    host: str = ""
    prefix: str = ""


def forwarded(headers: Headers, trusts: Trusts) -> Hop:
    """Return what ``Forwarded`` says, of as many proxies as are trusted.

    Args:
        headers: Of a request that a trusted proxy has sent.
        trusts: Tells whether an address is that of a trusted proxy.
    """
    elements = [_pairs(text) for text in _ELEMENT.findall(_joined(headers, b"forwarded"))]
    hop = Hop()
    for pairs in reversed(elements):
        client = _address(pairs.get("for", ""))
        hop = Hop(client, _scheme(pairs.get("proto", "")), _host(pairs.get("host", "")))
        if not trusts(client):
            break
    return hop


def x_forwarded(headers: Headers, trusts: Trusts) -> Hop:
    """Return what ``X-Forwarded-For``, ``-Proto``, ``-Host`` and ``-Prefix`` say, likewise.

    Where proxies add to a header in turn, the value counts that the outermost trusted one added.
    """
    clients = [_address(text) for text in _values(headers, b"x-forwarded-for")]
    hops = 1
    for client in reversed(clients[1:]):
        if not trusts(client):
            break
        hops += 1
    return Hop(
        _of(clients, hops),
        _scheme(_of(_values(headers, b"x-forwarded-proto"), hops)),
        _host(_of(_values(headers, b"x-forwarded-host"), hops)),
        plain_path(_of(_values(headers, b"x-forwarded-prefix"), hops)),
    )


def _of(values: Sequence[str], hops: int) -> str:
    return values[-min(hops, len(values))] if values else ""


def _joined(headers: Headers, name: bytes) -> str:
    text = ",".join(value.decode("latin-1") for key, value in headers if key == name)
    return text if len(text) <= MOST_FORWARDED else ""


def _values(headers: Headers, name: bytes) -> list[str]:
    return [text.strip() for text in _joined(headers, name).split(",") if text.strip()]


def _pairs(element: str) -> dict[str, str]:
    """Return the pairs of an element, the names in small letters."""
    pairs = {}
    for part in _PART.findall(element):
        if pair := _PAIR.fullmatch(part):
            value = pair[2]
            if value.startswith('"'):
                value = re.sub(r"\\(.)", r"\1", value[1:-1])
            pairs[pair[1].lower()] = value
    return pairs


def _address(text: str) -> str:
    """Return an address without brackets and port; empty for a name or ``unknown``."""
    bare = text.partition("]")[0][1:] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return ""


def _scheme(text: str) -> str:
    return text.lower() if text.lower() in {"http", "https"} else ""


def _host(text: str) -> str:
    return text.lower() if _HOST.fullmatch(text) else ""


def plain_path(text: str) -> str:
    """Return a path without a slash at its end; empty for one that needs escapes or has steps."""
    steps = {".", ".."} & set(text.split("/"))
    return text.rstrip("/") if _PATH.fullmatch(text) and not steps else ""
