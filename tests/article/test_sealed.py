"""Passages without their words: one form of words, found in any copy, and lost with any word."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg import load as load_graph
from reorg import query
from reorg.article.sealed import Fate, sightings, spots_of
from reorg.article.sealing import seal_quotations
from reorg.article.wordforms import digest, words_of
from reorg.limits import SEALED_WORDS
from reorg.pipeline.build import build
from reorg.pipeline.check import check
from reorg.record.loading import load
from support import paths, perturb
from support.commandline import reorg

ROOT, DATA = paths.ROOT, paths.DATA / "records"

TEXT = (DATA / "brackwater-2031.txt").read_text(encoding="utf-8")
VECTOR = "“We’re NOT commissioning out – to 1,500 private companies,”"
SHA256 = "d88d4e9425981a64e75c103089b0d17760b2436d481c801011fe4682c6341f61"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A sealed copy of the small record, with its text beside it."""
    for name in ("brackwater-2031.yaml", "brackwater-2031.txt"):
        shutil.copy(DATA / name, tmp_path)
    path = tmp_path / "brackwater-2031.yaml"
    seal_quotations(path)
    return path


def fates(path: Path, text: str) -> dict[str, Fate]:
    loaded, _ = load(path)
    return {one.seal.node.id: one.fate for one in sightings(loaded, text)}


# The form of words


def test_the_test_vector_has_its_digest() -> None:
    words = words_of(VECTOR)
    assert " ".join(words.forms) == "we're not commissioning out to 1,500 private companies"
    assert digest(words.forms) == SHA256
    for told in (ROOT / "ontology" / "README.md", ROOT / "graph/reorg/article/wordforms.py"):
        assert SHA256 in told.read_text(encoding="utf-8")


def reference(text: str) -> list[str]:
    """Return the words of a text, by the five steps as the documentation tells them."""

    def fold(text: str) -> str:
        text = re.sub("[`´‘’‚‛ʼ′‵‹›＇]", "'", text)
        text = "".join(
            c for c in text if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f"
        )
        return unicodedata.normalize("NFKC", text)

    text = "".join(c.upper() for c in fold(text))
    text = fold("".join(c.lower() for c in text))
    words, word = [], ""
    for at, c in enumerate(text):
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        joins = c == "'" and _inner(before) and _inner(after)
        joins = joins or (c in ".," and _is(before, "Nd") and _is(after, "Nd"))
        if _inner(c) or joins:
            word += c
        else:
            words.append(word)
            word = ""
    return [w for w in [*words, word] if any(_is(c, "L") or _is(c, "N") for c in w)]


def _is(character: str, category: str) -> bool:
    return bool(character) and unicodedata.category(character).startswith(category)


def _inner(character: str) -> bool:
    return any(_is(character, one) for one in ("L", "M", "N", "Sc")) or character in set("%‰")


@given(st.text(st.sampled_from("aBß'’´ \n\u00adée\u0301ﬁ½İıΣς€%1,.“—\u1112\u1161\u11ab\ufe0f가")))
def test_words_are_those_of_the_documented_steps(text: str) -> None:
    assert list(words_of(text).forms) == reference(text)


@given(st.text())
def test_any_text_has_words_that_stand_in_it_in_order(text: str) -> None:
    words = words_of(text)
    assert list(words.forms) == reference(text)
    assert all(0 <= start < end <= len(text) for start, end in words.spans)
    assert list(words.spans) == sorted(words.spans)
    assert list(words.paragraphs) == sorted(words.paragraphs)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One\ntwo\n\nthree", [1, 1, 2]),
        ("One\ntwo\r\nthree", [1, 2, 3]),
        ("\n\n—\n\nOne\n \t\ntwo", [1, 2]),
        ("One\u2029two", [1, 2]),
    ],
)
def test_paragraphs_part_at_empty_lines_or_else_at_lines(text: str, paragraphs: list[int]) -> None:
    assert list(words_of(text).paragraphs) == paragraphs


def test_a_word_of_a_million_marks_takes_no_longer_than_its_length() -> None:
    start = perf_counter()
    assert words_of("a" + "\u0301" * 1_000_000).paragraphs == (1,)
    assert perf_counter() - start < 60


# Copies


