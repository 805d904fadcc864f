"""Copies of a store: made by the database itself while it is in use, and proved by opening them."""

from __future__ import annotations

import os
from pathlib import Path

from desktop_crm.domain.errors import WorldError
from desktop_crm.storage.engine import failures, make_engine, os_error


def copy_store(source: Path, key_hex: str, target: Path) -> None:
    """A consistent, encrypted copy of a store in use, under the same key; ``target`` must not exist.

    The copy is opened and checked before it gets its name. Raises ``WorldError``.
    """
    if target.exists():
        raise WorldError("file_exists", where=str(target))
    unfinished = target.with_name(target.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise os_error(error, target) from error
    engine = make_engine(source, key_hex)
    try:
        with failures(target), engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(unfinished),))
        verify(unfinished, key_hex)
        os.replace(unfinished, target)
    except OSError as error:
        raise os_error(error, target) from error
    finally:
        engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)


def verify(path: Path, key_hex: str) -> None:
    """Open a store file and prove that it is whole. Raises ``WorldError``: wrong_key, store_damaged.

    What lies beside it is left alone: it may be the write-ahead log of a store in use.
    """
    if not path.is_file() or not path.stat().st_size:
        # An empty file would be opened as an empty database in which nothing is wrong.
        raise WorldError("store_damaged", where=str(path))
    engine = make_engine(path, key_hex)
    try:
        with failures(path), engine.connect() as connection:
            damaged = connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
            lines = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check")]
            if damaged or lines != ["ok"]:
                raise WorldError("store_damaged", where=str(path))
    finally:
        engine.dispose()
