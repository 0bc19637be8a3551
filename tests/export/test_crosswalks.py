"""What the graph becomes in other vocabularies, judged by what each side has to judge it."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse
from rdflib import RDF, RDFS

from reorg import resources
from reorg.export import aida, schemaorg
from reorg.export.crosswalk import construct
from reorg.export.targets import TARGETS
from reorg.namespaces import BASE, NAMESPACE, PREFIXES
from reorg.pipeline.build import build
from reorg.sparql import library
from support.answers import REPORTS
from support.commandline import complaint, reorg
from support.graphs import load
from support.paths import DATA, VOCABULARY
from support.tools import executable, fetched, missing

SCHEMA = rdflib.Namespace(PREFIXES["schema"])
AIDA = rdflib.Namespace(aida.NAMESPACE)
REORG = rdflib.Namespace(NAMESPACE)
VOCABULARY = VOCABULARY / "schemaorg-https.ttl"
LOCAL = f"{BASE}northamptonshire-2015/"
COUNCIL = f"{BASE}organisation/northamptonshire-county-council"
NAMES = ("aida", "followthemoney", "schema-org")


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The invented reports in one graph."""
    folder = tmp_path_factory.mktemp("several")
    build(REPORTS, folder, page=False, combined="all")
    return load(folder / "all.ttl")


@pytest.fixture(scope="module", params=["one", "several"])
def store(request: pytest.FixtureRequest) -> Store:
    """The shipped graph, then that of the invented reports."""
    name = {"one": "shipped", "several": "several"}[request.param]
    found: Store = request.getfixturevalue(name)
    return found


def schema_org(store: Store) -> bytes:
    (content,) = schemaorg.files(store, "report").values()
    return content


def graph(name: str, store: Store) -> rdflib.Graph:
    found = rdflib.Graph()
    lines = b"".join(line + b"\n" for line in construct(name, store).lines)
    return found.parse(data=lines, format="nt")


def typed(store: Store, name: str, prefix: str = "reorg") -> set[str]:
    type_, kind = NamedNode(str(RDF.type)), NamedNode(PREFIXES[prefix] + name)
    return {quad.subject.value for quad in store.quads_for_pattern(None, type_, kind)}  # type: ignore[union-attr]


def without_content(store: Store) -> Store:
    """Return a graph in which nobody says anything definite: no claim has a content."""
    statements = typed(store, "Statement", "rdf")
    bare = Store()
    bare.extend(q for q in store if getattr(q.subject, "value", "") not in statements)
    return bare


# The queries


@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_header_as_the_library_has_and_asks_no_graph_by_name(name: str) -> None:
    text = resources.read("queries.crosswalks", f"{name}.rq")
    assert library.Query(name, text).header.summary.endswith("?")
    assert "GRAPH" not in text
    assert "SERVICE" not in text


def test_they_are_not_among_the_questions() -> None:
    assert not set(NAMES) & set(library.names())


@pytest.mark.parametrize("name", NAMES)
def test_what_they_make_has_no_blank_node_and_no_claimed_triple(name: str, store: Store) -> None:
    made = construct(name, store)
    assert made.quads
    rdf = str(RDF)
    said = {
        tuple(
            next(iter(store.quads_for_pattern(NamedNode(s), NamedNode(rdf + part), None))).object
            for part in ("subject", "predicate", "object")
        )
        for s in typed(store, "Statement", "rdf")
    }
    assert said
    ends = {(s, o) for s, _, o in said}
    for quad in made.quads:
        assert isinstance(quad.subject, NamedNode)
        assert tuple(quad.triple) not in said
        assert (quad.subject, quad.object) not in ends


# schema.org


@pytest.fixture(scope="module")
def document(store: Store) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schema_org(store))
    return found


