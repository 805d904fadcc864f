"""Key press to painted hits in the real window: the customers pane over the store of 100,000, offscreen."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop_crm.app import qt
from desktop_crm.app.desk import Desk
from desktop_crm.storage.store import Store
from desktop_crm.ui.panes.customers.pane import CustomersPane
from desktop_crm.ui.widgets.fields import SearchField
from desktop_crm.ui.widgets.table import LazyTable

WORDS = ("云帆科技", "重庆云", "医疗器械", "northfield", "harbor", "青岛喆镕")
LONGEST_WAIT = 2.0


@dataclass(frozen=True, slots=True)
class Typed:
    """Milliseconds from each key press to the end of the paint that shows its hits."""

    times: list[float]
    processor: list[float]
    """The same in processor time of all threads."""

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        ordered = sorted(self.times)
        return round(ordered[int(len(ordered) * 0.95)], 2)


class _Resets(QObject):
    """Counts how often the list was filled anew, and knows whether it was painted since."""

    def __init__(self, table: LazyTable) -> None:
        super().__init__()
        self.count = 0
        self.painted = True
        self.table = table
        table.model().modelReset.connect(self._note)
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted = True
        return super().eventFilter(watched, event)

    def _note(self) -> None:
        self.count += 1
        self.painted = False


def measure(store: Store) -> Typed:
    """Type the words letter by letter, as an input method would commit them."""
    application = qt.painting_application()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(store, state_file=Path(folder) / "window.ini")
        desk.window.show_pane("customers")
        desk.window.show()
        pane = desk.panes[0]
        assert isinstance(pane, CustomersPane)
        field, resets = pane.filters.field, _Resets(pane.table)
        _settle(resets)
        times, processor = [], []
        for word in WORDS:
            for letter in word:
                spent = time.process_time()
                times.append(_press(application, field, resets, letter))
                processor.append((time.process_time() - spent) * 1e3)
                _settle(resets)
            QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClick(field, Qt.Key.Key_Delete)
            _settle(resets)
        desk.close()
    return Typed(times, processor)


def _press(application: QGuiApplication, field: SearchField, resets: _Resets, letter: str) -> float:
    alarm = QTimer(interval=100)
    alarm.start()
    before, start = resets.count, time.perf_counter()
    field.insert(letter)
    while resets.count == before:
        # Asleep until something happens, as in the program: a loop that spins would fight the readers for the GIL.
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.perf_counter() - start > LONGEST_WAIT:
            raise TimeoutError(f"nothing was found for {field.text()!r}")
    if not resets.painted:
        # Whatever is in sight now, the list or the sentence that nothing was found, is painted at once.
        shown = resets.table.viewport() if resets.table.isVisible() else resets.table.window()
        shown.repaint()
    return (time.perf_counter() - start) * 1e3


def _settle(resets: _Resets) -> None:
    """Let the complete list arrive, so that one key's work does not fall into the next one's time."""
    seen = -1
    while resets.count != seen:
        seen = resets.count
        pause = QEventLoop()  # and no QTest.qWait, which keeps the GIL from the readers
        QTimer.singleShot(300, pause.quit)
        pause.exec()
