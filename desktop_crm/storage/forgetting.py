"""Erases a record from this store, with every copy that it keeps of it (PROTOCOL.md, *Erasure*).

The one thing besides a refused operation that may make typed words vanish: a person has the right to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from desktop_crm.storage import blobs, sync_state
from desktop_crm.storage.engine import raw
from desktop_crm.sync.operations import ERASED

_BESIDE = ("sync_base", "sync_touch", "sync_server", "sync_parked", "sync_in", "sync_rescue")
"""Local tables that hold something of a row by its table and id."""
COMPACT = "is_to_be_compacted"
"""The fact that the file has to be written anew: something was erased."""


def forget_copies(connection: Connection, kind: str, ids: Iterable[str]) -> None:
    """Erase what is kept beside records: what they were, what is on its way, what can be undone, what was drafted.

    An operation keeps its place and its hash, so that the chain stays whole, and says nothing any more. The rows
    themselves go by ``Incoming``.
    """
    cursor = raw(connection)
    ids = list(ids)
    if kind == "attachment":
        blobs.forget(connection, ids)
    keys = [(kind, id_) for id_ in ids]
    for table in _BESIDE:
        cursor.executemany(f"DELETE FROM {table} WHERE tbl = ? AND pk = ?", keys)
    cursor.executemany(
        "UPDATE sync_outbox SET verb = ?, new = json_object('hash', hash), old = '{}', base_v = 0, seen = 0, "
        "state = 'done', outcome = 'erased', detail = '' WHERE tbl = ? AND pk = ?",
        [(ERASED, *key) for key in keys],
    )
    for _, id_ in keys:
        row = cursor.execute(f"SELECT rk FROM {kind} WHERE id = ?", (id_,)).fetchone()
        _forget_steps(connection, kind, id_, -1 if row is None else int(row[0]))
        cursor.execute("DELETE FROM store_state WHERE k LIKE 'draft:%' AND instr(k, ?) > 0", (id_,))
    sync_state.put(connection, COMPACT, 1)


def _forget_steps(connection: Connection, kind: str, id_: str, key: int) -> None:
    """What can be undone of a record is its old values, and the title in the name of each step that wrote it."""
    cursor = raw(connection)
    # Inserts are written down as runs of row keys, first-last; they hold fingerprints and no values.
    first, last = (
        "CAST(substr(pk, 1, instr(pk, '-') - 1) AS INTEGER)",
        "CAST(substr(pk, instr(pk, '-') + 1) AS INTEGER)",
    )
    cursor.execute(
        "UPDATE undo_step SET code = 'change', details = '{}' WHERE step IN (SELECT step FROM undo_row WHERE tbl = ? "
        f"AND (pk IN (?, ?) OR op IN ('insert', 'run') AND ? BETWEEN {first} AND {last}))",
        (kind, id_, str(key), key),
    )
    cursor.execute("DELETE FROM undo_row WHERE tbl = ? AND pk IN (?, ?)", (kind, id_, str(key)))
    cursor.execute("DELETE FROM undo_step WHERE step NOT IN (SELECT step FROM undo_row)")
