"""How the kinds of things look: the one place of their colours and shapes."""

from __future__ import annotations

from typing import NamedTuple


class Symbol(NamedTuple):
    """How a kind of node looks.

    Attributes:
        name: The kind, as in `reorg.analysis.projection.NODES`.
        colour: One of `COLOURS`.
        path: SVG path in a box from -1 to 1.
        hollow: Drawn as an outline, for what does not exist (yet) or is no claim.
    """

    name: str
    colour: str
    path: str
    hollow: bool = False


#: Colour on light ground and on dark ground, by the name under which style and script have it.
COLOURS = {
    "claim": ("#2f62b5", "#82aeff"),
    "party": ("#0c7771", "#57c7bd"),
    "document": ("#626d79", "#9ca8b5"),
    "plan": ("#7847b3", "#c4a5f7"),
    "service": ("#39792a", "#86c978"),
    "situation": ("#a1600f", "#e2aa5b"),
    "figure": ("#b03a68", "#f08fb3"),
    "issue": ("#8a2f8a", "#df94df"),
    "notion": ("#7b695b", "#bdab9b"),
}

_CIRCLE = "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z"
_BUBBLE = "M-1-.9H1V.4H.1L-.5 1V.4H-1Z"
_DIAMOND = "M0-1.15L1.15 0 0 1.15-1.15 0Z"

SYMBOLS = (
    Symbol("claim", "claim", _CIRCLE),
    Symbol("utterance", "claim", _CIRCLE, True),
    Symbol(
        "person",
        "party",
        "M0-1A.5.5 0 1 1 0 .02A.5.5 0 1 1 0-1ZM-.95 1C-.95.4-.5.18 0 .18S.95.4.95 1Z",
    ),
    Symbol("organisation", "party", "M-.9-.9H.9V.9H-.9Z"),
    Symbol("staff", "party", "M0-1L.95-.31.59.81H-.59L-.95-.31Z"),
    Symbol("document", "document", "M-.75-1H.25L.75-.5V1H-.75Z"),
    Symbol("plan", "plan", _DIAMOND),
    Symbol("planned", "plan", _DIAMOND, True),
    Symbol("event", "plan", "M0-1.1L.3-.35 1-.35.45.15.65.95 0 .45-.65.95-.45.15-1-.35-.3-.35Z"),
    Symbol("service", "service", "M-.55-.95H.55L1.1 0 .55.95H-.55L-1.1 0Z"),
    Symbol("responsibility", "service", "M-.85-.95H.85V.1C.85.65.4.95 0 1.1-.4.95-.85.65-.85.1Z"),
    Symbol("situation", "situation", "M0-1L1.05.85H-1.05Z"),
    Symbol("figure", "figure", "M-1 1V.1H-.45V1ZM-.28 1V-.95H.28V1ZM.45 1V-.4H1V1Z"),
    Symbol("issue", "issue", _BUBBLE),
    Symbol("gap", "issue", "M-1.05-.85H1.05L0 1Z", True),
    Symbol("notion", "notion", "M-.6-.62H.6A.62.62 0 0 1 .6.62H-.6A.62.62 0 0 1-.6-.62Z"),
    Symbol("place", "notion", "M0 1.1C-.4.5-.8.15-.8-.3A.8.8 0 0 1 .8-.3C.8.15.4.5 0 1.1Z"),
)


def style() -> str:
    """Return the colours as style sheet: a custom property each, and a class for symbols."""
    light, dark = (
        " ".join(f"--{name}: {pair[ground]};" for name, pair in COLOURS.items())
        for ground in (0, 1)
    )
    classes = "".join(
        f".c-{name} {{ fill: var(--{name}); stroke: var(--{name}); }}\n" for name in COLOURS
    )
    return (
        f":root {{ {light} }}\n"
        "@media (prefers-color-scheme: dark) "
        f"{{ :root:not(.printing) {{ {dark} }} }}\n{classes}"
    )
