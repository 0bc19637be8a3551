"""Real SPARQL servers on 127.0.0.1, with their data in a folder of the caller's.

Each is loaded, emptied and asked the way its own manual says.
"""

from __future__ import annotations

import re
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import ClassVar
from urllib.parse import quote

import requests
from requests.auth import HTTPDigestAuth

from reorg.remote.credentials import Credentials
from stores import fetch
from stores.process import Process, free_port

TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
WITH_GRAPHS = frozenset({"trig", "nq"})
ANSWER = "application/sparql-results+json"
SECONDS = 120


class RefusedError(Exception):
    """The server does not take what it was sent; ``status`` is that of HTTP."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status} {said}")
        self.status = status


class Server(ABC):
    """A server that holds graphs and answers queries.

    Attributes:
        name: What the matrix calls it.
        union: A query that names no graph is asked of all graphs at once.
        default: It has a default graph that can be loaded.
        credentials: Who may write to it.
        types: What it calls the formats.
        remark: What a user should know.
    """

    name: ClassVar[str]
    union: ClassVar[bool] = False
    default: ClassVar[bool] = True
    credentials: ClassVar[Credentials] = Credentials()
    types: ClassVar[Mapping[str, str]] = TYPES
    remark: ClassVar[str] = ""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.http = requests.Session()
        self.http.trust_env = False
        self.process = self._start(folder)
        self.process.wait_until(self._ready)

    def __enter__(self) -> Server:
        try:
            self._prepare()
        except BaseException:
            self.process.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()
        self.process.stop()

    @abstractmethod
    def version(self) -> str:
        """Return the version of the program."""

    @property
    @abstractmethod
    def endpoint(self) -> str:
        """The address that takes queries."""

    @property
    @abstractmethod
    def home(self) -> str:
        """The address that ``reorg push`` is given."""

    @abstractmethod
    def _start(self, folder: Path) -> Process: ...

    @abstractmethod
    def _store(self, graph: str) -> str:
        """Return the address that a graph is sent to; the default graph without a name."""

    def _everything(self) -> str:
        """Return the address that graphs are sent to in one file."""
        return self._store("")

    def _ready(self) -> bool:
        return self.http.get(self.address, timeout=5).status_code < 500

    def _prepare(self) -> None:
        """Do what is left before the first file can be loaded."""
        self.clear()

    def load(self, file: Path, graph: str = "") -> None:
        """Add a file to a graph, or to the default graph.

        Raises:
            RefusedError: The server does not take it.
        """
        self.send(file.read_bytes(), file.suffix[1:], graph)

    def replace(self, file: Path, graph: str = "") -> None:
        """Put a file in the place of a graph."""
        self.send(file.read_bytes(), file.suffix[1:], graph, method="PUT")

    def send(
        self, data: bytes, format_: str, graph: str = "", *, method: str = "POST", type_: str = ""
    ) -> None:
        """Send data in a format to a graph, under the content type of the server's or another."""
        to = self._everything() if format_ in WITH_GRAPHS else self._store(graph)
        headers = {"Content-Type": type_ or self.types[format_]}
        self._ask(method, to, data=data, headers=headers)

    def drop(self, graph: str) -> None:
        """Delete a named graph."""
        self._ask("DELETE", self._store(graph))

    @abstractmethod
    def clear(self) -> None:
        """Delete all graphs."""

    def select(self, query: str, graphs: tuple[str, ...] = ()) -> str:
        """Return an answer as SPARQL's JSON.

        Args:
            query: A ``SELECT`` query.
            graphs: The graphs that are the default graph for this query.
        """
        form = [("query", query), *(("default-graph-uri", graph) for graph in graphs)]
        return self._ask("POST", self.endpoint, data=form, headers={"Accept": ANSWER})

    def _ask(self, method: str, address: str, **how: object) -> str:
        answer = self.http.request(method, address, timeout=SECONDS, **how)  # type: ignore[arg-type]
        if not answer.ok:
            said = " ".join(answer.text.split())[:300]
            raise RefusedError(answer.status_code, f"to {method} {address}: {said}")
        answer.encoding = "utf-8"
        return answer.text


class Oxigraph(Server):
    """The server of the PyPI package ``oxigraph``."""

    name = "Oxigraph"
    remark = "named graphs by `default-graph-uri`"

    def version(self) -> str:
        return version_of(_oxigraph(), None, "--version")

    @property
    def endpoint(self) -> str:
        return f"{self.address}/query"

    @property
    def home(self) -> str:
        return self.address

    def _start(self, folder: Path) -> Process:
        where = f"127.0.0.1:{self.port}"
        return Process(
            [_oxigraph(), "serve", "--location", folder / "data", "--bind", where], folder
        )

    def _store(self, graph: str) -> str:
        return f"{self.address}/store?{_graph(graph)}"

    def _everything(self) -> str:
        return f"{self.address}/store"

    def clear(self) -> None:
        self._ask("POST", f"{self.address}/update", data={"update": "CLEAR ALL"})


