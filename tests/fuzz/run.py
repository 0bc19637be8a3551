"""Asks made queries through the public API and of Jena's ARQ, and says where they differ.

python tests/fuzz/run.py            the first 5,000
python tests/fuzz/run.py 300 7000   300 from number 7,000 on
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.compare import difference
from fuzz.grammar import Grammar, Made
from fuzz.known import KNOWN
from reorg.rdf.opening import shipped
from stores import fetch

HERE = Path(__file__).parent
SECONDS = 10


class Report(NamedTuple):
    """What came of queries.

    Attributes:
        ends: How many were answered, refused, too slow, or ended the process, by these words.
        compared: How many were compared, as far as the standard settles their answers.
        differences: By query, how the answers differ, or how ours ended; but for faults of an
            engine that are known, which are told where they are mended.
    """

    ends: Counter[str]
    compared: int
    differences: dict[str, str]


def run(count: int, start: int = 0) -> Report:
    """Ask ``count`` queries from a number on."""
    grammar = Grammar(shipped())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        graph = folder / "graph.nt"
        # As the engine holds it: it writes some literals anew.
        shipped().dump(str(graph), ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        made = {
            folder / f"{number:06}.rq": grammar.make(number)
            for number in range(start, start + count)
        }
        for file, one in made.items():
            file.write_text(one.text, encoding="utf-8")
        with _arq(graph, folder):
            ends = dict(zip(made, _ours(list(made), graph), strict=True))
        return _report(made, ends)


@contextmanager
def _arq(graph: Path, folder: Path) -> Iterator[None]:
    """Let ARQ answer meanwhile, and wait for its end."""
    archive = fetch.archive("fuseki")
    command = [*fetch.java(), "-cp", archive, HERE / "Arq.java", graph, folder, SECONDS]
    with (folder / "arq.log").open("wb") as log:
        arq = subprocess.Popen([str(part) for part in command], stderr=log)
        try:
            yield
            assert arq.wait() == 0, (folder / "arq.log").read_text(encoding="utf-8")
        finally:
            arq.kill()
            arq.wait()


def _ours(files: Sequence[Path], graph: Path) -> list[str]:
    """Return how each query ended; a process that ends, or goes on in vain, is replaced."""
    ends: list[str] = []
    command = [sys.executable, str(HERE / "ours.py"), str(graph), str(SECONDS)]
    log, pipe = graph.with_name("ours.log"), subprocess.PIPE
    while len(ends) < len(files):
        with (
            log.open("w", encoding="utf-8") as errors,
            subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, text=True) as child,
        ):
            assert child.stdin
            assert child.stdout
            for file in files[len(ends) :]:
                child.stdin.write(f"{file}\n")
                child.stdin.flush()
                end = child.stdout.readline().strip()
                ends.append(end or _last_words(child, log))
                if end in {"", "slow"}:
                    break
            child.kill()
    return ends


def _last_words(child: subprocess.Popen[str], log: Path) -> str:
    return f"died ({child.wait()}): {log.read_text(encoding='utf-8')[-500:]}"


def _report(made: dict[Path, Made], ends: dict[Path, str]) -> Report:
    compared, differences = 0, {}
    for file, end in ends.items():
        ours, theirs = file.with_suffix(".ours"), file.with_suffix(".answer")
        if end.startswith("died"):
            differences[file.stem] = end
        elif end == "refused":
            differences[file.stem] = file.with_suffix(".said").read_text(encoding="utf-8")
        elif end == "answered" and theirs.exists():
            try:
                said = difference(made[file], ours, theirs)
            except SyntaxError as error:
                # ARQ makes IRIs of any text.
                said = f"unreadable: {error}" if _unreadable(ours) else ""
            else:
                compared += 1
            known = KNOWN.get(int(file.stem))
            if said and not known:
                differences[file.stem] = said
            elif known and not said:
                differences[file.stem] = f"agrees now, whereas {known.says}"
    return Report(Counter(end.partition(" ")[0] for end in ends.values()), compared, differences)


def _unreadable(answer: Path) -> bool:
    try:
        found = ox.parse_query_results(answer.read_bytes(), format=ox.QueryResultsFormat.JSON)
        list(found if isinstance(found, ox.QuerySolutions) else [])
    except SyntaxError:
        return True
    return False


def main(count: int = 5000, start: int = 0) -> int:
    """Print what came of queries; return 1 if anything is wrong."""
    report = run(count, start)
    grammar = Grammar(shipped())
    for number, said in report.differences.items():
        print(f"{number}: {said}\n    {grammar.make(int(number)).text}\n")
    print(dict(report.ends), f"compared: {report.compared}", f"differ: {len(report.differences)}")
    return bool(report.differences)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=5000, help="how many queries (5000)")
    parser.add_argument("start", type=int, nargs="?", default=0, help="the first one's number (0)")
    asked = parser.parse_args()
    sys.exit(main(asked.count, asked.start))
