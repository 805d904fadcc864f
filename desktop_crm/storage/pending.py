"""What was typed here and is not through at the server yet: read for people, sent anew, given up, left to others."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage import sealing, sync_state
from desktop_crm.storage.incoming import UNDER_WAY, lay_over
from desktop_crm.storage.tables import columns_of
from desktop_crm.sync.merge import same
from desktop_crm.sync.operations import Operation, Value, Values, name_of

_COLUMNS = "n, verb, tbl, pk, new, old, base_v, seen, at, tied, state, outcome, detail, handed, hash, name"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change on its way. ``state``: ``changed`` with number 0 while it is not sealed, then as in the outbox."""

    number: int
    operation: Operation
    state: str
    outcome: str = ""
    detail: str = ""
    """Code of the reason why it is held back."""
    is_handed: bool = False
    """Whether the person has left it to those who may decide."""
    name: str = ""
    """Its name for ever (sync/PROTOCOL.md); empty while it is not sealed."""


def to_be_sent(connection: Connection) -> list[Waiting]:
    """Changes that the server has not taken yet, the latest first: those not sealed, then those in the outbox."""
    unsealed = [Waiting(0, operation, "changed") for operation in fresh(connection)]
    return [*reversed(unsealed), *_read(connection, f"{UNDER_WAY} AND state = 'sealed' ORDER BY n DESC")]


def fresh(connection: Connection) -> list[Operation]:
    """Changes since the last seal, in the order in which they began.

    What was made and taken back before anybody else had it is nothing to look at, though it is sent.
    """
    return [
        operation
        for operation in sealing.unsealed(connection)
        if operation.verb != "i" or not operation.new.get("deleted_at")
    ]


def held_back(connection: Connection) -> list[list[Waiting]]:
    """Operations that the server keeps in quarantine, in the groups that stand and fall together, the latest first."""
    groups: list[list[Waiting]] = []
    for one in _read(connection, f"{UNDER_WAY} AND state = 'held' ORDER BY n"):
        if one.operation.tied and groups and groups[-1][-1].number == one.number - 1:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups[::-1]


def merged_by_itself(connection: Connection, limit: int) -> list[Waiting]:
    """Edits and deletions that the server laid beside what somebody else had done, the latest first."""
    return _read(
        connection,
        "outcome IN ('merged', 'restored') AND verb IN ('u', 'd') AND tbl <> 'conflict' ORDER BY n DESC LIMIT ?",
        (limit,),
    )


def sent_beside(connection: Connection, kind: str, id_: str) -> set[str]:
    """Fields of a record that went through in operations of which another field met a rival or was merged."""
    found = _read(connection, "outcome IN ('merged', 'conflict') AND verb = 'u' AND tbl = ? AND pk = ?", (kind, id_))
    return {name for one in found for name in one.operation.new}


def one(connection: Connection, number: int) -> Waiting | None:
    """An operation of the outbox by its number."""
    return next(iter(_read(connection, "n = ?", (number,))), None)


def held_group(connection: Connection, number: int) -> list[Waiting]:
    """The group in quarantine that an operation belongs to; empty when it is not held any more."""
    for group in held_back(connection):
        if any(each.number == number for each in group):
            return group
    return []


def hand_over(connection: Connection, numbers: Iterable[int]) -> None:
    """Note that the person leaves these to those who may decide."""
    connection.exec_driver_sql(
        "UPDATE sync_outbox SET handed = 1 WHERE n = ? AND state = 'held'", [(number,) for number in numbers]
    )


def finish(connection: Connection, group: Sequence[Waiting]) -> None:
    """Take operations in quarantine off the rows they lie over: a person has decided that they are through here."""
    connection.exec_driver_sql(
        "UPDATE sync_outbox SET state = 'done' WHERE n = ? AND state = 'held'", [(each.number,) for each in group]
    )
    for kind, id_ in {(each.operation.kind, each.operation.id) for each in group}:
        gone = f"NOT EXISTS (SELECT 1 FROM sync_outbox WHERE tbl = ?1 AND pk = ?2 AND {UNDER_WAY})"
        for table in ("sync_server", "sync_parked"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE tbl = ?1 AND pk = ?2 AND {gone}", (kind, id_))


def row_without(connection: Connection, kind: str, id_: str, numbers: Collection[int]) -> Values | None:
    """What a row would be without these operations: the server's with the others laid over; None where no server has
    it. All that was typed has to be sealed."""
    said = connection.exec_driver_sql("SELECT row FROM sync_server WHERE tbl = ? AND pk = ?", (kind, id_)).first()
    row: dict[str, Value] | None = json.loads(said[0]) if said and said[0] else None
    for each in _read(connection, f"tbl = ? AND pk = ? AND {UNDER_WAY} ORDER BY n", (kind, id_)):
        if each.number in numbers:
            continue
        if row is None and each.operation.verb != "i":
            continue
        row = {} if row is None else row
        lay_over(row, each.operation.verb, each.operation.new)
    return row


def stored_row(connection: Connection, kind: str, id_: str) -> Values | None:
    """The row as it stands in its table, as stores hold values; None when it is not here."""
    columns = ", ".join(f'"{name}"' for name in columns_of(kind))
    found = connection.exec_driver_sql(f"SELECT {columns} FROM {kind} WHERE id = ?", (id_,)).first()
    return None if found is None else dict(zip(columns_of(kind), found, strict=True))


def stamp(connection: Connection, kind: str, id_: str, row: Values) -> None:
    """Let a row say who wrote it last, and when, as this one does."""
    connection.exec_driver_sql(
        f"UPDATE {kind} SET updated_at = ?, updated_by = ? WHERE id = ?",
        (row.get("updated_at"), row.get("updated_by") or "", id_),
    )


def parked_title(connection: Connection, kind: str, id_: str) -> str:
    """The title of a row that left this area with work on it."""
    found = connection.exec_driver_sql("SELECT row FROM sync_parked WHERE tbl = ? AND pk = ?", (kind, id_)).first()
    return str(json.loads(found[0]).get(KINDS[kind].TITLE) or "") if found else ""


def still_holds(row: Values, written: Values) -> bool:
    """Whether a row says what was written into some of its fields."""
    return same(written, {name: row.get(name) for name in written})


def _read(connection: Connection, where: str, values: tuple[Any, ...] = ()) -> list[Waiting]:
    device = sync_state.text(connection, "device")
    rows = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM sync_outbox WHERE {where}", values)
    return [
        Waiting(
            n,
            Operation(verb, tbl, pk, json.loads(new), json.loads(old), base_v, seen, at, bool(tied)),
            state,
            outcome,
            detail,
            bool(handed),
            name or name_of(device, hash_),
        )
        for n, verb, tbl, pk, new, old, base_v, seen, at, tied, state, outcome, detail, handed, hash_, name in rows
    ]
