"""What a person does with the page: by mouse, by keyboard alone and by touch."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from pyoxigraph import Store

from reorg.html.webpage import page

pytestmark = pytest.mark.slow

PHONE = {"width": 390, "height": 844}
#: Presses of Tab after which a thing counts as out of reach.
REACH = 900

FOCUSED = "(part) => part === document.activeElement"


@pytest.fixture(scope="module")
def text(shipped: Store) -> str:
    return page(shipped)


class Mouse:
    """Goes through the page with a mouse."""

    def __init__(self, opened: Any) -> None:
        self.opened, self.tab = opened, opened.tab

    def use(self, target: Any) -> None:
        """Use a link or a button."""
        target.click()

    def write(self, target: Any, words: str) -> None:
        """Write into a field."""
        target.click()
        self.tab.keyboard.type(words)

    def choose(self, target: Any, value: str) -> None:
        """Choose a value of a list."""
        target.select_option(value)

    def next_step(self) -> None:
        """Go to the story's next step."""
        self.use(self.tab.locator("#guide").get_by_role("link", name="Next"))

    def put_away(self) -> None:
        """Put away what is selected."""
        self.use(self.tab.locator("#selection").get_by_role("button", name="←"))


class Touch(Mouse):
    """Goes through the page with a finger."""

    def use(self, target: Any) -> None:
        target.tap()

    def write(self, target: Any, words: str) -> None:
        target.tap()
        self.tab.keyboard.type(words)


class Keyboard(Mouse):
    """Goes through the page with Tab, Enter, arrows and Escape alone."""

    def reach(self, target: Any) -> None:
        """Press Tab until a thing has the focus."""
        for _ in range(REACH):
            if target.evaluate(FOCUSED):
                return
            self.tab.keyboard.press("Tab")
        raise AssertionError(f"{target} is out of reach")

    def use(self, target: Any) -> None:
        self.reach(target)
        self.tab.keyboard.press("Enter")

    def write(self, target: Any, words: str) -> None:
        self.reach(target)
        self.tab.keyboard.type(words)

    def choose(self, target: Any, value: str) -> None:
        self.reach(target)
        for _ in range(target.locator("option").count()):
            if target.input_value() == value:
                return
            self.tab.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen")

    def next_step(self) -> None:
        self.tab.keyboard.press("ArrowRight")

    def put_away(self) -> None:
        self.tab.keyboard.press("Escape")


@pytest.mark.parametrize("way", [Mouse, Keyboard, Touch])
def test_a_person_finds_the_way(visit: Any, text: str, way: type[Mouse], tmp_path: Any) -> None:
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if way is Touch else {}
    opened = visit(text, accept_downloads=True, **phone)
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person = way(opened)
    for step in (follow_the_story, search, filter_, follow_a_conflict, copy_the_query, go_back):
        step(person)
    save_a_picture(person, tmp_path)
    assert opened.complaints == []


def view(person: Mouse, name: str) -> None:
    """Go to a view and see that it is there."""
    link = person.tab.locator("nav[aria-label=Views]").get_by_role("link", name=name)
    person.use(link)
    assert link.get_attribute("aria-current") == "page"
    # A page wider than a phone is shown smaller than it should be.
    assert person.tab.evaluate("innerWidth === screen.width || innerWidth === 1400")


def follow_the_story(person: Mouse) -> None:
    tab = person.tab
    view(person, "Story")
    steps = tab.locator("main section:visible ol > li")
    titles = [" ".join(one.split()) for one in steps.locator("h3").all_inner_texts()]
    assert 6 <= len(titles) <= 10
    person.use(tab.get_by_role("link", name="Start the tour"))
    guide, views = tab.get_by_role("region", name="Story", exact=True), set()
    for number, title in enumerate(titles, 1):
        assert f"Step {number} of {len(titles)}" in guide.inner_text()
        assert title in " ".join(guide.inner_text().split())
        assert guide.is_visible()
        views.add(tab.locator("[aria-current=page]").inner_text())
        if number < len(titles):
            person.next_step()
    assert len(views) >= 3
    assert guide.get_by_role("link", name="Next").count() == 0
    person.use(guide.get_by_role("link", name="All steps"))
    assert not guide.is_visible()


