"""Connections to the encrypted file: key, pragmas, and its failures turned into clear errors."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError as SqlAlchemyDatabaseError
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from desktop_crm.domain.errors import CrmError, RuleError, WorldError, system_reason

# Without an adapter of its own the driver asks every None in vain how it wants to be stored: 1 us for each, two thirds
# of the time that an insert takes.
dbapi2.register_adapter(type(None), lambda none: none)

PAGE = 4096
"""Page size of SQLCipher 4; a store whose length is no multiple of it was cut off."""

_CACHE = -65536
"""Pages kept by a connection at most: 64 MiB, as SQLite counts it (negative: KiB)."""

_READ_PRAGMAS = (
    "busy_timeout=5000",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "synchronous=FULL",
    "temp_store=MEMORY",
    "mmap_size=0",
    f"cache_size={_CACHE}",
    "secure_delete=ON",
    "wal_autocheckpoint=0",  # LogFolder does it, so that no commit waits for it
    "journal_size_limit=1048576",  # a log that was folded is cut to this, so that its length says what is in it
)

_WRITES = "writes"


def make_engine(path: Path, key_hex: str) -> Engine:
    """An engine on one file. Nothing is opened yet; ``key_hex`` is 64 hex digits.

    Transactions are begun explicitly (the driver runs in autocommit mode), so that a read of several statements
    is one snapshot and a write takes its lock at the start.
    """
    # Last in, first out: the connection used last has the pages of the last list in its cache.
    # Errors go to the log, and the log is not encrypted: they must not quote what was to be written.
    engine = create_engine(
        f"sqlite:///{path}", module=dbapi2, pool_size=4, max_overflow=4, pool_use_lifo=True, hide_parameters=True
    )

    # insert=True: the key must be given before anything else touches the file.
    @event.listens_for(engine, "connect", insert=True)
    def _open(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA cipher_log_level=NONE")  # a wrong key would print HMAC errors on stderr
        connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _READ_PRAGMAS:
            connection.execute("PRAGMA " + pragma)

    return engine


def create_private(path: Path) -> None:
    """An empty file that nobody but its owner may read, whatever the umask says. Raises ``OSError``.

    The database takes an empty file for a new one and gives the files beside it the same mode.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


@contextlib.contextmanager
def reading(engine: Engine, path: Path) -> Iterator[Connection]:
    """One snapshot to read from."""
    with failures(path), engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        try:
            yield connection
        finally:
            # A damaged file may already have ended it; what went wrong is more telling than this.
            with contextlib.suppress(DBAPIError):
                connection.exec_driver_sql("ROLLBACK")


@contextlib.contextmanager
def writing(engine: Engine, path: Path, *, references: bool = True) -> Iterator[Connection]:
    """One write transaction, locked at its start; committed at the end, rolled back on any error.

    Without ``references`` a row may refer to one that is not here, and nothing cascades: what a server says is written
    as it comes.
    """
    with (
        failures(path),
        engine.connect() as connection,
        _wide_cache(connection),
        _forgetting(connection),
        _references(connection, on=references),
    ):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            # A full disk may already have rolled back by itself.
            with contextlib.suppress(DBAPIError):
                connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


@contextlib.contextmanager
def _references(connection: Connection, *, on: bool) -> Iterator[None]:
    """Whether references are held to. SQLite hears it only outside a transaction."""
    if on:
        yield
        return
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        with contextlib.suppress(DBAPIError):
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


@contextlib.contextmanager
def _wide_cache(connection: Connection) -> Iterator[None]:
    """Room for all that an evaluation of 100,000 customers changes: a page that does not fit is encrypted and written
    early, then read, decrypted, and written once more. Only as many pages are taken as are touched."""
    connection.exec_driver_sql(f"PRAGMA cache_size={2 * _CACHE}")
    try:
        yield
    finally:
        # A lost connection has no cache either; what went wrong is more telling than this.
        with contextlib.suppress(DBAPIError):
            connection.exec_driver_sql(f"PRAGMA cache_size={_CACHE}")


@contextlib.contextmanager
def _forgetting(connection: Connection) -> Iterator[None]:
    """What readers remember with this connection (``memory_of``) is forgotten: it sees its own changes unannounced."""
    connection.info.clear()
    connection.info[_WRITES] = True
    try:
        yield
    finally:
        connection.info.clear()


def memory_of(connection: Connection) -> dict[str, Any] | None:
    """Where readers may remember what they found with this connection, until it writes; None while it does.

    A change through another connection shows in ``PRAGMA data_version``.
    """
    info: dict[str, Any] = connection.info
    return None if _WRITES in info else info


class IndexDamaged(dbapi2.DatabaseError):  # type: ignore[misc]
    """A search index does not hold together; ``failures`` makes a ``WorldError`` of it."""


@contextlib.contextmanager
def index_failures() -> Iterator[None]:
    """Around statements on a search index: what the database calls a damaged file or a missing table is only that
    index. The rows it was made from may be well. Raises ``IndexDamaged``."""
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        message = str(getattr(error, "orig", error))
        if any(part in message for part in _INDEX_MESSAGES):
            raise IndexDamaged(f"{_INDEX}: {message}") from error
        raise


@contextlib.contextmanager
def failures(path: Path) -> Iterator[None]:
    """Turn what the database reports of disk, key and locks into ``WorldError``; bugs pass through."""
    try:
        yield
    except CrmError:
        raise
    except (DBAPIError, SqlAlchemyDatabaseError, dbapi2.Error) as error:
        if "FOREIGN KEY" in str(error):
            raise RuleError("unknown_reference") from error
        known = _world_error(str(getattr(error, "orig", error)), path)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        raise os_error(error, path) from error


def os_error(error: OSError, path: Path) -> WorldError:
    """A file system failure as an error with a code: disk full, not writable, missing."""
    if error.errno == 28:
        return WorldError("disk_full", where=str(path))
    if isinstance(error, PermissionError) or error.errno == 30:
        return WorldError("not_writable", where=str(path))
    return WorldError("file_failed", where=str(path), reason=system_reason(error))


_INDEX = "search index damaged"
_INDEX_MESSAGES = (
    "fts5: corrupt",
    "fts5 file format",
    "no such table",
    "no such fts5 table",
    "vtable constructor failed",
    "malformed",
    "constraint failed",
)

_MESSAGES = (
    (_INDEX, "index_damaged"),
    ("file is not a database", "wrong_key"),
    ("file is encrypted", "wrong_key"),
    ("malformed", "store_damaged"),
    ("vtable constructor failed", "store_damaged"),
    ("disk I/O error", "store_damaged"),
    ("database or disk is full", "disk_full"),
    ("readonly database", "not_writable"),
    ("unable to open", "not_writable"),
    ("database is locked", "store_busy"),
)


def _world_error(message: str, path: Path) -> WorldError | None:
    for part, code in _MESSAGES:
        if part in message:
            # With no free byte left SQLite speaks of an I/O error: that is a full disk and no damage.
            full = part == "disk I/O error" and _is_full(path.parent)
            return WorldError("disk_full" if full else code, where=str(path))
    return None


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _HARDLY_ANYTHING
    except OSError:
        return False


_HARDLY_ANYTHING = 64 * 1024
"""Free bytes below which not even the write-ahead log can grow."""


def raw(connection: Connection) -> Any:
    """The driver's own connection, for reads of 100,000 ids where result objects would cost more than the query."""
    return connection.connection.driver_connection
