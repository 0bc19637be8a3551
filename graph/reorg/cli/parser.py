"""The command line: what can be typed, and what happens when something goes wrong.

Only the parser is made here; each command's own imports wait in `reorg.cli.commands` until it runs.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn, TypeVar

    _Number = TypeVar("_Number", int, float)

INTERRUPTED = 130
TIMED_OUT = 124
BROKEN_PIPE = 141
"""Exit statuses: those that a shell, ``timeout`` and SIGPIPE would give."""

_FORMATS = ("table", "csv", "tsv", "json", "md")

_GRAPH_HELP = (
    "a graph in Turtle, N-Triples, TriG, N-Quads, JSON-LD or RDF/XML (default: the shipped one)"
)
_SERVED_HELP = _GRAPH_HELP.replace(" (default", ", or a record, which is built (default")


def main() -> NoReturn:
    """Run the command of the process's arguments and end the process."""
    # Commands make many objects and hardly a cycle of them: searching for cycles as often as
    # Python does unasked takes a tenth of the time of a build.
    gc.set_threshold(200_000)
    try:
        status = run()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 2
    # Freeing a graph piece by piece takes time, and the engine's thread may not have ended.
    _leave("", status)


def run(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 something is wrong, 2 wrong usage.

    Where it cannot go on (Ctrl-C, a time limit, a broken pipe) it ends the process.
    """
    try:
        parser = make_parser()
        arguments = parser.parse_args(argv)
        if arguments.command is None:
            parser.print_help()
            return 2
        return _run(parser, arguments)
    except KeyboardInterrupt:
        _leave("interrupted; earlier files are as they were", INTERRUPTED)
    except BrokenPipeError:
        _leave("", BROKEN_PIPE)


def _run(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    from reorg.cli import commands
    from reorg.errors import RecordError, ReorgError
    from reorg.sparql.text import QueryTimeoutError

    try:
        status: int = getattr(commands, arguments.command)(arguments)
        commands.flush()
        return status
    except commands.UsageError as error:
        parser.error(f"{arguments.command}: {error}")
    except QueryTimeoutError as error:
        # The engine's thread cannot be stopped but by ending the process.
        _leave(str(error), TIMED_OUT)
    except RecordError as error:
        print(error, file=sys.stderr)  # lines that an editor can follow
        return 1
    except ReorgError as error:
        print(f"reorg: {error}", file=sys.stderr)
        return 1


def _leave(message: str, status: int) -> NoReturn:
    """End the process at once, with whatever threads it has."""
    try:
        if message:
            print(f"reorg: {message}", file=sys.stderr)
        sys.stderr.flush()
        if status != BROKEN_PIPE:
            sys.stdout.flush()
    except OSError:
        status = status or 1
    finally:
        os._exit(status)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = _Parser(
        prog="reorg",
        description="Turns reports about reorganisations into knowledge graphs that keep "
        "claims apart from facts.",
        epilog="""examples:
  reorg new my-report.html            draft a record of an article
  reorg build                         write the shipped report in every format to out/
  reorg list                          see what can be asked
  reorg query who-says-what           ask
  reorg open                          look at the graph in the browser

`reorg COMMAND --help` tells more.""",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    parser.add_argument(
        "--print-completion",
        action=_Completion,
        choices=("bash", "zsh", "tcsh"),
        help="print the completion script for a shell",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for add in (
        _add_new,
        _add_build,
        _add_query,
        _add_check,
        _add_explain,
        _add_analyse,
        _add_export,
        _add_open,
        _add_serve,
        _add_list,
        _add_push,
    ):
        add(commands)
    return parser


def _add_new(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "new",
        help="draft a record from an article",
        description="Drafts a record from an article in plain text, Markdown or saved HTML: its "
        "sentences, quotations with their places, speakers, figures, dates and comments. What is "
        "guessed is marked as a guess; `reorg check` lists what is left to decide.",
        epilog="""examples:
  reorg new my-report.html            to my-report.yaml beside it
  reorg new saved.txt --out records/my-report.yaml""",
    )
    parser.add_argument(
        "article", metavar="ARTICLE", help="the article: plain text, Markdown or saved HTML"
    ).complete = _FILES  # type: ignore[attr-defined]
    parser.add_argument(
        "--out",
        metavar="FILE",
        help="the record to write (default: beside the article, with its name); never overwritten",
    ).complete = _FILES  # type: ignore[attr-defined]


def _add_build(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "build",
        help="turn records into RDF, network files and a page",
        description="Turns records into Turtle, N-Triples, TriG, N-Quads, JSON-LD, RDF/XML, "
        "GraphML, GEXF and an HTML page. Records whose products are current are left alone.",
        epilog="""examples:
  reorg build                         the shipped report, to out/
  reorg build my-report.yaml --article my-report.txt
  reorg build reports/*.yaml --out site --no-page
  reorg build one.yaml two.yaml --combine both""",
    )
    _add_records(parser)
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
    parser.add_argument("--no-derived", action="store_true", help="leave out what the rules derive")
    parser.add_argument(
        "--no-page", action="store_true", help="leave out the network files and the page"
    )
    parser.add_argument(
        "--rdf12",
        action="store_true",
        help="write the graph as RDF 1.2 too, where claims are triple terms: NAME.rdf12.ttl",
    )


def _add_query(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "query",
        help="ask the graph, by a query's name or in SPARQL",
        description="Runs a named query (see `reorg list`), a file, or SPARQL as it stands. The "
        "usual prefixes are known. Nothing is ever changed or fetched.",
        epilog="""examples:
  reorg query who-says-what
  reorg query without-speaker --param speaker=person:jane-doe
  reorg query 'SELECT ?wording { ?claim reorg:wording ?wording }' --format csv
  reorg query --file my.rq --graph out/my-report.ttl --timeout 10
  reorg query who-says-what --endpoint http://127.0.0.1:7878/query""",
    )
    parser.add_argument("query", nargs="?", metavar="QUERY", help="a query's name, or SPARQL")
    parser.add_argument("--file", metavar="FILE", help="a file with SPARQL; - for standard input")
    parser.add_argument(
        "--param",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a value for a parameter of a named query; may be repeated",
    )
    _add_graph(parser)
    _add_format(parser)
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=_seconds, help="give up after so many seconds"
    )
    parser.add_argument(
        "--allow-service",
        action="store_true",
        help="let SERVICE ask other servers over the network",
    )
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="ask a server instead, by SPARQL 1.1; user and password come from REORG_USER and "
        "REORG_PASSWORD, a token from REORG_TOKEN, or both from netrc",
    )
    parser.add_argument(
        "--default-graph",
        metavar="IRI",
        action="append",
        default=[],
        help="with --endpoint: ask of this named graph; may be repeated",
    )
    parser.add_argument(
        "--page-size",
        metavar="N",
        type=_rows,
        help="with --endpoint: ask for so many rows at a time",
    )
    _add_ca(parser)


def _add_check(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="find what is wrong with records",
        description="Checks records: their form, quotations, coverage and graph. Problems are "
        "printed one a line as file:line:column: what is wrong; what to do.",
        epilog="""examples:
  reorg check                         the shipped records
  reorg check my-report.yaml --article my-report.txt
  reorg check my-report.yaml --watch --coverage
  reorg check my-report.yaml --article saved-page.txt""",
    )
    _add_records(parser)
    parser.add_argument("--watch", action="store_true", help="check again on each save")
    parser.add_argument(
        "--coverage",
        action="store_true",
        help="print a map of the text too: what accounts for each sentence, and what is open",
    )
    parser.add_argument(
        "--write-offsets",
        action="store_true",
        help="first write where the quotations stand in the text into the record",
    )


def _add_explain(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "explain",
        help="tell what a term means and how it is written",
        description="Explains a key, a kind of thing, a class, a content predicate or a value of a "
        "closed list: what it means, with an example, and how a record has it. Without TERM it "
        "lists them all.",
        epilog="""examples:
  reorg explain
  reorg explain claim
  reorg explain certainty
  reorg explain act:denial
  reorg explain --json-schema > record.schema.json""",
    )
    parser.add_argument("term", nargs="?", metavar="TERM", help="the term")
    parser.add_argument(
        "--json-schema",
        action="store_true",
        help="print the JSON Schema by which editors complete and check records",
    )


def _add_analyse(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "analyse",
        help="tell who is central, who stands with whom, what bridges",
        description="Prints tables on the graph as a network: voices central to the dispute, most "
        "disputed claims, communities, and claims that bridge them.",
        epilog="""examples:
  reorg analyse
  reorg analyse --path "Jane Doe" "adult services"
  reorg analyse --graph out/my-report.ttl --format md""",
    )
    _add_graph(parser)
    _add_format(parser)
    parser.add_argument(
        "--path",
        nargs=2,
        metavar=("FROM", "TO"),
        help="also print the shortest explanation that joins two things, by label or IRI",
    )


def _add_export(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "export",
        help="hand the graph on in another vocabulary, or to a property graph",
        description="Writes the graph as claims in schema.org's JSON-LD, as claim frames of the "
        "AIDA Interchange Format (Turtle), as FollowTheMoney statements (CSV), or as the two CSV "
        "files that `neo4j-admin database import` takes. What is claimed, denied or planned stays "
        "a claim there.",
        epilog="""examples:
  reorg export schema-org             the shipped report, to out/
  reorg export neo4j --graph out/my-report.ttl --out import""",
    )
    parser.add_argument(
        "form",
        choices=("aida", "followthemoney", "neo4j", "schema-org"),
        metavar="FORM",
        help="aida, followthemoney, neo4j or schema-org",
    )
    _add_graph(parser)
    parser.add_argument(
        "--out", metavar="DIR", default="out", help="the folder to write to (default: out)"
    )


def _add_open(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "open",
        help="look at the graph in the browser",
        description="Opens a page that `reorg build` wrote; without FILE the shipped report's, "
        "which is built to out/ first where it is missing.",
        epilog="""examples:
  reorg open
  reorg open out/my-report.html""",
    )
    parser.add_argument("page", nargs="?", metavar="FILE", help="a page").complete = _FILES  # type: ignore[attr-defined]


def _add_serve(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "serve",
        help="answer SPARQL and show pages on this machine",
        description="Serves a graph at an address of this machine: a read-only SPARQL endpoint "
        "(/sparql), a page to ask it in the browser, the graph page, the vocabulary, and a page "
        "for every thing. Needs the libraries of the extra `serve`.",
        epilog="""examples:
  reorg serve
  reorg serve out/my-report.ttl --port 8080
  reorg serve my-record.yaml
  reorg serve out/*.nq --timeout 10 --rows 1000 --memory 256
  reorg serve out/my-report.ttl --watch --public-url https://example.org/my-graph \\
      --trusted-proxy 127.0.0.1 --access-log access.log
  curl -H 'Accept: text/csv' --data-urlencode 'query=SELECT * { ?s a reorg:Claim }' \\
      http://127.0.0.1:8321/sparql""",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help=_SERVED_HELP).complete = _FILES  # type: ignore[attr-defined]
    parser.add_argument(
        "--port",
        metavar="N",
        type=_port,
        default=8321,
        help="the port; 0 for any that is free (default: %(default)s)",
    )
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="the address to listen at (default: %(default)s, which only this machine reaches)",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=30.0,
        help="end a query after so many seconds (default: 30)",
    )
    parser.add_argument(
        "--rows",
        metavar="N",
        type=_count,
        default=100_000,
        help="refuse longer answers (default: 100000)",
    )
    parser.add_argument(
        "--memory",
        metavar="MB",
        type=_count,
        default=512,
        help="end a query that needs more, beyond the graph itself (default: 512; Linux only)",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=_count,
        help="queries that run at a time (default: one a processor, at least 2)",
    )
    parser.add_argument(
        "--allow-origin",
        metavar="ORIGIN",
        action="append",
        default=[],
        help="let pages of a web site ask, such as https://example.org; * for any; may be "
        "repeated (default: none)",
    )
    parser.add_argument(
        "--base",
        metavar="IRI",
        default="https://w3id.org/reorg/id/",
        help="the IRI whose things have their pages below /id/ (default: %(default)s)",
    )
    _add_operation(parser)


def _add_operation(parser: argparse.ArgumentParser) -> None:
    """Add the options for a server that others rely on."""
    group = parser.add_argument_group(
        "as a service",
        "See graph/README.md. SIGHUP reads the graph anew; /health tells whether "
        "queries are answered.",
    )
    group.add_argument(
        "--public-url",
        metavar="URL",
        default="",
        help="where the world finds it, such as https://example.org/my-graph, for links and "
        "descriptions behind a proxy",
    )
    group.add_argument(
        "--trusted-proxy",
        metavar="ADDRESS",
        action="append",
        default=[],
        help="believe what a proxy says of a request in Forwarded or X-Forwarded-*; an address "
        "or a network such as 10.0.0.0/8; may be repeated (default: none)",
    )
    file: argparse.Action = group.add_argument(
        "--access-log",
        metavar="FILE",
        default="",
        help="write a line for each request; - for standard output (default: none)",
    )
    file.complete = _FILES  # type: ignore[attr-defined]
    group.add_argument(
        "--log-format",
        choices=("common", "json"),
        default="common",
        help="the lines of the access log (default: %(default)s)",
    )
    group.add_argument(
        "--allow-metrics",
        metavar="ADDRESS",
        action="append",
        default=[],
        help="let others than this machine see /metrics, for Prometheus; an address or a "
        "network; may be repeated",
    )
    group.add_argument(
        "--watch",
        action="store_true",
        help="read the graph anew when one of its files is changed",
    )


def _add_list(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "list",
        help="list the queries or the shipped records",
        description="Lists the named queries with the questions that they answer, the shipped "
        "records, or one query with its parameters and its SPARQL.",
        epilog="""examples:
  reorg list
  reorg list --tag across-reports
  reorg list records
  reorg list who-says-what""",
    )
    parser.add_argument(
        "what",
        nargs="?",
        default="queries",
        metavar="WHAT",
        help="queries (default), records, or the name of a query",
    )
    parser.add_argument("--tag", metavar="TAG", help="only queries with this tag")
    parser.add_argument("--format", choices=_FORMATS, default="table", help="default: table")


def _add_push(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "push",
        help="put graphs into a running triple store",
        description="Sends graphs to a store, counts them there, and tells what the store will do "
        "otherwise than others. A newer version takes the place of the older one, and what others "
        "have in the store stays, unless they wrote it into a record's own graph. What is there "
        "unchanged is not sent again. User and password come from REORG_USER and REORG_PASSWORD, "
        "a token from REORG_TOKEN, or both from netrc.",
        epilog="""examples:
  reorg push http://127.0.0.1:7878
  reorg push out/my-report.ttl http://127.0.0.1:3030/ds --graph record
  reorg push out/my-report.ttl http://127.0.0.1:3030/ds --dry-run
  reorg push http://127.0.0.1:7200/repositories/reorg --store graphdb

stores: oxigraph, fuseki, rdf4j, graphdb*, virtuoso, blazegraph, stardog*, neptune*,
qlever*, allegrograph*, marklogic*
(* from its documentation, never tried on the real thing)""",
    )
    parser.add_argument(
        "sources",
        nargs="*",
        metavar="FILE",
        help="graphs, or records to build (default: the shipped graph)",
    ).complete = _FILES  # type: ignore[attr-defined]
    parser.add_argument("url", metavar="URL", help="the store's address")
    parser.add_argument(
        "--store", metavar="NAME", default="", help="which store it is (default: the server tells)"
    )
    parser.add_argument(
        "--graph",
        metavar="WHERE",
        default="default",
        help="`default`: where a query that names no graph looks; `record`: in a named graph a "
        "record, named after it; or the IRI of one named graph (default: default)",
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="with --graph IRI or record: replace the named graph even if it holds something else",
    )
    parser.add_argument(
        "--replace-all",
        action="store_true",
        help="delete everything else that the store holds, its default graph too, whoever put it "
        "there",
    )
    parser.add_argument(
        "--remove",
        action="store_true",
        help="take the graphs out of the store again, and nothing that others have there",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be done, and only read from the store",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        help="give up a request after so many seconds",
    )
    _add_ca(parser)


def _add_ca(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ca",
        metavar="FILE",
        default="",
        help="certificates of the authorities to trust at an https address (default: those that "
        "REQUESTS_CA_BUNDLE or SSL_CERT_FILE names, or else the usual ones)",
    ).complete = _FILES  # type: ignore[attr-defined]


def _add_records(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "records", nargs="*", metavar="RECORD", help="a record in YAML (default: the shipped ones)"
    ).complete = _FILES  # type: ignore[attr-defined]
    parser.add_argument(
        "--article", metavar="FILE", help="your own copy of the text that the record was made from"
    ).complete = _FILES  # type: ignore[attr-defined]
    parser.add_argument(
        "--base",
        metavar="IRI",
        default="https://w3id.org/reorg/id/",
        help="the IRI under which all data stands (default: %(default)s)",
    )


def _add_graph(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--graph", metavar="FILE", help=_GRAPH_HELP).complete = _FILES  # type: ignore[attr-defined]


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        default="table",
        help="default: table; graphs (CONSTRUCT, DESCRIBE) are always Turtle",
    )


# What shtab calls FILE, without importing it.
_FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def _seconds(text: str) -> float:
    least = sys.float_info.min
    return _within(text, float, least, 86_400, "give seconds, more than 0 and at most 86400")


def _rows(text: str) -> int:
    return _within(text, int, 1, 10_000_000, "give a number of rows, more than 0")


def _port(text: str) -> int:
    return _within(text, int, 0, 65_535, "give a port, from 0 to 65535")


def _count(text: str) -> int:
    return _within(text, int, 1, 1_000_000_000, "give a whole number, 1 or more")


def _within(
    text: str, number: Callable[[str], _Number], least: float, most: float, remedy: str
) -> _Number:
    """Return the number that an argument is; argparse would name its kind by the function."""
    try:
        value = number(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; {remedy}") from None
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(remedy)
    return value


class _Parser(argparse.ArgumentParser):
    """A parser that keeps the lines of its examples and takes no shortened options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=_Formatter, **options)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """A formatter that need not ask how wide the terminal is: help reads the same everywhere."""

    def __init__(self, prog: str, width: int = 90) -> None:
        super().__init__(prog, max_help_position=30, width=width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            return super()._fill_text(text, width, indent)
        return argparse.HelpFormatter._fill_text(self, text, width, indent)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"reorg {version('reorg')}", flush=True)
        parser.exit()


class _Completion(argparse.Action):
    def __call__(
        self, parser: argparse.ArgumentParser, namespace: object, shell: Any, option: object = None
    ) -> NoReturn:
        import shtab

        print(shtab.complete(parser, shell=shell), flush=True)
        parser.exit()