def search(person: Mouse) -> None:
    tab = person.tab
    person.write(tab.get_by_role("searchbox"), "private companies")
    found = tab.locator("#results a")
    assert found.count() >= 1
    assert f"{found.count()} found" in tab.locator("#found").inner_text()
    person.use(found.first)
    assert "private companies" in tab.get_by_role("complementary").inner_text()
    assert not tab.locator("#results").is_visible()
    person.put_away()
    assert not tab.locator("#selection").is_visible()


def filter_(person: Mouse) -> None:
    tab = person.tab
    view(person, "Who says what")
    claims = tab.locator("main article:visible")
    every = claims.count()
    person.use(tab.get_by_role("button", name="Filter"))
    person.choose(tab.get_by_role("combobox", name="Speech act"), "feeling")
    assert 0 < claims.count() < every
    assert {"feeling" in one for one in claims.all_inner_texts()} == {True}
    assert "act=feeling" in tab.url
    person.use(tab.get_by_role("button", name="Show everything"))
    assert claims.count() == every
    person.use(tab.get_by_role("region", name="Filter").get_by_role("button", name="Close"))
    assert not tab.get_by_role("region", name="Filter").is_visible()


def follow_a_conflict(person: Mouse) -> None:
    """From a conflict to its passage's address, and into the graph."""
    tab = person.tab
    view(person, "Where they disagree")
    conflicts = tab.locator("main article").filter(has=tab.get_by_role("heading"))
    assert conflicts.count() == 11
    first = conflicts.first
    quotations = first.locator("blockquote a").all()
    assert len(quotations) >= 2
    for one in quotations:
        page_, _, words = one.get_attribute("href").partition("#:~:text=")
        assert page_.startswith("http")
        assert one.inner_text() in unquote(words)
    title = first.get_by_role("heading").inner_text()
    person.use(first.get_by_role("link", name="In the graph"))
    assert tab.locator("[aria-current=page]").inner_text() == "Whole graph"
    panel = tab.get_by_role("complementary")
    assert title in panel.inner_text()
    assert tab.locator("#graph canvas").is_visible()
    person.opened.wait_until_drawn()
    # The panel leads on to one of the two claims.
    side = panel.locator("article a[href^='#claim/']:not([href*='conflict'])").first
    wording = side.inner_text()
    person.use(side)
    assert wording in panel.get_by_role("heading", level=2).inner_text()


def copy_the_query(person: Mouse) -> None:
    tab = person.tab
    panel = tab.get_by_role("complementary")
    person.use(panel.locator("summary").filter(has_text="Query"))
    query = panel.locator("pre:visible").inner_text()
    assert "SELECT" in query
    assert panel.locator("code").first.inner_text() in query
    button = panel.get_by_role("button", name="Copy").first
    person.use(button)
    for _ in range(50):
        if "Copied" in button.inner_text():
            break
        tab.wait_for_timeout(20)
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.split() == query.split()


def go_back(person: Mouse) -> None:
    tab = person.tab
    here = tab.url
    panel = tab.locator("#selection")
    claim = panel.inner_text()
    tab.go_back()
    assert tab.url != here
    conflict = panel.inner_text()
    assert conflict != claim
    tab.go_back()
    assert tab.locator("[aria-current=page]").inner_text() == "Where they disagree"
    tab.go_forward()
    assert tab.locator("[aria-current=page]").inner_text() == "Whole graph"
    assert panel.inner_text() == conflict
    tab.go_forward()
    assert tab.url == here
    tab.reload()
    assert panel.get_by_role("heading", level=2).first.inner_text() in claim


def save_a_picture(person: Mouse, folder: Any) -> None:
    tab = person.tab
    if tab.locator("#selection").is_visible():
        person.put_away()
    for ending, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg ")):
        with tab.expect_download() as waiting:
            person.use(tab.get_by_role("button", name=ending))
        file = folder / waiting.value.suggested_filename
        waiting.value.save_as(file)
        assert file.suffix == f".{ending.lower()}"
        assert file.read_bytes().startswith(start)


