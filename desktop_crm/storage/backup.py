"""Copies of a store: made by the database itself while it is in use, and proved by opening them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_crm.domain.errors import WorldError
from desktop_crm.storage.engine import create_private, failures, make_engine, os_error
from desktop_crm.storage.file_faults import find_faults


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
        create_private(unfinished)
        with failures(source), engine.connect() as connection, _failures_of_either(source, target):
            connection.exec_driver_sql("VACUUM INTO ?", (str(unfinished),))
        verify(unfinished, key_hex)
        os.replace(unfinished, target)
    except OSError as error:
        raise os_error(error, target) from error
    finally:
        engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)


@contextmanager
def _failures_of_either(source: Path, target: Path) -> Iterator[None]:
    """Failures while one file is read and the other written: only the one that was there can be damaged or busy."""
    try:
        with failures(target):
            yield
    except WorldError as error:
        if error.code not in ("store_damaged", "store_busy"):
            raise
        raise WorldError(error.code, where=str(source)) from error


def verify(path: Path, key_hex: str) -> None:
    """Open a store file and prove that it is whole. Raises ``WorldError``: wrong_key, store_damaged.

    A damaged search index is no reason to go without a copy: it is made anew from the rows (``check.repair``).
    What lies beside the file is left alone: it may be the write-ahead log of a store in use.
    """
    if not path.is_file() or not path.stat().st_size:
        # An empty file would be opened as an empty database in which nothing is wrong.
        raise WorldError("store_damaged", where=str(path))
    engine = make_engine(path, key_hex)
    try:
        with failures(path), engine.connect() as connection:
            faults = find_faults(connection, "quick_check")
            if faults.pages or faults.lines:
                raise WorldError("store_damaged", where=str(path))
    finally:
        engine.dispose()