class TestSchemaOrg:
    def test_a_claim_has_wording_author_and_place(self, shipped: Store) -> None:
        things = {t["@id"]: t for t in json.loads(schema_org(shipped))["@graph"]}
        claim = things[f"{LOCAL}claim/no-private-companies"]
        assert claim["@type"] == "Claim"
        assert claim["text"] == "Private companies will not be given the work."
        assert things[claim["author"]["@id"]] == {
            "@id": f"{LOCAL}speaker/spokeswoman",
            "@type": "Person",
            "name": "Council spokeswoman (unnamed)",
        }
        assert claim["sourceOrganization"] == {"@id": COUNCIL}
        assert claim["appearance"] == {"@id": f"{LOCAL}part/body"}
        words = {things[term["@id"]]["name"] for term in claim["keywords"]}
        assert {"negative", "planned"} <= words
        quotation = things[claim["isBasedOn"]["@id"]]
        assert quotation["text"] == "not commission out to private companies"

    def test_every_claim_is_there_and_nothing_is_reviewed(
        self, store: Store, document: dict[str, Any]
    ) -> None:
        kinds = Counter(thing["@type"] for thing in document["@graph"])
        assert kinds["Claim"] == len(typed(store, "Claim"))
        assert set(kinds) <= {
            *("Claim", "Quotation", "DefinedTerm", "CreativeWork", "Comment", "Dataset"),
            *("Person", "Organization", "Service", "Place", "QuantitativeValue", "Thing"),
        }
        names = {name for thing in document["@graph"] for name in thing}
        assert not names & {"firstAppearance", "reviewRating", "claimReviewed", "itemReviewed"}

    def test_things_spoken_of_have_a_name_and_no_more(
        self, store: Store, document: dict[str, Any]
    ) -> None:
        planned = typed(store, "PlannedThing")
        seen = 0
        for thing in document["@graph"]:
            if thing["@type"] in ("Person", "Organization", "Service", "Place", "Thing"):
                assert thing.keys() <= {"@id", "@type", "name"}, thing
            if thing["@id"] in planned:
                assert thing["@type"] == "Thing"
                seen += 1
        assert seen

    def test_the_json_says_what_the_query_constructs(
        self, store: Store, document: dict[str, Any]
    ) -> None:
        def plain(quad: Quad) -> tuple[str, str, str]:
            return str(quad.subject), str(quad.predicate), getattr(quad.object, "value", "")

        again = parse(json.dumps(document), RdfFormat.JSON_LD)
        expected = {plain(quad) for quad in construct("schema-org", store).quads}
        assert {plain(quad) for quad in again} == expected

    def test_the_same_bytes_again(self, store: Store) -> None:
        assert schema_org(store) == schema_org(store)

    @pytest.mark.skipif(not VOCABULARY.exists(), reason="schema.org's vocabulary is not at hand")
    def test_schema_orgs_own_vocabulary_has_every_term_where_it_is_used(self, store: Store) -> None:
        known = rdflib.Graph().parse(VOCABULARY)
        found = graph("schema-org", store)

        def kinds(node: rdflib.term.Node) -> set[rdflib.term.Node]:
            return {
                wider
                for kind in found.objects(node, RDF.type)
                for wider in known.transitive_objects(kind, RDFS.subClassOf)
            }

        for kind in set(found.objects(predicate=RDF.type)):
            assert (kind, RDF.type, RDFS.Class) in known, kind
        for subject, predicate, value in found:
            if predicate == RDF.type:
                continue
            where = f"{subject} {predicate} {value}"
            assert kinds(subject) & set(known.objects(predicate, SCHEMA.domainIncludes)), where
            ranges = set(known.objects(predicate, SCHEMA.rangeIncludes))
            if isinstance(value, rdflib.Literal):
                assert ranges & {SCHEMA.Text, SCHEMA.Date, SCHEMA.Number}, where
            else:
                assert kinds(value) & ranges or SCHEMA.URL in ranges, where

    @pytest.mark.slow
    def test_googles_types_take_it(self, document: dict[str, Any], tmp_path: Path) -> None:
        node = executable("Node.js", "node", fix="apt install nodejs npm")
        compiler = fetched("typescript", "5.9.3") / "bin" / "tsc"
        types = {
            "schema-dts": fetched("schema-dts", "2.1.0"),
            "schema-dts-lib": fetched("schema-dts-lib", "1.1.0"),
        }

        def judge(whole: dict[str, Any]) -> str:
            text = json.dumps({**whole, "@context": "https://schema.org"})
            source = (
                f'import type {{ Graph }} from "schema-dts";\nexport const g: Graph = {text};\n'
            )
            (tmp_path / "claims.ts").write_text(source, encoding="utf-8")
            options = {
                "compilerOptions": {
                    "strict": True,
                    "noEmit": True,
                    "skipLibCheck": True,
                    "types": [],
                    "module": "esnext",
                    "moduleResolution": "bundler",
                    "paths": {name: [str(folder)] for name, folder in types.items()},
                },
                "files": ["claims.ts"],
            }
            (tmp_path / "tsconfig.json").write_text(json.dumps(options), encoding="utf-8")
            done = subprocess.run(
                [node, compiler, "-p", tmp_path], capture_output=True, encoding="utf-8"
            )
            return done.stdout

        assert judge(document) == ""
        spoilt = {**document, "@graph": [{"@type": "Claim", "appearence": "misspelt"}]}
        assert "appearence" in judge(spoilt)


