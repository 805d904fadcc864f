"""What is done once to the rows of a store that joins a server: references turned over, rows marked as news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage.engine import raw
from desktop_crm.storage.sealing import fields_of_row
from desktop_crm.storage.tables import columns_of
from desktop_crm.sync.operations import Value

_AUTHORS = ("created_by", "updated_by")
_PEOPLE = ("mine_by", "theirs_by")
"""Of an item of the inbox: texts that hold the id of a user."""
_CREATED = "coalesce(CAST(round(unixepoch(created_at, 'subsec') * 1000) AS INTEGER), 0)"


def become(connection: Connection, before: str, user: str) -> None:
    """Turn everything that the user ``before`` wrote and owns, and what nobody is named for, over to another user.

    Rows that the server never saw are meant, that is all of them: a store joins once.
    """
    for kind in KINDS:
        for name in _AUTHORS:
            connection.exec_driver_sql(f"UPDATE {kind} SET {name} = ? WHERE {name} IN (?, '')", (user, before))
    if before:
        for name in _PEOPLE:
            connection.exec_driver_sql(f"UPDATE conflict SET {name} = ? WHERE {name} = ?", (user, before))
        turn_over(connection, "user", before, user)
        connection.exec_driver_sql("UPDATE print_log SET user_id = ? WHERE user_id = ?", (user, before))


def turn_over(connection: Connection, kind: str, before: str, after: str) -> None:
    """Let every row that refers to one record refer to another, and undo too."""
    for holder, name in _references(kind):
        connection.exec_driver_sql(f'UPDATE {holder} SET "{name}" = ? WHERE "{name}" = ?', (after, before))
    connection.exec_driver_sql(
        "UPDATE undo_row SET old = replace(old, ?, ?), new = replace(new, ?, ?) WHERE op = 'edit'",
        (before, after, before, after),
    )


def remove(connection: Connection, kind: str, id_: str) -> list[int]:
    """Take a row out altogether: nothing refers to it any more and nobody else ever saw it. Its row key."""
    keys = [int(rk) for (rk,) in connection.exec_driver_sql(f"SELECT rk FROM {kind} WHERE id = ?", (id_,))]
    connection.exec_driver_sql(f"DELETE FROM {kind} WHERE id = ?", (id_,))
    return keys


def mark(connection: Connection, kind: str, *, without: Sequence[str] = ()) -> None:
    """Mark all rows of a kind as new, each on its own, made when it was made."""
    connection.exec_driver_sql(f"INSERT OR IGNORE INTO sync_base (tbl, pk, row) SELECT '{kind}', id, NULL FROM {kind}")
    connection.exec_driver_sql(
        f"INSERT OR IGNORE INTO sync_touch (tbl, pk, tx, at) SELECT '{kind}', id, 0, {_CREATED} FROM {kind}"
    )
    for table in ("sync_base", "sync_touch"):
        raw(connection).executemany(f"DELETE FROM {table} WHERE tbl = ? AND pk = ?", [(kind, id_) for id_ in without])


def mark_as_one(connection: Connection, kind: str, ids: Sequence[str]) -> None:
    """Mark rows as new that stand and fall together with all that are marked so in this transaction."""
    cursor = raw(connection)
    cursor.executemany("INSERT OR IGNORE INTO sync_base (tbl, pk, row) VALUES (?, ?, NULL)", [(kind, i) for i in ids])
    cursor.executemany(
        "INSERT OR IGNORE INTO sync_touch (tbl, pk, tx, at) "
        f"SELECT '{kind}', id, last, {_CREATED} FROM {kind}, sync_now WHERE id = ?",
        [(id_,) for id_ in ids],
    )


def rows(connection: Connection, kind: str) -> dict[str, dict[str, Value]]:
    """The living rows of a kind: the fields of each that say something, by id."""
    columns = ", ".join(f'"{name}"' for name in columns_of(kind))
    place = columns_of(kind).index("id")
    found = raw(connection).execute(f"SELECT {columns} FROM {kind} WHERE deleted_at IS NULL")
    return {row[place]: fields_of_row(kind, row) for row in found}


def _references(kind: str) -> Iterator[tuple[str, str]]:
    for holder, record in KINDS.items():
        fields = fields_of(record)
        yield from ((holder, name) for name in columns_of(holder) if fields[name].refers_to == kind)
