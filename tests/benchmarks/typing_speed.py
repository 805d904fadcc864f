"""Key press to painted hits in the real window: the customers pane over the store of 100,000, offscreen."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop_crm.app import qt
from desktop_crm.app.desk import Desk
from desktop_crm.storage.store import Store
from desktop_crm.ui.widgets.fields import SearchField
from desktop_crm.ui.widgets.table import LazyTable

WORDS = ("云帆科技", "重庆云", "医疗器械", "northfield", "harbor", "青岛喆镕")
LONGEST_WAIT = 2.0


@dataclass(frozen=True, slots=True)
class Typed:
    """Milliseconds from each key press to the end of the paint that shows its hits."""

    times: list[float]

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        ordered = sorted(self.times)
        return round(ordered[int(len(ordered) * 0.95)], 2)


class _Resets(QObject):
    """Counts how often the list was filled anew."""

    def __init__(self, table: LazyTable) -> None:
        super().__init__()
        self.count = 0
        self.table = table
        table.model().modelReset.connect(self._note)

    def _note(self) -> None:
        self.count += 1


def measure(store: Store) -> Typed:
    """Type the words letter by letter, as an input method would commit them."""
    application = qt.painting_application()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(store, state_file=Path(folder) / "window.ini")
        desk.window.show_pane("customers")
        desk.window.show()
        field = desk.panes[0].findChild(SearchField)
        table = desk.panes[0].findChild(LazyTable)
        assert field is not None
        assert table is not None
        resets = _Resets(table)
        _settle(application, resets)
        times = []
        for word in WORDS:
            for letter in word:
                times.append(_press(application, field, resets, letter))
                _settle(application, resets)
            QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClick(field, Qt.Key.Key_Delete)
            _settle(application, resets)
        desk.close()
    return Typed(times)


def _press(application: QGuiApplication, field: SearchField, resets: _Resets, letter: str) -> float:
    before, start = resets.count, time.perf_counter()
    field.insert(letter)
    while resets.count == before:
        application.processEvents()
        if time.perf_counter() - start > LONGEST_WAIT:
            raise TimeoutError(f"nothing was found for {field.text()!r}")
    # Whatever is in sight now, the list or the sentence that nothing was found, is painted at once.
    shown = resets.table.viewport() if resets.table.isVisible() else resets.table.window()
    shown.repaint()
    return (time.perf_counter() - start) * 1e3


def _settle(application: QGuiApplication, resets: _Resets) -> None:
    """Let the complete list arrive, so that one key's work does not fall into the next one's time."""
    quiet, seen = time.perf_counter(), resets.count
    while time.perf_counter() - quiet < 0.3:
        application.processEvents()
        if resets.count != seen:
            seen, quiet = resets.count, time.perf_counter()
