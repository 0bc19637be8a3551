"""Words of a picture are broken into lines without a word lost, whatever they hold."""

from __future__ import annotations

import textwrap

from hypothesis import example, given
from hypothesis import strategies as st

from reorg.html.strokes import wrapped
from reorg.html.translation import Run

RUNS = st.lists(st.builds(Run, st.text(max_size=20), st.booleans()), max_size=4)


@given(runs=RUNS, room=st.integers(min_value=1, max_value=30))
@example(runs=[Run("one\u2028two\x0bthree\tfour\x85five")], room=8)
def test_lines_hold_all_words_each_in_its_language(runs: list[Run], room: int) -> None:
    lines = [*wrapped(tuple(runs), room)]
    shown = ["".join(run.words for run in line) for line in lines]
    whole = "".join(run.words for run in runs)
    assert shown == textwrap.wrap(whole, room, tabsize=1)
    for foreign in (True, False):
        signs = "".join(run.words for run in runs if run.foreign is foreign)
        kept = "".join(run.words for line in lines for run in line if run.foreign is foreign)
        assert "".join(kept.split()) == "".join(signs.split())
