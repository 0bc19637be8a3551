"""Measures drafts against what careful readers found; run as a script it prints the figures."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from reorg.draft import new
from reorg.record.loading import load
from reorg.record.model import Node, Record
from support.paths import DATA, RECORD, SOURCE

DATA = DATA / "draft"
DAY = date(2032, 1, 1)

Span = tuple[int, int]


@dataclass
class Score:
    """What a draft found of one kind of thing."""

    wanted: int = 0
    missed: list[str] = field(default_factory=list)
    guessed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def found(self) -> float:
        """The share of what there is that was found."""
        return 1 - len(self.missed) / self.wanted if self.wanted else 1.0

    @property
    def right(self) -> float:
        """The share of the guesses that are right."""
        return 1 - len(self.wrong) / self.guessed if self.guessed else 1.0


Scores = dict[str, Score]


def drafted(article: Path, folder: Path) -> Record:
    """Draft a record of an article in a folder, and read it."""
    files = new.new(article, folder / f"{article.stem.replace('_', '-')}.yaml", today=DAY)
    return load(files[0])[0]


def against_expected(name: str, folder: Path) -> Scores:
    """Measure the draft of an invented article against the list of what is in it."""
    made = drafted(DATA / name, folder)
    text = (
        (folder / f"{Path(name).stem}.txt").read_text(encoding="utf-8")
        if (folder / f"{Path(name).stem}.txt").exists()
        else (DATA / name).read_text(encoding="utf-8")
    )
    wanted = yaml.safe_load((DATA / "expected.yaml").read_text(encoding="utf-8"))[name]
    passages = {}
    for words, speakers in wanted["quotations"].items():
        start = text.index(words)
        closes = [at for mark in '”"’' if (at := text.find(mark, start + len(words))) >= 0]
        passages[(start, min(closes))] = set(speakers)
    scores = {
        "quotations": quotations(made, passages),
        "figures": _sets(figures(made), set(wanted["figures"])),
        "dates": _sets(dates(made, text), {str(d) for d in wanted["dates"]}),
        "speakers": _sets(speakers_of(made), set(wanted["speakers"])),
        "organisations": _sets(
            {_label(made, n.id) for n in made.of_kind("organisation")}, set(wanted["organisations"])
        ),
    }
    return scores


def against_record(article: Path, folder: Path) -> Scores:
    """Measure the draft of the shipped report against its finished record."""
    made, done = drafted(article, folder), load(RECORD)[0]
    text = article.read_text(encoding="utf-8")
    passages: dict[Span, set[str]] = {}
    for span in _quoted(text):
        said = [n for n in done.of_kind("claim", "utterance") if _touches(done, n, span)]
        if said:
            passages[span] = {_match(done, s, made) for n in said for s in _speakers(n)}
    there = {
        s: _match(done, s, made) for n in done.of_kind("claim", "utterance") for s in _speakers(n)
    }
    used = {s for n in made.of_kind("claim", "utterance") for s in _speakers(n)}
    found = {_label(made, s) for s in used}
    return {
        "quotations": quotations(made, passages),
        "figures": _sets(figures(made), figures(done)),
        "dates": _sets(stamps(made), stamps(done)),
        "speakers": _sets(found, set(there.values())),
        "organisations": _sets(
            {_label(made, n.id) for n in made.of_kind("organisation")},
            {_label(done, n.id) for n in done.of_kind("organisation")} - {"The reorg project"},
        ),
        "speakers of sentences": _by_sentence(made, done),
    }


def quotations(made: Record, passages: dict[Span, set[str]]) -> Score:
    """Hold the quoted passages against the utterances anchored in them, and their speakers."""
    score = Score(wanted=len(passages))
    for (start, end), speakers in sorted(passages.items()):
        inside = [
            n
            for n in made.of_kind("claim", "utterance")
            if _touches(made, n, (start, end), whole=True)
        ]
        if not inside:
            score.missed.append(f"{start}–{end}")
        for node in inside:
            score.guessed += 1
            said = {_label(made, s) for s in _speakers(node)}
            if not said & speakers:
                score.wrong.append(f"{node.id}: {said} for {speakers}")
    return score


def figures(record: Record) -> set[str]:
    """Return the stated figures of a record with their units."""
    return {
        f"{n.text('quantity')} {n.text('unit') or '?'}"
        for n in record.of_kind("figure")
        if not n.text("formula")
    }


def stamps(record: Record) -> set[str]:
    """Return the days and times of a record's comments and articles."""
    return {
        f"{n.text('issued')} {n.text('clockTime')}"
        for n in record.of_kind("comment", "document")
        if n.has("issued")
    }


