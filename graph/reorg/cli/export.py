"""`reorg export`: hands the graph on in another vocabulary or to a property graph."""

from __future__ import annotations

from reorg.cli.arguments import add_graph
from reorg.cli.inputs import store_of
from reorg.cli.output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

DESCRIPTION = (
    "Writes the graph as claims in schema.org's JSON-LD, as claim frames of the "
    "AIDA Interchange Format (Turtle), as FollowTheMoney statements (CSV), or as the two CSV "
    "files that `neo4j-admin database import` takes. What is claimed, denied or planned stays "
    "a claim there."
)
EPILOG = """examples:
  reorg export schema-org             the shipped report, to out/
  reorg export neo4j --graph out/my-report.ttl --out import"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    from reorg.export.targets import TARGETS

    *some, last = TARGETS
    parser.add_argument(
        "form", choices=[*TARGETS], metavar="FORM", help=f"{', '.join(some)} or {last}"
    )
    add_graph(parser)
    parser.add_argument(
        "--out", metavar="DIR", default="out", help="the folder to write to (default: out)"
    )


def run(arguments: Namespace) -> int:
    """Write the graph in another form and print the names of the files."""
    from pathlib import Path

    from reorg.cli.progress import status
    from reorg.export.targets import export
    from reorg.rdf import opening

    with status("exporting"):
        name = Path(arguments.graph or opening.SHIPPED).name.partition(".")[0]
        files = export(arguments.form, store_of(arguments.graph), name, Path(arguments.out))
    put("".join(f"{file}\n" for file in files))
    return 0
