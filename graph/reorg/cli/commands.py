"""What the commands do. Each takes the parsed arguments and returns the exit status."""

from __future__ import annotations

import builtins
import os
import sys

from reorg.errors import ReorgError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from pyoxigraph import Store

    from reorg.article.anchors import Article
    from reorg.record.model import Record
    from reorg.remote.endpoint import Endpoint
    from reorg.sparql.engine import Answer

_PAGE = "out/northamptonshire-2015.html"
# Spelt out, since importing `reorg.record.register` takes longer than all the rest of `reorg list`.
_REGISTER = "register.yaml"


class UsageError(Exception):
    """Arguments that do not go together."""


def new(arguments: Namespace) -> int:
    """Draft a record and print what was written and what is left to do."""
    from pathlib import Path

    from reorg.cli.progress import Waiting
    from reorg.draft.new import new, open_points

    with Waiting("drafting"):
        files = new(Path(arguments.article), _path(arguments.out))
    guesses, wordings = open_points(files[0])
    left = f"{guesses} guesses to decide and {wordings} wordings to write"
    put("".join(f"{file}\n" for file in files))
    put(f"{left}: `reorg check {files[0]}` lists them\n")
    return 0


def build(arguments: Namespace) -> int:
    """Build records and print the names of the products."""
    from pathlib import Path

    from reorg.cli.progress import Waiting
    from reorg.pipeline.build import build

    with Waiting("building") as progress:
        products = build(
            _records(arguments.records),
            Path(arguments.out),
            base=arguments.base,
            article=_path(arguments.article),
            derived=not arguments.no_derived,
            page=not arguments.no_page,
            with_rdf12=arguments.rdf12,
            combined=arguments.combine,
            progress=progress,
        )
    put("".join(f"{product}\n" for product in products))
    return 0


def check(arguments: Namespace) -> int:
    """Check records; print their problems, or what they hold."""
    if arguments.write_offsets:
        _write_offsets(arguments)
    if not arguments.watch:
        return _check(arguments)
    from pathlib import Path

    from reorg.watch import watch

    def files() -> builtins.list[Path]:
        records = _records(arguments.records)
        given = [Path(arguments.article)] if arguments.article else []
        registers = {path.parent / _REGISTER for path in records}
        texts = {path.with_suffix(".txt") for path in records}
        return [*records, *given, *sorted(registers), *sorted(texts)]

    watch(files, lambda: _check_again(arguments))
    put("\n")
    return 0


def _check(arguments: Namespace) -> int:
    from reorg.cli.progress import Waiting
    from reorg.pipeline.check import check

    records = _records(arguments.records)
    article = _path(arguments.article)
    with Waiting("checking") as progress:
        problems = check(records, article=article, base=arguments.base, progress=progress)
    put("".join(_reports(records, arguments)))
    if problems:
        put("".join(f"{problem}\n" for problem in problems))
        return 1
    copy = _copy(arguments)
    put("".join(f"{_summary(record, arguments.base, copy)}\n" for record in records))
    return 0


def _check_again(arguments: Namespace) -> None:
    """Check records on a cleared screen; what is wrong with them does not end the watching."""
    if sys.stdout.isatty():
        put("\x1b[2J\x1b[3J\x1b[H")
    try:
        _check(arguments)
    except ReorgError as error:
        put(f"{error}\n")
    put("\nwatching; checked again on each save; Ctrl-C ends\n")
    flush()


def _reports(records: Sequence[Path], arguments: Namespace) -> Iterator[str]:
    """Yield what to say besides problems: the map of the text, and how another copy differs."""
    if not (arguments.coverage or arguments.article):
        return
    from reorg.article import anchors, coverage, reanchor
    from reorg.errors import RecordError

    copy = _copy(arguments)
    for path in records:
        try:
            record, own = _load(path, arguments.base, copy)
        except RecordError:
            continue  # its problems say so
        if arguments.coverage:
            yield coverage.chart(record, own, _highlight)
        if copy is not None and not anchors.is_source(record, copy):
            yield reanchor.report(record, copy)


