"""The window's way to its store: what a command would ask at the terminal is asked in dialogs here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop_crm.app import keys, passphrases, stores
from desktop_crm.domain.errors import CrmError, WorldError
from desktop_crm.storage.store import Store
from desktop_crm.ui import key_dialogs
from desktop_crm.words.errors import error_text

_LOST = ("key_missing", "key_file_unreadable")
"""How it is told that only the recovery code can help."""


class Left(WorldError):
    """Somebody left a question unanswered: the exit code says why, and nobody has to be told."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A store in use and its key."""

    store: Store
    key: str


def open_for_window(path: Path, today: dt.date | None, *, in_dialogs: bool) -> Opened:
    """The store at ``path``, made if there is none. ``in_dialogs``: somebody sits before a screen.

    Raises ``Left`` when a question is left unanswered, else as ``stores.open_store``.
    """
    if path.exists():
        key = _find(path) if in_dialogs else keys.find_key(path, passphrases.told)
    else:
        ask = partial(_passphrase_of_new, path) if in_dialogs else passphrases.told
        key = stores.make_store(path, today=today, passphrase=ask)
    return Opened(stores.open_with(path, key, today), key)


def _find(path: Path) -> str:
    while True:
        try:
            return keys.find_key(path, passphrases.given)
        except CrmError as error:
            if error.code in ("passphrase_needed", "wrong_passphrase"):
                return _unlock(path)
            if error.code in _LOST:
                return _recover(path, error.code)
            if error.code != "key_ring_locked":
                raise
            _wait_for_ring(path, error)


def _unlock(path: Path) -> str:
    """The key out of the key file, by a passphrase that is asked for until it fits."""

    def key_by(words: str) -> str:
        return keys.read_key_file(keys.key_file(path), lambda: words)

    dialog = key_dialogs.PassphraseDialog(None, path.name, key_by)
    answer = key_dialogs.ask(dialog)
    if answer == key_dialogs.WANTS_CODE:
        return _recover(path, "passphrase_needed")
    if not answer:
        raise Left("passphrase_needed", where=str(path))
    return str(dialog.outcome)


def _recover(path: Path, code: str) -> str:
    """The key out of the recovery code, kept again for the next start."""
    dialog = key_dialogs.RecoverDialog(None, path.name, keys.LENGTH, partial(stores.proved, path))
    if not key_dialogs.ask(dialog):
        raise Left(code, where=str(path))
    key = str(dialog.outcome)
    keys.keep(path, key, partial(_new_passphrase, path))
    return key


def _wait_for_ring(path: Path, error: CrmError) -> None:
    sentence = error_text(error.code, "", error.values)
    if not key_dialogs.ask(key_dialogs.LockedRingDialog(None, sentence)):
        raise Left(error.code, where=str(path))


def _passphrase_of_new(path: Path) -> str:
    """The passphrase for a store about to be made; a key file that waits at its place wants its own."""
    file = keys.key_file(path)
    if passphrases.given() or not file.is_file():
        return _new_passphrase(path)
    dialog = key_dialogs.PassphraseDialog(
        None, file.name, lambda words: keys.read_key_file(file, lambda: words), has_code=False
    )
    if not key_dialogs.ask(dialog):
        raise Left("passphrase_needed", where=str(path))
    return dialog.secret.field.text()


def _new_passphrase(path: Path) -> str:
    given = passphrases.given()
    if given:
        return given
    dialog = key_dialogs.NewPassphraseDialog(None)
    if not key_dialogs.ask(dialog):
        raise Left("no_key_ring", where=str(path))
    return dialog.passphrase
