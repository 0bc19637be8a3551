"""`reorg push`: puts graphs into a running triple store."""

from __future__ import annotations

from reorg.cli.arguments import UsageError, add_ca, add_file, seconds
from reorg.cli.output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

DESCRIPTION = (
    "Sends graphs to a store, counts them there, and tells what the store will do "
    "otherwise than others. A newer version takes the place of the older one, and what others "
    "have in the store stays, unless they wrote it into a record's own graph. What is there "
    "unchanged is not sent again. User and password come from REORG_USER and REORG_PASSWORD, "
    "a token from REORG_TOKEN, or both from netrc."
)
EPILOG = """examples:
  reorg push http://127.0.0.1:7878
  reorg push out/my-report.ttl http://127.0.0.1:3030/ds --graph record
  reorg push out/my-report.ttl http://127.0.0.1:3030/ds --dry-run
  reorg push http://127.0.0.1:7200/repositories/reorg --store graphdb"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to a parser."""
    parser.epilog = f"{EPILOG}\n\n{_stores()}"
    add_file(
        parser,
        "sources",
        nargs="*",
        metavar="FILE",
        help="graphs, or records to build (default: the shipped graph)",
    )
    parser.add_argument("url", metavar="URL", help="the store's address")
    parser.add_argument(
        "--store", metavar="NAME", default="", help="which store it is (default: the server tells)"
    )
    _add_effects(parser)
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        help="give up a request after so many seconds",
    )
    add_ca(parser)


def _stores() -> str:
    """Return which stores are known, and which were never tried."""
    from textwrap import fill

    from reorg.remote.profiles import profiles

    names = (f"{name}{'' if profile.tried else '*'}" for name, profile in profiles().items())
    known = fill(f"stores: {', '.join(names)}", width=88)
    return f"{known}\n(* from its documentation, never tried on the real thing)"


def _add_effects(parser: ArgumentParser) -> None:
    """Add what becomes of the store."""
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


def run(arguments: Namespace) -> int:
    """Send graphs to a store and print what became of them."""
    from reorg.cli.progress import status
    from reorg.remote.push import push
    from reorg.remote.timeouts import TIMEOUT

    if arguments.replace and arguments.graph == "default":
        raise UsageError("--replace goes with --graph IRI or --graph record")
    if arguments.remove and arguments.replace_all:
        raise UsageError("give either --remove or --replace-all")
    with status("pushing") as progress:
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