def _copy(arguments: Namespace) -> Article | None:
    from pathlib import Path

    from reorg.article.anchors import read_article

    return read_article(Path(arguments.article)) if arguments.article else None


def _load(path: Path, base: str, copy: Article | None) -> tuple[Record, Article | None]:
    """Return a record with the offsets that its own text gives, and that text if at hand."""
    from reorg.article import anchors
    from reorg.record.loading import load

    record, _ = load(path, base=base)
    own = copy if copy and anchors.is_source(record, copy) else anchors.beside(record)
    if own is not None:
        anchors.fill_offsets(record, own)
    return record, own


def _highlight(line: str) -> str:
    bright = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return f"\x1b[1;31m{line}\x1b[0m" if bright else line


def _write_offsets(arguments: Namespace) -> None:
    from pathlib import Path

    from reorg.article.offsets import write_offsets

    if len(arguments.records) != 1:
        raise UsageError("--write-offsets goes with one RECORD")
    record, article = Path(arguments.records[0]), _path(arguments.article)
    count = write_offsets(record, article, base=arguments.base)
    put(f"offsets written: {count}\n")


def explain(arguments: Namespace) -> int:
    """Explain a term, or list all; or print the JSON Schema of records."""
    if arguments.json_schema:
        from reorg import resources

        put(resources.read("ontology", "record.schema.json"))
        return 0
    from reorg.guide.explain import explain, overview

    put(explain(arguments.term) if arguments.term else overview())
    return 0


def query(arguments: Namespace) -> int:
    """Run a query and print its answer."""
    if arguments.endpoint is not None:
        return _query_endpoint(arguments)
    if arguments.default_graph or arguments.page_size or arguments.ca:
        raise UsageError("--default-graph, --page-size and --ca go with --endpoint")
    from reorg.cli.progress import Waiting
    from reorg.namespaces import PREFIXES
    from reorg.sparql import engine
    from reorg.sparql.prefixes import known

    with Waiting("asking"):
        store = _store(arguments.graph)
        text, where = _query_text(arguments, store)
        # The library's queries need no more than the usual ones, and to find more takes time.
        prefixes = PREFIXES if _is_named(arguments) else known(store)
        answer = engine.run(
            store,
            text,
            where=where,
            prefixes=prefixes,
            base=_address(arguments.file),
            timeout=arguments.timeout,
            allow_service=arguments.allow_service,
        )

        def ask(question: str) -> Answer:
            return engine.run(store, question, prefixes={}, timeout=arguments.timeout)

        remark = _remark(arguments, text, ask)
        _tell_lacking(arguments, text, answer, ask, prefixes)
    _put_answer(answer, arguments.format, remark)
    return 0


def _query_endpoint(arguments: Namespace) -> int:
    """Run a query on a server and print its answer."""
    if arguments.graph:
        raise UsageError("give either --graph or --endpoint")
    from reorg.cli.progress import Waiting
    from reorg.namespaces import PREFIXES
    from reorg.remote.connection import TIMEOUT
    from reorg.remote.endpoint import Endpoint, NoEndpointError

    with Waiting("asking"):
        endpoint = Endpoint(
            arguments.endpoint, timeout=arguments.timeout or TIMEOUT, ca=arguments.ca
        )
        if arguments.timeout:
            endpoint.recognise()
        try:
            text, answer = _answer_of(endpoint, arguments)
        except NoEndpointError as error:
            if not endpoint.look_elsewhere():
                raise
            try:
                text, answer = _answer_of(endpoint, arguments)
            except NoEndpointError:
                raise error from None

        def ask(question: str) -> Answer:
            graphs = arguments.default_graph
            return endpoint.query(question, default_graphs=graphs, prefixes={})

        remark = _remark(arguments, text, ask)
        _tell_lacking(arguments, text, answer, ask, PREFIXES)
    _put_answer(answer, arguments.format, remark)
    return 0


