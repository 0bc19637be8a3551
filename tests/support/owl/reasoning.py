"""The OWL API's profile checker, HermiT and OWL-RL, run on sets of triples."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from pyoxigraph import RdfFormat

from reorg.namespaces import NAMESPACE, PREFIXES
from support.owl.graphs import Graph, one_ontology, to_bytes
from support.tools import executable

PROFILE = "profile"
REASON = NAMESPACE


@dataclass
class Verdict:
    """What the Java tools say of one graph.

    Attributes:
        axioms: How many axioms the OWL API read.
        violations: Where the graph is not OWL 2 DL; empty too where this was not asked.
        consistent: Whether HermiT finds a model; None where this was not asked.
        unsatisfiable: Own classes that can have no instance.
    """

    axioms: int = 0
    violations: list[str] = field(default_factory=list)
    consistent: bool | None = None
    unsatisfiable: list[str] = field(default_factory=list)


def java_verdicts(folder: Path, tasks: dict[str, tuple[str, Graph]]) -> dict[str, Verdict]:
    """Return the verdict on each named task, all in one run of Java.

    Args:
        folder: An empty folder for the files in between.
        tasks: For each name, ``PROFILE`` or ``REASON`` and the graph.
    """
    arguments = []
    for name, (kind, graph) in tasks.items():
        path = folder / f"{name}.owl"
        path.write_bytes(to_bytes(one_ontology(graph), RdfFormat.RDF_XML))
        arguments += [kind, str(path)]
    return _read(list(tasks), _run(arguments))


def _run(arguments: list[str]) -> str:
    executable("Java compiler", "javac", fix="apt install default-jdk-headless")
    spec = find_spec("owlready2")
    assert spec is not None and spec.origin is not None
    # owlready2 bundles HermiT, and HermiT's jar the OWL API with its profile checker.
    jar = Path(spec.origin).parent / "hermit" / "HermiT.jar"
    source = Path(__file__).with_name("Reason.java")
    done = subprocess.run(
        ["java", "-Xmx2g", "-cp", str(jar), str(source), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _read(names: list[str], output: str) -> dict[str, Verdict]:
    verdicts = {name: Verdict() for name in names}
    for line in output.splitlines():
        number, _, words = line.partition("\t")
        verdict = verdicts[names[int(number)]]
        word, _, rest = words.partition(" ")
        if word == "axioms":
            verdict.axioms = int(rest)
        elif word == "violation":
            verdict.violations.append(rest)
        elif word == "unsatisfiable":
            verdict.unsatisfiable.append(rest)
        else:
            verdict.consistent = word == "consistent"
    return verdicts


# Values of these say nothing to a reasoner and would slow it down.
_SILENT = {PREFIXES["rdfs"] + name for name in ("comment", "isDefinedBy", "label", "seeAlso")} | {
    PREFIXES["skos"] + name for name in ("altLabel", "definition", "example", "note", "prefLabel")
}


@dataclass(frozen=True)
class Closure:
    """All that OWL 2 RL entails from a graph.

    Attributes:
        triples: N-Triples terms of each triple, as subject, predicate and object.
        errors: Contradictions that the rules ran into.
    """

    triples: frozenset[tuple[str, str, str]]
    errors: tuple[str, ...]


def rl_closure(graph: Graph) -> Closure:
    """Return the OWL 2 RL closure of a graph."""
    import owlrl
    import rdflib

    speaking = [triple for triple in graph if triple.predicate.value not in _SILENT]
    store = rdflib.Graph()
    store.parse(data=to_bytes(speaking, RdfFormat.N_TRIPLES), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(store)
    error = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return Closure(
        triples=frozenset((s.n3(), p.n3(), o.n3()) for s, p, o in store),
        errors=tuple(sorted(str(message) for message in store.objects(None, error))),
    )
