"""`reorg explain`: tells what a term means and how it is written."""

from __future__ import annotations

from reorg.cli.output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

DESCRIPTION = (
    "Explains a key, a kind of thing, a class, a content predicate or a value of a "
    "closed list: what it means, with an example, and how a record has it. Without TERM it "
    "lists them all."
)
EPILOG = """examples:
  reorg explain
  reorg explain claim
  reorg explain certainty
  reorg explain defaults                what a record may leave out
  reorg explain act:evaluation
  reorg explain --json-schema > record.schema.json"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    parser.add_argument("term", nargs="?", metavar="TERM", help="the term")
    parser.add_argument(
        "--json-schema",
        action="store_true",
        help="print the JSON Schema by which editors complete and check records",
    )


def run(arguments: Namespace) -> int:
    """Explain a term, or list all; or print the JSON Schema of records."""
    if arguments.json_schema:
        from reorg import resources

        put(resources.read("ontology", "record.schema.json"))
        return 0
    from reorg.guide.explain import explain, overview

    put(explain(arguments.term) if arguments.term else overview())
    return 0
