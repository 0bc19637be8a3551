"""`reorg list`: lists the queries or the shipped records, or shows one query."""

from __future__ import annotations

from reorg.cli.arguments import FORMATS
from reorg.cli.inputs import shipped_records
from reorg.cli.output import put, put_table
from reorg.errors import ReorgError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

DESCRIPTION = (
    "Lists the named queries with the questions that they answer, the shipped "
    "records, or one query with its parameters and its SPARQL."
)
EPILOG = """examples:
  reorg list
  reorg list --tag across-reports
  reorg list records
  reorg list who-says-what"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    parser.add_argument(
        "what",
        nargs="?",
        default="queries",
        metavar="WHAT",
        help="queries (default), records, or the name of a query",
    )
    parser.add_argument("--tag", metavar="TAG", help="only queries with this tag")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")


def run(arguments: Namespace) -> int:
    """List the queries or the records, or show one query."""
    if arguments.what == "records":
        rows: Any = [(name.removesuffix(".yaml"),) for name in shipped_records()]
        put_table(("record",), rows, arguments.format)
    elif arguments.what == "queries":
        put_table(("query", "question"), _questions(arguments.tag), arguments.format)
    else:
        _put_query(arguments.what)
    return 0


def _questions(tag: str | None) -> Any:
    from reorg.sparql import library

    queries = [library.get(name) for name in library.names()]
    tags = sorted({word for query in queries for word in query.header.tags})
    if tag is not None and tag not in tags:
        raise ReorgError(f"no query has the tag {tag!r}", remedy=f"the tags are {', '.join(tags)}")
    return [
        (query.name, query.header.summary)
        for query in queries
        if tag is None or tag in query.header.tags
    ]


def _put_query(name: str) -> None:
    from reorg.sparql import library

    query = library.get(name)
    header = query.header
    lines = [query.name, f"  {header.summary}"]
    if header.description:
        lines += ["", f"  {header.description}"]
    if header.tags:
        lines += ["", f"  tags: {', '.join(header.tags)}"]
    for parameter in header.parameters:
        lines += [
            "",
            f"  --param {parameter.name}={parameter.example}",
            f"      {parameter.description} ({parameter.type})",
        ]
    put("\n".join([*lines, "", query.body]))