QUOTES = {"“": '"«„＂', "”": '"»“＂', "’": "'‘ʼ`´"}
SPACES = [" ", "  ", "\u00a0", "\t", "\u2009", "\n"]
FORMS = [str, str.upper, str.lower, str.swapcase, str.title]


def perturbed(text: str, random: Random) -> str:
    """Return a copy with other white space, quotation marks, case and Unicode form."""
    text = "".join(random.choice(QUOTES[c]) if c in QUOTES else c for c in text)
    text = re.sub(" ", lambda _: random.choice(SPACES), text)
    text = random.choice(FORMS)(text)
    form = random.choice(["NFC", "NFD", "NFKC", "NFKD"])
    # NFKC makes a space of the acute accent that some write for an apostrophe.
    return unicodedata.normalize(form, text.replace("´", "’"))


@given(st.randoms(use_true_random=False))
def test_other_space_marks_case_and_form_leave_a_passage_found(
    tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    path = tmp_path_factory.getbasetemp() / "sealed-copies" / "brackwater-2031.yaml"
    if not path.exists():
        path.parent.mkdir()
        for name in ("brackwater-2031.yaml", "brackwater-2031.txt"):
            shutil.copy(DATA / name, path.parent)
        seal_quotations(path)
    assert set(fates(path, perturbed(TEXT, random)).values()) == {Fate.FOUND}
    copy = perturb.Copy(TEXT)
    perturb.spaces(copy, random)
    assert not set(fates(path, copy.text).values()) & {Fate.LOST, Fate.AMBIGUOUS}


@given(st.data())
def test_one_changed_word_loses_a_passage(data: st.DataObject) -> None:
    words = TEXT.split()
    at = data.draw(st.integers(0, len(words) - 1))
    fresh = data.draw(st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True))
    changed = words_of(" ".join([*words[:at], f"{fresh}x{words[at]}", *words[at + 1 :]]))
    whole = digest(words_of(TEXT).forms)
    assert whole not in set(changed.windows(len(words_of(TEXT).forms)))


def test_what_became_of_each_passage_is_told(record: Path, tmp_path: Path) -> None:
    heading, byline, decision, voices = TEXT.split("\n\n")
    copy = tmp_path / "copy.txt"
    copy.write_text(
        "\n\n".join([heading, "An advertisement", byline, decision, voices.replace("No ", "One ")])
        + f"\n\n{heading}",
        encoding="utf-8",
    )
    told = fates(record, copy.read_text(encoding="utf-8"))
    assert told["anchor:headline"] is Fate.TWICE
    assert told["anchor:decided"] is Fate.MOVED
    assert told["anchor:no-closure"] is Fate.LOST
    answer = reorg("check", str(record), "--article", str(copy))
    assert answer.returncode == 1
    assert "anchor:headline: paragraph 1 is taken; also in paragraph 6" in answer.stdout
    assert "anchor:decided: paragraph 3 -> paragraph 4" in answer.stdout
    assert "the sealed passage of `anchor:no-closure` is not in" in answer.stdout


@pytest.mark.parametrize("text", ["", " \n", "\u0301\ufe0f", "\x00\x01", "word " * 5, "a" * 9999])
def test_any_copy_is_told_of_without_a_traceback(record: Path, tmp_path: Path, text: str) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(text, encoding="utf-8")
    answer = reorg("check", str(record), "--article", str(copy))
    assert answer.returncode == 1
    assert "Traceback" not in answer.stdout + answer.stderr


# Sealing


def test_a_sealed_record_holds_no_quoted_word_and_says_the_same(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    before = (DATA / "brackwater-2031.yaml").read_text(encoding="utf-8")
    assert "exact:" not in text
    assert "prefix:" not in text
    assert check([record]) == []
    kept = [
        line for line in before.splitlines() if "anchor:" not in line or "id: anchor" not in line
    ]
    assert [line for line in kept if line not in text.splitlines()] == [
        "    exact: Two branches will close",
        "    end: 356",
    ]


def test_comments_and_order_stay(tmp_path: Path) -> None:
    for name in ("brackwater-2031.yaml", "brackwater-2031.txt"):
        shutil.copy(DATA / name, tmp_path)
    path = tmp_path / "brackwater-2031.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "exact: Two branches will close\n",
        "exact: >-  # reader\n      Two branches\n      will close\n    # why\n",
    )
    path.write_text(text, encoding="utf-8")
    before = [line for line in text.splitlines() if "#" in line]
    answer = reorg("check", str(path), "--seal")
    assert answer.returncode == 0, answer.stdout
    assert "passages sealed: 6; left quoted: 0" in answer.stdout
    after = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in before if line not in after] == ["    exact: >-  # reader"]


