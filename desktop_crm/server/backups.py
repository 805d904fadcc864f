"""Backups: the whole store as one SQLite file, out of one snapshot and verified, whatever it was taken from.

One form for both databases: a backup of PostgreSQL can be looked into without one, and a small company that grows moves
from a file to PostgreSQL by restoring into it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from desktop_crm.domain.errors import RuleError, WorldError, reason_of
from desktop_crm.server import audit, blobs, epochs, erasing, office
from desktop_crm.server.checking import Problem, check
from desktop_crm.server.database import Database
from desktop_crm.server.tables import VERSION, account, blob, device, head, metadata, wipe_order

_AT_ONCE = 2_000
"""Rows of one statement."""
_OF_BYTES = {"blob_part": 4, "blob_upload_part": 4}
"""Tables of pieces of files -> rows of one statement."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds: rows by table."""

    rows: dict[str, int]


def backup(database: Database, file: Path, now: int) -> Kept:
    """Write a verified copy of the store to a file that is not there yet; others go on working meanwhile.

    Raises ``RuleError`` (file_exists), ``WorldError`` (backup_unsound) where what was written is not what it should be.
    """
    if file.exists():
        raise RuleError("file_exists", where=str(file))
    fresh = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        counts = _copy_file(database, fresh) if database.path else _copy_rows(database, fresh)
        _settle(fresh)
        last, held = _verify(fresh, counts)
        os.chmod(fresh, 0o600)
        fresh.rename(file)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
    database.change(lambda connection: _note(connection, last, held, now))
    return Kept(counts)


def restore(database: Database, file: Path, now: int, *, newer: Path | None = None) -> dict[str, int]:
    """Make the store what a backup says, whatever it held before. Returns the new epoch by tenant.

    What was erased since the backup is erased again: what the store itself knows of that, and what ``newer``, a later
    backup, does. All of it in one transaction, new epochs included: no laptop is answered out of the old numbers.
    Raises ``RuleError`` (not_a_backup).
    """
    lists = _erasures_in(newer) if newer else []
    database.create()
    database.begin_stamp()
    with _opened(file) as old:
        _refuse_unsound(old, file)

        def work(connection: Connection) -> dict[str, int]:
            above = {row.tenant: row.epoch for row in connection.execute(select(head.c.tenant, head.c.epoch))}
            closed = _Closed(connection)
            lists.extend(_erasures(connection))
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
            for table in metadata.sorted_tables:
                for rows in _rows(old, table):
                    connection.execute(insert(table), rows)
            closed.close_again(connection)
            stamp = database.stamp(connection).text
            epoch = {}
            for (tenant,) in connection.execute(select(head.c.tenant)).fetchall():
                epoch[tenant] = epochs.begin(connection, tenant, stamp, now, above=above.get(tenant, 0))
                for listed in (told for whose, told in lists if whose == tenant):
                    erasing.erase_again(connection, tenant, listed, now)
                office.renew_grants(connection, tenant)
                blobs.verify(connection, tenant, now)
                audit.note(connection, tenant, "restore", now, epoch=epoch[tenant])
            return epoch

        return database.change(work)


class _Closed:
    """Doors that were closed since a backup was made: a restored store must not open them again."""

    def __init__(self, connection: Connection) -> None:
        columns = (device.c.tenant, device.c.id, device.c.state, device.c.ended)
        shut = select(*columns).where((device.c.state != "active") | (device.c.ended != ""))
        self._devices = connection.execute(shut).fetchall()
        self._orders = [dict(row) for row in connection.execute(select(wipe_order)).mappings()]
        gone = select(account.c.tenant, account.c.user_id).where(account.c.state != "active")
        self._accounts = connection.execute(gone).fetchall()

    def close_again(self, connection: Connection) -> None:
        """Close them in the store as the backup has it."""
        for tenant, id_, state, ended in self._devices:
            of_device = update(device).where(device.c.tenant == tenant, device.c.id == id_)
            connection.execute(of_device.values(state=state, ended=ended))
        for tenant, user in self._accounts:
            of_user = update(account).where(account.c.tenant == tenant, account.c.user_id == user)
            connection.execute(of_user.values(state="closed"))
        held = {(row.tenant, row.device) for row in connection.execute(select(wipe_order))}
        for order in self._orders:
            if (order["tenant"], order["device"]) not in held:
                connection.execute(insert(wipe_order).values(**order))


