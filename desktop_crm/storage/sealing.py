"""Turns what changed into numbered operations that never change again: a retry sends the same bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage import sync_state
from desktop_crm.storage.engine import raw
from desktop_crm.storage.tables import SCHEMA_VERSION, columns_of
from desktop_crm.sync.merge import STAMPS, difference, empties, empty, full
from desktop_crm.sync.operations import FIRST, Operation, Value, Values, Verb, chained, name_of
from desktop_crm.sync.protocol import Head

_encoder = msgspec.json.Encoder()
decoded = msgspec.json.Decoder().decode
"""Values out of their JSON."""

SEAL_FROM = 200
"""So many changed rows are sealed at the end of the change that made them so many: groups of rows that share
transactions stay small, and one that is refused takes little with it."""

_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class _Changed:
    kind: type[Record]
    id: str
    before: Values | None
    after: Values
    version: int
    transactions: frozenset[int]
    began: int
    """When it was first changed since the last seal; ``at``: when last."""
    at: int


def seal(connection: Connection) -> int:
    """Seal all that changed since the last time, inside a write transaction. Returns how many operations that made.

    Rows that share a local transaction make one group. A row that is as it was before makes none.
    """
    changed = _changed(connection) if is_due(connection) else []
    if not changed:
        return 0
    last = sync_state.head(connection)
    number, hash_ = last.number + sync_state.chain_base(connection), last.hash
    seen = sync_state.number(connection, "snapshot")
    rows: list[tuple[Any, ...]] = []
    sent: set[tuple[str, str]] = set()
    for group in _groups(changed):
        tied = False
        for operation in _operations(group, seen):
            sealed = replace(operation, tied=tied)
            hash_ = chained(hash_, sealed)
            number += 1
            rows.append((number, *_row(sealed), hash_, SCHEMA_VERSION, "sealed"))
            sent.add((operation.kind, operation.id))
            tied = True
    cursor = raw(connection)
    _remember_server(connection, [row for row in changed if (row.kind.KIND, row.id) in sent])
    _take_back_stamps(connection, [row for row in changed if (row.kind.KIND, row.id) not in sent])
    cursor.executemany(
        "INSERT INTO sync_outbox (n, verb, tbl, pk, new, old, base_v, seen, at, tied, hash, schema, state) "
        f"VALUES ({', '.join('?' * 13)})",
        rows,
    )
    cursor.execute("DELETE FROM sync_base")
    cursor.execute("DELETE FROM sync_touch")
    sync_state.set_head(connection, Head(last.number + len(rows), hash_))
    return len(rows)


def mark_all(connection: Connection) -> None:
    """Mark every row as new: a store that joins a server brings along what it has."""
    for kind in KINDS:
        connection.exec_driver_sql(
            f"INSERT OR IGNORE INTO sync_base (tbl, pk, row) SELECT '{kind}', id, NULL FROM {kind} WHERE row_v = 0"
        )
        # Each stands by itself; what hangs on another one comes after it.
        connection.exec_driver_sql(
            f"INSERT OR IGNORE INTO sync_touch (tbl, pk, tx, at) SELECT '{kind}', id, 0, at FROM {kind}, sync_now "
            "WHERE row_v = 0"
        )


def seal_many(connection: Connection) -> None:
    """Seal once ``SEAL_FROM`` rows wait for it."""
    if waiting(connection) >= SEAL_FROM:
        seal(connection)


def is_due(connection: Connection) -> bool:
    """Whether anything changed since the last seal."""
    return raw(connection).execute("SELECT 1 FROM sync_base LIMIT 1").fetchone() is not None


def waiting(connection: Connection) -> int:
    """How many rows changed since the last seal."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM sync_base").scalar_one())


def unsealed(connection: Connection) -> list[Operation]:
    """The operations that sealing would make now, without touching anything; in the order in which rows began."""
    seen = sync_state.number(connection, "snapshot")
    rows = sorted(_changed(connection), key=lambda row: row.began)
    return [operation for row in rows for operation in _of_row(row, seen)]


def mark_unsent(connection: Connection, kind: str, id_: str, before: Values | None) -> None:
    """Mark a row as changed since it was ``before``, None for one that nobody else has: the next seal sends the
    difference. All that was typed has to be sealed."""
    row = None if before is None else compact(before)
    connection.exec_driver_sql("INSERT INTO sync_base (tbl, pk, row) VALUES (?, ?, ?)", (kind, id_, row))
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO sync_touch (tbl, pk, tx, at) SELECT ?, ?, tx, at FROM sync_now", (kind, id_)
    )


