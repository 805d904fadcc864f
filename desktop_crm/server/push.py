"""Taking operations of a device: its chain is checked, each group judged, all of it written in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server import access, records
from desktop_crm.server.judge import Writer, judge
from desktop_crm.server.ledger import Held, Key, Ledger
from desktop_crm.server.placing import parent_of, tree_field
from desktop_crm.server.tables import device as device_table
from desktop_crm.server.tables import quarantine, receipt
from desktop_crm.sync.merge import empty, same
from desktop_crm.sync.operations import FIRST, Operation, chain
from desktop_crm.sync.protocol import MAX_OPERATIONS, Head, Push, Receipt, Receipts, Standing, from_blocks

_MOVES = frozenset({"territory_id", "owner_id", "deleted_at"})
"""Fields of a root whose change moves what hangs on it: all of that must be at hand."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a push."""

    standing: Standing
    last: Head
    receipts: tuple[Receipts, ...] = ()


def push(connection: Connection, tenant: str, device: str, sent: Push, *, now: int, schema_is_newer: bool) -> Pushed:
    """Take operations. All or none is written, and each takes effect once however often it is sent.

    Raises ``WorldError`` (push_invalid) for blocks that are none.
    """
    row = _locked(connection, tenant, device)
    operations = _read(sent)
    hashes = chain(sent.before.hash, operations)
    last = Head(row.last_number, row.last_hash)
    known = receipts_between(connection, tenant, device, sent.before.number, sent.before.number + len(operations))
    if sent.before.number > last.number:
        return Pushed("gap", last)
    if (before := _hash_at(connection, tenant, device, sent.before.number, last)) != sent.before.hash:
        return Pushed("forked" if before else "behind", last)
    for place, hash_ in enumerate(hashes[: len(known)]):
        if known[place].hash != hash_:
            number = sent.before.number + place
            return Pushed(
                "forked",
                Head(number, hashes[place - 1] if place else sent.before.hash),
                (_stored(known[:place]),) if place else (),
            )
    fresh, fresh_hashes = operations[len(known) :], hashes[len(known) :]
    told = [_stored(known)] if known else []
    if fresh:
        first = sent.before.number + len(known) + 1
        writer = Writer(
            device=device,
            user=row.user_id,
            role=access.role_of(connection, tenant, row.user_id),
            may_see=access.view_of(connection, tenant, row.user_id),
            now=now,
            schema_is_newer=schema_is_newer,
        )
        made = _take(connection, tenant, writer, first, fresh, fresh_hashes)
        told.append(_receipts(first, made))
        last = Head(first + len(fresh) - 1, fresh_hashes[-1])
        connection.execute(
            update(device_table)
            .where(device_table.c.tenant == tenant, device_table.c.id == device)
            .values(last_number=last.number, last_hash=last.hash, met_at=now)
        )
    return Pushed("ok", last, tuple(told))


def receipts_between(connection: Connection, tenant: str, device: str, after: int, last: int) -> list[Row[Any]]:
    """Stored receipts of operations after+1 ... last, those there are, in order."""
    query = select(receipt).where(receipt.c.tenant == tenant, receipt.c.device == device)
    query = query.where(receipt.c.number > after, receipt.c.number <= last).order_by(receipt.c.number)
    return list(connection.execute(query))


def _locked(connection: Connection, tenant: str, device: str) -> Row[Any]:
    query = select(device_table).where(device_table.c.tenant == tenant, device_table.c.id == device).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise WorldError("unknown_device")
    return row


def _read(sent: Push) -> list[Operation]:
    try:
        operations = list(from_blocks(sent.blocks))
    except ValueError as error:
        raise WorldError("push_invalid", reason=str(error)) from error
    if len(operations) > MAX_OPERATIONS:
        raise WorldError("push_invalid", reason="too many")
    return operations


def _hash_at(connection: Connection, tenant: str, device: str, number: int, last: Head) -> str:
    """The hash of the chain at a number; empty where it is not known any more."""
    if number == last.number:
        return last.hash
    if number == 0:
        return FIRST
    query = select(receipt.c.hash).where(
        receipt.c.tenant == tenant, receipt.c.device == device, receipt.c.number == number
    )
    found = connection.execute(query).scalar_one_or_none()
    return str(found) if found else ""


def _take(
    connection: Connection,
    tenant: str,
    writer: Writer,
    first: int,
    operations: Sequence[Operation],
    hashes: Sequence[str],
) -> list[Receipt]:
    """Judge operations and write what became of them. Returns their receipts, with versions."""
    ledger = Ledger(_at_hand(connection, tenant, operations).values())
    judged: list[Receipt] = []
    for group, names in _groups(operations, hashes):
        judged += judge(group, names, ledger, writer)
    for (kind, id_), place in {(op.kind, op.id): place for place, op in enumerate(operations)}.items():
        if judged[place].outcome == "ok" and not _still_says(ledger.get((kind, id_)), operations[place]):
            judged[place] = Receipt("merged")  # what came after it changed the row again
    changes = list(ledger.changed())
    start = records.take_numbers(connection, tenant, len(operations) + len(changes))
    taken = {(op.kind, op.id): place for place, op in enumerate(operations)}
    written, versions, origin = [], dict[Key, int](), dict[Key, int]()
    for place, (before, after) in enumerate(changes):
        by = taken.get(after.key)
        versions[after.key] = start + (len(operations) + place if by is None else by)
        written.append((before, replace(after, version=versions[after.key])))
        if by is not None and judged[by].outcome == "ok":
            origin[after.key] = first + by
    records.write(connection, tenant, written, origin, writer.device)
    receipts = [
        _dated(told, start + place, versions.get((op.kind, op.id), 0))
        for place, (op, told) in enumerate(zip(operations, judged, strict=True))
    ]
    _store(connection, tenant, writer, first, operations, hashes, receipts)
    return receipts