VIEWS = ("planned", "voices", "disagree", "graph", "figures", "story")
CLAIM = "claim/no-private-companies"

#: Marks what can be focused: all that a reader of the source would expect Tab to reach.
WANTED = """() => {
  const wanted = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((part) => part.checkVisibility({ visibilityProperty: true }) && part.tabIndex >= 0
      && !part.disabled && !(part.closest('details:not([open])') && part.tagName !== 'SUMMARY'));
  wanted.forEach((part, i) => { part.dataset.wanted = String(i); });
  document.activeElement?.blur();
  scrollTo(0, 0);
  return wanted.length;
}"""

#: Says what has the focus, how it looks and how much of it can be seen.
HELD = """() => {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const looks = (one) => { const s = getComputedStyle(one);
    return [s.outlineStyle === 'none' ? 0 : s.outlineWidth, s.boxShadow, s.backgroundColor,
      s.borderColor, s.stroke, s.strokeWidth, s.textDecorationLine, s.top].join(' '); };
  window.looked ||= new Map();
  window.looked.set(part, [part, ...part.querySelectorAll('*')].slice(0, 12).map(looks).join('|'));
  window.looks = looks;
  let seen = 0; let tried = 0;
  for (const box of part.getClientRects()) {
    for (const x of [0.02, 0.5, 0.98]) for (const y of [0.03, 0.5, 0.97]) {
      tried += 1;
      const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      if (top && (part.contains(top) || top.contains(part))) seen += 1;
    }
  }
  return [part.dataset.wanted || '', seen / Math.max(1, tried),
    `${part.tagName} ${(part.getAttribute('aria-label') || part.textContent).trim().slice(0, 40)}`];
}"""

#: What looked the same with and without the focus.
UNMARKED = """() => {
  document.activeElement?.blur();
  return [...window.looked].filter(([part, then]) => part.isConnected
    && [part, ...part.querySelectorAll('*')].slice(0, 12).map(window.looks).join('|') === then)
    .map(([part]) => part.outerHTML.slice(0, 100));
}"""


@pytest.mark.parametrize("chosen", ["", CLAIM], ids=["nothing selected", "a claim selected"])
@pytest.mark.parametrize("view", VIEWS)
def test_tab_reaches_everything_and_shows_where_it_is(
    visit: Any, text: str, view: str, chosen: str
) -> None:
    opened = visit(text, at=f"#{chosen}&view={view}")
    opened.tab.wait_for_timeout(200)
    wanted = opened.tab.evaluate(WANTED)
    assert wanted > 15
    reached, covered, order = set(), [], []
    for _ in range(wanted + 5):
        opened.tab.keyboard.press("Tab")
        held = opened.tab.evaluate(HELD)
        if held is None:
            break
        name, seen, what = held
        if name in reached:
            break
        reached.add(name)
        order.append(name)
        if seen < 0.3:
            covered.append((what, seen))
    assert len(reached - {""}) == wanted
    assert covered == []
    # Back again from the last thing: no trap.
    for _ in order[-5:]:
        opened.tab.keyboard.press("Shift+Tab")
        held = opened.tab.evaluate(HELD)
        assert held is not None
        assert held[0] in order
    assert opened.tab.evaluate(UNMARKED) == []


@pytest.mark.parametrize("view", ["voices", "disagree"])
def test_on_a_phone_the_focus_is_never_hidden(visit: Any, text: str, view: str) -> None:
    opened = visit(text, at=f"#{CLAIM}&view={view}", viewport=PHONE)
    opened.tab.wait_for_timeout(200)
    wanted = opened.tab.evaluate(WANTED)
    hidden = []
    for _ in range(min(wanted, 150)):
        opened.tab.keyboard.press("Tab")
        held = opened.tab.evaluate(HELD)
        if held and held[1] == 0:
            hidden.append(held[2])
    assert hidden == []
