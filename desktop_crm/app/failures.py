"""Unexpected errors as the person at the window sees them: one sentence in one box, never a pile of boxes."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, Signal

from desktop_crm.ui import messages
from desktop_crm.ui.main_window import MainWindow
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.words import _t

QUIET_SECONDS = 10.0
"""So long after its box was closed the same sentence is not shown again: a fault in painting comes with every look."""


class Failures(QObject):
    """Shows what ``crash`` tells, from whatever thread it comes; while a box is open, more only go to the log."""

    _heard = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._closed: dict[str, float] = {}
        self.box: Dialog | None = None
        # An error may come out of painting or of another thread: only the event loop opens a box.
        self._heard.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def tell(self, sentence: str) -> None:
        """Show a sentence soon."""
        self._heard.emit(sentence)

    def _show(self, sentence: str) -> None:
        now = time.monotonic()
        if self.box is not None or now - self._closed.get(sentence, -QUIET_SECONDS) < QUIET_SECONDS:
            return
        self.box = messages.show_note(self._window, _t("Crash", "Something went wrong"), sentence)
        self.box.finished.connect(lambda: self._forget(sentence))

    def _forget(self, sentence: str) -> None:
        self.box = None
        self._closed[sentence] = time.monotonic()
