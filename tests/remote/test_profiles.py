"""The stores' profiles: whole, well-formed, and what the README and the help say of them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from reorg.errors import ReorgError
from reorg.remote.connection import Connection
from reorg.remote.credentials import Credentials
from reorg.remote.profiles import Profile, get, guess, profiles, untried
from support.httpservers import Handler, Says, Scripted, Seen, always, oxigraph
from support.paths import ROOT
from support.tools import missing

README = ROOT / "graph" / "README.md"
GRAPH = "https://example.org/a graph?b&c=d#e"
NOBODY = Credentials()
EVERY = pytest.mark.parametrize("profile", profiles().values(), ids=list(profiles()))

ASKED_FOR = [
    "oxigraph",
    "fuseki",
    "rdf4j",
    "graphdb",
    "virtuoso",
    "blazegraph",
    "stardog",
    "neptune",
    "qlever",
    "allegrograph",
    "marklogic",
]
TRIED = {"oxigraph", "fuseki", "rdf4j", "virtuoso", "blazegraph"}

# What each server sends by which it is known; those of untried stores as documented.
SIGNS: dict[str, Callable[[str], Says | None]] = {
    "oxigraph": lambda path: Says(404, headers={"Server": "Oxigraph/0.5.13"}),
    "fuseki": lambda path: Says(200, headers={"Fuseki-Request-Id": "4"}),
    "rdf4j": lambda path: Says(200, b"12") if path == "/rdf4j-server/protocol" else None,
    "graphdb": lambda path: (
        Says(200, b'{"productType":"free","productVersion":"10.8.1"}')
        if path == "/rest/info/version"
        else None
    ),
    "virtuoso": lambda path: Says(200, headers={"Server": "Virtuoso/07.20.3229 (Linux) x86_64"}),
    "blazegraph": lambda path: (
        Says(200, b"<title>blazegraph&trade; by SYSTAP</title>")
        if path == "/blazegraph/status"
        else None
    ),
    "stardog": lambda path: Says(401, headers={"Server": "Stardog"}),
    "neptune": lambda path: (
        Says(200, b'{"status":"healthy","dbEngineVersion":"1.4"}') if path == "/status" else None
    ),
    "qlever": lambda path: (
        Says(200, b'{"git-hash-index":"a","git-hash-server":"b"}') if "cmd=stats" in path else None
    ),
    "allegrograph": lambda path: Says(401, headers={"Server": "AllegroServe/1.4"}),
    "marklogic": lambda path: Says(401, headers={"Server": "MarkLogic"}),
}


def test_every_store_asked_for_has_a_profile() -> None:
    assert list(profiles()) == ASKED_FOR
    assert {name for name, profile in profiles().items() if profile.tried} == TRIED
    assert len(untried()) == len(ASKED_FOR) - len(TRIED)


@EVERY
def test_profile_is_whole(profile: Profile) -> None:
    assert profile.title
    assert re.fullmatch(r"https?://[^/]+(:\d+)?(/[\w-]+)*", profile.address)
    assert profile.default_graph in {"strict", "union"}
    assert profile.replace in {"PUT", "UPDATE"}
    assert profile.update or profile.replace == "PUT"
    assert profile.upload in {"application/n-triples", "text/turtle"}
    assert set(profile.credentials) <= {"basic", "digest", "bearer"}
    assert profile.named.count("{iri}") == 1
    assert profile.recognise
    for address in (profile.query, profile.update, profile.graphs):
        assert address == "" or address.startswith("/")
    for remark in profile.remarks:
        assert remark.endswith((".", "`)."))
        assert remark[0].isupper()
    if profile.default_graph == "strict":
        assert profile.update, "the default graph is shared by updates"
        assert profile.default


@EVERY
def test_graph_s_address_holds_its_iri_and_nothing_unquoted(profile: Profile) -> None:
    from urllib.parse import parse_qsl, urlsplit

    for method in ("PUT", "DELETE"):
        address = profile.graph_url(profile.address, GRAPH, method=method)
        (pair,) = parse_qsl(urlsplit(address).query)
        assert pair[1].strip("<>") == GRAPH
        assert not urlsplit(address).fragment


@EVERY
def test_address_of_queries_or_graphs_will_do_as_well(profile: Profile) -> None:
    base = profile.base(profile.address)
    for end in (profile.query, profile.graphs, profile.update, "/"):
        assert profile.base(profile.address + end) == base
    assert profile.base(base) == base


@given(st.floats(min_value=0.001, max_value=86_400))
def test_time_limit_is_a_whole_number_and_more_than_none(seconds: float) -> None:
    for profile in profiles().values():
        for value in profile.limit(seconds).values():
            assert re.fullmatch(r"\d+s?", value)
            assert int(value.rstrip("s")) >= 1


def test_every_upload_type_is_one_that_holds_n_triples() -> None:
    triple = '<a:a> <a:b> "\\u201Cx\\u201D"@en-GB .'
    for kind in {profile.upload for profile in profiles().values()}:
        assert len(Graph().parse(data=triple, format=kind)) == 1


def test_unknown_store_is_told_with_those_known() -> None:
    with pytest.raises(ReorgError, match="there is no store called 'oracle'; use oxigraph, fuseki"):
        get("oracle")


@pytest.mark.parametrize("name", ASKED_FOR)
def test_store_is_told_by_its_signs(name: str) -> None:
    def behaviour(_: Handler, seen: Seen) -> Says:
        assert seen.method == "GET"
        return SIGNS[name](seen.path) or Says(404)

    with Scripted(behaviour) as server:
        found = guess(Connection(f"{server.address}/x", credentials=NOBODY))
    assert found is not None
    assert found[0].name == name


def test_other_server_is_no_store() -> None:
    page = Says(
        200, b"<html>Welcome to nginx</html>", {"Server": "nginx", "Content-Type": "text/html"}
    )
    for says in (page, Says(404), Says(500), Says(403)):
        with Scripted(always(says)) as server:
            assert guess(Connection(server.address, credentials=NOBODY)) is None


def test_endless_answer_does_not_keep_one_from_guessing() -> None:
    def endless(handler: Handler, _: Seen) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nFuseki-Request-Id: 1\r\n\r\n")
        handler.close_connection = True
        with contextlib.suppress(OSError):
            while True:
                handler.wfile.write(b"<a:a> <a:b> <a:c> .\n" * 1000)

    with Scripted(endless) as server:
        found = guess(Connection(server.address, credentials=NOBODY, timeout=30))
    assert found is not None
    assert found[0].name == "fuseki"


def test_real_server_is_told_with_its_version() -> None:
    with oxigraph() as address:
        found = guess(Connection(address, credentials=NOBODY))
        assert found is not None
        assert found[0].name == "oxigraph"
        assert re.fullmatch(r"Oxigraph/\d+\.\d+\.\d+", found[1])


def test_tried_version_of_oxigraph_is_the_one_of_the_tests() -> None:
    from importlib.metadata import version

    try:
        here = version("oxigraph")
    except ImportError:
        missing("Oxigraph server", "run `pip install -e '.[test]'`")
    assert profiles()["oxigraph"].tried.rpartition(".")[0] == here.rpartition(".")[0]


def table() -> str:
    """Return the README's table of stores, from the profiles."""
    lines = [
        "| store | `--store` | address | a plain query finds it in | signs in by | tried |",
        "|---|---|---|---|---|---|",
    ]
    for profile in profiles().values():
        where = "the default graph" if profile.default_graph == "strict" else "its named graph"
        by = ", ".join(profile.credentials) or "nothing"
        tried = profile.tried or "never"
        cells = (profile.title, f"`{profile.name}`", f"`{profile.address}`", where, by, tried)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def test_table_in_the_readme_is_current(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    shown = re.search(r"^\| store \| `--store` .*?(?=^[^|])", text, re.M | re.S)
    assert shown is not None
    if request.config.getoption("--update-expected", default=False):
        text = text[: shown.start()] + table() + text[shown.end() :]
        README.write_text(text, encoding="utf-8")
        return
    assert shown[0] == table(), "run `pytest tests/remote/test_profiles.py --update-expected`"
