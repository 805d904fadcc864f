"""Folds the write-ahead log into the store's file in the background, so that no commit waits for it."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from sqlalchemy import Engine

from desktop_crm.domain.errors import CrmError
from desktop_crm.storage.engine import PAGE, failures

_LONG = 1000 * PAGE
"""Length from which the log is folded: what SQLite takes by itself, in the commit that reaches it."""
_TOO_LONG = 64 * _LONG
"""Length from which a change waits for the folding: one large change after the other would never let it end."""

_log = logging.getLogger(__name__)


class LogFolder:
    """Watches the log of one store. Thread-safe; at most one folding runs at a time."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path = path
        self._log = path.with_name(path.name + "-wal")
        self._engine = engine
        self._turn = threading.Lock()
        self._folding: threading.Thread | None = None
        self._closed = False

    def fold_soon(self) -> None:
        """Begin to fold a log that has grown long and return at once. Readers and writers go on meanwhile."""
        with self._turn:
            if self._closed or (self._folding and self._folding.is_alive()) or self._length() < _LONG:
                return
            folding = threading.Thread(target=self._fold, name="fold log")
            folding.start()
            self._folding = folding

    def make_room(self) -> None:
        """Before a change: wait for the folding if the log has become too long."""
        folding = self._folding
        if folding and folding.is_alive() and self._length() >= _TOO_LONG:
            folding.join()

    def close(self) -> None:
        """Wait for a folding that runs; begin no other."""
        with self._turn:
            self._closed, folding = True, self._folding
        if folding:
            folding.join()

    def _length(self) -> int:
        try:
            return self._log.stat().st_size
        except FileNotFoundError:
            return 0

    def _fold(self) -> None:
        # What is committed is safe in the log; a folding that fails, on a full disk say, is tried with the next change.
        try:
            with failures(self._path), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        except CrmError as error:
            _log.warning("The log of the store was not folded: %s", error.code)
        except Exception:
            _log.exception("The log of the store was not folded")
