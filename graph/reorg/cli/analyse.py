"""`reorg analyse`: prints tables on the graph as a network."""

from __future__ import annotations

from functools import partial

from reorg.cli.arguments import add_format, add_graph
from reorg.cli.inputs import store_of
from reorg.cli.output import put, put_table
from reorg.jsontext import indented

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

DESCRIPTION = (
    "Prints tables on the graph as a network: voices central to the dispute, most "
    "disputed claims, communities, and claims that bridge them."
)
EPILOG = """examples:
  reorg analyse
  reorg analyse --path person:jane-doe "adult services"
  reorg analyse --graph out/my-report.ttl --format md"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    add_graph(parser)
    add_format(parser)
    parser.add_argument(
        "--path",
        nargs=2,
        metavar=("FROM", "TO"),
        help="also print the shortest explanations that join two things, named as for reorg query "
        "--param",
    )


def run(arguments: Namespace) -> int:
    """Print the tables of the analysis."""
    from reorg.analysis import projection
    from reorg.analysis.findings import analyse
    from reorg.cli.progress import status
    from reorg.sparql import engine

    with status("analysing"):
        store = store_of(arguments.graph)
        path = tuple(arguments.path) if arguments.path else None
        tables = analyse(projection.view(store), path=path, ask=partial(engine.run, store))
    if arguments.format == "json":
        put(indented([vars(table) for table in tables]))
        return 0
    for number, table in enumerate(tables):
        put("\n" if number else "")
        put_table(table.columns, table.rows, arguments.format, title=table.title)
    return 0
