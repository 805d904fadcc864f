"""Properties of the pure half: values come through the wire to the bit, groups stay whole, merging invents nothing."""

from __future__ import annotations

import contextlib
import math
import struct
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.storage import sealing
from desktop_crm.sync import frames
from desktop_crm.sync.merge import Merged, difference, empty, merge
from desktop_crm.sync.operations import FIRST, Operation, Value, chain, chained, grouped
from desktop_crm.sync.protocol import Head, Push, RowBlock, from_blocks, row_block, rows_of, to_blocks

reals = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["", "\x00", "a\x00b", "\u2028", "喆", "🙂"]
)
values = st.none() | texts | st.integers(-(1 << 53), 1 << 53) | reals
names = st.sampled_from(["name", "phone", "email", "city", "company_size", "latitude", "note", "of_a_newer_client"])
fields = st.dictionaries(names, values, max_size=5)
operations = st.builds(
    Operation,
    verb=st.sampled_from(["i", "u", "d", "r"]),
    kind=st.sampled_from(["customer", "contact"]),
    id=st.uuids().map(str),
    new=fields,
    old=fields,
    base_v=st.integers(0, 1 << 60),
    seen=st.integers(0, 1 << 60),
    at=st.integers(0, 1 << 45),
    tied=st.booleans(),
)


def bits(value: Value) -> object:
    """A value so that equal means equal to the bit, type and all."""
    return struct.pack(">d", value) if isinstance(value, float) else (type(value), value)


def told(fields: Mapping[str, Value]) -> dict[str, object]:
    """Fields by their bits."""
    return {name: bits(value) for name, value in fields.items()}


# --- the wire ------------------------------------------------------------------------------------------------------


@given(st.lists(operations, max_size=8))
def test_operations_come_through_the_wire_to_the_bit(sent: list[Operation]) -> None:
    frame = frames.pack(Push(Head(0, FIRST), to_blocks(sent)))
    arrived = list(from_blocks(frames.unpack(frame, Push).blocks))
    assert [(told(op.new), told(op.old)) for op in arrived] == [(told(op.new), told(op.old)) for op in sent]
    assert chain(FIRST, arrived) == chain(FIRST, sent), "what is hashed is what arrives"


@given(st.lists(st.tuples(st.uuids().map(str), st.integers(1, 1 << 60), fields), max_size=6))
def test_rows_come_through_the_wire_to_the_bit(sent: list[tuple[str, int, dict[str, Value]]]) -> None:
    frame = frames.pack(row_block("tenant", "customer", sent))
    arrived = list(rows_of(frames.unpack(frame, RowBlock)))
    # A field that says nothing does not travel.
    expected = [(id_, version, {n: v for n, v in row.items() if v is not None}) for id_, version, row in sent]
    assert [(i, v, told(row)) for i, v, row in arrived] == [(i, v, told(row)) for i, v, row in expected]


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_json_has_no_number_for_becomes_nothing_and_never_another_number(value: float) -> None:
    sent = Operation("u", "customer", "1", {"latitude": value}, {})
    (arrived,) = from_blocks(frames.unpack(frames.pack(Push(Head(0, FIRST), to_blocks([sent]))), Push).blocks)
    assert arrived.new["latitude"] is None


def test_half_a_character_is_refused_and_not_sent_as_another_one() -> None:
    with pytest.raises((UnicodeEncodeError, WorldError, ValueError)):
        frames.pack(Push(Head(0, FIRST), to_blocks([Operation("u", "customer", "1", {"name": "\ud800"}, {})])))


@given(st.binary(max_size=60), st.data())
def test_a_garbled_frame_is_refused_or_says_what_was_sent(noise: bytes, data: st.DataObject) -> None:
    message = Push(Head(3, FIRST), to_blocks([Operation("u", "customer", "1", {"name": noise.hex()}, {})]))
    frame = bytearray(frames.pack(message))
    place = data.draw(st.integers(0, len(frame) - 1))
    frame[place] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(WorldError):  # refused, as nearly every one is
        assert frames.unpack(bytes(frame), Push) == message, "only a bit that says nothing may turn over"


