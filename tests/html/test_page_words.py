"""Every word of the page comes from its catalogue or from the graph, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

import reorg
from reorg import ReorgError
from reorg.html import translation
from reorg.html.translation import Language, Run
from reorg.html.webpage import page
from support.letters import PLACE, PLAIN, strange_graph, strange_language
from support.paths import ROOT

HTML = ROOT / "graph" / "reorg" / "html"
NS = "https://w3id.org/reorg/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
#: Keys that are put together where they are used.
COMPOSED = re.compile(r"(?:came|frames|views|kinds|facts|relations|figures|language)\.")
COMMENT = re.compile(r"^\s*(?://|/\*\*).*$", re.MULTILINE)
LITERAL = re.compile(
    r""" "((?:[^"\\\n]|\\.)*)" | '((?:[^'\\\n]|\\.)*)' | `((?:[^`\\]|\\.)*)` """, re.VERBOSE
)
#: Two words in a row, or one with a capital.
PROSE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[^A-Za-z<]*[A-Z][a-z]{2,}")
#: SPARQL, markup, selectors, classes, fonts, names of keys, of sides and of relations.
CODE = re.compile(
    r"SELECT |  |<|[.#][\w-]+ |button |ui-sans|Escape$|Arrow|Top$|Right$|Bottom$|Left$|use strict$"
    r"|may say$"
)
READ = ("aria-label", "title", "placeholder", "alt", "label")


def every(message: translation.Message) -> Iterator[str]:
    """Yield the forms of a message."""
    yield from [message] if isinstance(message, str) else message.values()


def messages(name: str) -> Mapping[str, translation.Message]:
    """Return what a language's own file has."""
    return translation._messages(name)


class Read(HTMLParser):
    """Collects what a reader sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._silent = tag
        self.texts += [value for name, value in attributes if name in READ and value]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, text: str) -> None:
        if not self._silent:
            self.texts.append(text)


@pytest.fixture(scope="module")
def spelt(shipped: Store) -> str:
    """The page whose messages and whose graph are in circled letters."""
    strange = strange_language()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translation, "language", lambda _: strange)
        return page(strange_graph(shipped))


@pytest.mark.parametrize("name", translation.languages())
def test_languages_have_the_same_messages_with_the_same_places(name: str) -> None:
    ours, theirs = messages("en"), messages(name)
    assert theirs.keys() == ours.keys()
    assert len(theirs) > 200
    plurals = {*Locale.parse(name).plural_form.tags, "other"}
    for key, message in theirs.items():
        assert isinstance(message, str) or message.keys() == plurals, key
        places = {frozenset(PLACE.findall(form)) for form in every(message)}
        assert places == {frozenset(PLACE.findall(form)) for form in every(ours[key])}, key
        assert all(form.strip() for form in every(message)), key


def test_each_message_is_used_and_each_used_one_is_there() -> None:
    files = [file for file in HTML.rglob("*") if file.suffix in {".py", ".j2", ".js"}]
    text = "\n".join(
        file.read_text(encoding="utf-8") for file in [*files, ROOT / "graph/reorg/__init__.py"]
    )
    known = messages("en").keys()
    called = set(
        re.findall(
            r"""\b(?:t|phrase|text|html|runs|own|counted|clash|listed)\("([a-z][\w-]*\.[\w.-]+)\"""",
            text,
        )
    )
    assert len(called) > 100
    assert called - known == set()
    unused = {key for key in known if f'"{key}"' not in text and not COMPOSED.match(key)}
    assert unused == set()


def test_no_text_of_a_script_reads_as_prose() -> None:
    literals = [
        re.sub(r"\$\{.*?\}", "", next(filter(None, found.groups()), ""))
        for file in sorted((HTML / "templates").glob("*.js"))
        for found in LITERAL.finditer(COMMENT.sub("", file.read_text(encoding="utf-8")))
    ]
    assert len(literals) > 500
    prose = [text for text in literals if PROSE.search(text) and not CODE.match(text)]
    assert prose == []


def test_no_word_of_the_markup_stands_outside_of_the_catalogue(spelt: str) -> None:
    read = Read()
    read.feed(spelt)
    assert len(read.texts) > 1000
    assert sorted({text for text in read.texts if PLAIN.search(text)}) == []


def test_german_labels_cover_what_a_claim_can_say() -> None:
    words = translation.language("de")
    vocabulary = Store()
    for name in ("core", "schemes", "presentation"):
        vocabulary.load(path=str(ROOT / "ontology" / f"{name}.ttl"))
    wanted = {
        quad.subject.value
        for kind in (SKOS + "Concept", NS + "ContentPredicate")
        for quad in vocabulary.quads_for_pattern(None, RDF_TYPE, NamedNode(kind))
    }
    assert len(wanted) > 150
    assert words.labels.keys() == wanted
    german = Store()
    german.load(path=str(ROOT / "ontology" / "labels.de.ttl"))
    for quad in german:
        assert isinstance(quad.object, Literal)
        assert quad.object.language == "de"
        assert [*vocabulary.quads_for_pattern(quad.subject, quad.predicate, None)]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_english_counts_and_writes_numbers_as_cldr_does(whole: int, cents: int) -> None:
    english = translation.language("en")
    assert english._category(whole) == Locale("en", "GB").plural_form(whole)
    assert english.number(whole) == format_decimal(whole, locale="en_GB")
    part = whole % 10**6 + cents / 100
    assert english.number(part) == format_decimal(part, locale="en_GB")


def test_german_writes_numbers_days_and_plurals_its_own_way() -> None:
    german = translation.language("de-AT")
    assert (german.tag, german.number(3850), german.number(3.75)) == ("de", "3.850", "3,75")
    assert german.day("2015-02-24") == "24. Februar 2015"
    assert [german.day(text) for text in ("2015-02", "2015-02-31", "")] == [
        "2015-02",
        "2015-02-31",
        "",
    ]
    assert german.text("story.title", count=1) == "Der Rundgang in 1 Schritt"
    assert german.text("story.title", count=4000) == "Der Rundgang in 4.000 Schritten"
    assert german.runs("planned.moves", staff=Run("150 kept", True), holder="wem") == [
        Run("150 kept", True),
        Run(" → "),
        Run("wem"),
    ]


def test_what_a_language_lacks_is_english_and_says_so() -> None:
    words = Language("de", {**messages("en"), "views.graph": "Ganzer Graph"})
    assert words.text("views.graph") == "Ganzer Graph"
    assert words.text("views.voices") == "Who says what"
    german = translation.language("de")
    assert german.tagged("widerspricht") == "widerspricht"
    assert german.tagged("nicht: beauftragt") == "nicht: beauftragt"
    assert german.tagged("Markt, Finanzen") == "Markt, Finanzen"
    assert german.tagged("a <new> term") == '<span lang="en">a &lt;new&gt; term</span>'
    assert german.tagged("4000 − 150") == "4000 − 150"
    assert translation.language("en").tagged("a <new> term") == "a &lt;new&gt; term"


@pytest.mark.parametrize("tag", ["xx", "", "deutsch", "../en", "EN-xx-nothing"])
def test_an_unknown_language_is_told_with_those_there_are(tag: str) -> None:
    if tag.lower().startswith("en-"):
        assert translation.name_of(tag) == "en"
        return
    with pytest.raises(ReorgError, match=re.escape(f"language `{tag}`")) as caught:
        reorg.page(language=tag)
    assert "de, en" in str(caught.value)
