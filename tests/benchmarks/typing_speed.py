"""Key press to painted hits in the real window: the customers pane over the store of 100,000, offscreen."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
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


class _Paints(QObject):
    """Notes when the list was last painted."""

    def __init__(self, table: LazyTable) -> None:
        super().__init__()
        self.last = 0.0
        self.resets = 0
        self._viewport = table.viewport()
        self._viewport.installEventFilter(self)
        table.model().modelReset.connect(self._note_reset)

    def _note_reset(self) -> None:
        self.resets += 1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and watched is self._viewport:
            self._viewport.removeEventFilter(self)
            self._viewport.repaint()
            self._viewport.installEventFilter(self)
            self.last = time.perf_counter()
        return super().eventFilter(watched, event)


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
        paints = _Paints(table)
        _settle(application, paints)
        times = []
        for word in WORDS:
            for letter in word:
                times.append(_press(application, field, paints, letter))
                _settle(application, paints)
            QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClick(field, Qt.Key.Key_Delete)
            _settle(application, paints)
        desk.close()
    return Typed(times)


def _press(application: object, field: SearchField, paints: _Paints, letter: str) -> float:
    before, start = paints.resets, time.perf_counter()
    field.insert(letter)
    while paints.resets == before or paints.last < start:
        application.processEvents()  # type: ignore[attr-defined]
        if time.perf_counter() - start > LONGEST_WAIT:
            raise TimeoutError(f"nothing was painted for {field.text()!r}")
    return (paints.last - start) * 1e3


def _settle(application: object, paints: _Paints) -> None:
    """Let the complete list arrive, so that one key's work does not fall into the next one's time."""
    quiet = time.perf_counter()
    seen = (paints.resets, paints.last)
    while time.perf_counter() - quiet < 0.3:
        application.processEvents()  # type: ignore[attr-defined]
        if (paints.resets, paints.last) != seen:
            seen, quiet = (paints.resets, paints.last), time.perf_counter()
