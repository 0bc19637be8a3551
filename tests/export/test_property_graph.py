"""The network opens elsewhere: in networkx, in igraph, and in Neo4j by its own import."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from reorg.analysis import projection
from reorg.export import graphml, neo4j
from reorg.namespaces import NAMESPACE, PREFIXES
from support.tools import executable, missing

NEO4J = "5.26.30"
HOSTILE = (
    *('"quoted" and ""twice""', "back\\slash", 'ends with \\"', "a,b;c\td", "line\nbreak"),
    *(
        "carriage\rreturn",
        "both\r\nof them",
        "\u2028\u2029\u0085",
        "👩‍👩‍👧 𝕏",
        "مرحبا \u200f",
        "é e\u0301",
    ),
    *(" spaces ", "=1+1", "'", "null", "NULL", "|", "#"),
)


@pytest.fixture(scope="module")
def view(shipped: Store) -> nx.MultiDiGraph[str]:
    return projection.view(shipped)


@pytest.fixture(scope="module")
def hostile(shipped: Store) -> Store:
    """The shipped graph with claims in which everything is odd."""
    store = Store()
    store.extend(shipped)
    kind = NamedNode(PREFIXES["rdf"] + "type")
    for number, text in enumerate(HOSTILE):
        claim = NamedNode(f"https://example.org/{number}?a=b,c;d'e")
        store.add(Quad(claim, kind, NamedNode(NAMESPACE + "Claim")))
        store.add(Quad(claim, NamedNode(NAMESPACE + "wording"), Literal(text)))
    return store


def tables(store: Store) -> dict[str, list[dict[str, str]]]:
    """Return the files as Python's own reader gives them."""
    found = neo4j.files(store, "report")
    return {
        name: list(csv.DictReader(StringIO(data.decode(), newline=""), strict=True))
        for name, data in found.items()
    }