# --- groups and chains ---------------------------------------------------------------------------------------------


@given(st.lists(operations, max_size=12))
def test_groups_are_the_operations_in_their_order_and_begin_where_nothing_is_tied(some: list[Operation]) -> None:
    groups = list(grouped(some))
    assert [op for group in groups for op in group] == some
    assert all(op.tied for group in groups for op in group[1:])
    assert not any(group[0].tied for group in groups[1:])


@given(st.lists(operations, min_size=1, max_size=6), st.data())
def test_a_chain_shows_any_change_of_what_it_holds(some: list[Operation], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(some) - 1))
    other = data.draw(operations)
    changed = [*some[:place], other, *some[place + 1 :]]
    same = other.content() == some[place].content()
    assert (chain(FIRST, changed)[-1] == chain(FIRST, some)[-1]) is same
    assert chain(FIRST, some)[-1] == chained(([FIRST, *chain(FIRST, some)])[-2], some[-1])


@given(st.lists(st.frozensets(st.integers(1, 6), min_size=1, max_size=3), min_size=1, max_size=10))
def test_no_transaction_is_split_over_two_groups(touched: list[frozenset[int]]) -> None:
    rows = [
        sealing._Changed(Customer, f"{number:08}", {}, {}, 1, transactions, number, number)
        for number, transactions in enumerate(touched)
    ]
    groups = list(sealing._groups(rows))
    assert sorted(row.id for group in groups for row in group) == [row.id for row in rows]
    for transaction in range(1, 7):
        holding = [group for group in groups if any(transaction in row.transactions for row in group)]
        assert len(holding) <= 1


# --- merging -------------------------------------------------------------------------------------------------------

words = st.sampled_from(["", "a", "b", "A"])
plain = st.fixed_dictionaries({}, optional={"name": words, "phone": words, "email": words, "industry": words})


def laid(row: Mapping[str, Value], merged: Merged) -> dict[str, Value]:
    """A row with what was merged into it."""
    return {**row, **merged.values}


def whole(row: Mapping[str, Value]) -> dict[str, Value]:
    """All four fields."""
    return {name: row.get(name, empty(Customer, name)) for name in ("name", "phone", "email", "industry")}


@given(plain, plain, plain)
def test_merging_disjoint_edits_gives_the_same_in_either_order(
    base: dict[str, Value], one: dict[str, Value], other: dict[str, Value]
) -> None:
    mine = {name: one.get(name, "") for name in ("name", "phone")}
    theirs = {name: other.get(name, "") for name in ("email", "industry")}
    seen = whole(base)

    def edited(row: Mapping[str, Value], new: dict[str, Value]) -> dict[str, Value]:
        old = {name: seen[name] for name in new}
        return laid(row, merge(Customer, row, old, new, is_later={}))

    assert whole(edited(edited(seen, mine), theirs)) == whole(edited(edited(seen, theirs), mine))


@given(plain, plain, plain, st.booleans())
def test_merging_invents_no_value_and_loses_none_that_nobody_saw(
    base: dict[str, Value], held: dict[str, Value], after: dict[str, Value], is_later: bool
) -> None:
    old, new = difference(Customer, whole(base), whole(after))
    later = dict.fromkeys(new, is_later)
    merged = merge(Customer, whole(held), old, new, is_later=later)
    told = {rivals.unit: rivals for rivals in merged.rivals}
    for name, value in whole(laid(whole(held), merged)).items():
        assert value in (whole(held)[name], new.get(name, whole(held)[name]))
        if value != whole(held)[name] and whole(held)[name] != old[name]:
            assert told[name].held == {name: whole(held)[name]}, "what he had not seen is kept"
        if name in new and value != new[name]:
            assert told[name].incoming == {name: new[name]}, "what was typed is kept"
