"""What is sent arrives as it was: operations and rows as columns, frames that cannot be bent, chains that hold."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from desktop_crm.domain.errors import WorldError
from desktop_crm.sync import frames
from desktop_crm.sync.buckets import Tally
from desktop_crm.sync.operations import FIRST, Operation, chain, grouped
from desktop_crm.sync.protocol import (
    Head,
    OperationBlock,
    Push,
    Request,
    from_blocks,
    row_block,
    rows_of,
    to_blocks,
)

values = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.integers(-(1 << 53), 1 << 53),
    st.floats(allow_nan=False, allow_infinity=False),
)
fields = st.dictionaries(st.sampled_from(["name", "phone", "note", "latitude", "deleted_at"]), values, max_size=4)
operations = st.lists(
    st.builds(
        Operation,
        verb=st.sampled_from(["i", "u", "d", "r"]),
        kind=st.sampled_from(["customer", "visit"]),
        id=st.uuids().map(str),
        new=fields,
        old=fields,
        base_v=st.integers(0, 1 << 50),
        seen=st.integers(0, 1 << 50),
        at=st.integers(0, 1 << 45),
        tied=st.booleans(),
    ),
    max_size=12,
)


@given(operations)
def test_operations_survive_the_journey(sent: list[Operation]) -> None:
    request = Request(1, "0001", 1, Head(0, FIRST), Push(Head(0, FIRST), to_blocks(sent)))
    arrived = frames.unpack(frames.pack(request), Request)
    assert arrived.push is not None
    found = list(from_blocks(arrived.push.blocks))
    assert found == sent
    assert [type(value) for op in found for value in op.new.values()] == [
        type(value) for op in sent for value in op.new.values()
    ]
    assert chain(FIRST, found) == chain(FIRST, sent)


@given(operations, st.data())
def test_a_chain_tells_every_change(sent: list[Operation], data: st.DataObject) -> None:
    if not sent:
        return
    place = data.draw(st.integers(0, len(sent) - 1))
    other = replace(sent[place], id=sent[place].id + "x")
    bent = [*sent[:place], other, *sent[place + 1 :]]
    before, after = chain(FIRST, sent), chain(FIRST, bent)
    assert before[:place] == after[:place]
    assert before[place:] != after[place:]
    assert before[-1] != after[-1]


@given(operations)
def test_groups_are_cut_where_nothing_is_tied(sent: list[Operation]) -> None:
    groups = list(grouped(sent))
    assert [operation for group in groups for operation in group] == sent
    assert all(not operation.tied for group in groups[1:] for operation in group[:1])
    assert all(operation.tied for group in groups for operation in group[1:])


@given(
    st.lists(
        st.tuples(
            st.uuids().map(str),
            st.integers(1, 1 << 50),
            st.dictionaries(st.sampled_from(["name", "phone", "size"]), values.filter(lambda v: v is not None)),
        ),
        max_size=8,
    )
)
def test_rows_survive_the_journey(rows: list[tuple[str, int, dict[str, Any]]]) -> None:
    block = msgspec.json.decode(
        msgspec.json.encode(row_block("terr:x", "customer", rows)), type=type(row_block("", "", []))
    )
    assert list(rows_of(block)) == rows


@pytest.mark.parametrize(
    "block",
    [
        OperationBlock("customer", "u", ["phone"], ["a", "b"], [["1"]], [["0"]]),
        OperationBlock("customer", "u", ["phone"], ["a"], [["1"], ["2"]], [["0"]]),
        OperationBlock("customer", "u", ["phone"], ["a"], [["1"]], [["0"]], at=[1, 2]),
        OperationBlock("customer", "u", ["phone"], ["a"], [["1"]], [["0"]], tied=[1]),
    ],
)
def test_columns_of_unequal_length_are_refused(block: OperationBlock) -> None:
    with pytest.raises(ValueError, match=r"columns|lengths"):
        list(from_blocks([block]))


@given(st.binary(max_size=60))
def test_any_bytes_are_a_clear_error(garbage: bytes) -> None:
    with pytest.raises(WorldError, match=r"frame_damaged|frame_too_large"):
        frames.unpack(garbage, Request)


@given(st.data())
def test_a_bent_frame_is_never_another_message(data: st.DataObject) -> None:
    frame = bytearray(frames.pack(Request(1, "0001", 1, Head(7, "ab" * 32))))
    place, bit = data.draw(st.integers(0, len(frame) - 1)), data.draw(st.integers(0, 7))
    frame[place] ^= 1 << bit
    try:
        arrived = frames.unpack(bytes(frame), Request)
    except WorldError:
        return
    assert arrived == Request(1, "0001", 1, Head(7, "ab" * 32)), "a bit that says nothing"


def test_a_bomb_is_not_inflated() -> None:
    bomb = zstandard.ZstdCompressor().compress(b" " * (frames.MAX_INFLATED + 1))
    assert len(bomb) < 10_000
    with pytest.raises(WorldError, match="frame_too_large"):
        frames.unpack(bomb, Request)
    unsized = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    with pytest.raises(WorldError, match="frame_damaged"):
        frames.unpack(unsized.compress(b" " * 100) + unsized.flush(), Request)


def test_a_tally_forgets_the_order_and_knows_the_version() -> None:
    one = Tally().with_row("customer", "a", 1).with_row("customer", "b", 2)
    other = Tally().with_row("customer", "b", 2).with_row("customer", "a", 1)
    assert one == other
    assert one.without_row("customer", "b", 2) == Tally().with_row("customer", "a", 1)
    assert one != Tally().with_row("customer", "a", 2).with_row("customer", "b", 2)


def test_frames_made_in_many_threads_are_sound() -> None:
    messages = [{"rows": [f"{number}-{place}" * 20 for place in range(3_000)]} for number in range(8)]
    wrong: list[str] = []

    def pack_often(message: Mapping[str, list[str]]) -> None:
        for _ in range(12):
            try:
                if frames.unpack(frames.pack(message), dict[str, list[str]]) != message:
                    wrong.append("another message")
            except Exception as error:
                wrong.append(type(error).__name__)

    threads = [threading.Thread(target=pack_often, args=(message,)) for message in messages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
