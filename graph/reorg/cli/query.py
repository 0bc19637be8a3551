"""`reorg query`: asks a graph or a server, by a query's name or in SPARQL."""

from __future__ import annotations

import os
import sys

from reorg.cli.arguments import UsageError, add_ca, add_format, add_graph, rows, seconds
from reorg.cli.inputs import store_of
from reorg.cli.output import put
from reorg.cli.terminaltable import put_table_on_terminal
from reorg.errors import ReorgError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from reorg.remote.endpoint import Endpoint
    from reorg.sparql.asking import Question
    from reorg.sparql.engine import Answer
    from reorg.sparql.library import Query

DESCRIPTION = (
    "Runs a named query (see `reorg list`), a file, or SPARQL as it stands. The "
    "usual prefixes are known. Nothing is ever changed or fetched."
)
EPILOG = """examples:
  reorg query who-says-what
  reorg query without-speaker --param speaker=person:jane-doe
  reorg query 'SELECT ?wording { ?claim reorg:wording ?wording }' --format csv
  reorg query --file my.rq --graph out/my-report.ttl --timeout 10
  reorg query who-says-what --endpoint http://127.0.0.1:7878/query"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    parser.add_argument("query", nargs="?", metavar="QUERY", help="a query's name, or SPARQL")
    parser.add_argument("--file", metavar="FILE", help="a file with SPARQL; - for standard input")
    parser.add_argument(
        "--param",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a value for a parameter of a named query; may be repeated",
    )
    add_graph(parser)
    add_format(parser)
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=seconds, help="give up after so many seconds"
    )
    parser.add_argument(
        "--allow-service",
        action="store_true",
        help="let SERVICE ask other servers over the network",
    )
    _add_endpoint(parser)


def _add_endpoint(parser: ArgumentParser) -> None:
    """Add what to ask instead of a file, and how."""
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
        type=rows,
        help="with --endpoint: ask for so many rows at a time",
    )
    add_ca(parser)


def run(arguments: Namespace) -> int:
    """Run a query and print its answer."""
    if arguments.endpoint is not None:
        return _query_endpoint(arguments)
    if arguments.default_graph or arguments.page_size or arguments.ca:
        raise UsageError("--default-graph, --page-size and --ca go with --endpoint")
    from reorg.cli.progress import status
    from reorg.sparql import asking, engine, remarks

    with status("asking"):
        store = store_of(arguments.graph)
        asked, values = _asked(arguments)
        question = asking.question_to(store, asked, values)
        answer = asking.ask(
            store, question, timeout=arguments.timeout, allow_service=arguments.allow_service
        )

        def ask(text: str) -> Answer:
            return engine.run(store, text, prefixes={}, timeout=arguments.timeout)

        remark = remarks.remark(question, ask, arguments.graph or "")
        lacking = remarks.lacking(question, answer, ask)
    _tell(lacking)
    _put_answer(answer, arguments.format, remark)
    return 0


def _query_endpoint(arguments: Namespace) -> int:
    """Run a query on a server and print its answer."""
    if arguments.graph:
        raise UsageError("give either --graph or --endpoint")
    from reorg.cli.progress import status
    from reorg.remote.endpoint import Endpoint, NoEndpointError
    from reorg.remote.timeouts import TIMEOUT
    from reorg.sparql import remarks

    with status("asking"):
        endpoint = Endpoint(
            arguments.endpoint, timeout=arguments.timeout or TIMEOUT, ca=arguments.ca
        )
        if arguments.timeout:
            endpoint.recognise()
        try:
            question, answer = _answer_of(endpoint, arguments)
        except NoEndpointError as error:
            if not endpoint.look_elsewhere():
                raise
            try:
                question, answer = _answer_of(endpoint, arguments)
            except NoEndpointError:
                raise error from None

        def ask(text: str) -> Answer:
            return endpoint.query(text, default_graphs=arguments.default_graph, prefixes={})

        remark = remarks.remark(question, ask, arguments.endpoint)
        lacking = remarks.lacking(question, answer, ask)
    _tell(lacking)
    _put_answer(answer, arguments.format, remark)
    return 0


def _answer_of(endpoint: Endpoint, arguments: Namespace) -> tuple[Question, Answer]:
    from reorg.sparql import asking

    graphs = arguments.default_graph
    asked, values = _asked(arguments)
    question = asking.question(
        asked, values, lambda text: endpoint.query(text, default_graphs=graphs)
    )
    answer = endpoint.query(
        question.text,
        default_graphs=graphs,
        where=asked.name,
        page_size=arguments.page_size,
        allow_service=arguments.allow_service,
    )
    return question, answer


def _asked(arguments: Namespace) -> tuple[Query, dict[str, str]]:
    """Return the query to ask, and the values of its parameters."""
    from reorg.sparql import library

    if (arguments.query is None) == (arguments.file is None):
        raise UsageError("give a query's name, SPARQL, or --file FILE")
    if arguments.file is not None:
        if arguments.param:
            raise UsageError("--param goes with the name of a query")
        name = arguments.file
        return library.Query(name, _read_query(name), base=_address(name)), {}
    query = library.resolve(_as_text(arguments.query))
    if arguments.param and not query.named:
        raise UsageError("--param goes with the name of a query")
    return query, _parameters(arguments.param)


def _address(file: str) -> str:
    """Return a file's IRI, by which RFC 3986 (section 5.1.3) reads the relative ones in it."""
    if file == "-":
        return ""
    from pathlib import Path

    return Path(file).absolute().as_uri()


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        print(f"reorg: {line}", file=sys.stderr)


def _read_query(name: str) -> str:
    from reorg.limits import QUERY_CHARACTERS

    try:
        if name == "-":
            data = sys.stdin.buffer.read(QUERY_CHARACTERS * 4 + 1)
        else:
            with open(name, "rb") as file:  # noqa: PTH123 - pathlib takes 3 ms to import
                data = file.read(QUERY_CHARACTERS * 4 + 1)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if len(data) > QUERY_CHARACTERS * 4:
            return " " * (QUERY_CHARACTERS + 1)
        raise ReorgError("the file is not UTF-8", where=name, remedy="save it as UTF-8") from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise ReorgError(
            f"the query cannot be read ({reason})", where=name, remedy="check its name"
        ) from None


def _parameters(given: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise UsageError(f"--param {item}: write it as NAME=VALUE")
        if name in values:
            raise UsageError(f"--param {name} is given twice")
        values[name] = _as_text(value)
    return values


def _as_text(argument: str) -> str:
    """Return an argument as it was typed, where the locale did not let Python read it."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(argument).decode()
        except UnicodeError:
            raise ReorgError("an argument is not UTF-8", remedy="type it anew") from None
    return argument


def _put_answer(answer: Answer, format_: str, remark: str = "") -> None:
    from reorg.sparql import results

    if remark and not results.can_tell(answer, format_):
        print(f"reorg: {remark}", file=sys.stderr)
        remark = ""
    if answer.rows is not None and format_ == "table" and sys.stdout.isatty():
        put_table_on_terminal(answer.variables, results.cells(answer), remark=remark)
    else:
        put(results.write(answer, format_, remark))