def _answer_of(endpoint: Endpoint, arguments: Namespace) -> tuple[str, Answer]:
    from reorg.remote.endpoint import AsStore

    graphs = arguments.default_graph
    store: Any = AsStore(endpoint, graphs)
    text, where = _query_text(arguments, store)
    answer = endpoint.query(
        text,
        default_graphs=graphs,
        where=where,
        page_size=arguments.page_size,
        allow_service=arguments.allow_service,
    )
    return text, answer


def analyse(arguments: Namespace) -> int:
    """Print the tables of the analysis."""
    from reorg.analysis import projection
    from reorg.analysis.measures import analyse
    from reorg.cli.progress import Waiting

    with Waiting("analysing"):
        view = projection.view(_store(arguments.graph))
        tables = analyse(view, path=tuple(arguments.path) if arguments.path else None).tables
    if arguments.format == "json":
        put(_json([vars(table) for table in tables]))
        return 0
    for number, table in enumerate(tables):
        put("\n" if number else "")
        _put_table(table.columns, table.rows, arguments.format, title=table.title)
    return 0


def export(arguments: Namespace) -> int:
    """Write the graph in another form and print the names of the files."""
    from pathlib import Path

    from reorg.cli.progress import Waiting
    from reorg.export.files import export
    from reorg.rdf import opening

    with Waiting("exporting"):
        name = Path(arguments.graph or opening.SHIPPED).name.partition(".")[0]
        files = export(arguments.form, _store(arguments.graph), name, Path(arguments.out))
    put("".join(f"{file}\n" for file in files))
    return 0


def open(arguments: Namespace) -> int:
    """Show a page in the browser."""
    import webbrowser
    from pathlib import Path

    page = Path(arguments.page or _PAGE)
    if not page.is_file() and not arguments.page:
        from reorg.cli.progress import Waiting
        from reorg.pipeline.build import build

        with Waiting("building") as progress:
            build(_records([]), page.parent, progress=progress)
    if not page.is_file():
        raise ReorgError("there is no such page", where=str(page), remedy="run `reorg build`")
    if not webbrowser.open(page.resolve().as_uri()):
        raise ReorgError("no browser could be started", remedy=f"open {page} yourself")
    put(f"{page}\n")
    return 0


def serve(arguments: Namespace) -> int:
    """Serve a graph until Ctrl-C or SIGTERM."""
    from reorg.serve.app.start import Settings, default_workers, serve
    from reorg.serve.limits import Limits

    def told(line: str) -> None:
        put(f"{line}\n")
        flush()

    limits = Limits(
        arguments.timeout,
        arguments.rows,
        arguments.memory,
        arguments.workers or default_workers(),
    )
    settings = Settings(
        arguments.host,
        arguments.port,
        limits,
        arguments.base,
        arguments.allow_origin,
        arguments.public_url,
        arguments.trusted_proxy,
        arguments.access_log,
        arguments.log_format,
        arguments.allow_metrics,
        arguments.watch,
    )
    serve(arguments.files, settings, told)
    return 0


def list(arguments: Namespace) -> int:
    """List the queries or the records, or show one query."""
    if arguments.what == "records":
        rows: Any = [(name.removesuffix(".yaml"),) for name in _shipped()]
        _put_table(("record",), rows, arguments.format)
    elif arguments.what == "queries":
        _put_table(("query", "question"), _questions(arguments.tag), arguments.format)
    else:
        _put_query(arguments.what)
    return 0


