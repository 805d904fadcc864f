"""What client and server say to each other (PROTOCOL.md): messages, limits, and operations and rows as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal

import msgspec

from desktop_crm.sync.operations import Operation, Value, Values, Verb

PROTOCOL = 1
MAX_OPERATIONS = 5_000
"""Operations of one request, at most; a group that has more is sent in parts."""
MAX_ROWS = 5_000
"""Rows of one page, at most."""
PAGE_BYTES = 3 << 20
"""Bytes of row contents after which a page ends, before compression."""

Columns = list[list[Value]]


class OperationBlock(msgspec.Struct, frozen=True, omit_defaults=True, rename={"kind": "k", "verb": "v"}):
    """Operations in a row that say the same fields of the same kind: one list for each field."""

    kind: str
    verb: Verb
    fields: list[str]
    ids: list[str]
    new: Columns
    old: Columns = []
    old_fields: list[str] = []
    """Fields of ``old`` where they are others than ``fields``."""
    base_v: list[int] = []
    """Version seen; empty = 0 for all."""
    seen: list[int] = []
    at: list[int] = []
    tied: list[int] = []
    """Places of those that are tied to the operation before them."""


class RowBlock(msgspec.Struct, frozen=True, omit_defaults=True, rename={"bucket": "b", "kind": "k"}):
    """Rows of one kind out of one bucket: one list for each field that any of them says something in."""

    bucket: str
    kind: str
    fields: list[str]
    ids: list[str]
    versions: list[int]
    values: Columns


class Gone(msgspec.Struct, frozen=True, rename={"bucket": "b", "kind": "k"}):
    """Rows that left a bucket. Why, and what they say now, is not for who held them."""

    bucket: str
    kind: str
    ids: list[str]


class Erased(msgspec.Struct, frozen=True, rename={"kind": "k"}):
    """Rows that must not be kept anywhere any more."""

    kind: str
    ids: list[str]


class Own(msgspec.Struct, frozen=True, omit_defaults=True, rename={"bucket": "b"}):
    """Rows that say exactly what operations of the asking device said: it has their contents already."""

    bucket: str
    numbers: list[int]
    """Of the operations; the row's version is that of the receipt."""


Outcome = Literal[
    "ok",
    "merged",
    "conflict",
    "restored",
    "lost",
    "redirected",
    "duplicate",
    "quarantined",
    "waits",
    "refused",
    "erased",
]
"""After ``merged``, ``conflict``, ``restored``, ``lost``, ``redirected`` and ``duplicate`` the row follows, with the
receipt's version or a later one. ``refused``: judged, and not taken; ``erased``: of its record nothing may be kept."""


ELSEWHERE = "elsewhere"


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one operation."""

    outcome: Outcome
    version: int = 0
    detail: str = ""
    """A code of words/errors.py for quarantined, an id for redirected and duplicate, that of the inbox's entry for
    conflict; ``ELSEWHERE`` for one that was taken, of a row that this device does not hold."""


class Receipts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of operations from ``first`` on: ``ok`` with versions from ``start`` on, all but ``odd`` ones."""

    first: int
    count: int
    start: int = 0
    odd: dict[int, Receipt] = {}
    """Number of the operation -> its receipt."""


class Head(msgspec.Struct, frozen=True):
    """Where a chain of operations ends: number and hash."""

    number: int
    hash: str


class Push(msgspec.Struct, frozen=True, omit_defaults=True):
    """Operations ``before.number`` + 1, +2, ..."""

    before: Head
    blocks: list[OperationBlock]
    is_part: bool = False
    """Whether the last group goes on in the next request."""
    names: list[str] = []
    """Of each operation the hash it was first sealed with; only where they are numbered anew (a forked device)."""
    within: list[int] = []
    """Places of operations sent again whose effect is part of a row offered to this restored server (``rescue``)."""


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Up to where a bucket was read, and the grant under which that was."""

    grant: int
    seq: int


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """One call of ``POST v1/sync``. Which device speaks is said by its token alone."""

    protocol: int
    schema: str
    epoch: int
    head: Head
    """The last operation that this call leaves the server with. A call that pulls has sent all that is sealed here."""
    push: Push | None = None
    cursors: dict[str, Cursor] | None = None
    """None: nothing is to be pulled."""
    is_first: bool = False
    """The first page of a pull: the answer tells of buckets granted and taken away, as that of the last page does."""
    snapshot: int = 0
    """Of the last complete pull: what was judged after it is told."""
    slice: int | None = None
    """0-255: the contents of the rows of this slice are to be compared (``slice_of``)."""
    whole: bool = False
    """A bucket is read from its start in this pull: no row is left out because this device once sent it, which may have
    let it go since."""
    rescue: list[RowBlock] = []
    """Rows as they were before the server was restored, which it may lack."""


class Bucket(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bucket that this device may hold."""

    grant: int
    priority: int = 0
    restart: bool = False
    """Its cursor is of no use any more: it is read from the start and compared."""


class BucketHead(msgspec.Struct, frozen=True, array_like=True):
    """What a bucket holds at the snapshot of an answer."""

    rows: int
    total: int


