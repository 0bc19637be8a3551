"""The server behind a proxy: links, whom it believes, and addresses in odd forms."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import httpx
import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse

from reorg.namespaces import BASE
from reorg.serve.app.application import Front, behind
from reorg.serve.http import forwarded, proxy
from support import coroutines
from support.commandline import MILLBROOK, reorg
from support.paths import ROOT
from support.serving import Server, free_port, running, until

HTML = {"Accept": "text/html"}
TURTLE = {"Accept": "text/turtle"}
ASK = f"sparql?query={quote('ASK {}')}"
SPARQL = "http://www.w3.org/ns/sparql-service-description#endpoint"


def log(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "access.log"


@pytest.fixture(scope="module")
def believing(logged: Path) -> Iterator[Server]:
    """A server that believes this machine and some networks, but no address is told."""
    trusted = ("--trusted-proxy", "127.0.0.1", "--trusted-proxy", "10.0.0.0/8")
    with running(MILLBROOK, *trusted, "--access-log", logged, "--log-format", "json") as one:
        yield one


@pytest.fixture(scope="module")
def public() -> Iterator[Server]:
    """A server that the world finds below a path elsewhere."""
    with running("--public-url", "https://Example.org:443/kg/") as one:
        yield one


# --- whose request it is --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        ({}, "127.0.0.1"),
        ({"X-Forwarded-For": "192.0.2.1"}, "192.0.2.1"),
        ({"X-Forwarded-For": "6.6.6.6, 192.0.2.1"}, "192.0.2.1"),
        ({"X-Forwarded-For": "6.6.6.6, 192.0.2.1, 10.1.1.1"}, "192.0.2.1"),
        ({"X-Forwarded-For": "192.0.2.1:4711"}, "192.0.2.1"),
        ({"X-Forwarded-For": "[2001:db8::1]:4711"}, "2001:db8::1"),
        ({"X-Forwarded-For": "2001:db8::1"}, "2001:db8::1"),
        ({"X-Forwarded-For": "6.6.6.6, unknown"}, "127.0.0.1"),
        ({"X-Forwarded-For": "<script>\\u000a"}, "127.0.0.1"),
        ({"Forwarded": "for=192.0.2.1;proto=https"}, "192.0.2.1"),
        ({"Forwarded": 'For="[2001:db8::1]:4711"'}, "2001:db8::1"),
        ({"Forwarded": "for=6.6.6.6, for=192.0.2.1;by=10.0.0.1, for=10.0.0.2"}, "192.0.2.1"),
        ({"Forwarded": 'for="_hidden", for=unknown'}, "127.0.0.1"),
        ({"Forwarded": "for=192.0.2.1", "X-Forwarded-For": "192.0.2.2"}, "127.0.0.1"),
        ({"Forwarded": 'for="6.6.6.6'}, "127.0.0.1"),
    ],
)
def test_a_trusted_proxy_tells_who_asks(
    believing: Server, logged: Path, headers: dict[str, str], client: str
) -> None:
    before = len(log(logged))
    assert believing.client.get(believing.url, headers=headers).status_code == 200
    assert until(lambda: len(log(logged)) > before)
    assert log(logged)[-1]["client"] == client


def test_nobody_else_is_believed(tmp_path: Path) -> None:
    file = tmp_path / "log"
    headers = {
        "X-Forwarded-For": "192.0.2.1",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
    }
    with running(MILLBROOK, "--access-log", file, "--trusted-proxy", "10.0.0.0/8") as one:
        for more in (headers, {"Forwarded": "for=192.0.2.1;host=evil.example;proto=https"}):
            page = one.client.get(one.url, headers={**HTML, **more}).text
            assert "evil" not in page
            assert f"{one.url}sparql" in page
        assert until(lambda: file.read_text(encoding="utf-8").count("127.0.0.1 - - [") == 2)


@pytest.mark.parametrize(
    ("headers", "root"),
    [
        (
            {
                "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": "kg.example",
                "X-Forwarded-Prefix": "/a/b/",
            },
            "https://kg.example/a/b",
        ),
        ({"X-Forwarded-Proto": "https", "X-Forwarded-Host": "kg.example:8443"}, "https://kg.example:8443"),
        ({"Forwarded": 'proto=https;host="kg.example:8443"'}, "https://kg.example:8443"),
        ({"Forwarded": "host=a.example, host=kg.example;proto=https"}, "https://kg.example"),
        ({"X-Forwarded-Host": "kg.example", "X-Forwarded-Proto": "javascript"}, "http://kg.example"),
        ({"X-Forwarded-Host": "kg.example", "X-Forwarded-Prefix": "//evil.example"}, "http://kg.example"),
        ({"X-Forwarded-Host": "kg.example", "X-Forwarded-Prefix": "/a/../b"}, "http://kg.example"),
    ],
)  # fmt: skip
def test_a_trusted_proxy_tells_where_it_was_asked(
    believing: Server, headers: dict[str, str], root: str
) -> None:
    page = believing.client.get(believing.url, headers={**HTML, **headers})
    assert f"{root}/sparql<" in page.text
    described = believing.client.get(believing.endpoint, headers={**TURTLE, **headers})
    assert f"<{root}/sparql>" in described.text
    origin = "/".join(root.split("/")[:3])
    own = believing.client.get(believing.url, headers={**headers, "Origin": origin})
    assert own.status_code == 200


# --- where the world finds it ---------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "kg/"], ids=["taken away", "passed on"])
def test_links_lead_where_the_world_finds_it(public: Server, prefix: str) -> None:
    root = "https://example.org/kg/"
    via = {"Host": "example.org"}

    def get(path: str, **headers: str) -> httpx.Response:
        return public.client.get(f"{public.url}{prefix}{path}", headers={**via, **headers})

    for path in ("", "query", "ns", f"about?iri={quote(BASE + 'person/jim-harker', safe='')}"):
        page = lxml.html.document_fromstring(get(path, Accept="text/html").text)
        links = {urljoin(root + path, one) for one in map(str, page.xpath("//@href | //@src"))}
        own = [one for one in links if one.startswith("https://example.org/")]
        assert len(own) > 5
        assert all(one.startswith(root) for one in own)
        for one in sorted(own)[::7]:
            found = get(one.removeprefix(root).partition("#")[0])
            assert found.status_code in {200, 303}, one
    described = get("sparql", Accept="text/turtle").text
    assert f"sd:endpoint <{root}sparql>" in described
    void = get(".well-known/void", Accept="text/turtle").text
    assert f"<{root}sparql>" in void
    assert f"<{root}data?format=ttl>" in void
    thing = get("id/person/jim-harker")
    assert (thing.status_code, thing.headers["location"][:14]) == (303, "/kg/about?iri=")
    asked = get(ASK, Accept="text/html")
    assert asked.headers["location"] == "/kg/query#query=ASK%20%7B%7D"
    missing = lxml.html.document_fromstring(get("id/no/such", Accept="text/html").text)
    links = [*map(str, missing.xpath("//link/@href | //a/@href"))]
    assert all(link.startswith(("/kg/", "#", "data:")) for link in links)
    slash = get("query/", Accept="text/html")
    assert slash.headers["location"] == f"{root}query"


@pytest.mark.slow
def test_the_query_page_asks_below_its_path(public: Server, chromium: Any) -> None:
    page = chromium.new_page()
    try:
        query = quote("SELECT ?c { ?c a reorg:Claim } ORDER BY ?c LIMIT 5")
        page.goto(f"{public.url}kg/query#query={query}")
        page.wait_for_selector("#table tbody tr")
        link = page.locator("#table a").first
        assert str(link.evaluate("(one) => one.href")).startswith(f"{public.url}kg/about?iri=")
        link.click()
        page.wait_for_selector(".triples")
        assert page.url.startswith(f"{public.url}kg/about?iri=")
        page.get_by_role("link", name="Graph", exact=True).click()
        page.wait_for_url(f"{public.url}kg/graph")
    finally:
        page.close()


def test_pages_of_its_own_site_may_ask(public: Server) -> None:
    own = public.url.rstrip("/")
    here = own.partition("//")[2]
    for host, origin, status in (
        ("example.org", "https://example.org", 200),
        (here, "https://example.org", 200),
        (here, own, 200),
        ("example.org", "https://evil.example", 403),
        (here, "https://example.org.evil.example", 403),
        (here, "null", 403),
    ):
        headers = {"Host": host, "Origin": origin}
        answer = public.client.get(public.url + ASK, headers=headers)
        assert answer.status_code == status, (host, origin)
    assert public.client.get(public.url, headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("peer", "status"),
    [("10.1.2.3", 200), ("192.0.2.9", 200), ("127.0.0.1", 421), ("198.51.100.1", 421)],
)
def test_machines_that_were_named_may_call_it_by_any_name(peer: str, status: int) -> None:
    # Such as the name of a service in a network of containers; no browser is there.
    networks = [*map(proxy.network, ("10.0.0.0/8", "127.0.0.1"))]
    front = Front("0.0.0.0", proxies=networks, shown_to=[proxy.network("192.0.2.9")])
    app = behind(PlainTextResponse("here"), front, [])

    async def ask() -> int:
        transport = httpx.ASGITransport(app, client=(peer, 4711))
        async with httpx.AsyncClient(transport=transport) as client:
            return (await client.get("http://graph:8321/")).status_code

    assert coroutines.run(ask()) == status


@pytest.mark.parametrize(
    "arguments",
    [
        ["--public-url", "example.org"],
        ["--public-url", "ftp://example.org/"],
        ["--public-url", "https://user:secret@example.org/"],
        ["--public-url", "https://example.org/?a=1"],
        ["--public-url", "https://example.org/a/../b"],
        ["--public-url", "https://example.org/a b"],
        ["--public-url", "https://example.org:x/"],
        ["--public-url", "https://[::1/"],
        ["--public-url", "https:///path"],
        ["--public-url", "https://example.org/id/"],
        ["--public-url", "https://example.org/sparql"],
        ["--trusted-proxy", "proxy.example"],
        ["--trusted-proxy", "10.0.0.0/99"],
        ["--allow-metrics", "everybody"],
        ["--access-log", "/nowhere/at/all/access.log"],
    ],
)
def test_wrong_options_are_told(arguments: list[str]) -> None:
    done = reorg("serve", *arguments, "--port", "0")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
    assert arguments[0] in done.stderr


# --- addresses in odd forms -----------------------------------------------------------------------


def test_a_client_of_http_1_0_need_name_no_host(believing: Server) -> None:
    said = believing.raw(b"GET / HTTP/1.0\r\nAccept: text/html\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 200 ")
    assert f"{believing.url}sparql".encode() in said
    assert believing.raw(b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert believing.raw(b"GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n")[9:12] == b"421"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://127.0.0.1:PORT/" + ASK, 200),
        ("HTTP://LOCALHOST/" + ASK, 200),
        ("http://user:pw@localhost/" + ASK, 200),
        ("http://localhost", 200),
        ("http://evil.example/" + ASK, 421),
        ("//" + ASK, 404),
        ("//evil.example/query/", 404),
        ("/query//", 307),
        ("/./" + ASK, 404),
        ("/%2e%2e/etc/passwd", 404),
        ("/static/..%2f..%2fcli.py", 404),
        ("/%73parql" + ASK[6:], 200),
        ("*", 404),
    ],
)
def test_targets_in_odd_forms(believing: Server, target: str, status: int) -> None:
    line = f"GET {target.replace('PORT', str(believing.port))} HTTP/1.1\r\n"
    said = believing.raw(f"{line}Host: localhost\r\nConnection: close\r\n\r\n".encode())
    assert int(said[9:12]) == status
    assert b"\nlocation: //" not in said.lower()


def test_options_of_the_whole_server(believing: Server) -> None:
    said = believing.raw(b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert said[9:12] == b"204"
    assert b"allow: " in said.lower()


def test_an_encoded_slash_is_a_part_of_the_name(tmp_path: Path) -> None:
    file = tmp_path / "names.nt"
    names = ("x/a%2Fb", "x/a/b", "x/c%2Fd", "x/e/f", "x/caf\u00e9")
    lines = [f"<{BASE}{name}> <a:p> {json.dumps(name, ensure_ascii=False)} .\n" for name in names]
    file.write_text("".join(lines), encoding="utf-8")
    with running(file) as one:
        for path, name in {
            "x/a%2Fb": "x/a%2Fb",  # as one gets it by another name for this server
            "x/a/b": "x/a/b",
            "x/a%252Fb": "x/a%2Fb",  # as our own pages link to it
            "x/c%2Fd": "x/c%2Fd",
            "x/e%2Ff": "x/e/f",
            "x/caf%C3%A9": "x/caf\u00e9",
        }.items():
            answer = one.client.get(f"{one.url}id/{path}")
            where = f"/about?iri={quote(BASE + name, safe='')}"
            assert (answer.status_code, answer.headers.get("location")) == (303, where), path


# --- a real proxy ---------------------------------------------------------------------------------

NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
{snippet}
  }}
}}
"""


