"""The values of a thing are read in one way, whether a record writes one, a list or a mapping."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg.record.model import Fields
from reorg.record.strictyaml import Value

scalars = st.text(max_size=5)
mappings = st.dictionaries(st.text(min_size=1, max_size=5), scalars, max_size=3)
values = st.one_of(scalars, mappings, st.lists(st.one_of(scalars, mappings, st.lists(scalars))))


@given(values)
def test_each_value_is_text_or_has_keys_or_is_neither(value: Value) -> None:
    fields = Fields({"key": value})
    listed = fields.listed("key")
    assert listed == (value if isinstance(value, list) else [value])
    assert fields.texts("key") == [item for item in listed if isinstance(item, str)]
    nested = fields.nested("key")
    assert [part.values for part in nested] == [i for i in listed if isinstance(i, dict)]
    assert [listed[part.count - 1] for part in nested] == [part.values for part in nested]
    assert fields.text("key") == next(iter(fields.texts("key")), "")


def test_a_key_that_is_not_written_has_no_values() -> None:
    fields = Fields({})
    assert not fields.has("key")
    assert (fields.listed("key"), fields.texts("key"), fields.nested("key")) == ([], [], [])
    assert (fields.text("key"), fields.number("key")) == ("", None)


@pytest.mark.parametrize(
    ("value", "number"),
    [("0", 0), ("12", 12), (["7"], 7), ("-1", None), ("٣", None), ("1.0", None), ("", None)],
)
def test_a_number_is_a_whole_one_from_0(value: Value, number: int | None) -> None:
    assert Fields({"key": value}).number("key") == number


def test_of_two_numbers_neither_is_the_value() -> None:
    assert Fields({"key": ["1", "2"]}).number("key") is None
