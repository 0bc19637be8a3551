"""Pictures that are saved and pages that are printed hold what is shown, and where it is from."""

from __future__ import annotations

import base64
import ctypes
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pyoxigraph import Store

from reorg.html.webpage import page
from support.tools import missing

pytestmark = pytest.mark.slow

VIEWS = ("planned", "voices", "disagree", "graph", "figures", "story")
PICTURES = ("disagree", "graph")
TITLE = "The reorganisation plan of Northamptonshire County Council"
SVG = {"svg", "title", "desc", "g", "rect", "path", "text", "clipPath"}


@pytest.fixture(scope="module")
def text(shipped: Store) -> str:
    return page(shipped)


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, its signs left out."""
    return re.findall(r"[\w£%]+", text.lower())


def shown(opened: Any) -> set[str]:
    """Return the words that the view shows: its text, or the labels of its picture."""
    if opened.tab.locator("#graph").is_visible():
        drawn = opened.tab.evaluate(
            "asCards() ? shown.map((one) => one.name) : labels.map(({ text }) => text)"
        )
        # Long names are cut; their beginning is not.
        return {one for name in drawn for one in words(name.rstrip("…"))[:2]}
    return set(words(opened.tab.locator("main").inner_text()))


def saved(opened: Any, ending: str, folder: Path) -> Path:
    """Save what is shown by its button and return the file."""
    with opened.tab.expect_download() as waiting:
        opened.tab.get_by_role("button", name=ending).click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_saved_drawing_holds_the_words_and_the_source(
    visit: Any, text: str, tmp_path: Path, view: str, scheme: str
) -> None:
    opened = visit(text, at=f"#view={view}", color_scheme=scheme, accept_downloads=True)
    opened.tab.wait_for_timeout(300)
    expected = shown(opened)
    file = saved(opened, "SVG", tmp_path)
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    assert {part.tag.rpartition("}")[2] for part in root.iter()} <= SVG
    outside = [
        (name, value)
        for part in root.iter()
        for name, value in part.attrib.items()
        if "href" in name or name.startswith("on") or ("url(" in value and "url(#" not in value)
    ]
    assert outside == []
    written = " ".join(root.itertext())
    assert len(expected) > 25
    assert expected - set(words(written)) == set()
    assert TITLE in written
    source = next(one for one in root.itertext() if one.startswith("Source:"))
    assert "Community Care" in source
    assert "http" in source
    assert "2015" in source
    # Opened by itself: nothing is asked for, and all words are inside the picture.
    opened.tab.goto(file.as_uri())
    cut = opened.tab.evaluate(
        """() => {
          const { width, height } = document.documentElement.viewBox.baseVal;
          const written = [...document.querySelectorAll('text')];
          return written.filter((one) => !one.closest('[clip-path]')).filter((one) => {
            const { left, top, right, bottom } = one.getBoundingClientRect();
            return left < -1 || right > width + 1 || top < -1 || bottom > height + 1;
          }).map((one) => one.textContent);
        }"""
    )
    assert cut == []
    assert opened.complaints == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:", "blob:"))] == []


#: Size of a picture, how many colours it has, and how much of it is not its ground.
LOOK = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const ink = canvas.getContext('2d');
  ink.drawImage(image, 0, 0);
  const dots = new Uint32Array(ink.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  let drawn = 0;
  for (const dot of dots) if (dot !== dots[0]) drawn += 1;
  return [canvas.width, canvas.height, new Set(dots).size, drawn / dots.length];
}"""


def test_a_saved_image_shows_the_view(visit: Any, text: str, tmp_path: Path) -> None:
    found = {}
    blank = visit("<!DOCTYPE html><title>Judge</title>")
    for view in VIEWS:
        opened = visit(text, at=f"#view={view}", accept_downloads=True)
        opened.tab.wait_for_timeout(300)
        file = saved(opened, "PNG", tmp_path)
        content = file.read_bytes()
        assert len(content) < 20_000_000
        coded = base64.b64encode(content).decode()
        width, height, colours, drawn = blank.tab.evaluate(LOOK, f"data:image/png;base64,{coded}")
        assert min(width, height) >= 900, view
        assert colours > 30, view
        assert 0.01 < drawn < 0.9, view
        found[content] = view
        assert opened.complaints == []
    assert len(found) == len(VIEWS)


def pages(content: bytes) -> Any:
    """Return a printed file, opened."""
    try:
        import pypdfium2
    except ImportError:
        missing("pypdfium2", "pip install '.[test]'")
    return pypdfium2.PdfDocument(content)


def ground(sheet: Any) -> float:
    """Return what part of a printed page is light, from 0 to 1."""
    bitmap = sheet.render(scale=0.5, grayscale=True)
    dots = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
    return sum(dot > 200 for dot in dots) / len(dots)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_printed_view_has_its_words_on_light_ground(
    visit: Any, text: str, view: str, scheme: str
) -> None:
    opened = visit(text, at=f"#view={view}", color_scheme=scheme)
    opened.tab.wait_for_timeout(300)
    expected = set(words(opened.tab.locator("main section:visible").first.inner_text()))
    printed = pages(opened.tab.pdf(format="A4"))
    assert 1 <= len(printed) <= 40
    read = []
    for sheet in printed:
        written = sheet.get_textpage()
        read.append(written.get_text_bounded())
        width, height = sheet.get_size()
        for at in range(written.count_rects()):
            left, bottom, right, top = written.get_rect(at)
            seen = left < width and right > 0 and bottom < height and top > 0
            whole = left > -1 and bottom > -1 and right < width + 1 and top < height + 1
            assert whole or not seen, written.get_text_bounded(left, bottom, right, top)
        assert ground(sheet) > 0.75
    together = re.sub(r"[^\w£%]+", "", "".join(read).lower())
    assert {word for word in expected if word not in together} == set()
    assert re.sub(r"\W+", "", TITLE.lower()) in together
    assert opened.complaints == []


@pytest.mark.parametrize("view", PICTURES)
def test_a_picture_is_printed_in_light_colours(visit: Any, text: str, view: str) -> None:
    sheets = []
    for scheme in ("light", "dark"):
        opened = visit(text, at=f"#view={view}", color_scheme=scheme)
        opened.wait_until_drawn()
        bitmap = pages(opened.tab.pdf(format="A4"))[0].render(scale=0.5, grayscale=True)
        sheets.append(ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height))
    differing = sum(abs(a - b) > 60 for a, b in zip(*sheets, strict=True))
    assert (len(sheets[0]), differing < len(sheets[0]) / 100) == (len(sheets[1]), True)
