"""Runs every store, and writes what came of it: ``matrix.tsv`` and the table of tests/README.md.

python tests/stores/matrix.py          all stores
python tests/stores/matrix.py NAME …   only these; the lines of the others stay
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from io import StringIO
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from stores import checks, fetch, parsers, questions, samples
from stores.embedded import EMBEDDED, Embedded
from stores.faults import CRASHES, FAULTS
from stores.parsers import PARSERS, Parser
from stores.servers import SERVERS, Server
from support import answers

FILE = Path(__file__).with_name("matrix.tsv")
README = answers.ROOT / "tests" / "README.md"
BEGIN = "<!-- matrix: written by `python tests/stores/matrix.py` -->\n"
END = "<!-- end of matrix -->\n"
SERVER, PARSER = "server", "parser"
_NAMES = {"ttl": "Turtle", "nt": "N-Triples", "trig": "TriG", "nq": "N-Quads"}


class Row(NamedTuple):
    """A line of the matrix.

    Attributes:
        store: Its name.
        version: The version that was run.
        kind: ``server``, ``embedded`` or ``parser``.
        formats: What arrived whole, as file name extensions.
        agreed: How many queries it answered as expected, if it answers queries.
        run: How many it was asked.
        remark: What a user should know.
    """

    store: str
    version: str
    kind: str
    formats: str
    agreed: str
    run: str
    remark: str


class Measured(NamedTuple):
    """A store's line, and which queries it answers otherwise."""

    row: Row
    faults: dict[str, str]


def of_server(kind: type[Server]) -> Measured:
    """Start a server and hold it to everything.

    Raises:
        AssertionError: It loses, doubles or keeps what it should not.
        MissingError: It is not at hand.
    """
    with tempfile.TemporaryDirectory() as folder, kind(Path(folder)) as server:
        return of_running(server)


def of_running(server: Server) -> Measured:
    """Hold a server that runs and is empty to everything.

    Raises:
        AssertionError: It loses, doubles or keeps what it should not.
    """
    formats = checks.formats(server)
    asked = questions.library()
    wrong = questions.faults(asked, checks.answer(server, asked))
    for check in checks.STATES:
        check(server)
    wrong |= checks.two_pushed_reports_answer_together(server)
    return _measured(server, SERVER, formats, wrong)


def of_embedded(kind: type[Embedded]) -> Measured:
    """Ask an engine everything that it is asked of files."""
    engine = kind()
    asked = [*questions.library(), *questions.asked_together()]
    files = [samples.shipped(format_) for format_ in samples.FORMATS]
    whole = [questions.Question(file, questions.EVERYTHING) for file in files]
    given = engine.answer([*asked, *whole])
    wrong = questions.faults(asked, given[: len(asked)])
    formats = [
        file.suffix[1:]
        for file, told in zip(files, given[len(asked) :], strict=True)
        if isinstance(told, str) and questions.as_told(told) == questions.as_held(file)
    ]
    return _measured(engine, engine.kind, formats, wrong)


def of_parser(kind: type[Parser]) -> Measured:
    """Have a program read the shipped graph in every format."""
    with tempfile.TemporaryDirectory() as folder:
        parser = kind(Path(folder))
        row = Row(
            parser.name,
            parser.version(),
            PARSER,
            " ".join(parsers.formats(parser)),
            "",
            "",
            parser.remark,
        )
        return Measured(row, {})


def _measured(
    store: Server | Embedded, kind: str, formats: list[str], wrong: dict[str, str]
) -> Measured:
    run = len(answers.names())
    version = store.version()
    counts = (str(run - len(wrong)), str(run))
    return Measured(Row(store.name, version, kind, " ".join(formats), *counts, store.remark), wrong)


STORES: dict[str, Callable[[], Measured]] = {
    **{kind.name: partial(of_server, kind) for kind in SERVERS},
    **{kind.name: partial(of_embedded, kind) for kind in EMBEDDED},
    **{kind.name: partial(of_parser, kind) for kind in PARSERS},
}


def recorded() -> dict[str, Row]:
    """Return the lines of the last run, by store."""
    if not FILE.exists():
        return {}
    with FILE.open(encoding="utf-8", newline="") as file:
        return {line[0]: Row(*line) for line in list(csv.reader(file, dialect="excel-tab"))[1:]}


def table(rows: Iterable[Row]) -> str:
    """Return the lines as the README shows them."""
    lines = [
        "| store | version | kind | formats | queries agreed | remark |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        formats = ", ".join(_NAMES[name] for name in row.formats.split())
        agreed = f"{row.agreed} of {row.run}" if row.run else "–"
        cells = (row.store, row.version, row.kind, formats, agreed, row.remark)
        lines.append(f"| {' | '.join(cells)} |")
    faults = [f"- {fault.store}: {fault.says}" for fault in FAULTS]
    faults += [f"- {crash.engine} {crash.version}: {crash.says}" for crash in CRASHES]
    lead = "The queries keep clear of these faults; a test shows each with a tiny graph:"
    return "\n".join([*lines, "", lead, "", *faults]) + "\n"


def shown() -> str:
    """Return the table that stands in the README."""
    return README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def write(rows: dict[str, Row]) -> None:
    """Write the lines to the file and the table to the README."""
    ordered = [rows[name] for name in STORES if name in rows]
    out = StringIO()
    writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
    writer.writerows([Row._fields, *ordered])
    FILE.write_text(out.getvalue(), encoding="utf-8", newline="\n")
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    text = f"{before}{BEGIN}{table(ordered)}{END}{after}"
    README.write_text(text, encoding="utf-8", newline="\n")


def main(chosen: list[str]) -> int:
    """Run stores and write the matrix; return 1 if one is missing or answers otherwise."""
    if unknown := set(chosen) - set(STORES):
        print(
            f"no store called {', '.join(unknown)}; there is {', '.join(STORES)}", file=sys.stderr
        )
        return 2
    rows, status = recorded(), 0
    for name in chosen or STORES:
        try:
            row, wrong = STORES[name]()
        except fetch.MissingError as error:
            print(f"{name}: no {error}; {error.fix}", file=sys.stderr)
            status = 1
            continue
        rows[name] = row
        print(*row[:4], f"{row.agreed} of {row.run}" if row.run else "", sep="\t")
        for said in wrong.values():
            print(f"  {said}", file=sys.stderr)
            status = 1
    write(rows)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