# AIDA


class TestAida:
    @pytest.mark.slow
    def test_the_shapes_find_nothing_wrong_and_can(self, store: Store) -> None:
        found = graph("aida", store)
        shapes = rdflib.Graph().parse(DATA / "shapes" / "aida.ttl")
        conforms, _, text = pyshacl.validate(found, shacl_graph=shapes, meta_shacl=True)
        assert conforms, text
        claim = next(iter(found.subjects(RDF.type, AIDA.Claim)))
        found.remove((claim, AIDA.claimer, None))
        assert not pyshacl.validate(found, shacl_graph=shapes)[0]

    def test_each_content_and_condition_is_a_claim_frame(self, store: Store) -> None:
        found = graph("aida", store)
        frames = {str(frame) for frame in found.subjects(RDF.type, AIDA.Claim)}
        claims = typed(store, "Claim")
        assert frames == {
            quad.object.value  # type: ignore[union-attr]
            for name in ("content", "condition")
            for quad in store.quads_for_pattern(None, NamedNode(NAMESPACE + name), None)
            if quad.subject.value in claims  # type: ignore[union-attr]
        }

    def test_a_denial_is_false_to_its_claimer_and_negated(self, shipped: Store) -> None:
        found = graph("aida", shipped)
        frame = rdflib.URIRef(f"{LOCAL}claim/no-private-companies/content/1")
        assert found.value(frame, AIDA.epistemic) == AIDA.EpistemicFalseCertain
        relation = found.value(frame, AIDA.claimSemantics)
        assert set(found.objects(relation, AIDA.attribute)) == {AIDA.Negated, AIDA.Irrealis}
        claimer = found.value(frame, AIDA.claimer)
        assert str(found.value(claimer, AIDA.componentName)) == "Council spokeswoman (unnamed)"
        assert len(list(found.objects(frame, AIDA.claimerAffiliation))) == 1

    def test_what_is_denied_planned_or_unsure_is_marked(self, store: Store) -> None:
        found = graph("aida", store)
        rules = {
            ("polarity", "polarity-negative"): AIDA.Negated,
            ("frame", "frame-as-planned"): AIDA.Irrealis,
            ("certainty", "certainty-possible"): AIDA.Hedged,
        }
        for (name, value), attribute in rules.items():
            of = store.quads_for_pattern(
                None, NamedNode(NAMESPACE + name), NamedNode(NAMESPACE + value)
            )
            marked = [rdflib.URIRef(quad.subject.value) for quad in of]  # type: ignore[union-attr]
            assert marked
            for frame in marked:
                for relation in found.objects(frame, AIDA.claimSemantics):
                    assert (relation, AIDA.attribute, attribute) in found

    def test_what_depends_on_a_condition_is_no_fact_and_leads_to_it(self, shipped: Store) -> None:
        found = graph("aida", shipped)
        frame = rdflib.URIRef(f"{LOCAL}claim/keith-bodies-contracted/content/1")
        condition = rdflib.URIRef(f"{LOCAL}claim/keith-council-retains/condition/1")
        relation = found.value(frame, AIDA.claimSemantics)
        assert (relation, AIDA.attribute, AIDA.Irrealis) in found
        assert (frame, AIDA.relatedClaims, condition) in found
        assert (condition, AIDA.relatedClaims, condition) not in found
        assert found.value(condition, AIDA.epistemic) == AIDA.EpistemicUnknown

    def test_a_planned_body_is_typed_as_planned_alone(self, store: Store) -> None:
        found = graph("aida", store)
        for body in typed(store, "PlannedThing"):
            types = {
                str(found.value(statement, RDF.object))
                for statement in found.subjects(RDF.subject, rdflib.URIRef(body))
                if (statement, RDF.type, AIDA.TypeStatement) in found
            }
            assert all(name.startswith("Planned") for name in types), (body, types)

    def test_conflicts_refute_both_ways_and_only_on_the_same_issue(self, shipped: Store) -> None:
        found = graph("aida", shipped)
        pairs = set(found.subject_objects(AIDA.refutingClaims))
        assert pairs
        assert pairs == {(two, one) for one, two in pairs}
        issues = {
            quad.subject.value: quad.object.value  # type: ignore[union-attr]
            for quad in shipped.quads_for_pattern(None, NamedNode(NAMESPACE + "onIssue"), None)
        }
        assert all(str(one) in issues and str(two) in issues for one, two in pairs)

    def test_a_passage_ends_with_its_last_character(self, shipped: Store) -> None:
        found = graph("aida", shipped)
        passage = rdflib.URIRef(f"{LOCAL}anchor/s10-private/position")
        assert str(found.value(passage, AIDA.startOffset)) == "731"
        assert str(found.value(passage, AIDA.endOffsetInclusive)) == "769"


