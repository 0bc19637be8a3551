"""`reorg check`: finds what is wrong with records."""

from __future__ import annotations

import sys

from reorg.cli.arguments import UsageError, add_records
from reorg.cli.inputs import path_of, records_of
from reorg.cli.output import flush, highlight, put
from reorg.errors import ReorgError
from reorg.vocab.kinds import REGISTER_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from reorg.article.sourcetext import Article
    from reorg.pipeline.examine import Examined

DESCRIPTION = (
    "Checks records: their form, quotations, coverage and graph. Problems are "
    "printed one a line as file:line:column: what is wrong; what to do."
)
EPILOG = """examples:
  reorg check                         the shipped records
  reorg check my-report.yaml --article my-report.txt
  reorg check my-report.yaml --watch --coverage
  reorg check my-report.yaml --article saved-page.txt
  reorg check my-report.yaml --article my-report.txt --seal
  reorg check my-report.yaml --shorten    see `reorg explain defaults`"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    add_records(parser)
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
    parser.add_argument(
        "--seal",
        action="store_true",
        help="first put seals in place of the quotations, which leaves none of their words",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--shorten",
        action="store_true",
        help="take out of a record without problems what it has by default",
    )
    length.add_argument(
        "--write-out",
        action="store_true",
        help="write all that it has by default into a record without problems",
    )


def run(arguments: Namespace) -> int:
    """Check records; print their problems, or what they hold."""
    if arguments.write_offsets:
        _write_offsets(arguments)
    if arguments.seal:
        _seal(arguments)
    rewrites = arguments.shorten or arguments.write_out
    if rewrites and (arguments.watch or not arguments.records):
        raise UsageError("--shorten and --write-out go with a RECORD, and without --watch")
    if not arguments.watch:
        return _check(arguments)
    from pathlib import Path

    from reorg.watch import watch

    def files() -> list[Path]:
        records = records_of(arguments.records)
        given = [Path(arguments.article)] if arguments.article else []
        registers = {path.parent / REGISTER_FILE for path in records}
        texts = {path.with_suffix(".txt") for path in records}
        return [*records, *given, *sorted(registers), *sorted(texts)]

    watch(files, lambda: _check_again(arguments))
    put("\n")
    return 0


def _check(arguments: Namespace) -> int:
    from reorg.cli.progress import status
    from reorg.pipeline.check import check

    records = records_of(arguments.records)
    copy = _copy(arguments)
    reports: dict[str, str] = {}
    summaries: dict[str, str] = {}

    def tell(examined: Examined) -> None:
        file = examined.record.document.file
        reports[file] = "".join(_reports(examined, copy, coverage=arguments.coverage))
        summaries[file] = _summary(examined, copy)

    with status("checking") as progress:
        problems = check(records, article=copy, base=arguments.base, progress=progress, tell=tell)
    put("".join(reports.get(str(record), "") for record in records))
    if problems:
        put("".join(f"{problem}\n" for problem in problems))
        return 1
    put("".join(f"{summaries[str(record)]}\n" for record in records))
    if arguments.shorten or arguments.write_out:
        _rewrite(arguments, records)
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


def _reports(examined: Examined, copy: Article | None, *, coverage: bool) -> Iterator[str]:
    """Yield what to say besides problems: the map of the text, and how another copy differs."""
    from reorg.article import reprint, sealed, sourcetext
    from reorg.article.anchors import quotations
    from reorg.article.coverage import chart

    if coverage:
        yield chart(examined.record, examined.text, highlight)
    if copy is not None and not sourcetext.is_source(examined.record, copy):
        if any(quotations(examined.record)):
            yield reprint.report(examined.record, copy)
        yield sealed.report(examined.record, copy)


def _copy(arguments: Namespace) -> Article | None:
    from pathlib import Path

    from reorg.article.sourcetext import read_article

    return read_article(Path(arguments.article)) if arguments.article else None


def _write_offsets(arguments: Namespace) -> None:
    from reorg.article.offsets import write_offsets

    record = _only_record(arguments, "--write-offsets")
    count = write_offsets(record, path_of(arguments.article), base=arguments.base)
    put(f"offsets written: {count}\n")


def _seal(arguments: Namespace) -> None:
    from reorg.article.sealing import seal_quotations

    record = _only_record(arguments, "--seal")
    outcome = seal_quotations(record, path_of(arguments.article), base=arguments.base)
    put(f"passages sealed: {len(outcome.sealed)}; left quoted: {len(outcome.left)}\n")
    put("".join(f"  {name}: {reason}\n" for name, reason in outcome.left.items()))


def _only_record(arguments: Namespace, option: str) -> Path:
    from pathlib import Path

    if len(arguments.records) != 1:
        raise UsageError(f"{option} goes with one RECORD")
    return Path(arguments.records[0])


def _rewrite(arguments: Namespace, records: list[Path]) -> None:
    """Write records without problems anew, shorter or longer: all of them or none."""
    from reorg.files import write_all_atomically
    from reorg.pipeline.rewriting import rewritten

    files = {
        path: rewritten(path, shorter=arguments.shorten, base=arguments.base) for path in records
    }
    lines = {
        path: (len(old.splitlines()), len(new.splitlines())) for path, (old, new) in files.items()
    }
    write_all_atomically({path: new.encode() for path, (old, new) in files.items() if new != old})
    put("".join(f"{path}: {old} lines before, {new} now\n" for path, (old, new) in lines.items()))


def _summary(examined: Examined, copy: Article | None) -> str:
    from collections import Counter

    from reorg.article.coverage import coverage

    record = examined.record
    kinds = Counter(node.kind for node in record.nodes)
    counts = [
        f"{kinds[kind]} {_COUNTED[kind]}{'s' if kinds[kind] != 1 else ''}" for kind in _COUNTED
    ]
    covered = coverage(record)
    sentences = f"{covered.covered} of {covered.total} sentences accounted for"
    at_hand = copy or examined.text
    compared = "" if at_hand else "; no text at hand to compare the quotations with"
    return f"{record.document.file}: no problems; {', '.join(counts)}; {sentences}{compared}"


_COUNTED = {
    "claim": "claim",
    "utterance": "utterance",
    "issue": "issue",
    "conflict": "curated conflict",
    "figure": "figure",
    "gap": "gap",
}
