"""Backup files: one container with the encrypted store and, if asked, its key wrapped by a passphrase."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
import zlib
from itertools import chain, count
from pathlib import Path
from typing import Any

from desktop_crm.app import keys, single
from desktop_crm.app.clock import SystemClock
from desktop_crm.app.passphrases import Passphrase
from desktop_crm.app.stores import named, take_place
from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.exchange.whole_file import replacing
from desktop_crm.storage.backup import copy_store, verify
from desktop_crm.storage.engine import create_private, os_error
from desktop_crm.storage.store import Store
from desktop_crm.usecases import exchange

_STORE = "store.crm"
_KEY = "key.json"
_BELONGING = (".key", "-wal", "-shm", "")
"""What makes up a store, by what is put after its name; the store itself last."""


def write_backup(store: Path, key_hex: str, file: Path, passphrase: str | None) -> None:
    """A verified copy of a store in use as one file; it appears whole or not at all, in a folder that is there.

    Raises ``WorldError``.
    """
    if file.exists():
        raise WorldError("file_exists", where=str(file))
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            copy = Path(folder) / _STORE
            with named(file, instead_of=copy):
                copy_store(store, key_hex, copy)
            with replacing(file) as target, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as container:
                container.write(copy, _STORE)
                if passphrase is not None:
                    container.writestr(_KEY, json.dumps(keys.wrapped(key_hex, passphrase)))
    except OSError as error:
        raise os_error(error, file) from error


def restore_backup(file: Path, store: Path, passphrase: Passphrase) -> None:
    """Make a store out of a backup. An existing one is kept beside it, its key file too, as ``STORE.before-restore``.

    A key in the backup is opened by the passphrase and kept for the store as ``keys.keep`` says: on a machine without
    a key ring in a key file under the same passphrase. A backup without one needs the key that is known here already.

    Raises ``RuleError`` for a file that is no backup, a wrong passphrase, another key in the environment;
    ``WorldError`` for a store that a window has open, and the rest. Then the existing store is as it was.
    """
    if file.is_dir():
        raise RuleError("file_is_folder", where=str(file))
    if not file.is_file():
        raise RuleError("file_missing", where=str(file))
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        lock = single.claim(store)
        try:
            with tempfile.TemporaryDirectory(dir=store.parent, prefix=".restore-") as folder:
                _restore(file, store, Path(folder) / store.name, passphrase)
        finally:
            lock.unlock()
    except OSError as error:
        raise os_error(error, store) from error


def _restore(file: Path, store: Path, copy: Path, passphrase: Passphrase) -> None:
    with named(file, instead_of=copy):
        wrapped = _unpack(file, copy)
        if wrapped is None and keys.key_file(store).is_file():
            shutil.copy2(keys.key_file(store), keys.key_file(copy))
        key = keys.find_key(copy, passphrase) if wrapped is None else keys.unwrapped(wrapped, passphrase, file)
        verify(copy, key)
        _prove(copy, key)
    if wrapped is not None:
        with named(store, instead_of=copy):
            keys.keep(copy, key, passphrase)
    _swap(copy, store)


def _unpack(file: Path, copy: Path) -> Any:
    """Take the store out of its container; the wrapped key, None without one."""
    try:
        create_private(copy)
        with zipfile.ZipFile(file) as container:
            with container.open(_STORE) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
            return json.loads(container.read(_KEY)) if _KEY in container.namelist() else None
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError) as error:
        raise RuleError("not_a_backup", where=str(file)) from error


def _prove(copy: Path, key: str) -> None:
    """The copy opens: a store of a newer program must not take the place of one that this program can open.

    One that is a device of a server becomes another device: the server may have heard more of that one since.
    """
    try:
        store = Store.open(copy, key, SystemClock())
        try:
            if exchange.is_signed_in(store):
                store.exchange(exchange.note_copy)
        finally:
            store.close()
    except WorldError as error:
        if error.code != "store_older":  # that one is brought up to date when it is opened in its place
            raise


def _swap(copy: Path, store: Path) -> None:
    kept = _free_name(store)
    moved: list[tuple[Path, Path]] = []
    try:
        for end in _BELONGING:
            old, new = store.with_name(store.name + end), kept.with_name(kept.name + end)
            if old.exists():
                os.replace(old, new)
                moved.append((old, new))
        take_place(copy, store)
    except OSError:
        for old, new in reversed(moved):
            os.replace(new, old)
        raise


def _free_name(store: Path) -> Path:
    """The second restore of a bad day must not write over what the first one put aside."""
    numbers = chain([""], map("-{}".format, count(2)))
    names = (store.with_name(f"{store.name}.before-restore{number}") for number in numbers)
    return next(name for name in names if not any(name.with_name(name.name + end).exists() for end in _BELONGING))