def _still_says(held: Held | None, op: Operation) -> bool:
    """Whether a row still says what its last operation made of it."""
    if held is None or held.is_deleted is not bool(op.new.get("deleted_at")):
        return False
    kind = KINDS[op.kind]
    return all(same({name: value}, {name: held.values.get(name, empty(kind, name))}) for name, value in op.new.items())


def _dated(told: Receipt, own: int, of_row: int) -> Receipt:
    """A receipt with its version: taken as sent its own number, else that of the row which tells the sender."""
    if told.outcome in ("quarantined", "waits"):
        return told
    return Receipt(told.outcome, own if told.outcome == "ok" else of_row, told.detail)


def _at_hand(connection: Connection, tenant: str, operations: Sequence[Operation]) -> dict[Key, Held]:
    """Everything that the operations may touch, locked at once and in one order."""
    keys = {(op.kind, op.id) for op in operations} | {key for op in operations for key in _named(op)}
    found = records.read(connection, tenant, keys)
    while above := {key for held in found.values() for key in (held.root, *_above(held))} - keys:
        keys |= above
        found |= records.read(connection, tenant, above)
    moved = {held.root for held in found.values() if held.is_deleted}
    moved |= {found[op.kind, op.id].root for op in operations if (op.kind, op.id) in found and _moves(op)}
    held = records.read(connection, tenant, keys, lock=True)
    return held | records.read_below(connection, tenant, moved, lock=True)


def _named(op: Operation) -> Iterator[Key]:
    """Records that an operation refers to as what it hangs on or lies below."""
    if op.kind in KINDS:
        if parent := parent_of(op.kind, op.new):
            yield parent
        field = tree_field(KINDS[op.kind])
        if field and (above := op.new.get(field)):
            yield op.kind, str(above)


def _above(held: Held) -> Iterator[Key]:
    if parent := parent_of(held.kind, held.values):
        yield parent
    field = tree_field(KINDS[held.kind])
    if field and (above := held.values.get(field)):
        yield held.kind, str(above)


def _moves(op: Operation) -> bool:
    return op.verb in ("d", "r") or bool(_MOVES & op.new.keys())


def _groups(operations: Sequence[Operation], hashes: Sequence[str]) -> Iterator[tuple[list[Operation], list[str]]]:
    start = 0
    for place in range(1, len(operations) + 1):
        if place == len(operations) or not operations[place].tied:
            yield list(operations[start:place]), list(hashes[start:place])
            start = place


def _store(
    connection: Connection,
    tenant: str,
    writer: Writer,
    first: int,
    operations: Sequence[Operation],
    hashes: Sequence[str],
    receipts: Sequence[Receipt],
) -> None:
    connection.execute(
        insert(receipt),
        [
            {
                "tenant": tenant,
                "device": writer.device,
                "number": first + place,
                "hash": hash_,
                "name": hash_,
                "outcome": told.outcome,
                "version": told.version,
                "detail": told.detail,
                "at": min(op.at, writer.now),
            }
            for place, (op, hash_, told) in enumerate(zip(operations, hashes, receipts, strict=True))
        ],
    )
    refused = [
        {
            "tenant": tenant,
            "device": writer.device,
            "number": first + place,
            "name": hash_,
            "group_": first + place,
            "operation": op.content().decode(),
            "reason": told.detail,
            "waits_kind": "",
            "waits_id": "",
            "state": told.outcome,
            "at": writer.now,
        }
        for place, (op, hash_, told) in enumerate(zip(operations, hashes, receipts, strict=True))
        if told.outcome in ("quarantined", "waits")
    ]
    if refused:
        connection.execute(insert(quarantine), refused)


def _receipts(first: int, receipts: Sequence[Receipt]) -> Receipts:
    """Receipts of operations in a row, shortened: an ok whose version follows from the start is not said."""
    start = next((told.version - place for place, told in enumerate(receipts) if told.outcome == "ok"), 0)
    odd = {
        first + place: told
        for place, told in enumerate(receipts)
        if told.outcome != "ok" or told.version != start + place
    }
    return Receipts(first, len(receipts), start, odd)


def _stored(rows: Sequence[Row[Any]]) -> Receipts:
    return _receipts(rows[0].number, [Receipt(row.outcome, row.version, row.detail) for row in rows])
