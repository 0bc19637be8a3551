"""The frame of the command line: what can be typed, and what happens when something goes wrong.

Each command has a module of its own, which holds its arguments and its work; it is imported when
the command is typed, so that no command waits for the others.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

INTERRUPTED = 130
TIMED_OUT = 124
BROKEN_PIPE = 141
"""Exit statuses: those that a shell, ``timeout`` and SIGPIPE would give."""

COMMANDS = {
    "new": "draft a record from an article",
    "build": "turn records into RDF, network files and a page",
    "query": "ask the graph, by a query's name or in SPARQL",
    "check": "find what is wrong with records",
    "explain": "tell what a term means and how it is written",
    "analyse": "tell who is central, who stands with whom, what bridges",
    "export": "hand the graph on in another vocabulary, or to a property graph",
    "open": "look at the graph in the browser",
    "serve": "answer SPARQL and show pages on this machine",
    "list": "list the queries or the shipped records",
    "push": "put graphs into a running triple store",
}
"""What each command does. The module of its name has its arguments and runs it."""


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
    from reorg.cli.arguments import UsageError
    from reorg.cli.output import flush
    from reorg.errors import QueryTimeoutError, RecordError, ReorgError

    try:
        status: int = _module(arguments.command).run(arguments)
        flush()
        return status
    except UsageError as error:
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


def _module(command: str) -> Any:
    from importlib import import_module

    return import_module(f"reorg.cli.{command}")


def _leave(message: str, status: int) -> NoReturn:
    """End the process at once, with whatever threads it has."""
    try:
        if message:
            print(f"reorg: {message}", file=sys.stderr)
        sys.stderr.flush()
        if status != BROKEN_PIPE:
            sys.stdout.flush()
    except BrokenPipeError:
        status = status or BROKEN_PIPE
    except OSError:
        status = status or 1
    finally:
        os._exit(status)


def make_parser(*, filled: bool = False) -> argparse.ArgumentParser:
    """Return the parser of the whole command line.

    Args:
        filled: Let it know the arguments of all commands now, and not each when it is typed.
    """
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
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Command)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        command.name = name
        if filled:
            command.fill()
    return parser


class _Parser(argparse.ArgumentParser):
    """A parser that keeps the lines of its examples and takes no shortened options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=_Formatter, **options)


class _Command(_Parser):
    """The parser of a command, which learns its arguments when the command is typed."""

    name = ""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse arguments as any parser does, once they are known."""
        self.fill()
        return super().parse_known_args(args, namespace)

    def fill(self) -> None:
        """Add the command's arguments and help, unless that is done."""
        if self.description is None:
            module = _module(self.name)
            self.description, self.epilog = module.DESCRIPTION, module.EPILOG
            module.add_arguments(self)


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

        print(shtab.complete(make_parser(filled=True), shell=shell), flush=True)
        parser.exit()
