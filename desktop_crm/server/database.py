"""The central database: SQLite in a file or PostgreSQL, transactions tried again, snapshots that hold still."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import DBAPIError, OperationalError

from desktop_crm.domain.errors import WorldError
from desktop_crm.server.tables import VERSION, head, metadata

T = TypeVar("T")

ATTEMPTS = 8
"""How often a transaction is tried that another one got in the way of."""
_RETRIED = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization failure, deadlock."""


class Database:
    """One central database for any number of tenants."""

    def __init__(self, url: str) -> None:
        """``url``: ``postgresql://...``, or the path of a file. Nothing is opened yet."""
        self.is_postgres = url.startswith(("postgresql:", "postgres:"))
        self.engine = _postgres(url) if self.is_postgres else _sqlite(Path(url))

    def create(self) -> None:
        """Make the tables that are not there."""
        with self.engine.connect() as connection:
            metadata.create_all(connection)
            connection.commit()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """One unmoving view for several statements: a row that moves meanwhile is either here or there."""
        with self.engine.connect() as connection:
            if self.is_postgres:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
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
                time.sleep(0.002 * 2**attempt)
        raise WorldError("server_busy")

    def _once(self, work: Callable[[Connection], T]) -> T:
        with self.engine.connect() as connection:
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


def begin_tenant(connection: Connection, tenant: str, name: str, stamp: str) -> None:
    """Make a tenant. Raises ``RuleError`` through the caller where it is there already."""
    connection.execute(insert(head).values(tenant=tenant, name=name, seq=0, epoch=1, stamp=stamp, version=VERSION))


def tenants(connection: Connection) -> list[str]:
    """All of them."""
    return [str(row[0]) for row in connection.execute(select(head.c.tenant).order_by(head.c.tenant))]


def _sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, pool_size=4, max_overflow=12)

    @event.listens_for(engine, "connect", insert=True)
    def _open(connection: Any, _record: Any) -> None:
        # Transactions are begun in so many words: the driver begins none for a SELECT, and two are then no snapshot.
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "cache_size=-65536",
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
    if raw.in_transaction:
        raw.execute(how)


def _postgres(url: str) -> Engine:
    # Read committed for what is written: lock, then read what the lock shows.
    target = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(
        target, hide_parameters=True, pool_size=8, max_overflow=16, isolation_level="READ COMMITTED", pool_pre_ping=True
    )


def _is_retried(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _RETRIED or (isinstance(error, OperationalError) and "database is locked" in str(error.orig))
