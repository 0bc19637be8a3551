"""A record can say what happened, how much at least or at most, who keeps silent, and on what."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.pipeline.check import check
from reorg.pipeline.convert import convert
from reorg.record.loading import load
from support.paths import DATA

ID = "https://w3id.org/reorg/id/brackwater-2031/"
MORE = {
    "organisations": "{id: group:libraries, label: The libraries together, anchor: anchor:decided}",
    "people": "{id: interest:finch, interestOf: person:ada-finch, interestKind: adviser,"
    " interestIn: plan:trust, asReportedIn: document:article, label: She advises on the plan}",
    "plans": "{id: planned-event:vote, label: The vote (planned), eventKind: vote,"
    " anchor: anchor:decided, introducedBy: claim:decision}",
    "events": "{id: event:vote, label: The vote, eventKind: vote, anchor: anchor:decided,"
    " introducedBy: claim:vote}",
    "dates": "{id: date:may, label: May, asWritten: in May, anchor: anchor:decided}",
    "utterances": """id: utterance:silent
    speaker: group:libraries
    attribution: explicit
    inPart: part:body
    anchor: anchor:decided
    act: silence
    silenceKind: declined
    silentOn: [event:vote, plan:trust]
    topic: governance
    wording: The libraries did not want to say.
  - id: claim:vote
    speaker: document:article
    attribution: none
    inPart: part:body
    anchor: anchor:decided
    act: assertion
    standing: asserted
    sourceMode: stated
    stance: against
    stanceMode: read
    stanceTowards: plan:trust
    topic: governance
    wording: The vote was held, unlike foreseen, unless the plan was rejected.
    condition: {subject: plan:trust, predicate: hasStatus, object: standing:rejected,
      polarity: negative, frame: as-planned}
    content:
      - {subject: event:vote, predicate: happensOn, object: date:may, polarity: positive,
        certainty: certain, frame: as-was}
      - {subject: event:vote, predicate: concerns, object: plan:trust, polarity: positive,
        certainty: certain, frame: as-was, since: date:may, until: date:may}
      - {subject: plan:trust, predicate: includesEvent, object: planned-event:vote,
        polarity: positive, certainty: certain, frame: as-planned}
      - {subject: event:vote, predicate: realises, object: planned-event:vote, extent: otherwise,
        polarity: positive, certainty: certain, frame: as-was}
  - id: claim:vote-again
    speaker: document:article
    attribution: none
    inPart: part:body
    anchor: anchor:decided
    act: assertion
    standing: asserted
    sourceMode: stated
    topic: governance
    wording: On the same condition, the vote was about the plan.
    condition: claim:vote/condition/1
    content:
      - {subject: event:vote, predicate: concerns, object: plan:trust, polarity: positive,
        certainty: certain, frame: as-was}""",
}
FIGURE = (
    "id: figure:sites, label: Sites, {number}, unit: site, measure: count-of-sites,"
    " figureRole: count, asWritten: some, anchor: anchor:decided"
)


def written(folder: Path, more: dict[str, str]) -> Path:
    """Write the invented record with a thing more in some sections."""
    text = (DATA / "records" / "brackwater-2031.yaml").read_text(encoding="utf-8")
    for section, thing in more.items():
        if f"\n{section}:\n" in text:
            text = text.replace(f"\n{section}:\n", f"\n{section}:\n  - {thing}\n")
        else:
            text += f"\n{section}:\n  - {thing}\n"
    path = folder / "brackwater-2031.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_record_says_what_happened_and_on_what_it_depends(tmp_path: Path) -> None:
    path = written(tmp_path, MORE)
    assert check([path]) == []
    record, problems = load(path)
    assert problems == []
    graph = convert(record).quads
    condition = ox.NamedNode(f"{ID}claim/vote/condition/1")

    def of(subject: str, name: str) -> set[str]:
        return {
            quad.object.value
            for quad in graph
            if (quad.subject.value, quad.predicate.value) == (ID + subject, NAMESPACE + name)
        }

    assert of("claim/vote", "condition") == of("claim/vote-again", "condition") == {condition.value}
    assert condition.value not in of("claim/vote", "content")
    assert of("claim/vote/condition/1", "certainty") == {NAMESPACE + "certainty-underspecified"}
    assert of("claim/vote/content/2", "since") == {f"{ID}date/may"}
    # What somebody says of an event stands nowhere as a fact.
    assert {quad.predicate.value for quad in graph if quad.subject.value == f"{ID}event/vote"} == {
        *(PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label"),
        *(NAMESPACE + name for name in ("anchor", "eventKind", "introducedBy")),
    }


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("quantity: 3, approximate: true", ""),
        ("least: 17000, leastExcluded: true", ""),
        ("most: 3.5, mostExcluded: true", ""),
        ("least: 3, most: 4", ""),
        ("alternative: [3, 5]", ""),
        ("numerator: 1, denominator: 3, shareOf: plan:trust", ""),
        ("least: 4, most: 3", "not above `most`"),
        ("quantity: 3, most: 4", "one kind of number"),
        ("alternative: 3", "one kind of number"),
        ("numerator: 1", "one kind of number"),
        ("quantity: 3, leastExcluded: true", "`leastExcluded` leaves out"),
        ("quantity: 3, approximate: about", "`about` is not true or false"),
    ],
)
def test_a_figure_has_one_kind_of_number(number: str, said: str, tmp_path: Path) -> None:
    figure = f"{{{FIGURE.format(number=number)}}}"
    problems = [f"{p.what}; {p.remedy}" for p in check([written(tmp_path, {"figures": figure})])]
    assert len(problems) == bool(said), problems
    assert all(said in problem for problem in problems)
