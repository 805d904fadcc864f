"""Records that lay in the bin for long: on no laptop any more, brought back whole by an edit or on demand."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache

from sqlalchemy import Connection, Delete, and_, bindparam, delete, insert, or_, select

from desktop_crm.server import bulk, records
from desktop_crm.server.ledger import Held, Key
from desktop_crm.server.tables import archive


def read(connection: Connection, tenant: str, keys: Collection[Key]) -> list[Held]:
    """Archived records, and with each all that the same delete took."""
    found: dict[Key, Held] = {}
    for kind, ids in bulk.by_kind(keys):
        is_listed = bulk.among(connection.dialect.name, archive.c.id)
        is_named = and_(archive.c.tenant == tenant, archive.c.kind == kind, is_listed)
        deletes = select(archive.c.deleted_with).where(is_named, archive.c.deleted_with != "")
        taken = and_(archive.c.tenant == tenant, archive.c.deleted_with.in_(deletes))
        for (row,) in connection.execute(
            select(archive.c.row).where(or_(is_named, taken)), {"listed": bulk.listed(connection, ids)}
        ):
            held = records.held_of(json.loads(row))
            found[held.key] = held
    return list(found.values())


def store(connection: Connection, tenant: str, held: Collection[Held]) -> None:
    """Put records into the archive, whole."""
    if held:
        connection.execute(
            insert(archive),
            [
                {
                    "tenant": tenant,
                    "kind": record.kind,
                    "id": record.id,
                    "deleted_with": record.deleted_with,
                    "deleted_at": str(record.values.get("deleted_at") or ""),
                    "row": json.dumps(records.row_of(tenant, record), ensure_ascii=False, separators=(",", ":")),
                }
                for record in held
            ],
        )


def drop(connection: Connection, tenant: str, keys: Collection[Key]) -> None:
    """Take records out of the archive."""
    for kind, ids in bulk.by_kind(keys):
        known = {"of": tenant, "kind": kind, "listed": bulk.listed(connection, ids)}
        connection.execute(_drop(connection.dialect.name), known)


@cache
def _drop(dialect: str) -> Delete:
    of_kind = and_(archive.c.tenant == bindparam("of"), archive.c.kind == bindparam("kind"))
    return delete(archive).where(of_kind, bulk.among(dialect, archive.c.id))
