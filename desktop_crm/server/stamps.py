"""Telling whether a store is the one it was: by a file beside SQLite's, by what PostgreSQL says of itself.

Somebody who copies yesterday's file back, or a standby that takes over before it had everything, tells nobody. The
numbers given since are then given a second time, and laptops would take the one for the other.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Noted:
    """How far a tenant had come when that was last written down."""

    epoch: int
    seq: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a store is known by. ``text`` stands in the store too; ``noted`` by tenant, where that can be known."""

    text: str
    noted: Mapping[str, Noted] = field(default_factory=dict)


def of_file(store: Path) -> Stamp:
    """The stamp beside an SQLite file; a fresh one where there is none or it cannot be read."""
    try:
        return msgspec.json.decode(_beside(store).read_bytes(), type=Stamp)
    except (OSError, msgspec.MsgspecError):
        return Stamp(secrets.token_hex(16))


def note(store: Path, stamp: Stamp) -> None:
    """Write the stamp beside an SQLite file, wholly or not at all."""
    place = _beside(store)
    fresh = place.with_name(f"{place.name}.{os.getpid()}.tmp")
    try:
        fresh.write_bytes(msgspec.json.encode(stamp))
        fresh.replace(place)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def of_postgres(connection: Connection) -> Stamp:
    """Cluster, timeline, database and table: a standby that takes over is on another timeline, a copy is another
    database, a dump that was loaded is another table. Any role may ask for these."""
    named = connection.exec_driver_sql(
        "SELECT (SELECT system_identifier FROM pg_control_system()), "
        "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), "
        "(SELECT oid FROM pg_database WHERE datname = current_database()), to_regclass('head')::oid"
    ).one()
    return Stamp("/".join(map(str, named)))


def _beside(store: Path) -> Path:
    return store.with_name(store.name + ".stamp")