def snippet() -> str:
    """Return the configuration that the handbook tells people to take."""
    text = (ROOT / "graph" / "README.md").read_text(encoding="utf-8")
    return text.partition("```nginx\n")[2].partition("```")[0]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_behind_nginx_as_the_handbook_has_it(tmp_path: Path) -> None:
    port = free_port()
    root = f"http://127.0.0.1:{port}/my-graph/"
    file = tmp_path / "log"
    options = ("--public-url", root, "--trusted-proxy", "127.0.0.1")
    with running(*options, "--access-log", file, "--log-format", "json") as one:
        assert "8321" in snippet()
        text = snippet().replace("8321", str(one.port))
        config = tmp_path / "nginx.conf"
        config.write_text(NGINX.format(folder=tmp_path, port=port, snippet=text), encoding="utf-8")
        nginx = subprocess.Popen(["nginx", "-p", str(tmp_path), "-c", str(config)])
        try:
            assert until(lambda: _answers(root))
            with httpx.Client() as client:
                page = client.get(root, headers=HTML)
                assert f"{root}sparql" in page.text
                tag = {"If-None-Match": page.headers["etag"]}
                assert client.get(root, headers={**HTML, **tag}).status_code == 304
                thing = client.get(f"{root}id/person/jim-harker", follow_redirects=True)
                assert thing.status_code == 200
                assert str(thing.url).startswith(root)
                forged = {"X-Forwarded-For": "6.6.6.6", "Forwarded": "for=6.6.6.7"}
                assert client.get(root + ASK, headers=forged).json()["boolean"]
                assert client.get(f"{root}metrics").status_code == 403
            clients = [visit["client"] for visit in log(file)]
            assert clients and set(clients) == {"127.0.0.1"}
        finally:
            nginx.terminate()
            nginx.wait(10)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        time.sleep(0.1)
        return False


