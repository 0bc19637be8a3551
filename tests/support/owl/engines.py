"""Three SHACL engines behind one interface: what each finds wrong with a graph."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import RdfFormat

from support.owl.graphs import Graph, to_bytes


@dataclass(frozen=True, order=True)
class Finding:
    """One violation.

    Attributes:
        focus: The node that breaks a shape, as an N-Triples term.
        path: The property it is about; empty where the node as a whole is meant, or a path
            longer than one property, which each engine writes in its own way.
        component: Local name of the constraint that is broken.
        message: What the shape says about it.
    """

    focus: str
    path: str
    component: str
    message: str


def with_shacl(data: Graph, shapes: str) -> set[Finding]:
    """Return what the engine that `reorg check` uses finds."""
    from shacl import Shapes

    report = Shapes.from_turtle(shapes).validate_text(_ntriples(data), format="ntriples")
    return {
        Finding(each.focus_node, _one_property(each.path), each.component, message)
        for each in report.results
        for message in each.messages
    }


def with_shacl_rust(data: Graph, shapes: str) -> set[Finding]:
    """Return what shacl-rust finds, less the messages that it adds of its own."""
    import shacl_rust

    report = shacl_rust.validate(_ntriples(data), shapes, data_format="nt")
    return {
        Finding(
            each["focusNode"],
            _one_property(each.get("resultPath")),
            each["sourceConstraintComponent"].strip("<>").partition("#")[2],
            each["messages"][-1],
        )
        for each in report["results"]
    }


def with_pyshacl(data: Graph, shapes: str) -> set[Finding]:
    """Return what pySHACL finds, after it has found the shapes themselves to be sound."""
    import pyshacl
    from rdflib import Graph as Store
    from rdflib.namespace import RDF, SH

    store = Store().parse(data=_ntriples(data), format="nt")
    _, report, _ = pyshacl.validate(
        store, shacl_graph=Store().parse(data=shapes, format="turtle"), meta_shacl=True
    )
    assert isinstance(report, Store)
    found = set()
    # Results inside sh:detail belong to a result that is listed anyway.
    top = set(report.objects(None, SH.result))
    for result in top & set(report.subjects(RDF.type, SH.ValidationResult)):
        path = report.value(result, SH.resultPath)
        found |= {
            Finding(
                report.value(result, SH.focusNode).n3(),  # type: ignore[union-attr]
                _one_property(path.n3() if path is not None else None),
                str(report.value(result, SH.sourceConstraintComponent)).partition("#")[2],
                str(message),
            )
            for message in report.objects(result, SH.resultMessage)
        }
    return found


def lints(shapes: str) -> list[str]:
    """Return what shacl-rust says of the shapes themselves, such as a misspelt ``sh:`` term."""
    import shacl_rust

    report = shacl_rust.validate("", shapes, diagnostics=True)
    return [f"{each['code']}: {each['title']}" for each in report["diagnostics"]]


def _one_property(path: str | None) -> str:
    return path if path and path.startswith("<") else ""


def _ntriples(data: Graph) -> str:
    return to_bytes(data, RdfFormat.N_TRIPLES).decode()