def _erasures(connection: Connection) -> list[tuple[str, bytes]]:
    """(tenant, list of everything that was erased)."""
    tenants = [row[0] for row in connection.execute(select(head.c.tenant))]
    return [(tenant, erasing.erasures(connection, tenant)) for tenant in tenants]


def _erasures_in(file: Path) -> list[tuple[str, bytes]]:
    with _opened(file) as connection:
        _refuse_unsound(connection, file)
        return _erasures(connection)


def _copy_file(database: Database, fresh: Path) -> dict[str, int]:
    """SQLite's own copy of a file that is in use: pages out of one read transaction."""
    with database.snapshot(is_long=True) as connection:
        counts = _counts(connection)
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        with contextlib.closing(sqlite3.connect(fresh)) as target:
            raw.backup(target)
    return counts


def _copy_rows(database: Database, fresh: Path) -> dict[str, int]:
    """The rows of another database, streamed out of one snapshot."""
    target = Database(str(fresh))
    try:
        target.create()
        with database.snapshot(is_long=True) as connection:
            counts = _counts(connection)
            for table in metadata.sorted_tables:
                with target.engine.connect() as written:
                    written.exec_driver_sql("BEGIN")
                    for rows in _rows(connection, table):
                        written.execute(insert(table), rows)
                    written.commit()
    finally:
        target.engine.dispose()
    return counts


def _settle(fresh: Path) -> None:
    """One file that needs no other beside it, on the disk."""
    with contextlib.closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=EXTRA")
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())


def _verify(fresh: Path, counts: dict[str, int]) -> tuple[list[tuple[str, str, int]], list[tuple[str, str]]]:
    """Read a copy back: the file, the numbers of rows, and what ``check`` looks at. Returns (tenant, device, number of
    the last operation) of all devices in it, (tenant, hash) of all files."""
    with _opened(fresh) as connection:
        damage = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        found: Sequence[Problem] = () if damage != "ok" else check(connection)
        if damage != "ok" or _counts(connection) != counts or found:
            reason = damage if damage != "ok" else found[0].code if found else "rows"
            raise WorldError("backup_unsound", reason=str(reason))
        rows = connection.execute(select(device.c.tenant, device.c.id, device.c.last_number)).fetchall()
        held = connection.execute(select(blob.c.tenant, blob.c.sha256)).fetchall()
        return [(row.tenant, row.id, row.last_number) for row in rows], [(row.tenant, row.sha256) for row in held]


def _note(
    connection: Connection, last: Sequence[tuple[str, str, int]], held: Sequence[tuple[str, str]], now: int
) -> None:
    """Laptops may let go of operations and of files that a backup holds."""
    blobs.note_kept(connection, held)
    for tenant, id_, number in last:
        of_device = update(device).where(device.c.tenant == tenant, device.c.id == id_, device.c.kept < number)
        connection.execute(of_device.values(kept=number))
    for tenant in {tenant for tenant, _, _ in last}:
        audit.note(connection, tenant, "backup", now)


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[Connection]:
    """A backup, only to be read: nothing is written to it nor beside it. Raises ``RuleError`` (file_missing)."""
    if not file.is_file():
        raise RuleError("file_missing", where=str(file))
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _refuse_unsound(connection: Connection, file: Path) -> None:
    try:
        is_sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        versions = {row[0] for row in connection.execute(select(head.c.version))}
    except DBAPIError as error:
        raise RuleError("not_a_backup", where=str(file), reason=reason_of(error)) from error
    if not is_sound or versions != {VERSION}:
        raise RuleError("not_a_backup", where=str(file))


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in metadata.sorted_tables
    }


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """All rows of a table, some at a time: a store need not fit into memory."""
    streamed = connection.execution_options(yield_per=_OF_BYTES.get(table.name, _AT_ONCE)).execute(select(table))
    for rows in streamed.mappings().partitions():
        yield [dict(row) for row in rows]