# FollowTheMoney


@pytest.fixture(scope="module")
def entities(store: Store) -> list[Any]:
    """The entities that FollowTheMoney's own reader makes of the statements."""
    return _entities(store)


def _entities(store: Store) -> list[Any]:
    try:
        from followthemoney.dataset import Dataset
        from followthemoney.statement import StatementEntity
        from followthemoney.statement.serialize import CSV, read_statements
    except ImportError:
        missing(
            "followthemoney", "apt install libicu-dev pkg-config g++; pip install followthemoney"
        )
    from reorg.export.followthemoney import statements

    found: dict[str, list[Any]] = {}
    for statement in read_statements(BytesIO(statements(store, "a-report")), CSV):
        found.setdefault(statement.entity_id, []).append(statement)
    dataset = Dataset.make({"name": "a_report", "title": "A report"})
    return [StatementEntity.from_statements(dataset, group) for group in found.values()]


class TestFollowTheMoney:
    def test_its_library_finds_every_entity_valid(self, entities: list[Any]) -> None:
        for entity in entities:
            entity.schema.validate(entity.to_dict())
            assert all(entity.get(name) for name in entity.schema.required), entity
            for prop, value in entity.itervalues():
                assert prop.type.validate(value), (prop, value)
        kinds = {entity.schema.name for entity in entities}
        assert kinds <= {"Organization", "Person", "UserAccount", "Membership", "Note"}
        assert {"Organization", "Note"} <= kinds

    def test_links_lead_to_entities_of_the_kind_that_is_wanted(self, entities: list[Any]) -> None:
        known = {entity.id: entity for entity in entities}
        for entity in entities:
            for prop, value in entity.itervalues():
                if prop.type.name == "entity":
                    assert known[value].schema.is_a(prop.range), (entity, prop, value)

    def test_organisations_and_persons_are_those_that_the_graph_states(
        self, store: Store, entities: list[Any]
    ) -> None:
        address = {entity.first("sourceUrl"): entity.schema.name for entity in entities}
        organisations = {iri for iri, name in address.items() if name == "Organization"}
        assert organisations <= typed(store, "Organization", "org")
        people = {iri for iri, name in address.items() if name in ("Person", "UserAccount")}
        assert people <= typed(store, "Person", "foaf")
        assert not typed(store, "PlannedThing") & address.keys()
        for entity in entities:
            if entity.schema.name in ("Organization", "Person", "UserAccount"):
                names = set(entity.properties)
                assert names <= {"name", "username", "wikidataId", "sourceUrl"}

    def test_what_is_said_changes_no_person_and_no_organisation(
        self, store: Store, entities: list[Any]
    ) -> None:
        def facts(found: list[Any]) -> set[tuple[str, str, str]]:
            return {
                (s.entity_id, s.prop, s.value)
                for entity in found
                if entity.schema.name != "Note"
                for s in entity.statements
            }

        assert facts(_entities(without_content(store))) == facts(entities)

    def test_a_claim_is_a_note_that_says_whose_it_is(self, shipped: Store) -> None:
        (note,) = (e for e in _entities(shipped) if e.id.endswith("claim.no-private-companies"))
        assert note.first("description") == (
            "Claim of Council spokeswoman (unnamed) (assertion, planned, negative): "
            "Private companies will not be given the work."
        )
        assert [value.rpartition(".")[2] for value in note.get("entity")] == [
            "northamptonshire-county-council"
        ]

    def test_a_claim_that_hangs_on_a_condition_says_so(self, shipped: Store) -> None:
        (note,) = (e for e in _entities(shipped) if e.id.endswith("claim.keith-council-retains"))
        assert ", conditional): " in note.first("description")

    def test_each_statement_says_what_it_rests_on(self, shipped: Store) -> None:
        (council,) = (e for e in _entities(shipped) if e.first("sourceUrl") == COUNCIL)
        (name,) = council.get_statements("name")
        assert name.value == "Northamptonshire County Council"
        assert name.origin == f"{LOCAL}anchor/s15-council"
        assert name.dataset == "a_report"
        (item,) = council.get_statements("wikidataId")
        assert item.value == "Q14942414"
        assert item.origin.startswith("https://ror.org/")

    def test_a_membership_is_one_as_reported(self, shipped: Store) -> None:
        found = [e for e in _entities(shipped) if e.schema.name == "Membership"]
        assert {e.first("role") for e in found} >= {"Leader of the council"}
        assert all(e.first("member").endswith("person.jim-harker") for e in found)

    def test_the_same_bytes_again(self, store: Store, entities: list[Any]) -> None:
        from reorg.export.followthemoney import statements

        assert statements(store, "a-report") == statements(store, "a-report")

    def test_a_planned_body_that_has_a_name_stays_out(self, shipped: Store) -> None:
        body = NamedNode(f"{LOCAL}planned-body/child-protection")
        changed = Store()
        changed.extend(shipped)
        name = NamedNode(PREFIXES["foaf"] + "name")
        kind = NamedNode(PREFIXES["org"] + "Organization")
        from pyoxigraph import Literal

        changed.add(Quad(body, name, Literal("The second body"), DefaultGraph()))
        changed.add(Quad(body, NamedNode(str(RDF.type)), kind, DefaultGraph()))
        found = {entity.first("sourceUrl") for entity in _entities(changed)}
        assert body.value not in found
        schema = json.loads(schema_org(changed))["@graph"]
        assert {t["@type"] for t in schema if t["@id"] == body.value} == {"Thing"}