# --- laws -----------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(max_codepoint=255), max_size=80)


@given(_TEXT, _TEXT, _TEXT)
def test_whatever_proxies_say_is_read(one: str, two: str, three: str) -> None:
    pairs = [
        (b"forwarded", one.encode("latin-1")),
        (b"x-forwarded-for", two.encode("latin-1")),
        (b"x-forwarded-prefix", three.encode("latin-1")),
    ]
    for hop in (forwarded.forwarded(pairs, bool), forwarded.x_forwarded(pairs, bool)):
        assert "\n" not in "".join(hop)
        assert not hop.prefix.startswith("//")
        assert hop.scheme in {"", "http", "https"}


@given(st.lists(st.ip_addresses().map(str), min_size=1, max_size=5), st.integers(0, 5))
def test_a_forged_beginning_changes_nothing(path: list[str], trusted: int) -> None:
    proxies = set(path[len(path) - min(trusted, len(path) - 1) :])
    trusts = proxies.__contains__
    for forged in ([], ["6.6.6.6"], ["6.6.6.6", "unknown"]):
        if {*forged} & proxies:
            continue
        text = ", ".join([*forged, *path]).encode()
        found = forwarded.x_forwarded([(b"x-forwarded-for", text)], trusts).client
        elements = ", ".join(f'for="{_quoted(one)}"' for one in [*forged, *path])
        same = forwarded.forwarded([(b"forwarded", elements.encode())], trusts).client
        wanted = next((one for one in reversed(path) if one not in proxies), None)
        if wanted is not None:
            assert found == same == wanted


def _quoted(address: str) -> str:
    return f"[{address}]" if ":" in address else address
