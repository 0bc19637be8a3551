"""Events, outcomes, bounds, sides, silence and interests on the page, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reorg.pipeline.build import build
from support.browser import Visit
from support.paths import DATA

REPORTS = DATA / "reports"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the invented reports, those on the roads of Vessmark together too."""
    made = tmp_path_factory.mktemp("reach")
    names = ("lowmark-police-2034", "askerwold-care-2034", "corran-agencies-2034")
    build([REPORTS / f"{name}.yaml" for name in (*names, "sarnholm-ferries-2034")], made)
    roads = [REPORTS / f"vessmark-roads-{year}.yaml" for year in (2031, 2034)]
    build(roads, made, combined="vessmark")
    build([REPORTS / "corran-agencies-2034.yaml"], made / "de", language="de")
    return made


@pytest.fixture
def panel(pages: Path, chromium: Any) -> Any:
    """Return the text of the panel for a thing of a page."""

    def read(name: str, thing: str) -> str:
        visit = Visit(chromium, pages / f"{name}.html", at=f"#{thing}&view=graph")
        shown = re.sub(r"\n\s*", "\n", visit.tab.inner_text("#selection"))
        assert visit.complaints == []
        visit.context.close()
        return shown

    return read


@pytest.fixture
def view(pages: Path, chromium: Any) -> Any:
    """Return the text of a view of a page."""

    def read(name: str, view: str, width: int = 1400) -> str:
        size = {"width": width, "height": 900}
        visit = Visit(chromium, pages / f"{name}.html", at=f"#view={view}", viewport=size)
        shown = str(visit.tab.inner_text("main"))
        assert not visit.tab.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert visit.complaints == []
        visit.context.close()
        return shown

    return read


def test_an_event_is_told_with_kind_date_place_and_voice(panel: Any) -> None:
    shown = panel("lowmark-police-2034", "planned-event/founding")
    assert "kind of event\nfounding" in shown
    assert "happens on 1 January 2036 as planned — says Quillon Commission" in shown
    assert "takes place in Port Ellory (town) as planned" in shown
    shown = panel("sarnholm-ferries-2034", "event/contract")
    assert "Event" in shown
    assert "party Kelder Ferries as was" in shown


def test_what_came_of_a_planned_thing_is_told_with_extent_and_voice(panel: Any) -> None:
    shown = panel("vessmark", "planned-event/works-renaming")
    assert "realised otherwise than foreseen by" in shown
    assert "Nothing is known" not in shown
    assert "realised partly by Roads Board" in panel("vessmark", "planned-body/roads-board")
    shown = panel("vessmark", "planned-body/road-museum")
    assert "abandoned as is, since 2033 — says" in shown


def test_a_planned_thing_of_which_nothing_is_known_says_so(panel: Any) -> None:
    shown = panel("vessmark", "planned-event/telephone-service")
    assert "What came of it\nNothing is known of it." in shown


def test_figures_show_their_bounds(view: Any, panel: Any) -> None:
    shown = view("corran-agencies-2034", "figures", 390)
    for words in (
        *("more than 17,000", "about 500", "a third of about 500", "up to 12"),
        *("between 40 and 60", "£9,000,000, £12,000,000 or £15,000,000"),
    ):
        assert words in shown
    assert "less than 10" in view("sarnholm-ferries-2034", "figures")
    shown = panel("corran-agencies-2034", "figure/posts-500")
    assert "value\nabout 500" in shown


def test_a_figure_is_found_by_its_value(pages: Path, chromium: Any) -> None:
    visit = Visit(chromium, pages / "corran-agencies-2034.html")
    visit.tab.fill("#search", "between 40 and 60")
    visit.tab.locator("#results li", has_text="clerks").first.wait_for()


def test_figures_are_phrased_in_german(pages: Path, chromium: Any) -> None:
    visit = Visit(chromium, pages / "de" / "corran-agencies-2034.html", at="#figure/posts-500")
    value = visit.tab.get_by_text("etwa 500", exact=True).last
    assert value.evaluate("(element) => element.closest('[lang]').lang") == "de"


def test_stances_are_towards_a_plan_and_can_be_filtered_by_it(pages: Path, chromium: Any) -> None:
    visit = Visit(chromium, pages / "lowmark-police-2034.html", at="#view=voices")
    rows = visit.tab.locator(".standings tr").all_inner_texts()
    assert any("against" in row and "Maud Irvane" in row for row in rows)
    assert any("for\t" in row and "Association of Shires, Maud Irvane" in row for row in rows)
    visit.tab.click("#filter-button")
    visit.tab.select_option("#facets select[name=stance]", "against")
    visit.tab.select_option("#facets select[name=towards]", "plan/three-forces")
    visit.tab.click("#filter-close")
    told = visit.tab.locator("article.card:visible").all_inner_texts()
    assert len(told) == 2
    assert all("against: The Association of Shires' plan" in card for card in told)


def test_silence_stands_apart_from_gaps(view: Any, panel: Any) -> None:
    shown = view("corran-agencies-2034", "figures")
    silences, gaps = shown.split("What the report does not say")
    assert "did not say" in silences
    assert "declined" in silences
    assert "not reached" in silences
    assert "declined" not in gaps
    shown = panel("lowmark-police-2034", "utterance/ministry-silent-on-stations")
    assert "silence\nhas not said: Police stations close" in shown


def test_an_interest_stands_with_its_voice(view: Any, panel: Any) -> None:
    shown = panel("sarnholm-ferries-2034", "person/ada-wren")
    assert "Interest in the matter\nadviser: " in shown
    shown = view("lowmark-police-2034", "voices")
    assert "Interest in the matter: employee: Tarnwick police force" in shown


def test_a_group_names_its_members_and_who_says_so(panel: Any) -> None:
    shown = panel("lowmark-police-2034", "group/eight-forces")
    assert "Brayholt police force is member of" in shown


def test_a_statement_says_since_and_until_when_and_on_which_condition(panel: Any) -> None:
    shown = panel("sarnholm-ferries-2034", "claim/blue-strait-runs-boats")
    assert "as is, since 2026" in shown


def test_what_has_happened_and_what_is_to_happen_stand_apart(view: Any) -> None:
    for width in (1400, 390):
        shown = view("vessmark", "planned", width)
        happened, foreseen = shown.split("What is to happen")
        assert "happens on January 2032" in happened.split("What has happened")[1].lower().replace(
            "january", "January"
        )
        assert "reversed (to come)" in re.sub(r"\s+", " ", shown)
        assert "otherwise" in foreseen
        assert "Dissolution of the Roads Board (planned)" in foreseen


def test_a_statement_in_a_box_says_that_it_was(view: Any) -> None:
    shown = view("sarnholm-ferries-2034", "planned")
    assert "as was" in shown