def push(arguments: Namespace) -> int:
    """Send graphs to a store and print what became of them."""
    from reorg.cli.progress import Waiting
    from reorg.remote.connection import TIMEOUT
    from reorg.remote.push import push

    if arguments.replace and arguments.graph == "default":
        raise UsageError("--replace goes with --graph IRI or --graph record")
    if arguments.remove and arguments.replace_all:
        raise UsageError("give either --remove or --replace-all")
    with Waiting("pushing") as progress:
        report = push(
            arguments.sources,
            arguments.url,
            store=arguments.store,
            graph=arguments.graph,
            replace=arguments.replace,
            replace_all=arguments.replace_all,
            remove=arguments.remove,
            dry_run=arguments.dry_run,
            timeout=arguments.timeout or TIMEOUT,
            ca=arguments.ca,
            progress=progress,
        )
    put(str(report))
    return 0 if report.right else 1


def put(text: str) -> None:
    """Write to standard output, as UTF-8 whatever the locale.

    Raises:
        ReorgError: The output cannot be written, for example because the disk is full.
        BrokenPipeError: Nobody reads any more.
    """
    try:
        if sys.stdout.isatty():
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode())
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        _fail_output(error)


def flush() -> None:
    """Write out what is still held back; raises as `put` does."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        _fail_output(error)


def _fail_output(error: Exception) -> None:
    # Python flushes once more at its end, which would fail with a second message.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    raise ReorgError(
        f"the output cannot be written ({reason})", remedy="make room or write elsewhere"
    ) from None


def _records(given: Sequence[str]) -> Any:
    from importlib.resources import files
    from pathlib import Path

    if given:
        paths = [Path(name) for name in given]
        # A pattern such as *.yaml names the register too, which is read with each record.
        return [path for path in paths if path.name != _REGISTER] or paths
    folder = files("reorg.records")
    return [Path(str(folder / name)) for name in _shipped()]


def _shipped() -> builtins.list[str]:
    """Return the file names of the shipped records."""
    from reorg import resources

    return [name for name in resources.names("records", ".yaml") if name != _REGISTER]


def _path(name: str | None) -> Path | None:
    from pathlib import Path

    return Path(name) if name else None


def _store(graph: str | None) -> Store:
    from reorg.rdf import opening

    return opening.open_store(graph) if graph else opening.shipped()


def _query_text(arguments: Namespace, store: Store) -> tuple[str, str]:
    """Return the query to run and what to call it in messages."""
    if (arguments.query is None) == (arguments.file is None):
        raise UsageError("give a query's name, SPARQL, or --file FILE")
    named = _is_named(arguments)
    if arguments.param and not named:
        raise UsageError("--param goes with the name of a query")
    if arguments.file is not None:
        return _read_query(arguments.file), arguments.file
    if not named:
        return _as_text(arguments.query), "query"
    from reorg.sparql import library

    found = library.get(arguments.query)
    return found.fill(_parameters(arguments.param), store), found.name


def _address(file: str | None) -> str:
    """Return a file's IRI, by which RFC 3986 (section 5.1.3) reads the relative ones in it."""
    if file is None or file == "-":
        return ""
    from pathlib import Path

    return Path(file).absolute().as_uri()


def _is_named(arguments: Namespace) -> bool:
    """Return whether a query of the library is asked, by its name."""
    return arguments.query is not None and not any(sign in arguments.query for sign in " \t\n{")


def _remark(arguments: Namespace, text: str, ask: Callable[[str], Answer]) -> str:
    """Return for which example a ready query answers, and whether the graph lacks it."""
    named = _is_named(arguments)
    if not named and not text.startswith("#+"):  # without a header it has no parameters
        return ""
    from reorg.sparql import library, remarks

    query = (
        library.get(arguments.query) if named else library.Query(arguments.file or "query", text)
    )
    given = _parameters(arguments.param)
    if named:
        told = remarks.example(query, given)
    else:
        told = remarks.example(query, given, "another term in the line VALUES ?{}")
    asked = arguments.graph or arguments.endpoint
    if told and asked:
        unknown = remarks.strangers(remarks.assumed(query, given).values(), ask)
        told += f"; {asked} does not mention {' or '.join(unknown)}" if unknown else ""
    return told


