"""Every shipped query: its answer, its form, and that it asks alike of any store."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from reorg.rdf.opening import open_store
from reorg.sparql import library, results
from reorg.sparql.engine import run
from reorg.sparql.tokens import ordered, tokens
from support import answers, statementcheck
from support.paths import ROOT

NAMES = answers.names()
VERIFY = [name for name in NAMES if name.startswith("verify-")]
README = ROOT / "README.md"
PLAIN_PREFIXES: dict[str, str] = {}


@lru_cache
def as_rdflib_reads(path: Path) -> Graph:
    return Graph().parse(path)


def test_there_are_enough_queries() -> None:
    assert len([name for name in NAMES if name not in VERIFY]) >= 30
    assert VERIFY
    assert library.names() == NAMES


def test_each_query_has_its_answer_and_each_answer_its_query() -> None:
    assert {path.stem for path in answers.EXPECTED.glob("*")} == set(NAMES)


def test_each_verify_query_has_a_violation_to_find() -> None:
    assert {path.stem for path in answers.VIOLATIONS.glob("*.ttl")} == set(VERIFY)


@pytest.mark.parametrize("name", NAMES)
def test_answer_is_as_expected(name: str, request: pytest.FixtureRequest) -> None:
    found = answers.tsv(name)
    if request.config.getoption("--update-expected", default=False):
        answers.update([name])
    shown = answers.expected(name).read_text(encoding="utf-8")
    assert answers.comparable(name, found) == answers.comparable(name, shown)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_rdflib_s_engine_answers_the_same(name: str) -> None:
    found = as_rdflib_reads(answers.graph(name)).query(answers.text(name))
    columns = [str(variable) for variable in found.vars or []]
    header = "\t".join(f"?{column}" for column in columns)
    lines = ["\t".join("" if term is None else term.n3() for term in row) for row in found]
    theirs = answers.comparable(name, "\n".join([header, *lines]) + "\n")
    assert theirs == answers.comparable(name, answers.tsv(name))


@pytest.mark.parametrize("name", NAMES)
def test_order_is_total(name: str) -> None:
    triples = list(ox.parse(path=str(answers.graph(name))))
    random.Random(name).shuffle(triples)
    shuffled = ox.Store()
    shuffled.extend(triples)
    answer = run(shuffled, answers.text(name), prefixes={})
    assert results.write(answer, "tsv") == answers.tsv(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in VERIFY])
def test_question_has_an_answer(name: str) -> None:
    assert len(answers.tsv(name).splitlines()) > 1


@pytest.mark.parametrize("name", VERIFY)
def test_graph_violates_nothing(name: str) -> None:
    for graph in (answers.GRAPH, answers.combined()):
        assert len(answers.tsv(name, graph).splitlines()) == 1


@pytest.mark.parametrize("name", VERIFY)
def test_violation_is_found(name: str) -> None:
    store = open_store(answers.VIOLATIONS / f"{name}.ttl")
    assert run(store, answers.text(name), prefixes={}).rows


@pytest.mark.parametrize("name", NAMES)
def test_header_tells_what_the_query_answers(name: str) -> None:
    header = library.get(name).header
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert header.summary.endswith("?")
    assert header.summary[0].isupper()
    assert header.tags
    assert list(header.tags) == [
        tag for tag in header.tags if re.fullmatch(r"[a-z]+(-[a-z]+)*", tag)
    ]


def test_no_two_queries_ask_the_same() -> None:
    summaries = [library.get(name).header.summary for name in NAMES]
    assert len(set(summaries)) == len(summaries)
    bodies = [library.get(name).body for name in NAMES]
    assert len(set(bodies)) == len(bodies)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_with_one_value_is_a_parameter(name: str) -> None:
    query = library.get(name)
    assert set(query.examples) == {parameter.name for parameter in query.header.parameters}


@pytest.mark.parametrize("name", NAMES)
def test_query_declares_the_prefixes_that_it_uses_and_no_other(name: str) -> None:
    body = library.get(name).body
    declared = re.findall(r"^PREFIX\s+(\w*):", body, re.MULTILINE)
    used = {token.text.partition(":")[0] for token in tokens(body) if token.kind == "name"}
    assert sorted(declared) == declared
    assert set(declared) == used
    after = [
        token.text.partition(":")[0]
        for token in tokens(re.sub(r"(?m)^PREFIX.*$", "", body))
        if token.kind == "name"
    ]
    assert set(after) == set(declared)


@pytest.mark.parametrize("name", NAMES)
def test_query_is_written_for_any_store(name: str) -> None:
    found = list(tokens(library.get(name).body))
    words = [token.text.upper() for token in found]
    text = " ".join(token.text for token in found)
    assert not {"GRAPH", "FROM", "SERVICE", "LATERAL"} & set(words)
    assert ordered(answers.text(name)), "the outermost ORDER BY is missing"
    assert not re.search(r"(?i)\bSELECT (DISTINCT |REDUCED )?\*", text), "name the columns"
    # A triple that stands in two graphs is two triples to some stores.
    assert "GROUP" in words or "SELECT DISTINCT" in text, "use SELECT DISTINCT"
    doubled = re.findall(r"(?i)\b(?:COUNT|SUM|AVG|GROUP_CONCAT) \( (?!DISTINCT)\S+", text)
    assert not doubled, "use DISTINCT"
    assert not re.search(r"(?i)\bLANG \( [^)]*\) !?=", text), "use LANGMATCHES"
    assert not re.search(r"(?i)\b(YEAR|xsd:gYear)\b", text), "stores disagree on years"
    concatenated = re.findall(r"(?i)\bGROUP_CONCAT \( (?:DISTINCT )?(\w+)", text)
    assert {word.upper() for word in concatenated} <= {"STR"}, "use STR() inside GROUP_CONCAT"


@pytest.mark.parametrize("name", NAMES)
def test_property_path_that_repeats_has_a_bound_end(name: str) -> None:
    """A variable at each end of ``*`` or ``+`` fails on one store and repeats on another."""
    body = re.sub(r"#.*", "", library.get(name).body)
    for path in re.finditer(r"(\?\w+)\s+\S*[\w>)][*+]\S*\s+(\?\w+)", body):
        before = body[: path.start()]
        assert any(re.search(rf"\{end}\b", before) for end in path.groups()), path.group()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stated_is_shown_with_how_it_is_meant(name: str) -> None:
    assert statementcheck.faults(answers.text(name)) == []


def totals(name: str, key: str, *counts: str) -> dict[str, list[int]]:
    """Return, by the name in a column, the sums of counts in an answer of the shipped graph."""
    found: dict[str, list[int]] = {}
    for row in rows(name, answers.store(answers.GRAPH)):
        sums = found.setdefault(row[key], [0] * len(counts))
        found[row[key]] = [left + int(row[count]) for left, count in zip(sums, counts, strict=True)]
    return found


def test_counts_of_one_thing_agree_between_queries() -> None:
    voices = totals("voices", "speakerName", "utterances", "possibleUtterances", "passedOn")
    said: dict[str, tuple[set[str], set[str]]] = {name: (set(), set()) for name in voices}
    for row in rows("who-says-what", answers.store(answers.GRAPH)):
        possible = row["attributionLabel"] == "possible speaker"
        said[row["speakerName"]][possible].add(row["utterance"])
    assert {name: [len(own), len(open_)] for name, (own, open_) in said.items()} == {
        name: counts[:2] for name, counts in voices.items()
    }
    for name, (own, repeated) in totals("comments", "authorName", "utterances", "passedOn").items():
        assert [own, repeated] == [voices[name][0], voices[name][2]]
    silent = {
        row["speakerName"]: [int(row["utterances"]), int(row["possibleUtterances"])]
        for row in rows("stance-by-speaker", answers.store(answers.GRAPH))
        if row["stance"] == "no stance shown"
    }
    assert silent
    assert silent == {name: voices[name][:2] for name in silent}
    claims = {name: counts[0] for name, counts in totals("voices", "speakerName", "claims").items()}
    told = re.search(r"name +claims\n[─ ]+\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert told
    for line in told[1].strip().splitlines():
        name, _, number = line.rpartition(" ")
        assert claims[name.strip()] == int(number)
    (report,) = rows("reports", answers.store(answers.GRAPH))
    heard = {row["utterance"] for row in rows("who-says-what", answers.store(answers.GRAPH))}
    assert int(report["utterances"]) == len(heard)
    assert int(report["voices"]) == sum(any(counts[:2]) for counts in voices.values())


MEANT = ("polarityLabel", "certaintyLabel", "frameLabel", "conditionLabel")
CLAIM = "https://w3id.org/reorg/id/northamptonshire-2015/claim/"


def rows(name: str, store: ox.Store) -> list[dict[str, str]]:
    found = run(store, answers.text(name), prefixes={})
    return [
        {
            column: getattr(term, "value", str(term))
            for column, term in zip(found.variables, row, strict=True)
            if term is not None
        }
        for row in found.rows or ()
    ]


@pytest.mark.parametrize(
    ("name", "said", "meant"),
    [
        (
            "everything-about",
            "outsourcing in the literal sense",
            ("negative", "certain", "as planned", None),
        ),
        (
            "everything-about",
            "All services of the council",
            ("negative", "certain", "as planned", None),
        ),
        ("only-in-drafts", "private company", ("positive", "possible", "as planned", None)),
        (
            "responsibility",
            "If it acts lawfully, the council keeps its statutory responsibility.",
            (
                "positive",
                "certain",
                "as planned",
                "The council's reorganisation plan complies with the law",
            ),
        ),
    ],
)
def test_answer_does_not_read_as_its_opposite(
    name: str, said: str, meant: tuple[str | None, ...]
) -> None:
    found = [row for row in rows(name, answers.store(answers.GRAPH)) if said in row.values()]
    assert {tuple(row.get(column) for column in MEANT) for row in found} >= {meant}


WITH_CONDITION = [name for name in NAMES if "?conditionLabel" in answers.text(name)]


@pytest.mark.parametrize("name", [name for name in WITH_CONDITION if name not in VERIFY])
def test_several_conditions_are_one_text_in_one_row(name: str) -> None:
    triples = list(ox.parse(path=str(answers.graph(name))))
    statements_ = [t for t in triples if t.predicate.value.endswith("/ns#content")]
    conditions = [t.object for t in statements_[:2]]
    for claim in {t.subject for t in statements_}:
        more = ox.NamedNode("https://w3id.org/reorg/ns#condition")
        triples += [ox.Quad(claim, more, condition) for condition in conditions]
    texts = set()
    for seed in range(3):
        random.Random(seed).shuffle(triples)
        store = ox.Store()
        store.extend(triples)
        texts.add(results.write(run(store, answers.text(name), prefixes={}), "tsv"))
    assert len(texts) == 1
    given = [row["conditionLabel"] for row in rows(name, store) if "conditionLabel" in row]
    assert given
    assert all("; " in text for text in given)
    if name != "conditional-claims":
        assert len(rows(name, store)) == len(rows(name, answers.store(answers.graph(name))))


def test_a_condition_is_told_in_one_way() -> None:
    wordings = set()
    for name in WITH_CONDITION:
        pieces = re.findall(
            r"OPTIONAL \{\s+SELECT \?(\w+) \(GROUP_CONCAT.*?AS \?\w+\)(.*?)GROUP BY \?\1",
            answers.text(name),
            re.DOTALL,
        )
        assert pieces, name
        for variable, piece in pieces:
            words = re.sub(rf"\?{variable}\b", "?statement", piece)
            wordings.add(" ".join(words.split()))
    assert len(wordings) == 1
