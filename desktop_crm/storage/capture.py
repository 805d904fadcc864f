"""Triggers that mark what changed, with the row as it was before: no way of writing goes past them.

They exist only in a store that has signed in to a server; a store of its own pays nothing for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage.tables import columns_of

_STAMPS = ("updated_at", "updated_by")
"""Who wrote last, and when: they change with every write and are no change by themselves."""
_LISTENS = "(SELECT muted FROM sync_now) = 0"


def statements() -> Iterator[str]:
    """The triggers of all kinds."""
    for kind in KINDS:
        columns = columns_of(kind)
        compared = [name for name in columns if name not in _STAMPS]
        # By name: a row that waits for its seal outlives a change of the columns.
        was = ", ".join(f"'{name}', old.\"{name}\"" for name in columns)
        differs = " OR ".join(f'old."{name}" IS NOT new."{name}"' for name in compared)
        touch = f"INSERT OR IGNORE INTO sync_touch (tbl, pk, tx, at) SELECT '{kind}', new.id, tx, at FROM sync_now;"
        yield (
            f"CREATE TRIGGER sync_{kind}_i AFTER INSERT ON {kind} WHEN {_LISTENS} BEGIN "
            f"INSERT OR IGNORE INTO sync_base (tbl, pk, row) VALUES ('{kind}', new.id, NULL); {touch} END"
        )
        yield (
            f"CREATE TRIGGER sync_{kind}_u AFTER UPDATE ON {kind} WHEN {_LISTENS} AND ({differs}) BEGIN "
            f"INSERT OR IGNORE INTO sync_base (tbl, pk, row) VALUES ('{kind}', old.id, json_object({was})); {touch} END"
        )
        # Rows go to the bin, they are not deleted: a cascade or a slip of ours must not look like a person's wish.
        yield (
            f"CREATE TRIGGER sync_{kind}_d BEFORE DELETE ON {kind} WHEN {_LISTENS} BEGIN "
            "SELECT RAISE(ABORT, 'rows go to the bin'); END"
        )
        yield (
            f"CREATE TRIGGER sync_{kind}_k BEFORE UPDATE OF id ON {kind} WHEN old.id IS NOT new.id BEGIN "
            "SELECT RAISE(ABORT, 'an id never changes'); END"
        )


def install(connection: Connection) -> None:
    """Make the triggers anew."""
    remove(connection)
    for statement in statements():
        connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Capture nothing any more."""
    found = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'sync\\_%' ESCAPE '\\'"
    )
    for (name,) in found.fetchall():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def is_installed(connection: Connection) -> bool:
    """Whether all triggers stand as this version makes them."""
    found = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'sync\\_%' ESCAPE '\\'"
    )
    return {sql for (sql,) in found} == set(statements())
