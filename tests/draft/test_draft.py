"""A draft finds what is in an article, says what it guessed, and is a record that can be read."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from reorg.article import anchors, sourcetext
from reorg.draft import new
from reorg.errors import ReorgError
from reorg.guide.schema import FILE as SCHEMA
from reorg.limits import QUOTED_SHARE
from reorg.pipeline.check import check
from reorg.record.loading import load
from reorg.record.model import Record, guesses
from support.drafting import DATA, against_expected, against_record

ARTICLES = ("weirs-merger.html", "forces-made-one.md", "library-trust.txt")
DAY = date(2032, 1, 1)


@pytest.fixture(params=ARTICLES)
def invented(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of an invented article."""
    copy = tmp_path / str(request.param)
    copy.write_bytes((DATA / str(request.param)).read_bytes())
    return copy


@pytest.fixture(scope="module", params=ARTICLES)
def draft(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The draft of an invented article."""
    copy = tmp_path_factory.mktemp("draft") / str(request.param)
    copy.write_bytes((DATA / str(request.param)).read_bytes())
    return new.new(copy, today=DAY)[0]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reorg", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# What it finds


def test_most_of_the_shipped_report_is_found(article: Path, tmp_path: Path) -> None:
    scores = against_record(article, tmp_path)
    for name in ("quotations", "figures", "dates", "speakers", "organisations"):
        assert scores[name].found >= 0.9 or name == "organisations", (name, scores[name])
        assert scores[name].right >= 0.9, (name, scores[name])
    # The site that a photograph's credit names beside the photographer is not told from a word.
    assert scores["organisations"].missed == ["flickr"]
    assert scores["speakers of sentences"].right >= 0.9, scores["speakers of sentences"]


@pytest.mark.parametrize("name", ARTICLES)
def test_most_of_an_invented_article_is_found(name: str, tmp_path: Path) -> None:
    for kind, score in against_expected(name, tmp_path).items():
        assert score.found >= 0.9, (kind, score)
        assert score.right >= 0.85, (kind, score)


def test_what_surrounds_an_article_is_left_out(tmp_path: Path) -> None:
    page = write(tmp_path, "weirs.html", (DATA / "weirs-merger.html").read_bytes())
    new.new(page, today=DAY)
    text = (tmp_path / "weirs.txt").read_text(encoding="utf-8")
    for furniture in ("Half-price boots", "cookies", "Weir to close", "Privacy", "analytics"):
        assert furniture not in text
    for part in ("The weir at Lowmere", "Photo: Una Field", "Would one office be any faster?"):
        assert part in text


def test_a_quotation_runs_on_into_the_next_paragraph(tmp_path: Path) -> None:
    page = write(
        tmp_path,
        "quay.txt",
        "Harbour board to be wound up\n\nThe board met last night to hear the bad news from the"
        " mayor.\n\nMayor Ada Finch said: “The board has had its day.\n\n“We shall run the quay"
        " ourselves.”\n",
    )
    record = load(new.new(page, today=DAY)[0])[0]
    said = [n for n in record.of_kind("utterance") if n.values["speaker"] == "person:ada-finch"]
    assert len(said) == 2


CLINICS = """Two clinics to be run as one from the spring

By Nora Quill, health correspondent
Published 4 March 2031, 06.30 GMT

Under the plan, a 28-bed ward that treated 1,940 babies last year will close. The plan says it.

Ida Crane, 34, who gave birth on the ward in May, said she had read of it in a shop. "Nobody asked
us," she said. "We were told to read 340 pages."

The trust said the vote was in 2029, and that 12 nurses would stay.

Comments (3)
"""


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Record:
    page = write(tmp_path_factory.mktemp("clinics"), "clinics.txt", CLINICS)
    return load(new.new(page, today=DAY)[0])[0]


def test_a_name_with_an_age_is_a_speaker_and_no_plan_says_what_she_says(clinics: Record) -> None:
    said = [n.values["speaker"] for n in clinics.nodes if n.values.get("speaker")]
    assert said.count("person:ida-crane") == 3, said
    assert said.count("document:plan") == 1, said


def test_a_dateline_names_no_organisation_nor_does_a_common_noun(clinics: Record) -> None:
    assert not [n.id for n in clinics.of_kind("organisation")]
    assert not [n.id for n in clinics.nodes if "publisher" in n.values]


def test_figures_are_left_blank_where_nothing_tells_what_they_count(clinics: Record) -> None:
    found = {n.values["quantity"]: n.values for n in clinics.of_kind("figure")}
    meant = {quantity: (f["unit"], f["measure"]) for quantity, f in found.items()}
    assert meant["28"] == meant["1940"] == meant["340"] == ("", "")
    assert meant["34"] == ("year", "duration")
    assert meant["3"] == ("thing", "count-of-things")
    assert "asOf" not in found["12"]


def test_an_article_without_people_has_speakers(tmp_path: Path) -> None:
    page = write(
        tmp_path,
        "ferry.txt",
        "Ferry board to be wound up in spring\n\nThe Lowmere Ferry Board said last night that its"
        " two boats would be sold before the summer.\n",
    )
    record = load(new.new(page, today=DAY)[0])[0]
    speakers = {n.values.get("speaker") for n in record.nodes}
    assert "organisation:lowmere-ferry-board" in speakers


# What it writes


def test_a_draft_leaves_only_guesses_and_wordings(draft: Path) -> None:
    record, problems = load(draft)
    assert guesses(record)
    assert {problem.what for problem in problems} <= {
        "`wording` has no value",
        "`unit` has no value",
        "`measure` has no value",
    }
    listed = check([draft])
    unexpected = [p for p in listed if "guess left" not in p.what and p not in problems]
    assert not unexpected, unexpected


def test_quotations_are_found_unique_and_short(draft: Path) -> None:
    record = load(draft)[0]
    article = sourcetext.beside(record)
    assert article is not None
    assert sourcetext.is_source(record, article)
    assert not anchors.check(record, article)
    assert len(anchors.locate(record, article)) == sum(1 for _ in record.of_kind("anchor"))
    assert anchors.quoted_share(record, article) <= QUOTED_SHARE


def test_plain_text_is_not_copied_and_not_changed(tmp_path: Path) -> None:
    raw = (DATA / "library-trust.txt").read_bytes().replace(b"\n", b"\r\n")
    page = write(tmp_path, "trust.txt", raw)
    assert new.new(page, today=DAY) == [tmp_path / "trust.yaml", tmp_path / SCHEMA]
    assert page.read_bytes() == raw
    assert hashlib.sha256(raw).hexdigest() in (tmp_path / "trust.yaml").read_text(encoding="utf-8")


def test_an_article_from_elsewhere_is_put_beside_the_record(tmp_path: Path) -> None:
    page = write(tmp_path, "trust.txt", (DATA / "library-trust.txt").read_bytes())
    files = new.new(page, tmp_path / "records" / "skerrow.yaml", today=DAY)
    names = ["skerrow.yaml", "skerrow.txt", SCHEMA]
    assert files == [tmp_path / "records" / name for name in names]
    assert files[1].read_bytes() == page.read_bytes()


@pytest.mark.slow
def test_the_same_article_gives_the_same_draft(invented: Path, tmp_path: Path) -> None:
    first = new.new(invented, tmp_path / "a" / "same.yaml", today=DAY)[0]
    second = new.new(invented, tmp_path / "b" / "same.yaml", today=DAY)[0]
    assert first.read_bytes() == second.read_bytes()


def test_the_first_line_names_the_schema(draft: Path) -> None:
    first = draft.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=record.schema.json"


def test_the_command_says_what_is_left(tmp_path: Path) -> None:
    page = write(tmp_path, "trust.txt", (DATA / "library-trust.txt").read_bytes())
    done = run("new", page)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{tmp_path / 'trust.yaml'}\n")
    drafted = (tmp_path / "trust.yaml").read_text(encoding="utf-8").splitlines()
    left = sum(line.strip() == "wording:" for line in drafted)
    assert f"guesses to decide and {left} wordings to write" in done.stdout
    assert run("check", tmp_path / "trust.yaml").returncode == 1
    assert run("build", tmp_path / "trust.yaml", "--out", tmp_path / "out").returncode == 1
    assert not (tmp_path / "out").exists()


# What it refuses


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\n", "is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text file"),
        ("a.pdf", b"%PDF-1.7 abc", "no text file"),
        ("a.txt", "Café ".encode("latin-1") * 30, "not UTF-8"),
        ("a.txt", ("word " * 30).encode("utf-16"), "UTF-16"),
        ("a.txt", "Too short to be an article", "hardly any text"),
        ("a.html", "<html><body><script>let a = 1</script></body></html>", "hardly any text"),
        ("a.html", "<", "hardly any text"),
        ("a.html", "<!-- nothing -->", "hardly any text"),
        ("a.md", "---\ntitle: x\n---\n", "hardly any text"),
    ],
)
def test_what_is_no_article_is_refused(
    name: str, content: str | bytes, message: str, tmp_path: Path
) -> None:
    page = write(tmp_path, name, content)
    done = run("new", page)
    assert done.returncode == 1
    assert str(page) in done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [page]


def test_a_missing_article_is_named(tmp_path: Path) -> None:
    done = run("new", tmp_path / "nowhere.txt")
    assert done.returncode == 1
    assert "nowhere.txt" in done.stderr


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    page = write(tmp_path, "weirs.html", (DATA / "weirs-merger.html").read_bytes())
    for name in ("weirs.yaml", "weirs.txt"):
        mine = write(tmp_path, name, "mine")
        with pytest.raises(ReorgError, match="there already"):
            new.new(page, today=DAY)
        assert mine.read_text(encoding="utf-8") == "mine"
        mine.unlink()
    assert list(tmp_path.iterdir()) == [page]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders have no such owner here")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    page = write(tmp_path, "trust.txt", (DATA / "library-trust.txt").read_bytes())
    blocked = write(tmp_path, "file", "not a folder")
    with pytest.raises(ReorgError, match="cannot be written"):
        new.new(page, blocked / "trust.yaml", today=DAY)


def test_a_name_that_no_record_may_have_is_refused(tmp_path: Path) -> None:
    page = write(tmp_path, "trust.txt", (DATA / "library-trust.txt").read_bytes())
    with pytest.raises(ReorgError, match=r"give --out .*my-record\.yaml"):
        new.new(page, tmp_path / "My Record.yaml", today=DAY)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "“" * 2000,
        "a " * 5000,
        "1,000 " * 3000,
        "\u202e hidden \u2028 marks " * 200,
        "Said said said, “said” said Said. " * 300,
        '‘It’s’ ‘the’ ‘dogs’’ ‘’ “” "" ' * 200,
        "31 February 2031 at 99:99 and 45/45/2031 and £ and £,, and % per cent. " * 60,
    ],
    ids=("marks", "words", "numbers", "hidden", "said", "quotes", "dates"),
)
def test_odd_texts_are_drafted_or_refused(text: str, tmp_path: Path) -> None:
    page = write(tmp_path, "odd.txt", f"An odd headline for this text\n\n{text}\n")
    try:
        record, _ = load(new.new(page, today=DAY)[0])
    except ReorgError:
        return
    article = sourcetext.beside(record)
    assert article is not None
    assert not anchors.check(record, article)
