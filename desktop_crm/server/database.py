"""The central database: SQLite in a file or PostgreSQL, transactions tried again, snapshots that hold still."""

from __future__ import annotations

import contextlib
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.server import epochs, stamps
from desktop_crm.server.stamps import Noted, Stamp
from desktop_crm.server.tables import VERSION, head, metadata

T = TypeVar("T")

_log = logging.getLogger(__name__)

AT_WORK = 16
"""Calls that use PostgreSQL at once: most of the time of each is spent waiting for it."""
AT_WORK_HERE = 6
"""The same for SQLite, which works in this process: more of them only take each other's turn."""
_ASIDE = 4
"""Connections for what goes on beside the calls."""
_LONGEST_LOG = 16_000
"""Pages of 4 KiB that SQLite's log may hold before a commit itself folds them into the file: who answers folds earlier,
beside the calls."""
_CACHE_KIB = 32 << 10
"""Pages that each connection to SQLite keeps in memory."""
ATTEMPTS = 8
"""How often a transaction is tried that another one got in the way of."""
SNAPSHOT_MS = 5_000
"""A snapshot of PostgreSQL ends with an error where a statement, or what follows it, takes longer: while one is open,
no version of the row of ``head`` can be forgotten, and every push is slower than the one before it."""
_RETRIED = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL: serialization failure, deadlock, a key that another transaction has made first."""


def is_postgres(url: str) -> bool:
    """Whether an address is that of a PostgreSQL server; else it is the path of a file."""
    return url.startswith(("postgresql:", "postgres:"))


class Database:
    """One central database for any number of tenants."""

    def __init__(self, url: str) -> None:
        """``url``: ``postgresql://...``, or the path of a file. Nothing is opened yet.

        Raises ``RuleError`` (database_address) for an address that is none.
        """
        self.is_postgres = is_postgres(url)
        self.at_work = AT_WORK if self.is_postgres else AT_WORK_HERE
        """So many calls are worked at once, each with a connection that stays open: to make one costs more than a
        call, and each new one to PostgreSQL is first asked whether it leads to the same server."""
        self.path = None if self.is_postgres else Path(url)
        self.engine = _postgres(url) if self.path is None else _sqlite(self.path)
        self._is_known = False
        """Whether this is the store that it was when it was last open; asked again after each new connection to
        PostgreSQL, which may lead to another server."""
        self._knowing = threading.Lock()
        self._writing: contextlib.AbstractContextManager[Any] = threading.Lock()
        """SQLite has one writer, and lets the others sleep and try again: here they wait in turn."""
        if self.is_postgres:
            event.listen(self.engine, "connect", self._forget_stamp)
            self._writing = contextlib.nullcontext()

    def create(self) -> None:
        """Make the tables that are not there. A new file is its owner's alone: everything everybody has is in it."""
        if self.path is not None:
            self.path.touch(mode=0o600)
        with self.engine.connect() as connection:
            metadata.create_all(connection)
            connection.commit()

    def require(self) -> None:
        """Raise ``WorldError`` unless a store of this version was set up here: no_server_store, store_newer."""
        with self.engine.connect() as connection:
            is_there = connection.dialect.has_table(connection, "head")
            versions = {row[0] for row in connection.execute(select(head.c.version))} if is_there else set()
            connection.rollback()
        if not versions:
            raise WorldError("no_server_store")
        if versions != {VERSION}:
            raise WorldError("store_newer")

    def close(self) -> None:
        """Give back every connection."""
        if self._is_known:
            with contextlib.suppress(DBAPIError, OSError):
                self.note()
        self.engine.dispose()

    def stamp(self, connection: Connection) -> Stamp:
        """What the store is known by."""
        return stamps.of_postgres(connection) if self.path is None else stamps.of_file(self.path)

    def begin_stamp(self) -> None:
        """Lay a stamp beside a new SQLite file, unless there is one."""
        if self.path is not None:
            stamps.note(self.path, stamps.of_file(self.path))

    def note(self) -> None:
        """Write down beside an SQLite file how far it has come; of PostgreSQL there is nothing to be written."""
        if self.path is None:
            return
        with self.snapshot() as connection:
            rows = connection.execute(select(head.c.tenant, head.c.epoch, head.c.seq, head.c.stamp)).fetchall()
        if rows:
            noted = {row.tenant: Noted(row.epoch, row.seq) for row in rows}
            stamps.note(self.path, Stamp(rows[0].stamp, noted))

    def fold(self) -> None:
        """Fold SQLite's log into its file, as far as nobody reads from it: no commit need wait for that."""
        if self.path is not None:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    @contextlib.contextmanager
    def snapshot(self, *, is_long: bool = False) -> Iterator[Connection]:
        """One unmoving view for several statements: a row that moves meanwhile is either here or there.

        ``is_long``: it may take longer than ``SNAPSHOT_MS``: a copy of everything, a command that looks at it all.
        """
        with self._connected() as connection:
            if self.is_postgres:
                connection.exec_driver_sql(_LONG_SNAPSHOT if is_long else f"{_LONG_SNAPSHOT}; {_bounds()}")
            else:
                connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    def change(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in one transaction and commit it durably; again from the start where another got in its way.

        Raises ``WorldError`` (server_busy) when that does not end.
        """
        for attempt in range(ATTEMPTS):
            try:
                return self._once(work)
            except DBAPIError as error:
                if not _is_retried(error):
                    raise
                time.sleep(0.002 * 2**attempt * (1 + random.random()))
        raise WorldError("server_busy")

    def _once(self, work: Callable[[Connection], T]) -> T:
        with self._writing, self._connected() as connection:
            if not self.is_postgres:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                result = work(connection)
            except BaseException:
                with contextlib.suppress(DBAPIError):
                    connection.rollback()
                raise
            connection.commit()
        return result

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            if not self._is_known:
                with self._knowing:
                    self._know(connection)
            yield connection

    def _know(self, connection: Connection) -> None:
        """Begin a new epoch of every tenant if the store is not the one it was, before anybody is answered."""
        if self._is_known or not connection.dialect.has_table(connection, "head"):
            connection.rollback()
            return
        if not self.is_postgres:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        known, now = self.stamp(connection), time.time_ns() // 1_000_000
        tenants = select(head.c.tenant, head.c.stamp, head.c.seq).order_by(head.c.tenant).with_for_update()
        for row in connection.execute(tenants).fetchall():
            noted = known.noted.get(row.tenant, Noted(0, 0))
            if row.stamp != known.text or row.seq < noted.seq:
                epoch = epochs.begin(connection, row.tenant, known.text, now, above=noted.epoch)
                _log.warning("store is not the one it was", extra={"facts": {"tenant": row.tenant, "epoch": epoch}})
        connection.commit()
        self._is_known = True

    def _forget_stamp(self, _connection: Any, _record: Any) -> None:
        self._is_known = False


_LONG_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


def _bounds() -> str:
    names = ("statement_timeout", "idle_in_transaction_session_timeout")
    return "; ".join(f"SET LOCAL {name} = {SNAPSHOT_MS}" for name in names)


def begin_tenant(connection: Connection, tenant: str, name: str, stamp: str) -> None:
    """Make a tenant. Raises ``RuleError`` through the caller where it is there already."""
    connection.execute(insert(head).values(tenant=tenant, name=name, seq=0, epoch=1, stamp=stamp, version=VERSION))


def tenants(connection: Connection) -> list[str]:
    """All of them."""
    return [str(row[0]) for row in connection.execute(select(head.c.tenant).order_by(head.c.tenant))]


def _sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, pool_size=AT_WORK_HERE + _ASIDE)

    @event.listens_for(engine, "connect", insert=True)
    def _open(connection: Any, _record: Any) -> None:
        # Transactions are begun in so many words: the driver begins none for a SELECT, and two are then no snapshot.
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            f"wal_autocheckpoint={_LONGEST_LOG}",
            f"cache_size=-{_CACHE_KIB}",
            "temp_store=MEMORY",
        ):
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "commit")
    def _commit(connection: Connection) -> None:
        _end(connection, "COMMIT")

    @event.listens_for(engine, "rollback")
    def _rollback(connection: Connection) -> None:
        _end(connection, "ROLLBACK")

    return engine


def _end(connection: Connection, how: str) -> None:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    if not raw.in_transaction:
        return
    try:
        raw.execute(how)
    except sqlite3.Error as error:
        with contextlib.suppress(sqlite3.Error):
            raw.rollback()  # whoever has this connection next would find a transaction on it
        # A disk is often full at the very end; as a fault of the driver alone it would look like one of ours.
        raise DBAPIError.instance(how, None, error, sqlite3.Error) from error


def _postgres(url: str) -> Engine:
    # Read committed for what is written: lock, then read what the lock shows.
    try:
        target = make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise RuleError("database_address") from error
    engine = create_engine(
        target, hide_parameters=True, pool_size=AT_WORK + _ASIDE, isolation_level="READ COMMITTED", pool_pre_ping=True
    )

    @event.listens_for(engine, "connect")
    def _durably(connection: Any, _record: Any) -> None:
        # What was answered is on the disk, however the database was set up.
        connection.execute("SET synchronous_commit TO on")
        connection.commit()

    return engine


def _is_retried(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _RETRIED or (isinstance(error, OperationalError) and "database is locked" in str(error.orig))