class Fuseki(Server):
    """Apache Jena Fuseki, with its data in memory."""

    name = "Jena Fuseki"
    remark = "named graphs by `default-graph-uri`"

    def version(self) -> str:
        return fetch.version("fuseki")

    @property
    def endpoint(self) -> str:
        return f"{self.address}/ds/query"

    @property
    def home(self) -> str:
        return f"{self.address}/ds"

    def _start(self, folder: Path) -> Process:
        jar = fetch.archive("fuseki")
        how = ["--localhost", "--port", str(self.port), "--mem", "--update", "/ds"]
        return Process([*fetch.java(), "-jar", jar, *how], folder)

    def _ready(self) -> bool:
        return self.http.get(f"{self.address}/$/ping", timeout=5).ok

    def _store(self, graph: str) -> str:
        return f"{self.address}/ds/data?{_graph(graph)}"

    def _everything(self) -> str:
        return f"{self.address}/ds/data"

    def clear(self) -> None:
        self._ask("POST", f"{self.address}/ds/update", data={"update": "CLEAR ALL"})


class Rdf4j(Server):
    """Eclipse RDF4J Server in Jetty, with a memory store."""

    name = "RDF4J Server"
    union = True
    remark = "in Jetty 9, for the Servlet API 4"
    _CONFIG = """
        @prefix config: <tag:rdf4j.org,2023:config/> .
        [] a config:Repository ; config:rep.id "reorg" ;
            config:rep.impl [ config:rep.type "openrdf:SailRepository" ;
                config:sail.impl [ config:sail.type "openrdf:MemoryStore" ] ] ."""

    def version(self) -> str:
        return fetch.version("rdf4j")

    @property
    def endpoint(self) -> str:
        return f"{self.address}/rdf4j-server/repositories/reorg"

    @property
    def home(self) -> str:
        return self.endpoint

    def _start(self, folder: Path) -> Process:
        jetty, war = fetch.archive("jetty"), fetch.archive("rdf4j")
        data = f"-Dorg.eclipse.rdf4j.appdata.basedir={folder / 'data'}"
        scratch = f"-Djava.io.tmpdir={folder}"
        where = ["--host", "127.0.0.1", "--port", str(self.port), "--path", "/rdf4j-server"]
        return Process([*fetch.java(), data, scratch, "-jar", jetty, *where, war], folder)

    def _ready(self) -> bool:
        return self.http.get(f"{self.address}/rdf4j-server/protocol", timeout=5).ok

    def _prepare(self) -> None:
        self._ask("PUT", self.endpoint, data=self._CONFIG, headers={"Content-Type": TYPES["ttl"]})

    def _store(self, graph: str) -> str:
        context = f"<{graph}>" if graph else "null"
        return f"{self.endpoint}/statements?context={quote(context, safe='')}"

    def _everything(self) -> str:
        return f"{self.endpoint}/statements"

    def clear(self) -> None:
        self._ask("DELETE", self._everything())


class Virtuoso(Server):
    """Virtuoso 7, open source edition; it has no default graph of its own."""

    name = "Virtuoso"
    union = True
    default = False
    credentials = Credentials("dba", "dba")
    remark = "no default graph: every load names one; one graph a request; half of a bad file stays"
    _HOME = "urn:default"
    _CONFIG = """
        [Database]
        DatabaseFile = data.db
        TransactionFile = data.trx
        ErrorLogFile = errors.log
        LockFile = data.lck
        xa_persistent_file = data.pxa
        FileExtend = 200
        [TempDatabase]
        DatabaseFile = temporary.db
        TransactionFile = temporary.trx
        [Parameters]
        ServerPort = 127.0.0.1:{sql}
        NumberOfBuffers = 20000
        MaxDirtyBuffers = 15000
        SchedulerInterval = 0
        [HTTPServer]
        ServerPort = 127.0.0.1:{http}
        ServerThreads = 5
        [SPARQL]
        ResultSetMaxRows = 100000
        """

    def version(self) -> str:
        return version_of(*fetch.program("virtuoso-t"), "-?")

    @property
    def endpoint(self) -> str:
        return f"{self.address}/sparql"

    @property
    def home(self) -> str:
        return self.address

    def _start(self, folder: Path) -> Process:
        program, environment = fetch.program("virtuoso-t")
        text = re.sub(r"(?m)^ +", "", self._CONFIG).format(sql=free_port(), http=self.port)
        (folder / "virtuoso.ini").write_text(text, encoding="utf-8")
        return Process([program, "-f", "-c", folder / "virtuoso.ini"], folder, environment)

    def _ready(self) -> bool:
        return self.http.get(self.endpoint, timeout=5).ok

    def _prepare(self) -> None:
        self.http.auth = HTTPDigestAuth(self.credentials.user, self.credentials.password)
        self._loaded: set[str] = set()

    def _store(self, graph: str) -> str:
        home = quote(graph or self._HOME, safe="")
        return f"{self.address}/sparql-graph-crud-auth?graph-uri={home}"

    def send(
        self, data: bytes, format_: str, graph: str = "", *, method: str = "POST", type_: str = ""
    ) -> None:
        self._loaded.add(graph)  # first, since a file that fails half-way leaves its first half
        super().send(data, format_, graph, method=method, type_=type_)

    def clear(self) -> None:
        for graph in tuple(self._loaded):
            try:
                self.drop(graph)
            except RefusedError as error:
                if error.status != 404:  # an empty graph is none
                    raise
            self._loaded.discard(graph)

    def select(self, query: str, graphs: tuple[str, ...] = ()) -> str:
        answer = super().select(query, graphs)
        # Its word for a literal with a datatype is that of the draft of 2007.
        answer = answer.replace('"type": "typed-literal"', '"type": "literal"')
        return answer.replace('"value": "nodeID://', '"value": "')