class Kept(NamedTuple):
    """An operation as the outbox keeps it."""

    n: int
    operation: Operation
    size: int
    """Characters of its values."""
    hash: str
    name: str
    state: str
    version: int


def read_operations(connection: Connection, after: int, limit: int) -> Iterator[Kept]:
    """Sealed operations after a number of the outbox, in their order, read as they are asked for."""
    rows = raw(connection).execute(
        "SELECT n, verb, tbl, pk, new, old, base_v, seen, at, tied, hash, name, state, version FROM sync_outbox "
        "WHERE n > ? ORDER BY n LIMIT ?",
        (after, limit),
    )
    for n, verb, tbl, pk, new, old, base_v, seen, at, tied, hash_, name, state, version in rows:
        operation = Operation(verb, tbl, pk, decoded(new), decoded(old), base_v, seen, at, bool(tied))
        yield Kept(n, operation, len(new) + len(old), hash_, name, state, version)


def chain_anew(connection: Connection, after: int) -> Head:
    """Number the operations behind ``after`` from 1 in a chain of their own; each keeps its name, that of this device.

    Returns where the new chain ends.
    """
    device = sync_state.device(connection)
    number, hash_ = 0, FIRST
    rows = []
    for kept in read_operations(connection, after, -1):
        number += 1
        operation = replace(kept.operation, tied=kept.operation.tied and number > 1)
        hash_ = chained(hash_, operation)
        rows.append((hash_, int(operation.tied), kept.name or name_of(device, kept.hash), kept.n))
    raw(connection).executemany("UPDATE sync_outbox SET hash = ?, tied = ?, name = ? WHERE n = ?", rows)
    return Head(number, hash_)


def fields_of_row(kind: str, row: Sequence[Value]) -> dict[str, Value]:
    """The fields of a row that say something."""
    record = KINDS[kind]
    return {
        name: value
        for name, value, blank in zip(columns_of(kind), row, empties(record), strict=True)
        if value != blank or type(value) is not type(blank)
    }


def _changed(connection: Connection) -> list[_Changed]:
    touched: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for tbl, pk, tx, at in connection.exec_driver_sql("SELECT tbl, pk, tx, at FROM sync_touch"):
        touched[tbl, pk].append((tx, at))
    found = []
    for kind in KINDS:
        columns = ", ".join(f't."{name}"' for name in columns_of(kind))
        query = (
            f"SELECT b.row, t.row_v, {columns} FROM sync_base b CROSS JOIN {kind} t ON t.id = b.pk "
            f"WHERE b.tbl = '{kind}'"
        )
        place_of_id = columns_of(kind).index("id")
        for base, version, *row in raw(connection).execute(query):
            id_ = row[place_of_id]
            touches = touched[kind, id_]
            known = base is not None and (version or _is_under_way(connection, kind, id_))
            before = _known(KINDS[kind], decoded(base)) if known else None
            transactions = frozenset(tx for tx, _ in touches if tx)
            instants = [at for _, at in touches] or [0]
            found.append(
                _Changed(
                    KINDS[kind],
                    id_,
                    before,
                    fields_of_row(kind, row),
                    version,
                    transactions,
                    min(instants),
                    max(instants),
                )
            )
    return found


def _is_under_way(connection: Connection, kind: str, id_: str) -> bool:
    """Whether an operation on a row was sealed and is not through: of one without a version that made it, at least.

    A row that has neither was taken back before the server ever had it: what is done to it now makes it anew.
    """
    found = connection.exec_driver_sql(
        "SELECT 1 FROM sync_outbox WHERE tbl = ? AND pk = ? AND state <> 'done' LIMIT 1", (kind, id_)
    )
    return found.first() is not None


