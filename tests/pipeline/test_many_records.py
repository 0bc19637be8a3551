"""Several reports together: the register, likely doubles, and what follows from all of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from reorg.cli.parser import run
from reorg.errors import RecordError, ReorgError
from reorg.namespaces import BASE, NAMESPACE, PREFIXES
from reorg.pipeline.build import build
from reorg.pipeline.check import check
from reorg.rdf import opening
from reorg.sparql import engine
from reorg.sparql.prefixes import known
from support import answers

SHIPPED = answers.ROOT / "graph" / "records" / "northamptonshire-2015.yaml"
GAZETTE, LEDGER = "harrowmere-gazette-2033", "harrowmere-ledger-2033"
TRUST = f"{BASE}planned-body/harrowmere-trust"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with copies of the invented reports and their register."""
    return Path(shutil.copytree(answers.REPORTS[0].parent, tmp_path / "reports"))


def records(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.yaml") if path.stem != "register")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands in {path.name} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def triples(path: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=path)}


def objects(path: Path, subject: str, predicate: str) -> set[str]:
    store = ox.Store()
    store.extend(ox.parse(path=path))
    found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
    return {quad.object.value for quad in found}  # type: ignore[union-attr]


def across(graph: Path) -> list[tuple[str, ...]]:
    """Return the conflicts between reports, each as its question, kind and strength."""
    answer = engine.run(opening.open_store(graph), answers.text("conflicts-across-reports"))
    return [tuple(term.value for term in row[:3]) for row in answer.rows]  # type: ignore[union-attr]


# The reports


def test_every_report_is_checked_and_every_sentence_accounted_for() -> None:
    assert len(answers.REPORTS) == 10
    assert check(answers.REPORTS) == []
    rows = answers.tsv("reports").splitlines()[1:]
    assert len(rows) == 10
    assert all(row.split("\t")[2] == row.split("\t")[3] for row in rows)


def test_each_report_has_an_article_of_its_own() -> None:
    for path in answers.REPORTS:
        words = path.with_suffix(".txt").read_text(encoding="utf-8").split()
        assert 150 <= len(words) <= 300


# Conflicts across reports


def test_two_reports_conflict_over_date_headcount_and_responsibility() -> None:
    assert across(answers.combined()) == [
        ("How many would the trust employ?", "figure", "contradicts"),
        ("How many would the trust employ?", "figure", "contradicts"),
        ("When would the trust take over?", "date", "contradicts"),
        ("Who would be responsible in law?", "answer", "contradicts"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("gone", [GAZETTE, LEDGER])
def test_without_one_of_the_reports_there_is_no_conflict(
    gone: str, reports: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build(records(reports), out, page=False, combined="all")
    assert len(across(out / "all.ttl")) == 4
    (reports / f"{gone}.yaml").unlink()
    build(records(reports), out, page=False, combined="all")
    assert across(out / "all.ttl") == []


def test_a_conflict_of_two_reports_is_in_neither_record() -> None:
    store = answers.store(answers.combined())
    rows = store.query(
        f"PREFIX reorg: <{NAMESPACE}> SELECT ?conflict WHERE {{ ?conflict a reorg:Conflict ; "
        "reorg:betweenClaim ?a, ?b ; reorg:inRecord ?record . ?a reorg:inRecord ?one . "
        "?b reorg:inRecord ?two FILTER(?one != ?two) }"
    )
    assert isinstance(rows, ox.QuerySolutions)
    assert list(rows) == []


def test_anchors_lie_in_sentences_of_their_own_report() -> None:
    inside = ox.NamedNode(f"{NAMESPACE}inSentence")
    found = list(answers.store(answers.combined()).quads_for_pattern(None, inside, None))
    assert len(found) > 100
    for quad in found:
        anchor, sentence = (term.value for term in (quad.subject, quad.object))  # type: ignore[union-attr]
        assert anchor.split("/anchor/")[0] == sentence.split("/sentence/")[0]


# The product of all records together


@pytest.mark.slow
def test_all_together_is_the_same_in_any_order(reports: Path, tmp_path: Path) -> None:
    one = build(records(reports), tmp_path / "one", combined="all")
    two = build(records(reports)[::-1], tmp_path / "two", combined="all")
    names = {path.name for path in one if path.name.startswith("all.")}
    assert len(names) == 10
    assert {path.name for path in two} == {path.name for path in one}
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_each_record_is_built_as_it_is_alone(reports: Path, tmp_path: Path) -> None:
    together = build(records(reports), tmp_path / "together", page=False, combined="all")
    (alone,) = (path for path in records(reports) if path.stem == LEDGER)
    for path in build([alone], tmp_path / "alone", page=False):
        assert path.read_bytes() == (tmp_path / "together" / path.name).read_bytes()
    assert together[-1].name.startswith("all.")


def test_all_together_is_left_alone_until_a_record_changes(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    product = build(records(reports), out, page=False, combined="all")[-1]
    before = product.stat().st_mtime_ns
    build(records(reports), out, page=False, combined="all")
    assert product.stat().st_mtime_ns == before
    replace(reports / f"{LEDGER}.yaml", "version: 1.0.0", "version: 1.0.1")
    build(records(reports), out, page=False, combined="all")
    assert product.stat().st_mtime_ns > before


def test_a_record_with_problems_leaves_all_together_as_it_was(
    reports: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    product = build(records(reports), out, page=False, combined="all")[-1]
    before = product.read_bytes()
    replace(reports / f"{LEDGER}.yaml", "standing: predicted\n    topic: staffing",
            "standing: predicted\n    act: guess\n    topic: staffing")  # fmt: skip
    with pytest.raises(RecordError):
        build(records(reports), out, page=False, combined="all")
    assert product.read_bytes() == before


@pytest.mark.parametrize("name", ["", "no name", LEDGER, "../all"])
def test_a_name_for_all_together_that_cannot_be_used(
    name: str, reports: Path, tmp_path: Path
) -> None:
    if not name:
        made = build(records(reports), tmp_path / "out", page=False)
        assert {path.name.partition(".")[0] for path in made} == {
            path.stem for path in records(reports)
        }
        return
    with pytest.raises(ReorgError, match="cannot be the name of all records together"):
        build(records(reports), tmp_path / "out", combined=name)


def test_without_derived_triples_nothing_is_derived_together(tmp_path: Path) -> None:
    build(answers.REPORTS, tmp_path, page=False, combined="all", derived=False)
    product = tmp_path / "all.nq"
    assert b"derivedByRule" not in product.read_bytes()


def test_two_labels_for_one_thing_are_refused(reports: Path, tmp_path: Path) -> None:
    replace(
        reports / f"{LEDGER}.yaml",
        "id: role:spokeswoman, label: Spokeswoman",
        "id: role:chair, label: Head",
    )
    replace(reports / f"{LEDGER}.yaml", "role: role:spokeswoman", "role: role:chair")
    with pytest.raises(ReorgError, match="“Chair” and “Head”"):
        build(records(reports), tmp_path / "out", page=False, combined="all")
    (found,) = check(records(reports))
    assert "`label` of `role:chair` is not as in" in found.what


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in answers.names() if not n.startswith("verify-")])
def test_rdflib_s_engine_answers_the_same_on_all_together(name: str) -> None:
    found = as_rdflib_reads().query(answers.text(name))
    columns = [str(variable) for variable in found.vars or []]
    lines = ["\t".join("" if term is None else term.n3() for term in row) for row in found]
    theirs = "\n".join(["\t".join(f"?{column}" for column in columns), *lines]) + "\n"
    ours = answers.tsv(name, answers.combined())
    assert answers.comparable(name, theirs) == answers.comparable(name, ours)


@pytest.mark.parametrize("name", answers.names())
def test_no_query_repeats_a_row_on_all_together(name: str) -> None:
    rows = answers.tsv(name, answers.combined()).splitlines()[1:]
    assert len(set(rows)) == len(rows)


_read: list[Graph] = []


def as_rdflib_reads() -> Graph:
    if not _read:
        _read.append(Graph().parse(answers.combined()))
    return _read[0]


# The register


def test_a_record_holds_what_it_refers_to_in_the_register(reports: Path, tmp_path: Path) -> None:
    (path,) = (path for path in records(reports) if path.stem == GAZETTE)
    product = build([path], tmp_path / "out", page=False)[0]
    label, other = PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel"
    assert objects(product, TRUST, label) == {"The Harrowmere children's trust (planned)"}
    council = f"{BASE}organisation/harrowmere-council"
    assert objects(product, council, other) == {"Harrowmere council", "the city"}
    assert objects(product, council, PREFIXES["dcterms"] + "identifier") == {"HRM"}
    assert not objects(product, f"{BASE}place/harrowmere", f"{NAMESPACE}inRecord")


def test_a_shared_plan_belongs_to_no_record_and_has_each_report_s_words() -> None:
    graph = answers.combined()
    assert len(objects(graph, TRUST, f"{NAMESPACE}introducedBy")) == 2
    assert len(objects(graph, TRUST, f"{NAMESPACE}anchor")) == 2
    issue = f"{BASE}issue/harrowmere-start"
    assert objects(graph, issue, PREFIXES["rdfs"] + "label")
    assert objects(graph, issue, f"{NAMESPACE}inRecord") == set()
    assert not [t for t in triples(graph) if t.predicate.value.endswith("#sameAs")]


@pytest.mark.parametrize("name", ["service:vessmark-roads", "plan:vessmark-reform"])
def test_a_query_names_what_the_register_holds_without_a_prefix_declared(name: str) -> None:
    store = opening.open_store(answers.combined())
    asked = f"SELECT DISTINCT ?record {{ ?claim reorg:about {name} ; reorg:inRecord ?record }}"
    assert len(engine.run(store, asked, prefixes=known(store)).rows or ()) == 2


def test_a_service_of_one_report_has_that_report_s_iri() -> None:
    services = {
        triple.subject.value.removeprefix(BASE)  # type: ignore[union-attr]
        for triple in triples(answers.combined())
        if triple.object == ox.NamedNode(f"{NAMESPACE}Service")
    }
    shared = {iri for iri in services if iri.startswith("service/")}
    assert shared == {"service/harrowmere-childrens-services", "service/vessmark-roads"}
    assert "vessmark-roads-2034/service/north-roads" in services


def test_a_change_of_the_register_builds_its_records_anew(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(records(reports), out, page=False)
    replace(reports / "register.yaml", "altLabel: Mr Abara", "altLabel: Councillor Abara")
    build(records(reports), out, page=False)
    names = objects(out / f"{LEDGER}.ttl", f"{BASE}person/tom-abara", PREFIXES["skos"] + "altLabel")
    assert names == {"Councillor Abara"}


FAULTS = {
    "other label than the register's": (
        f"{GAZETTE}.yaml",
        "{id: person:tom-abara, anchor",
        "{id: person:tom-abara, label: Thomas Abara, anchor",
        f"{GAZETTE}.yaml",
        "`label` of `person:tom-abara` is not as the register has it",
    ),
    "claim in the register": (
        "register.yaml",
        "{id: place:harrowmere,",
        "{id: claim:harrowmere,",
        "register.yaml",
        "a register cannot hold `claim:harrowmere`",
    ),
    "unknown key in the register": (
        "register.yaml",
        "{id: place:harrowmere, label:",
        "{id: place:harrowmere, lable:",
        "register.yaml",
        "unknown key `lable`",
    ),
    "reference out of the register": (
        "register.yaml",
        "responsibilityFor: service:harrowmere-childrens-services",
        "responsibilityFor: service:harrowmere-children",
        "register.yaml",
        "`service:harrowmere-children` is not defined",
    ),
    "head of a record": (
        "register.yaml",
        "organisations:\n",
        "record: {id: record:register}\norganisations:\n",
        "register.yaml",
        "a register is no record",
    ),
    "key twice in the register": (
        "register.yaml",
        "{id: place:harrowmere, label: Harrowmere",
        "{id: place:harrowmere, label: Harrowmere, label: Harrow",
        "register.yaml",
        "the key `label` stands here twice",
    ),
    "nothing in place of the register's entry": (
        "register.yaml",
        "  - {id: issue:harrowmere-start,",
        "  - {id: issue:harrowmere-begin,",
        f"{LEDGER}.yaml",
        "`issue:harrowmere-start` is not defined",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_with_the_register_is_placed(name: str, reports: Path) -> None:
    file, old, new, placed, words = FAULTS[name]
    replace(reports / file, old, new)
    found = [problem for problem in check(records(reports)) if words in problem.what]
    assert {Path(problem.file).name for problem in found} >= {placed}
    assert all(problem.line and problem.column and problem.remedy for problem in found)


def test_a_register_is_passed_over_among_records(
    reports: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    every = [str(path) for path in sorted(reports.glob("*.yaml"))]
    assert run(["check", *every]) == 0
    assert run(["build", *every, "--no-page", "--combine", "all", "--out", str(tmp_path)]) == 0
    assert len(capfdbinary.readouterr().out.splitlines()) == 10 + 11 * 7
    assert run(["build", str(reports / "register.yaml"), "--out", str(tmp_path)]) == 1
    assert b"this is a register and no record" in capfdbinary.readouterr().err


# Likely doubles

CAREFORCE = "{id: organisation:careforce, label: Careforce (union), name: Careforce,"
BRAY = "{id: person:lord-bray, label: Lord Bray, name: Lord Bray,"
DOUBLES = {
    "the same name": (CAREFORCE, "label: THE HARROWMERE–GAZETTE", "both have the same name"),
    "one letter": (CAREFORCE, "label: Harowmere Gazette", "differ in a letter or two"),
    "letters swapped": (CAREFORCE, "label: Harrowmere Gazetet", "differ in a letter or two"),
    "a word more": (CAREFORCE, "label: Department Families", "with a word more"),
    "another name in the register": (CAREFORCE, "label: Ministry for Families", "the same name"),
    "identifier": (CAREFORCE, "label: Carers, identifier: hrm", "have the same identifier"),
    "initial": (BRAY, "label: T. Abara, name: T. Abara", "may abbreviate"),
}


@pytest.mark.parametrize("name", DOUBLES)
def test_a_likely_double_is_pointed_out(name: str, reports: Path) -> None:
    old, new, words = DOUBLES[name]
    kept = old.partition(" label:")[0]
    path = reports / f"{LEDGER}.yaml"
    replace(path, old, f"{kept} {new},")
    found = check(records(reports))
    (problem,) = found
    assert words in problem.what
    assert problem.file == str(path)
    assert (
        path.read_text(encoding="utf-8")
        .splitlines()[problem.line - 1][problem.column - 1 :]
        .startswith(kept.partition("id: ")[2].rstrip(","))
    )
    other = problem.remedy.partition("differentFrom: ")[2].rstrip("`")
    replace(path, f"{kept} {new}", f"{kept} differentFrom: {other}, {new}")
    assert check(records(reports)) == []


@pytest.mark.parametrize(
    "label", ["Harrowmere Gazette 2", "Harrowmere Ledger", "Carers", "Leicester City Council"]
)
def test_other_names_are_left_alone(label: str, reports: Path) -> None:
    replace(reports / f"{LEDGER}.yaml", CAREFORCE, CAREFORCE.replace("Careforce (union)", label))
    assert check(records(reports)) == []


def test_reports_that_have_nothing_to_do_with_each_other_share_no_doubles() -> None:
    assert check([SHIPPED, *answers.REPORTS]) == []


LETTERS = str.maketrans("0123456789", "ghijklmnop")
