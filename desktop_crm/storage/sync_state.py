"""Small facts of the exchange with a server, kept with the rows they speak of: one file, one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from desktop_crm.sync.buckets import Tally
from desktop_crm.sync.operations import FIRST

_PREFIX = "sync:"


def text(connection: Connection, name: str, default: str = "") -> str:
    """A fact."""
    row = connection.exec_driver_sql("SELECT v FROM store_state WHERE k = ?", (_PREFIX + name,)).first()
    return str(row[0]) if row else default


def number(connection: Connection, name: str) -> int:
    """A fact that is a number; 0 where there is none."""
    return int(text(connection, name, "0"))


def put(connection: Connection, name: str, value: str | int) -> None:
    """Write a fact."""
    connection.exec_driver_sql(
        "INSERT INTO store_state (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
        (_PREFIX + name, str(value)),
    )


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last sealed operation."""
    return number(connection, "last_number"), text(connection, "last_hash", FIRST)


def set_head(connection: Connection, last: int, hash_: str) -> None:
    """Say where the chain ends."""
    put(connection, "last_number", last)
    put(connection, "last_hash", hash_)


DEVICE = _PREFIX + "device"
"""The fact that says that this store is signed in: the id of this device."""


def begin(connection: Connection, at: int) -> None:
    """Number a transaction of a person's changes, for the triggers; ``at`` in milliseconds since 1970 UTC."""
    connection.exec_driver_sql("UPDATE sync_now SET last = last + 1, tx = last + 1, at = ?", (at,))


def stand_alone(connection: Connection) -> None:
    """The rows of this transaction are no group: each stands and falls by itself."""
    connection.exec_driver_sql("UPDATE sync_now SET tx = 0")


@contextmanager
def muted(connection: Connection) -> Iterator[None]:
    """The exchange itself writes: nothing of it is a person's change. Inside a write transaction, so that no other
    connection sees it and a crash takes it back."""
    connection.exec_driver_sql("UPDATE sync_now SET muted = 1")
    try:
        yield
    finally:
        connection.exec_driver_sql("UPDATE sync_now SET muted = 0")


def tallies(connection: Connection) -> dict[str, Tally]:
    """What this device holds, by bucket."""
    rows = connection.exec_driver_sql("SELECT bucket, rows, total FROM sync_bucket")
    return {str(bucket): Tally(int(count), int(total)) for bucket, count, total in rows}
