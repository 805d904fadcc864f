"""Opening and making stores: path, key, clock, calendar and the housekeeping of the day brought together."""

from __future__ import annotations

import datetime as dt
import errno
import getpass
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from desktop_crm.app import keys
from desktop_crm.app.calendars import calendar_of
from desktop_crm.app.clock import SystemClock
from desktop_crm.app.passphrases import Passphrase, told
from desktop_crm.domain.errors import CrmError, WorldError
from desktop_crm.domain.territories import User
from desktop_crm.storage.engine import os_error
from desktop_crm.storage.migrate import migrate
from desktop_crm.storage.store import Beginning, Store, housekeeping
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.words import resources


def open_store(path: Path, *, create: bool, today: dt.date | None = None, passphrase: Passphrase = told) -> Store:
    """The store at ``path``; with ``create`` a new one where there is none. Raises ``WorldError``, ``RuleError``."""
    if not path.exists() and create:
        return create_store(path, today=today, passphrase=passphrase)
    if not path.is_file():
        raise WorldError("no_store", where=str(path))
    return open_with(path, keys.find_key(path, passphrase), today)


def open_with(path: Path, key: str, today: dt.date | None = None) -> Store:
    """The store at ``path``, whose key is known. Raises ``WorldError``: wrong_key and what else can be wrong."""
    store = Store.open(path, key, SystemClock(), today=today, migrate=migrate)
    store.use_calendars(calendar_of)
    return store


def create_store(
    path: Path,
    *,
    today: dt.date | None = None,
    beginning: Beginning | None = None,
    passphrase: Passphrase = told,
) -> Store:
    """A new store with the delivered scheme, open; see ``make_store``."""
    return open_with(path, make_store(path, today=today, beginning=beginning, passphrase=passphrase), today)


def new_store(path: Path, key: str, today: dt.date | None) -> Store:
    """A new store with the delivered scheme, open; its key is kept nowhere. Raises ``WorldError``."""
    Store.create(path, key, SystemClock(), Beginning(resources.scheme("cny")), today=today).close()
    return open_with(path, key, today)


def make_store(
    path: Path,
    *,
    today: dt.date | None = None,
    beginning: Beginning | None = None,
    passphrase: Passphrase = told,
) -> str:
    """Make a new store and return its key, which is kept as ``keys.keep`` says unless it was there before.

    Made in a folder beside its place and moved there with its key: a store without one would be of no use to anybody.
    """
    key, is_new = keys.key_for_new(path, passphrase)
    beginning = beginning or Beginning(resources.scheme("cny"))
    try:
        with _made_folder(path.parent), tempfile.TemporaryDirectory(dir=path.parent, prefix=".new-") as folder:
            made = Path(folder) / path.name
            with named(path, instead_of=made):
                Store.create(made, key, SystemClock(), beginning, today=today).close()
                if is_new:
                    keys.keep(made, key, passphrase)
            if path.exists():
                raise WorldError("store_exists", where=str(path))
            take_place(made, path)
    except OSError as error:
        raise os_error(error, path) from error
    return key


@contextmanager
def _made_folder(folder: Path) -> Iterator[None]:
    """A folder made with those above it; after an error what was made is gone again. Raises ``OSError``."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:  # not what is to be made is there: a part of the way to it is a file
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from error
        yield
    except BaseException:
        for each in missing:
            with suppress(OSError):  # somebody else has put something there
                each.rmdir()
        raise


def recover(path: Path, code: str, passphrase: Passphrase = told) -> None:
    """Keep the key of a store that was lost to this computer again, from its recovery code.

    The code is proved by opening the store first. Raises ``RuleError`` recovery_code_wrong for a mistyped one,
    ``WorldError`` wrong_key for that of another store, and as ``keys.keep``; then nothing has changed.
    """
    keys.keep(path, proved(path, code), passphrase)


def proved(path: Path, code: str) -> str:
    """The key that a recovery code stands for, after the store was opened with it. Raises as ``recover``."""
    if not path.is_file():
        raise WorldError("no_store", where=str(path))
    key = keys.key_from_recovery_code(code)
    open_with(path, key).close()
    return key


def take_place(made: Path, place: Path) -> None:
    """Move a store, and the key file beside it if there is one, to its place on the same disk. Raises ``OSError``."""
    for end in ("-wal", "-shm"):
        # Of a store that was deleted without them: the database would replay them into this one.
        place.with_name(place.name + end).unlink(missing_ok=True)
    if keys.key_file(made).exists():
        os.replace(keys.key_file(made), keys.key_file(place))
    os.replace(made, place)


@contextmanager
def named(path: Path, *, instead_of: Path) -> Iterator[None]:
    """Errors about a file that is being made elsewhere first name the one that people know."""
    try:
        yield
    except CrmError as error:
        if not error.where.startswith(str(instead_of)):
            raise
        raise type(error)(error.code, where=str(path), **error.values) from error


def daily(store: Store) -> None:
    """What has to be done once a business day; cheap when it was done."""
    if store.fact("derived_on") != store.today.isoformat():
        store.maintain(housekeeping)


def make_user(store: Store) -> None:
    """The person at this computer is the store's user until a server says who it is; called before a window opens."""
    if not store.fact("user_id"):
        store.maintain(_first_user)


def _first_user(work: UnitOfWork) -> None:
    user = work.insert(User(name=_own_name()))
    work.set_setting("user_id", user.id)


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "me"
