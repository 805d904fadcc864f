"""Turns what changed into numbered operations that never change again: a retry sends the same bytes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage import sync_state
from desktop_crm.storage.engine import raw
from desktop_crm.storage.tables import SCHEMA_VERSION, columns_of
from desktop_crm.sync.merge import STAMPS, difference, empty, same
from desktop_crm.sync.operations import Operation, Value, Values, Verb, chained

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
    changed = _changed(connection)
    if not changed:
        return 0
    number, hash_ = sync_state.head(connection)
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
    cursor.executemany(
        "INSERT INTO sync_outbox (n, verb, tbl, pk, new, old, base_v, seen, at, tied, hash, schema, state) "
        f"VALUES ({', '.join('?' * 13)})",
        rows,
    )
    cursor.execute("DELETE FROM sync_base")
    cursor.execute("DELETE FROM sync_touch")
    sync_state.set_head(connection, number, hash_)
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


def waiting(connection: Connection) -> int:
    """How many rows changed since the last seal."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM sync_base").scalar_one())


def read_operations(connection: Connection, after: int, limit: int) -> list[tuple[int, Operation, str]]:
    """Sealed operations after a number: (number, operation, hash)."""
    rows = connection.exec_driver_sql(
        "SELECT n, verb, tbl, pk, new, old, base_v, seen, at, tied, hash FROM sync_outbox "
        "WHERE n > ? ORDER BY n LIMIT ?",
        (after, limit),
    )
    return [
        (n, Operation(verb, tbl, pk, json.loads(new), json.loads(old), base_v, seen, at, bool(tied)), hash_)
        for n, verb, tbl, pk, new, old, base_v, seen, at, tied, hash_ in rows
    ]


def fields_of_row(kind: str, row: Sequence[Any]) -> dict[str, Value]:
    """The fields of a row that say something."""
    record = KINDS[kind]
    return {
        name: value
        for name, value in zip(columns_of(kind), row, strict=True)
        if not same({name: value}, {name: empty(record, name)})
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
            before = None if base is None else fields_of_row(kind, json.loads(base))
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


def _operations(group: Iterable[_Changed], seen: int) -> Iterator[Operation]:
    for row in sorted(group, key=lambda row: _ORDER[row.kind.KIND]):
        yield from _of_row(row, seen)


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
    if is_ and not was:
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


def compact(values: Mapping[str, Any]) -> str:
    """Values as JSON without blanks, in their order."""
    return json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"))


def _remember_server(connection: Connection, changed: Sequence[_Changed]) -> None:
    """Of rows that had no work under way the server's row is what stood here before: from now on it stands apart."""
    raw(connection).executemany(
        "INSERT OR IGNORE INTO sync_server (tbl, pk, row) VALUES (?, ?, ?)",
        [(row.kind.KIND, row.id, None if row.before is None else compact(row.before)) for row in changed],
    )