class Blazegraph(Server):
    """Blazegraph, with its data in memory and named graphs on."""

    name = "Blazegraph"
    union = True
    types: ClassVar[Mapping[str, str]] = {
        **TYPES,
        "nt": "text/turtle",  # which N-Triples are too; as `text/plain` they are read as Latin-1
        "trig": "application/x-trig",
        "nq": "text/x-nquads",
    }
    remark = (
        "send N-Triples as `text/turtle`; N-Quads garbled beyond Latin-1, TriG refused; "
        "on Java 9 or later not by its own start class"
    )
    _CONFIG = """
        com.bigdata.journal.AbstractJournal.bufferMode=MemStore
        com.bigdata.rdf.store.AbstractTripleStore.quads=true
        com.bigdata.rdf.store.AbstractTripleStore.statementIdentifiers=false
        com.bigdata.rdf.store.AbstractTripleStore.textIndex=false
        com.bigdata.rdf.store.AbstractTripleStore.axiomsClass=com.bigdata.rdf.axioms.NoAxioms
        com.bigdata.rdf.sail.truthMaintenance=false
        """

    def version(self) -> str:
        return fetch.version("blazegraph")

    @property
    def endpoint(self) -> str:
        return f"{self.address}/blazegraph/namespace/kb/sparql"

    @property
    def home(self) -> str:
        return f"{self.address}/blazegraph/namespace/kb"

    def _start(self, folder: Path) -> Process:
        jar = fetch.archive("blazegraph")
        (folder / "kb.properties").write_text(re.sub(r"(?m)^ +", "", self._CONFIG))
        # Its own start class asks a class of Java's for a file of its own, which Java 9 ended.
        pages = f"jar:{jar.as_uri()}!/war"
        homes = [f"-Djetty.home={pages}", f"-Djetty.resourceBase={pages}"]
        main = "com.bigdata.rdf.sail.webapp.NanoSparqlServer"
        # It reads N-Triples and N-Quads in the locale's encoding.
        start = [
            "-Dfile.encoding=UTF-8",
            *homes,
            "-Djetty.host=127.0.0.1",
            "-cp",
            jar,
            main,
            str(self.port),
            "kb",
        ]
        return Process([*fetch.java(), *start, "kb.properties"], folder)

    def _ready(self) -> bool:
        return self.http.get(f"{self.address}/blazegraph/status", timeout=5).ok

    def _store(self, graph: str) -> str:
        return f"{self.endpoint}?{'context-uri=' + quote(graph, safe='') if graph else ''}"

    def replace(self, file: Path, graph: str = "") -> None:
        if graph:
            self.drop(graph)
        else:
            self._ask("POST", self.endpoint, data={"update": "CLEAR DEFAULT"})
        self.load(file, graph)

    def drop(self, graph: str) -> None:
        self._ask("DELETE", f"{self.endpoint}?c=<{quote(graph, safe='')}>")

    def clear(self) -> None:
        self._ask("POST", self.endpoint, data={"update": "CLEAR ALL"})


def _graph(name: str) -> str:
    return f"graph={quote(name, safe='')}" if name else "default"


def _oxigraph() -> str:
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file():
        raise fetch.MissingError("Oxigraph", "run `pip install -e '.[test]'`")
    return str(program)


def version_of(program: str, environment: dict[str, str] | None, argument: str) -> str:
    """Return the first version number that a program prints."""
    done = subprocess.run([program, argument], env=environment, capture_output=True, text=True)
    found = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else "unknown"


SERVERS: tuple[type[Server], ...] = (Oxigraph, Fuseki, Rdf4j, Virtuoso, Blazegraph)