def test_too_short_a_passage_is_refused_with_the_reason(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    record.write_text(re.sub(r"words: \d+", "words: 5", text, count=1), encoding="utf-8")
    problems = [str(problem) for problem in check([record])]
    assert any("seals 5 words, and fewer than 6 can be guessed" in one for one in problems)
    assert any(f"seal {SEALED_WORDS} words or more" in one for one in problems)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("words: ", "exact: Brackwater, words: ", "is quoted and sealed at once"),
        ("paragraph: 1, ", "", "needs `paragraph`"),
        ("paragraph: 1", "paragraph: 2", "is in paragraph 1, not 2; correct `paragraph`"),
        (", inDocument: document:article", "", "needs `inDocument`"),
        ("inDocument: document:article", "inDocument: part:body", "is no document"),
        ("inDocument: document:article", "inDocument: document:none", "document:none"),
        ("start: 14", "start: 13", "starts at 14, not 13"),
        ('sha256: "', 'sha256: "f', "`sha256`"),
    ],
)
def test_what_is_wrong_with_a_seal_is_told(record: Path, old: str, new: str, told: str) -> None:
    text = record.read_text(encoding="utf-8")
    head, anchors, rest = re.split(r"(?=^anchors:)|(?=^documents:)", text, flags=re.MULTILINE)
    assert old in anchors
    record.write_text(head + anchors.replace(old, new, 1) + rest, encoding="utf-8")
    assert any(told in str(problem) for problem in check([record]))


SEALED = paths.DATA / "sealed" / "oldmere-baths-2034.yaml"


def test_a_record_that_quotes_nothing_is_whole(tmp_path: Path) -> None:
    copy = SEALED.with_suffix(".txt")
    assert check([SEALED]) == []
    assert check([SEALED], article=copy) == []
    build([SEALED], tmp_path, page=False)
    asked = load_graph(tmp_path / f"{SEALED.stem}.ttl")
    first = {str(row.firstQuotation) for row in query("both-quotations", asked)}
    assert first == {"(sealed: 10 words, paragraph 2)"}
    said = [str(row.quotation) for row in query("who-says-what", asked)]
    assert len(said) == 5
    assert all(words.startswith("(sealed: ") for words in said)
    (row,) = query(
        "words-behind", asked, utterance=f"https://w3id.org/reorg/id/{SEALED.stem}/claim/no-rise"
    )
    text = copy.read_text(encoding="utf-8")
    assert (
        text[int(row.start) : int(row.end)]
        == "Nobody will pay more than today before the year 2036"
    )


def test_a_record_needs_no_text_and_no_places(tmp_path: Path) -> None:
    text = re.sub(
        r"^(?:texts|sentences):\n(?: .*\n)+", "", SEALED.read_text(encoding="utf-8"), flags=re.M
    )
    text = re.sub(r", start: \d+, end: \d+", "", text).replace("text:article", "document:page")
    record = tmp_path / SEALED.name
    record.write_text(text, encoding="utf-8")
    assert "start" not in text
    assert check([record]) == []
    answer = reorg("check", record, "--article", SEALED.with_suffix(".txt"))
    assert answer.returncode == 0, answer.stdout
    assert "     6 found in its paragraph\n" in answer.stdout


@pytest.mark.alone
@pytest.mark.slow
def test_time_grows_with_the_copy_alone() -> None:
    random = Random(7)
    words = [random.choice(TEXT.split()) for _ in range(100_000)]
    text = " ".join(words)
    known = words_of(text)
    wanted = set()
    for _ in range(200):
        first, count = random.randrange(99_000), random.randrange(6, 26)
        wanted.add((count, digest(known.forms[first : first + count])))
    start = perf_counter()
    assert len(spots_of(wanted, words_of(text))) == len(wanted)
    assert perf_counter() - start < 60
