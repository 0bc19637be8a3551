"""`reorg build`: turns records into RDF, network files and a page."""

from __future__ import annotations

from reorg.cli.arguments import TITLES, add_language, add_records
from reorg.cli.inputs import path_of, records_of
from reorg.cli.output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

DESCRIPTION = (
    f"Turns records into {', '.join(TITLES)}, "
    "GraphML, GEXF and an HTML page. Records whose products are current are left alone."
)
EPILOG = """examples:
  reorg build                         the shipped report, to out/
  reorg build my-report.yaml --article my-report.txt
  reorg build reports/*.yaml --out site --no-page
  reorg build one.yaml two.yaml --combine both
  reorg build --language de           the page in German"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    add_records(parser)
    parser.add_argument(
        "--out", metavar="DIR", default="out", help="the folder to write to (default: out)"
    )
    parser.add_argument(
        "--combine",
        metavar="NAME",
        default="",
        help="make one more product, NAME, of all the records together; what follows from "
        "several of them, such as conflicts between reports, is in it",
    )
    add_language(parser, default="en")
    parser.add_argument("--no-derived", action="store_true", help="leave out what the rules derive")
    parser.add_argument(
        "--no-page", action="store_true", help="leave out the network files and the page"
    )
    parser.add_argument(
        "--rdf12",
        action="store_true",
        help="write the graph as RDF 1.2 too, where claims are triple terms: NAME.rdf12.ttl",
    )


def run(arguments: Namespace) -> int:
    """Build records and print the names of the products."""
    from pathlib import Path

    from reorg.cli.progress import status
    from reorg.pipeline.build import build

    with status("building") as progress:
        products = build(
            records_of(arguments.records),
            Path(arguments.out),
            base=arguments.base,
            article=path_of(arguments.article),
            derived=not arguments.no_derived,
            page=not arguments.no_page,
            with_rdf12=arguments.rdf12,
            combined=arguments.combine,
            language=arguments.language,
            progress=progress,
        )
    put("".join(f"{product}\n" for product in products))
    return 0
