"""The undo journal: what each step wrote, kept 30 days in this store alone (RULES.md, *Undo*)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from desktop_crm.domain.values import instant_from, instant_text
from desktop_crm.storage.codec import canonical_json

KEPT = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Step:
    """One undoable step. ``code`` and ``details`` are worded by ``words``; ``state``: done or undone."""

    number: int
    at: dt.datetime
    code: str
    details: dict[str, Any]
    state: str


class Entry(NamedTuple):
    """What a step did to one row. ``op``: insert, edit, delete, restore, run (``pk`` "first-last" of row keys).

    An insert carries the fingerprint of the row instead of its values: they stand in the row itself. It is written
    down like a run, with the fingerprints of all its rows one behind the other, and read as an entry for each row.
    """

    table: str
    pk: str
    op: str
    old: dict[str, Any] | None = None
    new: dict[str, Any] | None = None
    digest: str = ""


def write_step(
    connection: Connection, at: dt.datetime, code: str, details: dict[str, Any], entries: list[Entry]
) -> int:
    """Add a step; what had been undone before can no longer be redone."""
    connection.exec_driver_sql("UPDATE undo_step SET state = 'dropped' WHERE state = 'undone'")
    cursor = connection.exec_driver_sql(
        "INSERT INTO undo_step (at, code, details, state) VALUES (?, ?, ?, 'done') RETURNING step",
        (instant_text(at), code, canonical_json(details)),
    )
    step = int(cursor.scalar_one())
    rows = [
        (step, n, e.table, e.pk, e.op, e.old and canonical_json(e.old), canonical_json(e.new) if e.new else e.digest)
        for n, e in enumerate(entries)
    ]
    connection.exec_driver_sql(
        "INSERT INTO undo_row (step, n, tbl, pk, op, old, new) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
    )
    return step


def forget_old(connection: Connection, now: dt.datetime) -> None:
    """Drop steps older than 30 days."""
    limit = (instant_text(now - KEPT),)
    connection.exec_driver_sql("DELETE FROM undo_row WHERE step IN (SELECT step FROM undo_step WHERE at < ?)", limit)
    connection.exec_driver_sql("DELETE FROM undo_step WHERE at < ?", limit)


def steps(connection: Connection, limit: int = 100) -> list[Step]:
    """The latest steps that can be undone or redone, newest first."""
    found = connection.exec_driver_sql(
        "SELECT step, at, code, details, state FROM undo_step WHERE state <> 'dropped' ORDER BY step DESC LIMIT ?",
        (limit,),
    )
    return [Step(n, instant_from(at), code, json.loads(details), state) for n, at, code, details, state in found]


def next_undo(connection: Connection) -> Step | None:
    """The step that undo would take back."""
    return _one(connection, "state = 'done' ORDER BY step DESC")


def next_redo(connection: Connection) -> Step | None:
    """The step that redo would do again: the one undone last, which is the earliest of the undone ones."""
    return _one(connection, "state = 'undone' ORDER BY step ASC")


def _one(connection: Connection, where: str) -> Step | None:
    row = connection.exec_driver_sql(
        f"SELECT step, at, code, details, state FROM undo_step WHERE {where} LIMIT 1"
    ).first()
    return Step(row[0], instant_from(row[1]), row[2], json.loads(row[3]), row[4]) if row else None


def entries(connection: Connection, step: int) -> list[Entry]:
    """What a step wrote, in order."""
    found = connection.exec_driver_sql("SELECT tbl, pk, op, old, new FROM undo_row WHERE step = ? ORDER BY n", (step,))
    return [entry for row in found.fetchall() for entry in _entries(connection, *row)]


def _entries(connection: Connection, table: str, pk: str, op: str, old: str | None, new: str | None) -> list[Entry]:
    if op == "edit":
        return [Entry(table, pk, op, json.loads(old or "{}"), json.loads(new or "{}"))]
    if op != "insert":
        return [Entry(table, pk, op)]
    first, last = map(int, pk.split("-"))
    digests, length = new or "", len(new or "") // (last - first + 1)
    rows = connection.exec_driver_sql(f"SELECT rk, id FROM {table} WHERE rk BETWEEN ? AND ? ORDER BY rk", (first, last))
    return [
        Entry(table, id_, op, digest=digests[length * (rk - first) : length * (rk - first + 1)]) for rk, id_ in rows
    ]


def mark(connection: Connection, step: int, state: str) -> None:
    """Set a step's state."""
    connection.exec_driver_sql("UPDATE undo_step SET state = ? WHERE step = ?", (state, step))
