"""A stance names what it is towards, or there is only one plan that it can mean."""

from __future__ import annotations

from pathlib import Path

from reorg.pipeline.check import check
from reorg.pipeline.convert import convert
from reorg.record.loading import load
from support.paths import DATA

REPORTS = DATA / "reports"
TOWARDS = "https://w3id.org/reorg/ns#stanceTowards"


def without(name: str, line: str, before: str, folder: Path) -> Path:
    """Copy a report's record, its text and the register without a line, of many the one before."""
    text = (REPORTS / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.count(line + before) == 1
    path = folder / f"{name}.yaml"
    path.write_text(text.replace(line + before, before), encoding="utf-8")
    for beside in (f"{name}.txt", "register.yaml"):
        (folder / beside).write_bytes((REPORTS / beside).read_bytes())
    return path


def test_stance_that_could_be_towards_either_of_two_plans_is_told(tmp_path: Path) -> None:
    line = "    stanceTowards: plan:three-forces\n"
    path = without("lowmark-police-2034", line, "    topic: naming\n", tmp_path)
    (problem,) = check([path])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[problem.line - 1].strip() == "stance: against"
    assert "`claim:three-of-everything` has a `stance`, and the record has 2 plans" in problem.what
    assert "`plan:one-force`, `plan:three-forces`" in problem.remedy


def test_stance_is_towards_the_only_plan(tmp_path: Path) -> None:
    name = "veldhaven-refuse-2033"
    record, problems = load(REPORTS / f"{name}.yaml")
    assert not problems
    plans = list(record.of_kind("plan"))
    assert len(plans) == 1
    quads = convert(record).quads
    stances = [q for q in quads if q.predicate.value.endswith("#stance")]
    towards = {q.subject: q.object for q in quads if q.predicate.value == TOWARDS}
    assert stances
    assert {quad.subject for quad in stances} <= set(towards)