Standing = Literal["ok", "gap", "behind", "forked", "early"]
"""How the device's chain stands to what the server has of it."""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to a ``Request``."""

    epoch: int
    now: int
    """The server's clock: milliseconds since 1970 UTC."""
    standing: Standing = "ok"
    last: Head | None = None
    """The last operation the server has of this device, where ``standing`` is not ok; of a fork: the last in common."""
    receipts: list[Receipts] = []
    buckets: dict[str, Bucket] | None = None
    rows: list[RowBlock] = []
    own: list[Own] = []
    gone: list[Gone] = []
    cursors: dict[str, Cursor] = {}
    """How far this page has read."""
    snapshot: int = 0
    """Number of the snapshot, with the last page only: ``is_complete``."""
    is_complete: bool = False
    heads: dict[str, BucketHead] = {}
    slices: dict[str, str] = {}
    """Bucket -> digest of the contents of the rows of the slice asked for, with the last page."""
    judged: dict[int, Receipt] = {}
    """What became of operations that were in quarantine, by number."""
    erased: list[Erased] = []
    kept_to: int = 0
    """Operations up to this number lie in a verified backup of the server: the device need not keep them."""
    backup_seq: int = 0
    """The last number before this epoch that the server still knows."""
    may_remove: bool = True
    """False while nobody has confirmed a restored server: nothing is to be removed for its word alone."""
    poll_ms: int = 0


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a call was not answered: an error code of words/errors.py and its values."""

    code: str
    values: dict[str, Any] = {}


# --- operations as columns -----------------------------------------------------------------------------------------


def to_blocks(operations: Sequence[Operation]) -> list[OperationBlock]:
    """Operations in their order, those of one shape in one block."""
    return [_block(list(run)) for _, run in groupby(operations, key=_shape)]


def from_blocks(blocks: Iterable[OperationBlock]) -> Iterator[Operation]:
    """The operations in blocks. Raises ``ValueError`` where lists are not of the same length."""
    for block in blocks:
        yield from _operations(block)


def _shape(operation: Operation) -> tuple[str, Verb, tuple[str, ...], tuple[str, ...]]:
    return operation.kind, operation.verb, tuple(operation.new), tuple(operation.old)


def _block(run: list[Operation]) -> OperationBlock:
    kind, verb, fields, old_fields = _shape(run[0])
    return OperationBlock(
        kind=kind,
        verb=verb,
        fields=list(fields),
        ids=[operation.id for operation in run],
        new=[[operation.new[name] for operation in run] for name in fields],
        old=[[operation.old[name] for operation in run] for name in old_fields],
        old_fields=[] if old_fields == fields else list(old_fields),
        base_v=[operation.base_v for operation in run] if any(operation.base_v for operation in run) else [],
        seen=[operation.seen for operation in run] if any(operation.seen for operation in run) else [],
        at=[operation.at for operation in run],
        tied=[place for place, operation in enumerate(run) if operation.tied],
    )


def _operations(block: OperationBlock) -> Iterator[Operation]:
    count = len(block.ids)
    nothing = [0] * count
    old_fields = block.old_fields or (block.fields if block.old else [])
    base_v, seen, at = block.base_v or nothing, block.seen or nothing, block.at or nothing
    lists: list[Sequence[Value]] = [*block.new, *block.old, base_v, seen, at]
    if len(block.new) != len(block.fields) or len(block.old) != len(old_fields):
        raise ValueError("columns")
    if any(len(column) != count for column in lists) or any(not 0 <= place < count for place in block.tied):
        raise ValueError("lengths")
    tied = set(block.tied)
    new = _rows(block.new, count)
    old = _rows(block.old, count)
    for place in range(count):
        yield Operation(
            verb=block.verb,
            kind=block.kind,
            id=block.ids[place],
            new=dict(zip(block.fields, new[place], strict=True)),
            old=dict(zip(old_fields, old[place], strict=True)),
            base_v=base_v[place],
            seen=seen[place],
            at=at[place],
            tied=place in tied,
        )


def _rows(columns: Columns, count: int) -> list[tuple[Value, ...]]:
    return list(zip(*columns, strict=True)) if columns else [()] * count


# --- rows as columns -----------------------------------------------------------------------------------------------


def row_block(bucket: str, kind: str, rows: Sequence[tuple[str, int, Values]]) -> RowBlock:
    """Rows (id, version, fields that say something) as columns."""
    fields: dict[str, None] = {}
    for _, _, values in rows:
        fields.update(dict.fromkeys(values))
    return RowBlock(
        bucket=bucket,
        kind=kind,
        fields=list(fields),
        ids=[row[0] for row in rows],
        versions=[row[1] for row in rows],
        values=[[row[2].get(name) for row in rows] for name in fields],
    )


def check_rows(block: RowBlock) -> None:
    """Raise ``ValueError`` where the lists of a block are not of the same length."""
    count = len(block.ids)
    if len(block.values) != len(block.fields) or any(len(column) != count for column in block.values):
        raise ValueError("columns")
    if len(block.versions) != count:
        raise ValueError("lengths")


def rows_of(block: RowBlock) -> Iterator[tuple[str, int, Mapping[str, Value]]]:
    """(id, version, fields) of each row. Raises ``ValueError`` where lists are not of the same length."""
    check_rows(block)
    for place, values in enumerate(_rows(block.values, len(block.ids))):
        row = {name: value for name, value in zip(block.fields, values, strict=True) if value is not None}
        yield block.ids[place], block.versions[place], row
