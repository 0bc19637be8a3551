"""`reorg new`: drafts a record from an article."""

from __future__ import annotations

from reorg.cli.arguments import add_file
from reorg.cli.inputs import path_of
from reorg.cli.output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

DESCRIPTION = (
    "Drafts a record from an article in plain text, Markdown or saved HTML: its "
    "sentences, quotations with their places, speakers, figures, dates and comments. What is "
    "guessed is marked as a guess; `reorg check` lists what is left to decide."
)
EPILOG = """examples:
  reorg new my-report.html            to my-report.yaml beside it
  reorg new saved.txt --out records/my-report.yaml"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    add_file(
        parser, "article", metavar="ARTICLE", help="the article: plain text, Markdown or saved HTML"
    )
    add_file(
        parser,
        "--out",
        metavar="FILE",
        help="the record to write (default: beside the article, with its name); never overwritten",
    )


def run(arguments: Namespace) -> int:
    """Draft a record and print what was written and what is left to do."""
    from pathlib import Path

    from reorg.cli.progress import status
    from reorg.draft.new import new, open_points

    with status("drafting"):
        files = new(Path(arguments.article), path_of(arguments.out))
    guesses, wordings = open_points(files[0])
    left = f"{guesses} guesses to decide and {wordings} wordings to write"
    put("".join(f"{file}\n" for file in files))
    put(f"{left}: `reorg check {files[0]}` lists them\n")
    return 0
