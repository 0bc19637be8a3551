"""Measures how fast reorg is, as ratios of times taken in one run on one machine.

    python tests/benchmark/ratios.py              all rows; some minutes, most of them for growth
    python tests/benchmark/ratios.py --copies 100 growth up to 100 records only
    python tests/benchmark/ratios.py --only query rows whose name holds a word

Times are the least of several, taken in turns, so that a busy moment strikes both sides alike.
The exit status is 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
NAME = "northamptonshire-2015"
RECORD = ROOT / "graph" / "records" / f"{NAME}.yaml"
GRAPH = ROOT / "graph" / f"{NAME}.ttl"
RUN_REORG = "import sys; from reorg.cli.parser import main; sys.argv[0] = 'reorg'; main()"
FORMATS = {"turtle": "ttl", "nt": "nt", "json-ld": "jsonld", "xml": "rdf"}


class Row(NamedTuple):
    """A row of the report: what was measured, its ratio, and whether that will do."""

    name: str
    ratio: float
    target: str
    good: bool
    detail: str = ""


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--copies", type=int, default=1000, help="records to grow to")
    parser.add_argument("--only", default="", help="a word in the names of the groups to measure")
    arguments = parser.parse_args()
    if arguments.copies < 10:
        parser.error("--copies: 10 or more, or there is no growth to see")
    groups: dict[str, Callable[[], Iterator[Row]]] = {
        "query library": query_library,
        "cold starts": cold_starts,
        "record to graph": record_to_graph,
        "whole build": whole_build,
        "growth": lambda: growth(arguments.copies),
    }
    good = True
    print(f"{'':60}  {'ratio':>7}  target")
    for name, measure in groups.items():
        if arguments.only in name:
            for row in measure():
                good &= row.good
                mark = "" if row.good else "  MISSED"
                print(f"{row.name:60}  {row.ratio:7.2f}  {row.target}{mark}", flush=True)
                if row.detail:
                    print(f"    {row.detail}", flush=True)
    return 0 if good else 1


def at_most(name: str, ratio: float, most: float, detail: str = "") -> Row:
    """Return a row whose ratio may not exceed ``most``."""
    return Row(name, ratio, f"≤ {most:g}", ratio <= most, detail)


def at_least(name: str, ratio: float, least: float, detail: str = "") -> Row:
    """Return a row whose ratio may not fall short of ``least``."""
    return Row(name, ratio, f"≥ {least:g}", ratio >= least, detail)


def seconds(*works: Callable[[], object], rounds: int = 7) -> list[float]:
    """Return the least time that each work took, the works taking turns."""
    best = [math.inf] * len(works)
    for _ in range(rounds):
        for place, work in enumerate(works):
            start = perf_counter()
            work()
            best[place] = min(best[place], perf_counter() - start)
    return best


def process(*arguments: str, cwd: Path | None = None) -> Callable[[], object]:
    """Return the work of running Python with these arguments, its output thrown away."""
    command = [sys.executable, *arguments]
    out = subprocess.DEVNULL
    return lambda: subprocess.run(command, stdout=out, check=True, cwd=cwd)


def query_library() -> Iterator[Row]:
    """All named queries: the public API, bare pyoxigraph on the same store, rdflib's engine."""
    import pyoxigraph as ox

    import reorg
    from reorg.rdf.opening import open_store
    from reorg.sparql import library

    graph = reorg.load(GRAPH)
    store = open_store(graph)
    ours = bare = theirs = 0.0
    factors = []
    for name in library.names():
        text = library.get(name).text

        def ask_bare(text: str = text) -> object:
            found = store.query(text)
            return list(found) if isinstance(found, ox.QuerySolutions) else found

        api, plain = seconds(lambda name=name: list(reorg.query(name, graph)), ask_bare)
        (slow,) = seconds(lambda text=text: list(graph.query(text)), rounds=1)
        ours, bare, theirs = ours + api, bare + plain, theirs + slow
        factors.append(slow / api)
    factors.sort()
    detail = (
        f"{len(factors)} queries: {1000 * ours:.0f} ms, bare {1000 * bare:.0f} ms, rdflib "
        f"{1000 * theirs:.0f} ms; a query is {factors[0]:.1f} to {factors[-1]:.0f} times faster "
        f"than with rdflib, in the median {factors[len(factors) // 2]:.0f}"
    )
    yield at_most("query library: public API / bare pyoxigraph", ours / bare, 2)
    yield at_least("query library: rdflib's engine / public API", theirs / ours, 20, detail)


def cold_starts() -> Iterator[Row]:
    """Whole processes, from their start to their end."""
    query = process("-c", RUN_REORG, "query", "who-says-what")
    helping = process("-c", RUN_REORG, "--help")
    passing, rdflib = process("-c", "pass"), process("-c", "import rdflib")
    asked, helped, passed, imported = seconds(query, helping, passing, rdflib, rounds=15)
    detail = f"{1000 * asked:.0f} ms; import rdflib {1000 * imported:.0f} ms"
    yield at_most("cold `reorg query NAME` / import rdflib", asked / imported, 0.5, detail)
    detail = f"{1000 * helped:.0f} ms; pass {1000 * passed:.0f} ms"
    yield at_most("`reorg --help` / pass", helped / passed, 3.5, detail)


