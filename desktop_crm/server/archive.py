"""Records that lay in the bin for long: on no laptop any more, brought back whole by an edit or on demand."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, or_, select, tuple_

from desktop_crm.server import records
from desktop_crm.server.ledger import Held, Key
from desktop_crm.server.tables import archive

_AT_ONCE = 500


def read(connection: Connection, tenant: str, keys: Collection[Key]) -> list[Held]:
    """Archived records, and with each all that the same delete took."""
    found: dict[Key, Held] = {}
    for some in _slices(keys):
        named = select(archive.c.deleted_with).where(
            archive.c.tenant == tenant, tuple_(archive.c.kind, archive.c.id).in_(some), archive.c.deleted_with != ""
        )
        wanted = or_(tuple_(archive.c.kind, archive.c.id).in_(some), archive.c.deleted_with.in_(named))
        for (row,) in connection.execute(select(archive.c.row).where(archive.c.tenant == tenant, wanted)):
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
    for some in _slices(keys):
        connection.execute(
            delete(archive).where(archive.c.tenant == tenant, tuple_(archive.c.kind, archive.c.id).in_(some))
        )


def _slices(keys: Collection[Key]) -> list[list[Key]]:
    ordered = sorted(keys)
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
