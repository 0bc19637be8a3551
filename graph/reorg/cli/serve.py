"""`reorg serve`: answers SPARQL and shows pages on this machine."""

from __future__ import annotations

from reorg.cli.arguments import GRAPH_HELP, add_file, count, port, seconds
from reorg.cli.output import flush, put
from reorg.namespaces import BASE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

DESCRIPTION = (
    "Serves a graph at an address of this machine: a read-only SPARQL endpoint "
    "(/sparql), a page to ask it in the browser, the graph page, the vocabulary, and a page "
    "for every thing. Needs the libraries of the extra `serve`."
)
EPILOG = """examples:
  reorg serve
  reorg serve out/my-report.ttl --port 8080
  reorg serve my-record.yaml
  reorg serve out/*.nq --timeout 10 --rows 1000 --memory 256
  reorg serve out/my-report.ttl --watch --public-url https://example.org/my-graph \\
      --trusted-proxy 127.0.0.1 --access-log access.log
  curl -H 'Accept: text/csv' --data-urlencode 'query=SELECT * { ?s a reorg:Claim }' \\
      http://127.0.0.1:8321/sparql"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    add_file(
        parser,
        "files",
        nargs="*",
        metavar="FILE",
        help=GRAPH_HELP.replace(" (default", ", or a record, which is built (default"),
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=port,
        default=8321,
        help="the port; 0 for any that is free (default: %(default)s)",
    )
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="the address to listen at (default: %(default)s, which only this machine reaches)",
    )
    _add_limits(parser)
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
        default=BASE,
        help="the IRI whose things have their pages below /id/ (default: %(default)s)",
    )
    _add_operation(parser)


def _add_limits(parser: ArgumentParser) -> None:
    """Add what a query may use."""
    from reorg.serve.limits import Limits

    usual = Limits()
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        default=usual.seconds,
        help=f"end a query after so many seconds (default: {usual.seconds:g})",
    )
    parser.add_argument(
        "--rows",
        metavar="N",
        type=count,
        default=usual.rows,
        help="refuse longer answers (default: %(default)s)",
    )
    parser.add_argument(
        "--memory",
        metavar="MB",
        type=count,
        default=usual.megabytes,
        help="end a query that needs more, beyond the graph itself (default: %(default)s; "
        "Linux only)",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=count,
        help="queries that run at a time (default: one a processor, at least 2)",
    )


def _add_operation(parser: ArgumentParser) -> None:
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
    add_file(
        group,
        "--access-log",
        metavar="FILE",
        default="",
        help="write a line for each request; - for standard output (default: none)",
    )
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


def run(arguments: Namespace) -> int:
    """Serve a graph until Ctrl-C or SIGTERM."""
    from reorg.serve.app.start import Settings, default_workers, serve
    from reorg.serve.limits import Limits

    def tell(line: str) -> None:
        put(f"{line}\n")
        flush()

    limits = Limits(
        arguments.timeout,
        arguments.rows,
        arguments.memory,
        arguments.workers or default_workers(),
    )
    settings = Settings(
        host=arguments.host,
        port=arguments.port,
        limits=limits,
        base=arguments.base,
        origins=arguments.allow_origin,
        public_url=arguments.public_url,
        proxies=arguments.trusted_proxy,
        access_log=arguments.access_log,
        log_format=arguments.log_format,
        metrics_to=arguments.allow_metrics,
        watch=arguments.watch,
    )
    serve(arguments.files, settings, tell)
    return 0
