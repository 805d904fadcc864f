"""One writing window a store: a lock beside the file that ends with the process that holds it, however it ends.

The system's own file lock instead of Qt's: commands that need no Qt must ask for it too, and Qt's stays for ever when
a laptop that crashed comes back under another host name.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from desktop_crm.domain.errors import WorldError
from desktop_crm.storage.engine import os_error

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Claim:
    """The lock while it is held."""

    def __init__(self, file: Path, handle: int) -> None:
        self._file, self._handle = file, handle

    def unlock(self) -> None:
        """Let others have the store; once. The file is deleted while it is still locked, so that nobody's else is."""
        own = _is(self._handle, self._file)
        if sys.platform == "win32":  # which deletes no file in use: not this one, and not that of the next holder
            os.close(self._handle)
        with contextlib.suppress(OSError):
            if own:
                self._file.unlink()
        if sys.platform != "win32":
            os.close(self._handle)


def claim(store: Path, *, ending: str = ".lock", code: str = "window_open") -> Claim:
    """The lock of the writing window, held until it is unlocked or the process ends; with another ``ending`` another
    lock of the same kind.

    Raises ``WorldError`` with this ``code`` when somebody else has it, not_writable and the like when it cannot be
    made.
    """
    file = store.with_name(store.name + ending)
    while True:
        try:
            handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise os_error(error, store) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise WorldError(code, where=str(store)) from error
        if _is(handle, file):
            return Claim(file, handle)
        os.close(handle)  # whoever had it deleted it meanwhile: this lock would exclude nobody


def _is(handle: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except OSError:
        return False
