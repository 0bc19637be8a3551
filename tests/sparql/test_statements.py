"""A query that shows what is stated, and not how it is meant, is found out."""

from __future__ import annotations

import re

import pytest

from reorg.namespaces import PREFIXES
from support import statementcheck

PIECES = {
    "SHOWN": "?polarity ?certainty ?frame ?condition",
    "INSIDE": "?s rdf:subject ?thing ; rdf:predicate reorg:isCaseOf ; rdf:object ?kind .",
    "MEANT": "?s reorg:polarity/skos:prefLabel ?polarity ; "
    "reorg:certainty/skos:prefLabel ?certainty ; reorg:frame/skos:prefLabel ?frame .",
    "CONDITION": "?claim reorg:content ?s OPTIONAL { ?claim reorg:condition ?c . "
    "?c rdf:object ?o ; reorg:polarity ?sign "
    'BIND(CONCAT(STR(?o), IF(?sign = reorg:polarity-negative, " not", "")) AS ?condition) }',
}
ALL = "polarity, certainty, frame, condition"


def faults(text: str) -> list[str]:
    filled = re.sub(r"[A-Z]{5,}", lambda word: PIECES.get(word[0], word[0]), text)
    return statementcheck.faults(
        "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + filled
    )


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("SELECT ?thing { INSIDE }", ALL),
        ("SELECT * { INSIDE }", ALL),
        ("SELECT ?kind ?polarity { INSIDE MEANT }", "certainty, frame, condition"),
        ("SELECT ?kind ?polarity ?certainty ?frame { INSIDE MEANT }", "condition"),
        # As something else: a label, a value made from it, a name, an aggregate, an equal.
        ("SELECT ?n { INSIDE ?thing rdfs:label ?n }", ALL),
        ("SELECT ?n { INSIDE ?thing reorg:quantity ?q BIND(?q * 2 AS ?n) }", ALL),
        ("SELECT ?n { INSIDE BIND(COALESCE(?none, ?kind) AS ?n) }", ALL),
        ("SELECT (STR(?kind) AS ?n) { INSIDE }", ALL),
        ("SELECT (MAX(?kind) AS ?n) { INSIDE } GROUP BY ?s", ALL),
        ("SELECT ?n { ?n a reorg:Plan . INSIDE FILTER(?n = ?thing) }", ALL),
        ("SELECT ?n { ?n a reorg:Plan . INSIDE FILTER(?n IN (?thing, ?kind)) }", ALL),
        ("SELECT ?thing { ?thing a reorg:Plan FILTER EXISTS { INSIDE } }", ALL),
        # Through a sub-select, a path, a node without a name, a statement that is named.
        ("SELECT ?n { { SELECT (?kind AS ?n) { INSIDE } } }", ALL),
        ("SELECT ?s ?thing { { SELECT ?s ?thing { INSIDE } } MEANT }", ALL),
        ("SELECT ?claim ?n { ?claim reorg:content/rdf:object ?n }", ALL),
        ("SELECT ?claim ?n { ?n ^rdf:object/^reorg:content ?claim }", ALL),
        ("SELECT ?claim ?n { ?claim reorg:content/(rdf:subject|rdf:object) ?n }", ALL),
        ("SELECT ?n { [] rdf:predicate reorg:isCaseOf ; rdf:object ?n }", ALL),
        ("SELECT ?n { <urn:claim/content/1> rdf:object ?n }", ALL),
        ("SELECT ?s ?n { ?s reorg:answer ?n }", ALL),
        ("SELECT ?s ?n { { ?s rdf:object ?n } UNION { ?s rdf:subject ?n } }", ALL),
        # With the qualities of another statement, as no words, or without what the condition is.
        ("SELECT ?kind SHOWN { INSIDE OTHER }", ALL),
        ("SELECT ?kind SHOWN { INSIDE RAW CONDITION }", "polarity"),
        ("SELECT ?kind SHOWN { INSIDE MEANT UNDENIED }", "polarity"),
        ("SELECT ?kind SHOWN { INSIDE MEANT WHETHER }", "condition"),
    ],
)
def test_what_is_stated_alone_is_refused(text: str, lacking: str) -> None:
    meant, condition = PIECES["MEANT"], PIECES["CONDITION"]
    more = {
        "OTHER": re.sub(r"\?s\b", "?t", meant + condition),
        "RAW": meant.replace("reorg:polarity/skos:prefLabel", "reorg:polarity"),
        "UNDENIED": re.sub(r"IF\(.*?\"\"\)", '""', condition),
        "WHETHER": "?claim reorg:content ?s OPTIONAL { ?claim reorg:condition ?c } "
        'BIND(IF(BOUND(?c), "yes", "no") AS ?condition)',
    }
    filled = re.sub(r"OTHER|RAW|UNDENIED|WHETHER", lambda word: more[word[0]], text)
    found = [fault.rpartition(" without ")[2] for fault in faults(filled)]
    assert lacking in found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?thing ?kind SHOWN { INSIDE MEANT CONDITION }",
        "SELECT ?claim ?wording { ?claim reorg:content ?s ; reorg:wording ?wording . INSIDE }",
        "SELECT (COUNT(DISTINCT ?kind) AS ?n) { INSIDE }",
        "SELECT ?thing { { ?s rdf:subject ?thing } UNION { ?s rdf:object ?thing } }",
        "SELECT ?thing { ?thing a reorg:Plan FILTER NOT EXISTS { INSIDE } }",
        "SELECT ?thing { ?thing a reorg:Plan MINUS { INSIDE } }",
        "SELECT ?thing { ?thing a ?class { SELECT ?claim { ?claim reorg:content ?s . INSIDE } } }",
    ],
)
def test_what_shows_nothing_stated_passes(text: str) -> None:
    assert faults(text) == []
