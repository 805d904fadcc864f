"""What rows say, digested: the versions of two sides may agree where their contents do not."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection

from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage.engine import raw
from desktop_crm.storage.incoming import UNDER_WAY
from desktop_crm.storage.sealing import fields_of_row
from desktop_crm.storage.tables import columns_of
from desktop_crm.sync.buckets import digest_of, slice_suffix
from desktop_crm.sync.operations import Value


def digest(connection: Connection, bucket: str, slice_: int) -> str:
    """The digest of a slice of a bucket's rows; empty where work on one of them is under way."""
    ending = "%" + slice_suffix(slice_)
    busy = f"SELECT 1 FROM sync_outbox WHERE {UNDER_WAY} AND pk LIKE ? LIMIT 1"
    if connection.exec_driver_sql(busy, (ending,)).first():
        return ""
    return digest_of(_rows(connection, bucket, ending))


def _rows(connection: Connection, bucket: str, ending: str) -> Iterator[tuple[str, str, dict[str, Value]]]:
    for kind in KINDS:
        names = columns_of(kind)
        columns = ", ".join(f'"{name}"' for name in names)
        query = (
            f"SELECT extra, {columns} FROM {kind} WHERE id LIKE ? AND "
            f"(scope = ? OR id IN (SELECT pk FROM sync_in WHERE bucket = ? AND tbl = '{kind}'))"
        )
        for extra, *row in raw(connection).execute(query, (ending, bucket, bucket)):
            values = fields_of_row(kind, row) | json.loads(extra or "{}")
            yield kind, str(values["id"]), values