class TestNetworkFiles:
    def test_igraph_reads_as_many_nodes_and_edges(
        self, view: nx.MultiDiGraph[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "view.graphml"
        file.write_bytes(graphml.graphml(view))
        found = igraph.Graph.Read_GraphML(str(file))
        assert found.is_directed()
        assert (found.vcount(), found.ecount()) == (len(view), view.number_of_edges())
        assert dict(zip(found.vs["id"], found.vs["label"], strict=True)) == dict(
            view.nodes(data="label")
        )
        assert Counter(found.es["relation"]) == Counter(
            relation for *_, relation in view.edges(data="relation")
        )

    @pytest.mark.parametrize(
        ("write", "read"),
        [(graphml.graphml, nx.read_graphml), (graphml.gexf, nx.read_gexf)],
        ids=["graphml", "gexf"],
    )
    def test_networkx_reads_as_many_and_the_same_words(
        self, write: Any, read: Any, hostile: Store
    ) -> None:
        made = projection.view(hostile)
        found = read(BytesIO(write(made)))
        assert len(found) == len(made)
        assert found.number_of_edges() == made.number_of_edges()
        labels = dict(made.nodes(data="label"))
        assert dict(found.nodes(data="label")) == labels
        assert set(HOSTILE) <= set(labels.values())


class TestTables:
    def test_one_row_a_node_and_one_an_edge(
        self, shipped: Store, view: nx.MultiDiGraph[str]
    ) -> None:
        found = tables(shipped)
        nodes, edges = found[neo4j.NODES], found[neo4j.RELATIONSHIPS]
        assert {row["iri:ID"] for row in nodes} == set(view)
        assert len(nodes) == len(view)
        assert [(row[":START_ID"], row[":END_ID"], row["key"]) for row in edges] == [
            (source, target, key) for source, target, key in view.edges(keys=True)
        ]

    def test_the_headers_are_neo4js(self, shipped: Store) -> None:
        found = neo4j.files(shipped, "report")
        header = {name: data.split(b"\r\n")[0].decode().split(",") for name, data in found.items()}
        assert header[neo4j.NODES][0] == "iri:ID"
        assert header[neo4j.NODES][-2:] == ["classes:string[]", ":LABEL"]
        assert "quantity:double" in header[neo4j.NODES]
        assert header[neo4j.RELATIONSHIPS][:3] == [":START_ID", ":END_ID", ":TYPE"]
        for names in header.values():
            assert len(set(names)) == len(names)
            assert all(
                re.fullmatch(r"\w*(:(ID|START_ID|END_ID|TYPE|LABEL|string|double)(\[\])?)?", n)
                for n in names
            )

    def test_values_are_those_of_the_network(
        self, shipped: Store, view: nx.MultiDiGraph[str]
    ) -> None:
        for row in tables(shipped)[neo4j.NODES]:
            told = {name.partition(":")[0]: value for name, value in row.items() if value}
            assert float(told.pop("quantity", "nan")) == pytest.approx(
                view.nodes[row["iri:ID"]].get("quantity", float("nan")), nan_ok=True
            )
            expected = {k: v for k, v in view.nodes[row["iri:ID"]].items() if k != "quantity"}
            assert {name: told[name] for name in expected} == expected

    def test_a_planned_body_is_labelled_as_planned_alone(self, shipped: Store) -> None:
        planned = [r for r in tables(shipped)[neo4j.NODES] if r["kind:string"] == "planned"]
        assert planned
        for row in planned:
            assert all(label.startswith("Planned") for label in row[":LABEL"].split(";"))

    def test_nothing_said_is_a_relationship_of_the_things(self, shipped: Store) -> None:
        claims = {
            r["iri:ID"] for r in tables(shipped)[neo4j.NODES] if "Claim" in r[":LABEL"].split(";")
        }
        edges = tables(shipped)[neo4j.RELATIONSHIPS]
        kinds = {row[":TYPE"] for row in edges}
        assert {"SUBJECT", "OBJECT", "SAYS", "CONFLICTS_WITH"} <= kinds
        assert all(re.fullmatch("[A-Z_]+", kind) for kind in kinds)
        for row in edges:
            if row[":TYPE"] in ("SUBJECT", "OBJECT"):
                assert row[":START_ID"] in claims

    def test_hostile_texts_come_back(self, hostile: Store) -> None:
        rows = tables(hostile)[neo4j.NODES]
        assert set(HOSTILE) <= {row["wording:string"] for row in rows}

    def test_the_same_bytes_again(self, shipped: Store) -> None:
        assert neo4j.files(shipped, "report") == neo4j.files(shipped, "report")

    def test_an_empty_graph_has_headers_alone(self) -> None:
        for data in neo4j.files(Store(), "report").values():
            assert len(list(csv.reader(io.StringIO(data.decode())))) == 1


@pytest.fixture(scope="module")
def jars() -> Path:
    """Neo4j's import tool, fetched once from Maven Central into the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "reorg-tests"
    folder = cache / f"neo4j-import-tool-{NEO4J}"
    if not folder.is_dir():
        maven = executable("Maven", "mvn", fix="apt install maven")
        folder.parent.mkdir(parents=True, exist_ok=True)
        project = cache / "neo4j-import-tool.xml"
        project.write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            "<groupId>reorg</groupId><artifactId>tests</artifactId><version>1</version>"
            "<dependencies><dependency><groupId>org.neo4j</groupId><artifactId>neo4j-import-tool"
            f"</artifactId><version>{NEO4J}</version></dependency></dependencies></project>",
            encoding="utf-8",
        )
        aside = folder.with_suffix(".part")
        # Maven compares what it fetches with the checksums published beside it.
        command = [maven, "-q", "-B", "-C", "-f", project, "dependency:copy-dependencies"]
        command += [f"-DoutputDirectory={aside}", "-DincludeScope=runtime"]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            missing("Neo4j's import tool", "connect to Maven Central once")
        aside.rename(folder)
    return folder


@pytest.mark.slow
def test_neo4j_imports_them(hostile: Store, jars: Path, tmp_path: Path) -> None:
    java = executable("Java", "java", fix="apt install default-jre-headless")
    files = neo4j.files(hostile, "report")
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    home = tmp_path / "home"
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").touch()
    options = neo4j.COMMAND.format(
        nodes=tmp_path / neo4j.NODES, relationships=tmp_path / neo4j.RELATIONSHIPS
    ).split()[1:]
    strict = ["--max-off-heap-memory=500m", "--bad-tolerance=0", "--strict=true"]
    done = subprocess.run(
        [java, "-Xmx1g", "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool", *options, *strict],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        cwd=tmp_path,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    view = projection.view(hostile)
    found = {
        kind: int(number)
        for number, kind in re.findall(r"^ +(\d+) (nodes|relationships)$", done.stdout, re.M)
    }
    assert found == {"nodes": len(view), "relationships": view.number_of_edges()}
    assert (home / "data" / "databases" / "neo4j").is_dir()
