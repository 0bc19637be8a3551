"""`reorg open`: shows a page in the browser."""

from __future__ import annotations

from reorg.cli.arguments import UsageError, add_file, add_language
from reorg.cli.inputs import records_of
from reorg.cli.output import put
from reorg.errors import ReorgError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

PAGE = "out/northamptonshire-2015.html"

DESCRIPTION = (
    "Opens a page that `reorg build` wrote; without FILE the shipped report's, "
    "which is built to out/ first where it is missing or is asked for in a language."
)
EPILOG = """examples:
  reorg open
  reorg open out/my-report.html
  reorg open --language de"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    add_file(parser, "page", nargs="?", metavar="FILE", help="a page")
    add_language(parser)


def run(arguments: Namespace) -> int:
    """Show a page in the browser."""
    import webbrowser
    from pathlib import Path

    if arguments.page and arguments.language:
        raise UsageError("--language is for the shipped report; a page has its language already")
    page = Path(arguments.page or PAGE)
    if not arguments.page and (arguments.language or not page.is_file()):
        from reorg.cli.progress import status
        from reorg.pipeline.build import build

        with status("building") as progress:
            language = arguments.language or "en"
            build(records_of([]), page.parent, language=language, progress=progress)
    if not page.is_file():
        raise ReorgError("there is no such page", where=str(page), remedy="run `reorg build`")
    if not webbrowser.open(page.resolve().as_uri()):
        raise ReorgError("no browser could be started", remedy=f"open {page} yourself")
    put(f"{page}\n")
    return 0
