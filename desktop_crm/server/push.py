"""Taking operations of a device: its chain is checked, each group judged, all of it written in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from desktop_crm.domain.errors import WorldError
from desktop_crm.server import access, parts
from desktop_crm.server.chains import place_of_push
from desktop_crm.server.rights import Writer
from desktop_crm.server.tables import device as device_table
from desktop_crm.server.taking import Fresh, take, take_carefully
from desktop_crm.sync.operations import Operation, chain, name_of
from desktop_crm.sync.protocol import (
    MAX_OPERATIONS,
    Head,
    Push,
    Receipt,
    Receipts,
    Standing,
    from_blocks,
)

_LONGEST_NAME = 100
"""Characters of an id or a kind."""
_HIGHEST = 1 << 62
_LATEST = 1 << 47
"""Milliseconds since 1970: the year 6429."""

_mine = (device_table.c.tenant == bindparam("of"), device_table.c.id == bindparam("device"))
_LOCK = select(device_table).where(*_mine).with_for_update()
_GO_ON = (
    update(device_table)
    .where(*_mine)
    .values(last_number=bindparam("number"), last_hash=bindparam("hash"), met_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a push."""

    standing: Standing
    last: Head
    receipts: tuple[Receipts, ...] = ()


def push(
    connection: Connection,
    tenant: str,
    device: str,
    sent: Push,
    *,
    now: int,
    schema_is_newer: bool,
    careful: bool = False,
) -> Pushed:
    """Take operations. All or none is written, and each takes effect once however often it is sent.

    ``careful``: group by group, after a push as a whole made the server stumble. Raises ``WorldError`` (push_invalid)
    for blocks that are none.
    """
    row = _locked(connection, tenant, device)
    last = Head(row.last_number, row.last_hash)
    beginning = parts.kept(connection, tenant, device, last)
    whole = parts.joined(beginning, _read(device, sent))
    if parts.holds(beginning, whole):
        return Pushed("ok", beginning.last)
    place = place_of_push(connection, tenant, device, last, whole.before, whole.hashes)
    told = [_stored(place.known)] if place.known else []
    if place.standing != "ok":
        return Pushed(place.standing, place.last, tuple(told))
    known, offset = len(place.known), sent.before.number - whole.before.number
    fresh = Fresh(
        first=whole.before.number + known + 1,
        operations=whole.operations[known:],
        hashes=whole.hashes[known:],
        names=whole.names[known:],
        is_renamed=bool(sent.names),
        within=frozenset(number + offset - known for number in sent.within),
    )
    if not fresh.operations:
        return Pushed("ok", last, tuple(told))
    if fresh.operations[0].tied:
        raise WorldError("push_invalid", reason="tied")
    complete = fresh.part(0, _behind_groups(fresh.operations) if sent.is_part else len(fresh.operations))
    rest = fresh.part(len(complete.operations), len(fresh.operations))
    if complete.operations:
        writer = _writer(connection, tenant, row, now=now, schema_is_newer=schema_is_newer)
        taken = (take_carefully if careful else take)(connection, tenant, writer, complete)
        told.append(_receipts(complete.first, taken))
        last = Head(complete.first + len(complete.operations) - 1, complete.hashes[-1])
        _go_on(connection, tenant, device, last, now)
    if rest.operations:
        begun = parts.Sent(last, rest.operations, rest.hashes, rest.names)
        parts.keep(connection, tenant, device, begun, now)
        last = begun.last
    return Pushed("ok", last, tuple(told))


def _writer(connection: Connection, tenant: str, row: Row[Any], *, now: int, schema_is_newer: bool) -> Writer:
    return Writer(
        device=row.id,
        user=row.user_id,
        role=access.role_of(connection, tenant, row.user_id),
        may_see=access.view_of(connection, tenant, row.user_id),
        now=now,
        schema_is_newer=schema_is_newer,
        held_for="" if row.state == "active" else "device_suspended",
    )


def _go_on(connection: Connection, tenant: str, device: str, last: Head, now: int) -> None:
    """The chain of a device goes on behind ``last``; a beginning that was kept is taken with it."""
    known = {"of": tenant, "device": device, "number": last.number, "hash": last.hash, "now": now}
    connection.execute(_GO_ON, known)
    parts.drop(connection, tenant, device)


def _behind_groups(operations: Sequence[Operation]) -> int:
    """Where the last group begins, the one that goes on in the next request."""
    return max(place for place, operation in enumerate(operations) if not operation.tied)


def _locked(connection: Connection, tenant: str, device: str) -> Row[Any]:
    row = connection.execute(_LOCK, {"of": tenant, "device": device}).first()
    if row is None:
        raise WorldError("unknown_device")
    return row


def _read(device: str, sent: Push) -> parts.Sent:
    try:
        operations = list(from_blocks(sent.blocks))
    except ValueError as error:
        raise WorldError("push_invalid", reason=str(error)) from error
    if len(operations) > MAX_OPERATIONS:
        raise WorldError("push_invalid", reason="too many")
    if not all(map(_is_sound, operations)):
        raise WorldError("push_invalid", reason="names or numbers")
    if sent.names and len(sent.names) != len(operations):
        raise WorldError("push_invalid", reason="names")
    hashes = chain(sent.before.hash, operations)
    names = sent.names or [name_of(device, hash_) for hash_ in hashes]
    return parts.Sent(sent.before, operations, hashes, names)


def _is_sound(op: Operation) -> bool:
    """Whether a database takes its names and numbers: what is wrong with its values the judge says."""
    names = op.id.isprintable() and op.kind.isprintable() and 0 < len(op.id) <= _LONGEST_NAME >= len(op.kind)
    return names and 0 <= op.base_v < _HIGHEST and 0 <= op.seen < _HIGHEST and abs(op.at) < _LATEST


def _receipts(first: int, receipts: Sequence[Receipt]) -> Receipts:
    """Receipts of operations in a row, shortened: an ok whose version follows from the start is not said."""
    start = next((told.version - place for place, told in enumerate(receipts) if told.outcome == "ok"), 0)
    odd = {
        first + place: told
        for place, told in enumerate(receipts)
        if told.outcome != "ok" or told.version != start + place or told.detail
    }
    return Receipts(first, len(receipts), start, odd)


def _stored(rows: Sequence[Row[Any]]) -> Receipts:
    return _receipts(rows[0].number, [Receipt(row.outcome, row.version, row.detail) for row in rows])
