"""Passages without their words on the page: told as such, and shown from the reader's own copy."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from reorg.article.sealing import seal_quotations
from reorg.article.wordforms import words_of
from reorg.pipeline.build import build
from support.browser import Visit, firefox
from support.paths import DATA

NAME = "brackwater-2031"
TEXT = (DATA / "records" / f"{NAME}.txt").read_text(encoding="utf-8")
PASSAGE = "decided to move its six libraries"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed copy of the small record, its text beside it, and its page in ``out``."""
    made = tmp_path_factory.mktemp("sealed")
    for ending in (".yaml", ".txt"):
        shutil.copy(DATA / "records" / f"{NAME}{ending}", made)
    seal_quotations(made / f"{NAME}.yaml")
    build([made / f"{NAME}.yaml"], made / "out")
    return made


def test_the_page_tells_what_it_leaves_out(folder: Path) -> None:
    text = (folder / "out" / f"{NAME}.html").read_text(encoding="utf-8")
    assert "Words not reproduced here: 6 words in paragraph 3." in text
    assert "The words of 6 passages are not reproduced here." in text
    assert PASSAGE not in text


@pytest.mark.parametrize("ending", ["", "\n\nAnother page below."])
def test_words_are_there_where_a_copy_is_given_to_the_build(
    folder: Path, tmp_path: Path, ending: str
) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(f"{TEXT}{ending}", encoding="utf-8")
    build([folder / f"{NAME}.yaml"], tmp_path, article=copy)
    text = (tmp_path / f"{NAME}.html").read_text(encoding="utf-8")
    assert f"“{PASSAGE}”" in text
    assert "Words not reproduced here: 6" not in text


@pytest.mark.slow
def test_chromium_shows_the_words_of_a_copy_that_is_pasted(folder: Path, chromium: Any) -> None:
    visit = Visit(chromium, folder / "out" / f"{NAME}.html", at="#view=text")
    visit.tab.fill("#copy", TEXT.upper())
    visit.tab.click("#copy-form button")
    visit.tab.get_by_text("6 of 6 passages found").wait_for()
    visit.tab.goto(f"{visit.tab.url.partition('#')[0]}#claim/decision")
    visit.tab.locator("#panel", has_text=PASSAGE.upper()).wait_for()
    assert visit.complaints == []
    assert len(visit.asked) == 1


@pytest.mark.slow
def test_the_page_and_python_form_words_alike(folder: Path, chromium: Any) -> None:
    visit = Visit(chromium, folder / "out" / f"{NAME}.html")
    signs = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
    ]
    texts = [f"a{sign}b {sign}" for sign in signs if sign not in "\n\r\u2028\u2029"] + [TEXT]
    script = "(texts) => texts.map((text) => wordsOf(text).map((word) => word.form))"
    theirs = visit.tab.evaluate(script, texts)
    ours = [list(words_of(text).forms) for text in texts]
    differ = [trio for trio in zip(texts, ours, theirs, strict=True) if trio[1] != trio[2]]
    assert differ == []
    for text in (
        TEXT,
        TEXT.replace("\n\n", "\r\n"),
        "One\r\n \r\ntwo\rthree",
        "\n\n—\n\nOne\u2029two",
    ):
        theirs = visit.tab.evaluate("(text) => wordsOf(text).map((word) => word.paragraph)", text)
        assert theirs == list(words_of(text).paragraphs)


@pytest.mark.slow
def test_firefox_shows_them_too(folder: Path) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    with firefox() as (driver, heard):
        driver.get((folder / "out" / f"{NAME}.html").as_uri() + "#view=text")
        driver.find_element("id", "copy").send_keys(TEXT)
        driver.find_element("css selector", "#copy-form button").click()
        said = driver.find_element("id", "copy-said")
        WebDriverWait(driver, 60).until(lambda _: "6 of 6 passages found" in said.text)
        assert not [line for line in heard if "error" in line.lower()]
