"""The stores that a graph can be pushed to: how each is addressed, as data in ``profiles.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from reorg.errors import ReorgError

if TYPE_CHECKING:
    from reorg.remote.connection import Connection, Response

FILE = "profiles.toml"


class Sign(NamedTuple):
    """What tells a store: a header of an answer, or the text at a path.

    Attributes:
        path: Where to look; from the server's root if it starts with ``/``, else from the URL.
        header: The header that tells; empty if the text does.
        pattern: A regular expression that the header or the text must hold.
    """

    path: str
    header: str
    pattern: str


class Profile(NamedTuple):
    """How one kind of store is addressed. Addresses are appended to the URL that a user gives.

    Attributes:
        name: What ``--store`` calls it.
        title: Its proper name.
        address: An example of the URL that a user gives.
        query: Where queries go.
        update: Where SPARQL updates go; empty if they are not needed.
        graphs: Where whole graphs are put and deleted.
        named: How a named graph is asked for there, with ``{iri}`` for its encoded IRI.
        delete: The same for DELETE.
        default: The same for the default graph; empty if there is none of its own.
        replace: How a named graph is replaced in one step: by ``PUT`` or ``UPDATE``.
        upload: The media type of N-Triples there.
        default_graph: What a query reads that names no graph: ``union`` of all or ``strict``.
        time_limit: The parameter for a query's time limit; empty if there is none.
        credentials: The schemes that it takes: basic, digest, bearer.
        keep: How the names of the store's own graphs begin.
        recognise: What tells the store.
        after_a_kill: What to do where it does not open its files; empty if nothing is known.
        remarks: What it does otherwise than others, in sentences.
        tried: The version that the profile was tried with; empty if with none.
    """

    name: str
    title: str
    address: str
    query: str
    update: str
    graphs: str
    named: str
    delete: str
    default: str
    replace: str
    upload: str
    default_graph: str
    time_limit: str
    credentials: tuple[str, ...]
    keep: tuple[str, ...]
    recognise: tuple[Sign, ...]
    after_a_kill: str
    remarks: tuple[str, ...]
    tried: str

    def base(self, url: str) -> str:
        """Return a URL without what a user may have copied too much of, such as ``/query``."""
        url = url.rstrip("/")
        for end in sorted({self.query, self.update, self.graphs}, key=len, reverse=True):
            if end.strip("/") and url.endswith(end.rstrip("/")):
                return url.removesuffix(end.rstrip("/"))
        return url

    def graph_url(self, url: str, graph: str, *, method: str = "PUT") -> str:
        """Return the address of a graph; of the default graph if ``graph`` is empty."""
        template = self.delete if method == "DELETE" else self.named
        which = template.replace("{iri}", quote(graph, safe="")) if graph else self.default
        return f"{self.base(url)}{self.graphs}?{which}"

    def limit(self, seconds: float) -> dict[str, str]:
        """Return the parameters by which the store itself ends a query after some seconds."""
        if not self.time_limit:
            return {}
        name, _, value = self.time_limit.partition("=")
        whole, milliseconds = str(max(1, round(seconds))), str(round(seconds * 1000))
        return {name: value.format(seconds=whole, milliseconds=milliseconds)}


@lru_cache(maxsize=1)
def profiles() -> Mapping[str, Profile]:
    """Return the profiles of all stores, by name, in the order of the file."""
    import pkgutil
    import tomllib

    data = tomllib.loads((pkgutil.get_data("reorg.remote", FILE) or b"").decode())
    by_name = {}
    for name, entry in data.items():
        lists = {key: tuple(entry.get(key, ())) for key in ("credentials", "keep", "remarks")}
        signs = tuple(
            Sign(sign.get("path", ""), sign.get("header", ""), sign.get("says") or sign["body"])
            for sign in entry["recognise"]
        )
        plain = {
            "name": name,
            "update": "",
            "default": "",
            "time_limit": "",
            "after_a_kill": "",
            **entry,
            **lists,
        }
        plain |= {"recognise": signs}
        plain.setdefault("delete", entry["named"])
        by_name[name] = Profile(**plain)
    return MappingProxyType(by_name)


def get(name: str) -> Profile:
    """Return a profile by its name.

    Raises:
        ReorgError: There is none.
    """
    if name in profiles():
        return profiles()[name]
    known = ", ".join(profiles())
    raise ReorgError(f"there is no store called {name!r}", where="--store", remedy=f"use {known}")


def guess(connection: Connection, *, probe: bool = True) -> tuple[Profile, str] | None:
    """Return the profile of the store that answers at a connection's URL, and what told it.

    Nothing is sent but requests to read.

    Args:
        connection: A connection to the URL.
        probe: Look at other addresses of the server too, where its answer there does not tell.

    Raises:
        ReorgError: Nothing answers there, or it tells nothing before it knows who asks.
    """
    root = "{0.scheme}://{0.netloc}".format(urlsplit(connection.url))
    seen: dict[str, Response] = {}
    for by_header in (True, False) if probe else (True,):
        if seen and connection.shown and seen[connection.url].status == 403:
            break  # which may mean a wrong password: it is not tried at other addresses
        for profile in profiles().values():
            for sign in profile.recognise:
                if bool(sign.header) != by_header:
                    continue
                at = root + sign.path if sign.path.startswith("/") else connection.url
                if at not in seen:
                    seen[at] = connection.request("GET", at, any_status=True, part=65_536)
                response = seen[at]
                text = response.text if response.status < 300 else ""
                shown = response.headers.get(sign.header, "") if sign.header else text
                if match := re.search(sign.pattern, shown):
                    return profile, match[0] if sign.header == "Server" else ""
    for at, response in seen.items():
        if response.status == 401 or (response.status == 403 and connection.shown):
            raise connection.refusal(response, at)
    return None


def untried() -> list[str]:
    """Return the titles of the stores whose profiles nobody has tried on the real thing."""
    return [profile.title for profile in profiles().values() if not profile.tried]