def _groups(changed: Sequence[_Changed]) -> Iterator[list[_Changed]]:
    """Rows that stand and fall together: joined by the transactions they share, in the order they were made.

    A row that by now refers to one made after it is joined to that one too: it cannot go before it.
    """
    leader = list(range(len(changed)))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    first: dict[int, int] = {}
    for place, row in enumerate(changed):
        for transaction in row.transactions:
            leader[lead(place)] = lead(first.setdefault(transaction, place))
    made = {(row.kind.KIND, row.id): place for place, row in enumerate(changed) if row.before is None}
    for place, row in enumerate(changed):
        for referred in _referred(row):
            other = made.get(referred)
            if other is not None and changed[other].began > row.began:
                leader[lead(place)] = lead(other)
    groups: dict[int, list[_Changed]] = defaultdict(list)
    for place, row in enumerate(changed):
        groups[lead(place)].append(row)
    yield from sorted(groups.values(), key=lambda group: min(row.began for row in group))


def _referred(row: _Changed) -> Iterator[tuple[str, str]]:
    """(kind, id) of the records that a row refers to."""
    for name, field in fields_of(row.kind).items():
        if field.refers_to and (id_ := row.after.get(name)):
            yield field.refers_to, str(id_)


def _operations(group: Iterable[_Changed], seen: int) -> list[Operation]:
    made = [op for row in sorted(group, key=lambda row: _ORDER[row.kind.KIND]) for op in _of_row(row, seen)]
    # What was typed goes before the delete that took it into the bin: an edit of what lies there brings it back.
    return sorted(made, key=lambda operation: operation.verb == "d")


def _of_row(row: _Changed, seen: int) -> Iterator[Operation]:
    stamps = {name: value for name, value in row.after.items() if name in STAMPS}
    make = _maker(row, seen)
    if row.before is None:
        yield make("i", row.after, {})
        return
    was, is_ = row.before.get("deleted_at"), row.after.get("deleted_at")
    if was and not is_:
        yield make("r", {"deleted_at": None, **stamps}, {"deleted_at": was})
    old, new = difference(row.kind, _without_bin(row.before), _without_bin(row.after))
    if new:
        yield make("u", {**new, **stamps}, old)
    if is_ and (not was or (new and is_ != was)):
        # Also of one that was taken out, changed and deleted again: the change alone would take it out of the bin.
        # The whole row as the person saw it: whether it is still so decides whether the delete holds.
        shown = {**_without_bin(row.before), **new}
        yield make("d", {"deleted_at": is_, **stamps}, {n: v for n, v in shown.items() if n not in STAMPS})


def _maker(row: _Changed, seen: int) -> Any:
    def make(verb: Verb, new: Values, old: Values) -> Operation:
        return Operation(verb, row.kind.KIND, row.id, new, old, row.version, seen, row.at)

    return make


def _without_bin(values: Values) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name != "deleted_at"}


def _row(operation: Operation) -> tuple[Any, ...]:
    return (
        operation.verb,
        operation.kind,
        operation.id,
        compact(operation.new),
        compact(operation.old),
        operation.base_v,
        operation.seen,
        operation.at,
        int(operation.tied),
    )


def _known(kind: type[Record], values: Values) -> dict[str, Value]:
    """Fields that say something, of those that the kind has: a row may have waited since before a migration."""
    fields = fields_of(kind)
    return full(kind, {name: value for name, value in values.items() if name in fields})


def compact(values: Mapping[str, Any]) -> str:
    """Values as JSON without blanks, in their order."""
    return _encoder.encode(values).decode()


def _take_back_stamps(connection: Connection, unchanged: Iterable[_Changed]) -> None:
    """Of rows that are as they were before, nobody wrote last but who did before: the server never hears of it. One
    that was taken out of the bin and deleted again lies there since it first did."""
    for row in unchanged:
        names = [name for name in (*STAMPS, "deleted_at") if name in fields_of(row.kind)]
        before = row.before or {}
        assignments = ", ".join(f'"{name}" = ?' for name in names)
        raw(connection).execute(
            f"UPDATE {row.kind.KIND} SET {assignments} WHERE id = ?",
            (*(before.get(name, empty(row.kind, name)) for name in names), row.id),
        )


def _remember_server(connection: Connection, changed: Sequence[_Changed]) -> None:
    """Of rows that had no work under way the server's row is what stood here before: from now on it stands apart."""
    raw(connection).executemany(
        "INSERT OR IGNORE INTO sync_server (tbl, pk, row) VALUES (?, ?, ?)",
        [(row.kind.KIND, row.id, None if row.before is None else compact(row.before)) for row in changed],
    )