def dates(record: Record, text: str) -> set[str]:
    """Return the days and periods that a draft names, wherever it puts them."""
    found = {n.text("issued") for n in record.nodes if n.has("issued")}
    for node in record.of_kind("utterance", "claim"):
        for guess in node.texts("guess"):
            if "the date " in guess:
                named = guess.partition("the date ")[2].partition(" is named")[0]
                found.update(named.split(", "))
    return found


def speakers_of(record: Record) -> set[str]:
    """Return the names of all speakers but the article."""
    used = {s for n in record.of_kind("utterance", "claim") for s in _speakers(n)}
    return {_label(record, s) for s in used} - {"the article"}


def _sets(found: set[str], wanted: set[str]) -> Score:
    return Score(len(wanted), sorted(wanted - found), len(found), sorted(found - wanted))


def _by_sentence(made: Record, done: Record) -> Score:
    """Hold the speaker of each drafted utterance against those of its sentence in the record."""
    score = Score()
    for sentence in done.of_kind("sentence"):
        span = (int(sentence.text("start")), int(sentence.text("end")))
        there = [n for n in done.of_kind("claim", "utterance") if _touches(done, n, span)]
        wanted = {_match(done, s, made) for n in there for s in _speakers(n)}
        if not wanted:
            continue
        score.wanted += 1
        inside = [n for n in made.of_kind("claim", "utterance") if _touches(made, n, span)]
        if not inside:
            score.missed.append(sentence.id)
        for node in inside:
            score.guessed += 1
            if not {_label(made, s) for s in _speakers(node)} & wanted:
                score.wrong.append(f"{node.id}: {_speakers(node)} for {sorted(wanted)}")
    return score


def _speakers(node: Node) -> list[str]:
    return node.texts("speaker") + node.texts("possibleSpeaker")


def _label(record: Record, identifier: str) -> str:
    if identifier in ("document:article", "document:page"):
        return "the article"
    for node in record.nodes:
        if node.id == identifier:
            return node.text("name") or node.text("label")
    return identifier


def _match(done: Record, identifier: str, made: Record) -> str:
    """Return what a draft calls a speaker of the record: by name, or by where it is anchored."""
    label = _label(done, identifier)
    nodes = [n for n in made.nodes if n.kind in ("person", "speaker", "document", "organisation")]
    if label == "the article" or label in {_label(made, n.id) for n in nodes}:
        return label
    node = next((n for n in done.nodes if n.id == identifier), None)
    for span in _spans(done, node) if node else ():
        for other in nodes:
            same = node is not None and other.kind == node.kind and other.id != "document:article"
            if same and any(a < span[1] + 45 and span[0] - 45 < b for a, b in _spans(made, other)):
                return _label(made, other.id)
    return label


def _spans(record: Record, node: Node) -> list[Span]:
    places = {n.id: (int(n.text("start")), int(n.text("end"))) for n in record.of_kind("anchor")}
    return [places[name] for name in node.texts("anchor") if name in places]


def _touches(record: Record, node: Node, span: Span, *, whole: bool = False) -> bool:
    if whole:
        return any(span[0] <= a and b <= span[1] for a, b in _spans(record, node))
    return any(a < span[1] and span[0] < b for a, b in _spans(record, node))


def _quoted(text: str) -> Iterable[Span]:
    """Return the passages in double quotation marks; a paragraph may leave its mark open."""
    for line_start, line in _lines(text):
        at = 0
        while (start := line.find("“", at)) >= 0:
            end = line.find("”", start)
            end = len(line) if end < 0 else end
            yield line_start + start + 1, line_start + end
            at = end + 1


def _lines(text: str) -> Iterable[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line.rstrip("\n")
        at += len(line)


def report(title: str, scores: Scores) -> str:
    """Return a table of what was found and what was wrong."""
    lines = [title]
    for name, score in scores.items():
        found = f"{score.wanted - len(score.missed)} of {score.wanted} ({score.found:.0%})"
        lines.append(f"  {name:22} found {found:18} wrong {len(score.wrong)} of {score.guessed}")
        lines += [f"      missed {item}" for item in score.missed]
        lines += [f"      wrong  {item}" for item in score.wrong]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the measures of every article at hand."""
    with tempfile.TemporaryDirectory() as folder:
        if SOURCE.exists():
            sys.stdout.write(report("northamptonshire-2015", against_record(SOURCE, Path(folder))))
        for name in yaml.safe_load((DATA / "expected.yaml").read_text(encoding="utf-8")):
            sys.stdout.write(report(name, against_expected(name, Path(folder))))


if __name__ == "__main__":
    main()