def record_to_graph() -> Iterator[Row]:
    """From the YAML file to a validated graph in four formats."""
    import pyoxigraph as ox

    from reorg.pipeline.examine import examine
    from reorg.rdf.serialise import prefixes, serialise
    from reorg.record.loading import load

    def ours() -> dict[str, bytes]:
        examined = examine(*load(RECORD), article=None)
        assert not examined.problems
        used = prefixes(examined.record.name, examined.record.base)
        return serialise(examined.dataset, used, ("ttl", "nt", "jsonld", "rdf"))

    made = ours()["nt"]

    def parse() -> object:
        return list(ox.parse(made, format=ox.RdfFormat.N_TRIPLES))

    whole, parsed = seconds(ours, parse)
    (theirs,) = seconds(with_rdflib_and_pyshacl, rounds=1)
    detail = f"{1000 * whole:.0f} ms; parse {1000 * parsed:.1f} ms; rdflib {theirs:.1f} s"
    yield at_most("record to graph / pyoxigraph's parse of its N-Triples", whole / parsed, 16)
    yield at_least("record to graph: rdflib and pyshacl / reorg", theirs / whole, 15, detail)


def with_rdflib_and_pyshacl() -> dict[str, str]:
    """Do the same work with rdflib and pyshacl in the places of pyoxigraph and shacl."""
    import pyshacl
    from rdflib import Dataset, Graph

    from reorg import resources
    from reorg.pipeline.convert import document
    from reorg.pipeline.rules import rules
    from reorg.record.loading import load

    record, _ = load(RECORD)
    data = Dataset(default_union=True)
    data.parse(data=json.dumps(document(record)), format="json-ld")
    graph = Graph()
    for s, p, o, _name in data.quads((None, None, None, None)):
        graph.add((s, p, o))
    ontology = Graph()
    for name in ("core.ttl", "schemes.ttl"):
        ontology.parse(data=resources.read("ontology", name), format="turtle")
    for _name, text in rules():
        for triple in list((graph + ontology).query(text)):
            graph.add(triple)  # type: ignore[arg-type]
    shapes = Graph().parse(data=resources.read("ontology", "shapes.ttl"), format="turtle")
    pyshacl.validate(graph + ontology, shacl_graph=shapes)
    return {ending: graph.serialize(format=name) for name, ending in FORMATS.items()}


def whole_build() -> Iterator[Row]:
    """`reorg build` with page and analysis, into an empty folder each time."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = iter(range(1000))

        def build() -> object:
            out = Path(folder) / str(next(fresh))
            return process("-c", RUN_REORG, "build", "--out", str(out))()

        imports = process("-c", "import rdflib, networkx, pyvis")
        built, imported = seconds(build, imports, rounds=5)
        analysed, _ = seconds(process("-c", RUN_REORG, "analyse"), imports, rounds=5)
    detail = (
        f"{1000 * built:.0f} ms; imports {1000 * imported:.0f} ms; "
        f"`reorg analyse` alone {1000 * analysed:.0f} ms"
    )
    name = "whole `reorg build` / import rdflib, networkx, pyvis"
    yield at_most(name, built / imported, 2, detail)


GROW = """
import json, resource, sys
from pathlib import Path
from time import perf_counter
from reorg.pipeline.build import build

folder, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
records = sorted(folder.glob("*.yaml"))
build(records[:1], out / "warm", page=False)
start = perf_counter()
build(records[:count], out / "made", page=False)
print(json.dumps([perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


def growth(most: int) -> Iterator[Row]:
    """1, 10, 100, … copies of the record under other IRIs, page and analysis left out."""
    counts = [10**power for power in range(1 + int(math.log10(most)))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_copies(folder / "records", counts[-1])
        found = {count: grow(folder, count, f"out{count}") for count in counts}
        again = grow(folder, counts[-1], f"out{counts[-1]}")
        stamps = [path.stat().st_mtime_ns for path in (folder / f"out{counts[-1]}/made").glob("*")]
        third = grow(folder, counts[-1], f"out{counts[-1]}")
        same = stamps == [
            path.stat().st_mtime_ns for path in (folder / f"out{counts[-1]}/made").glob("*")
        ]
    first = counts[min(1, len(counts) - 1)]
    time, memory = found[counts[-1]]
    exponent = math.log(time / found[counts[0]][0]) / math.log(counts[-1])
    detail = ", ".join(f"{count}: {found[count][0]:.2f} s" for count in counts)
    yield at_most(f"growth to {counts[-1]} records: exponent", exponent, 1.05, detail)
    detail = ", ".join(f"{count}: {found[count][1] / 1024:.0f} MB" for count in counts)
    name = f"growth: memory at {counts[-1]} / at {first} records"
    yield at_most(name, memory / found[first][1], 1.25, detail)
    detail = f"{min(again[0], third[0]):.2f} s; files {'untouched' if same else 'REWRITTEN'}"
    name = f"growth: {counts[-1]} unchanged records / {counts[-1]} new ones"
    row = at_most(name, min(again[0], third[0]) / time, 0.25, detail)
    yield row._replace(good=row.good and same)


def write_copies(folder: Path, count: int) -> None:
    """Write copies of the record whose local names differ."""
    folder.mkdir()
    text = RECORD.read_text(encoding="utf-8")
    for number in range(count):
        name = f"copy-{number:04d}"
        (folder / f"{name}.yaml").write_text(text.replace(NAME, name), encoding="utf-8")


def grow(folder: Path, count: int, out: str) -> Any:
    """Build so many records in a process of their own; return seconds and peak kilobytes."""
    command = [sys.executable, "-c", GROW, str(folder / "records"), str(folder / out), str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
