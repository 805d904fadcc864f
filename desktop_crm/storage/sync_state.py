"""Small facts of the exchange with a server, kept with the rows they speak of: one file, one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from desktop_crm.sync.buckets import Tally
from desktop_crm.sync.operations import FIRST
from desktop_crm.sync.protocol import Head

_PREFIX = "sync:"
NOTHING = Head(0, FIRST)
"""Where a chain begins."""


def text(connection: Connection, name: str, default: str = "") -> str:
    """A fact."""
    row = connection.exec_driver_sql("SELECT v FROM store_state WHERE k = ?", (_PREFIX + name,)).first()
    return str(row[0]) if row else default


def texts(connection: Connection) -> dict[str, str]:
    """All facts by name."""
    rows = connection.exec_driver_sql(
        "SELECT substr(k, ?), v FROM store_state WHERE k >= ? AND k < ?",
        (len(_PREFIX) + 1, _PREFIX, _PREFIX + "\uffff"),
    )
    return {str(name): str(value) for name, value in rows}


class Facts:
    """All facts as they were at one moment, read at once."""

    def __init__(self, connection: Connection) -> None:
        self._texts = texts(connection)

    def number(self, name: str) -> int:
        """A fact that is a number; 0 where there is none."""
        return int(self._texts.get(name, "0"))

    def head(self, name: str = "last") -> Head:
        """A place in this device's chain, see ``head``."""
        return Head(self.number(name + "_number"), self._texts.get(name + "_hash", FIRST))


def number(connection: Connection, name: str) -> int:
    """A fact that is a number; 0 where there is none."""
    return int(text(connection, name, "0"))


def put(connection: Connection, name: str, value: str | int) -> None:
    """Write a fact."""
    connection.exec_driver_sql(
        "INSERT INTO store_state (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
        (_PREFIX + name, str(value)),
    )


def head(connection: Connection, name: str = "last") -> Head:
    """A place in this device's chain: ``last`` sealed, ``confirmed`` (with its receipt stored), ``floor`` (before the
    first one that is still kept)."""
    return Head(number(connection, name + "_number"), text(connection, name + "_hash", FIRST))


def set_head(connection: Connection, at: Head, name: str = "last") -> None:
    """Say where in the chain that is."""
    put(connection, name + "_number", at.number)
    put(connection, name + "_hash", at.hash)


def chain_base(connection: Connection) -> int:
    """What is to be added to an operation's number on the wire to have that in the outbox."""
    return number(connection, "chain_base")


DEVICE = _PREFIX + "device"
"""The fact that says that this store is signed in: the id of this device."""


def device(connection: Connection) -> str:
    """The id of this device; empty where the store is signed in nowhere."""
    row = connection.exec_driver_sql("SELECT v FROM store_state WHERE k = ?", (DEVICE,)).first()
    return str(row[0]) if row else ""


def set_device(connection: Connection, id_: str) -> None:
    """Say which device this is."""
    connection.exec_driver_sql(
        "INSERT INTO store_state (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v", (DEVICE, id_)
    )


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


def granted_territories(connection: Connection) -> list[str]:
    """Ids of the territories that this device holds, the one granted first before the others."""
    rows = connection.exec_driver_sql(
        "SELECT substr(bucket, 6) FROM sync_bucket WHERE bucket LIKE 'terr:%' ORDER BY grant_"
    )
    return [str(id_) for (id_,) in rows]