# The command


class TestCommand:
    @pytest.mark.parametrize(
        ("form", "ends"),
        [
            ("schema-org", ["schema-org.jsonld"]),
            ("aida", ["aida.ttl"]),
            ("neo4j", ["nodes.csv", "relationships.csv"]),
        ],
    )
    def test_writes_files_named_after_the_graph(
        self, form: str, ends: list[str], tmp_path: Path
    ) -> None:
        done = reorg("export", form, "--out", tmp_path / "new")
        assert done.returncode == 0, done.stderr
        names = [str(tmp_path / "new" / f"northamptonshire-2015.{end}") for end in ends]
        assert done.stdout.splitlines() == names
        assert all(Path(name).stat().st_size for name in names)

    def test_takes_another_graph(self, tmp_path: Path) -> None:
        graph_file = DATA / "engine" / "millbrook.ttl"
        done = reorg("export", "schema-org", "--graph", graph_file, "--out", tmp_path)
        assert done.stdout.split() == [str(tmp_path / "millbrook.schema-org.jsonld")]

    @pytest.mark.parametrize(
        ("end", "told"),
        [("rdf12.ttl", "is written as RDF 1.2"), ("void.ttl", "holds no claims")],
    )
    def test_refuses_what_is_not_the_graph(self, end: str, told: str, tmp_path: Path) -> None:
        build(REPORTS[:1], tmp_path, page=False, with_rdf12=True)
        (file,) = tmp_path.glob(f"*.{end}")
        assert told in complaint(reorg("export", "neo4j", "--graph", file, "--out", tmp_path / "x"))
        assert not (tmp_path / "x").exists()

    def test_offers_every_form_there_is(self) -> None:
        shown = reorg("export", "--help").stdout
        assert list(TARGETS) == ["aida", "followthemoney", "neo4j", "schema-org"]
        assert all(form in shown for form in TARGETS)

    def test_refuses_a_form_that_it_does_not_know(self) -> None:
        done = reorg("export", "dwg")
        assert done.returncode == 2
        assert "aida" in done.stderr

    def test_says_what_is_missing(self, tmp_path: Path) -> None:
        told = complaint(reorg("export", "aida", "--graph", tmp_path / "none.ttl"))
        assert "none.ttl" in told

    def test_says_how_to_get_the_library(
        self, monkeypatch: pytest.MonkeyPatch, shipped: Store
    ) -> None:
        import sys

        from reorg.errors import ReorgError
        from reorg.export.followthemoney import statements

        monkeypatch.setitem(sys.modules, "followthemoney.statement.serialize", None)
        with pytest.raises(ReorgError, match=r"pip install followthemoney"):
            statements(shipped, "x")
