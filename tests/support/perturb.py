"""Makes copies of a text that differ from it as copies do, and keeps track of what went where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

Change = Callable[["Copy", Random], None]


class Copy:
    """A text in the making.

    Attributes:
        source: The text that is copied.
        pieces: For each character of it, what stands in its place.
        added: For each character of it, what has been put before it; one more for the end.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces = list(source)
        self.added = [""] * (len(source) + 1)

    @property
    def text(self) -> str:
        pairs = zip(self.added, [*self.pieces, ""], strict=True)
        return "".join(before + piece for before, piece in pairs)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the source now stands, without white space at its ends."""
        text = "".join(
            (self.added[at] if at > start else "") + self.pieces[at] for at in range(start, end)
        )
        before = sum(map(len, self.pieces[:start])) + sum(map(len, self.added[: start + 1]))
        first = before + len(text) - len(text.lstrip())
        return first, first + len(text.strip())

    def replace(self, pattern: str, by: Callable[[re.Match[str]], str]) -> None:
        """Put other text in the place of what a pattern finds in the source."""
        for match in re.finditer(pattern, self.source):
            start, end = match.span()
            if "".join(self.pieces[start:end]) == match.group():
                self.pieces[start:end] = [by(match), *[""] * (end - start - 1)]


def spaces(copy: Copy, random: Random) -> None:
    """Other white space of all kinds, within lines and between paragraphs."""
    within = random.choice([["  "], [" ", "\t"], ["\u00a0", " "], [" ", "\u2009", "  ", "\n"]])
    between = random.choice(["\n", "\n\n\n\n", "\r\n\r\n", "\n \n\t", "\n\n    ", " "])
    copy.replace("\n\n+", lambda _: between)
    copy.replace(" ", lambda _: random.choice(within))


def reflow(copy: Copy, random: Random) -> None:
    """Lines broken at another width, or paragraphs each on one line, or all on one."""
    if random.random() < 0.3:
        copy.replace(r"\s+", lambda _: " ")
        return
    width, column = random.randint(30, 110), 0
    for at, character in enumerate(copy.source):
        column = 0 if character == "\n" else column + 1
        if character == " " and column > width:
            copy.pieces[at], column = "\n", 0


def straight(copy: Copy, random: Random) -> None:
    """Typewriter quotation marks for printers' ones; some copies have only the one or other."""
    which = random.choice(["‘’“”", "‘’", "“”", "’"])
    table = str.maketrans("‘’“”", "''\"\"")
    copy.replace(f"[{which}]", lambda match: match.group().translate(table))


def curly(copy: Copy, random: Random) -> None:
    """Printers' quotation marks for typewriter ones, or those of another country."""
    opening, closing = random.choice(["“”", "„“", "““"])
    copy.replace(r'(?<!\w)["“]', lambda _: opening)
    copy.replace(r'(?<=\S)["”]', lambda _: closing)
    copy.replace("['’](?=[a-z])", lambda _: random.choice("’ʼ'"))


def compose(copy: Copy, random: Random) -> None:
    """NFC or NFD, with soft hyphens and joiners here and there."""
    form = random.choice(["NFC", "NFD"])
    for at, piece in enumerate(copy.pieces):
        copy.pieces[at] = unicodedata.normalize(form, piece)
    if random.random() < 0.5:
        hidden = random.choice("\u00ad\u200b\u2060")
        copy.replace(
            r"(?<=\w\w)\w(?=\w\w)",
            lambda match: match.group() + hidden * (random.random() < 0.05),
        )


def dashes(copy: Copy, random: Random) -> None:
    """Other dashes and ellipses, and ligatures."""
    dash = random.choice(["--", " – ", "—", " - ", "---"])
    copy.replace(" ?[—–] ?", lambda _: dash)
    copy.replace(r"(?<=\w)-(?=\w)", lambda _: random.choice("-\u2010\u2011"))
    copy.replace("…", lambda _: "...")
    if random.random() < 0.5:
        copy.replace("ffi", lambda _: "\ufb03")
        copy.replace("fi", lambda _: "\ufb01")
        copy.replace("fl", lambda _: "\ufb02")


_ADVERTISEMENTS = (
    "Advertisement",
    "Sign up to our newsletter and never miss a story.",
    "Home > News > Local government",
    "Share this: Facebook Twitter Email Print",
    "Read more: Ten ways to plan a merger that staff will thank you for",
    "Related jobs\nSenior practitioner, £38,000\nTeam manager, 4,000 staff, £52,000",
    "The council has not approved plans for a car park. Subscribe for more.",
    "Cookies help us to provide our services. By using them you agree to the council of cookies.",
)


def surroundings(copy: Copy, random: Random) -> None:
    """Navigation and advertisements around and within, some of which repeat the text's words."""
    breaks = [match.end() for match in re.finditer("\n+", copy.source)]
    places = [0, len(copy.source), *random.sample(breaks, min(len(breaks), random.randint(0, 6)))]
    sentences = [line.strip() for line in copy.source.splitlines() if line.strip()]
    repeating = random.choice([*places, *[None] * 2 * len(places)])
    for place in places:
        lines = random.choices(_ADVERTISEMENTS, k=random.randint(1, 4))
        if place == repeating:
            lines.append(random.choice([sentences[0], random.choice(sentences)]))
        random.shuffle(lines)
        block = "\n\n".join(lines)
        copy.added[place] = f"{block}\n\n" if place < len(copy.source) else f"\n\n{block}"


def typing(copy: Copy, random: Random) -> None:
    """A few typing errors corrected, or made: a letter lost, doubled, changed, or two swapped."""
    letters = [match.start() for match in re.finditer(r"(?<=[a-z])[a-z](?=[a-z])", copy.source)]
    for at in random.sample(letters, random.randint(1, 2 + len(letters) // 500)):
        letter = copy.pieces[at]
        if len(letter) != 1:
            continue
        if random.random() < 0.25:
            copy.pieces[at], copy.pieces[at + 1] = copy.pieces[at + 1], letter
        else:
            copy.pieces[at] = random.choice(["", letter * 2, random.choice("aeinst")])


def removal(copy: Copy, random: Random) -> None:
    """A few paragraphs left out."""
    paragraphs = [match.span() for match in re.finditer(r"[^\n]+", copy.source)]
    for start, end in random.sample(paragraphs, min(len(paragraphs), random.randint(1, 4))):
        copy.pieces[start:end] = [""] * (end - start)


EVEN: tuple[tuple[Change, ...], ...] = (
    (spaces,),
    (reflow,),
    (straight,),
    (curly,),
    (compose,),
    (straight, spaces),
    (curly, reflow),
    (compose, straight, spaces),
)
"""Changes under which every passage must be found."""

UNEVEN: tuple[tuple[Change, ...], ...] = (
    (surroundings,),
    (typing,),
    (dashes,),
    (surroundings, straight, reflow),
    (typing, curly, spaces),
    (surroundings, typing),
    (surroundings, typing, dashes, straight, compose, reflow),
)
"""Changes under which nearly every passage must be found."""