def _tell_lacking(
    arguments: Namespace,
    text: str,
    answer: Answer,
    ask: Callable[[str], Answer],
    prefixes: Mapping[str, str],
) -> None:
    """Say which terms the graph lacks where nothing was found."""
    from reorg.sparql import library, remarks

    if not remarks.found_nothing(answer):
        return
    if _is_named(arguments):
        given = _parameters(arguments.param)
        terms = library.Query(arguments.query, text).examples
        unknown = remarks.strangers((terms[name] for name in given), ask)
        lines = [f"the graph does not mention {term}" for term in unknown]
    else:
        from reorg.sparql.hints import hints

        lines = hints(text, prefixes, ask)
    for line in lines:
        print(f"reorg: {line}", file=sys.stderr)


def _read_query(name: str) -> str:
    from reorg.sparql.text import LONGEST

    try:
        if name == "-":
            data = sys.stdin.buffer.read(LONGEST * 4 + 1)
        else:
            with builtins.open(name, "rb") as file:  # noqa: PTH123 - pathlib takes 3 ms to import
                data = file.read(LONGEST * 4 + 1)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if len(data) > LONGEST * 4:
            return " " * (LONGEST + 1)
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
        _put_rich(answer.variables, results.cells(answer), remark=remark)
    else:
        put(results.write(answer, format_, remark))


def _put_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], format_: str, *, title: str = ""
) -> None:
    from reorg.sparql import results

    if format_ == "table" and sys.stdout.isatty():
        _put_rich(columns, rows, title)
        return
    if format_ == "json":
        put(_json([dict(zip(columns, row, strict=True)) for row in rows]))
        return
    heading = {"md": f"## {title}\n\n", "table": f"{title}\n\n"}.get(format_, "") if title else ""
    writers = {
        "table": results.table,
        "md": results.markdown,
        "csv": results.comma_separated,
        "tsv": results.tab_separated,
    }
    put(heading + writers[format_](columns, rows))


def _put_rich(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "", remark: str = ""
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from reorg.wording import visible

    table = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for name in columns:
        table.add_column(Text(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(value)) for value in row))
    console = Console()
    console.print(table)
    console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim")
    if remark:
        console.print(Text(visible(remark)), soft_wrap=True)


def _json(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _questions(tag: str | None) -> Any:
    from reorg.sparql import library

    found = [library.get(name) for name in library.names()]
    tags = sorted({word for query in found for word in query.header.tags})
    if tag is not None and tag not in tags:
        raise ReorgError(f"no query has the tag {tag!r}", remedy=f"the tags are {', '.join(tags)}")
    return [
        (query.name, query.header.summary)
        for query in found
        if tag is None or tag in query.header.tags
    ]


def _put_query(name: str) -> None:
    from reorg.sparql import library

    found = library.get(name)
    header = found.header
    lines = [found.name, f"  {header.summary}"]
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
    put("\n".join([*lines, "", found.body]))


def _summary(path: Path, base: str, copy: Article | None) -> str:
    from collections import Counter

    from reorg.article.coverage import coverage

    record, own = _load(path, base, copy)
    kinds = Counter(node.kind for node in record.nodes)
    counts = [
        f"{kinds[kind]} {_COUNTED[kind]}{'s' if kinds[kind] != 1 else ''}" for kind in _COUNTED
    ]
    covered = coverage(record)
    sentences = f"{covered.covered} of {covered.total} sentences accounted for"
    compared = "" if copy or own else "; no text at hand to compare the quotations with"
    return f"{path}: no problems; {', '.join(counts)}; {sentences}{compared}"


_COUNTED = {
    "claim": "claim",
    "utterance": "utterance",
    "issue": "issue",
    "conflict": "curated conflict",
    "figure": "figure",
    "gap": "gap",
}
