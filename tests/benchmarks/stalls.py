"""How long the window does not answer: a heartbeat on the GUI thread while work goes on, offscreen, 100,000 customers.

A beat is due every 5 ms. How late it comes is how long a key press would have waited then: for a slot, a paint, or the
interpreter, which a thread in the background may hold.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest

from desktop_crm.app import qt
from desktop_crm.app.desk import Desk
from desktop_crm.storage.collector import begin_collecting
from desktop_crm.storage.store import Store
from desktop_crm.ui.panes.customers.pane import CustomersPane

BEAT_MS = 5
LONGEST_WAIT = 120.0


@dataclass(slots=True)
class Beats:
    """How late each beat was, in milliseconds."""

    late: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The lateness that this share of the beats did not exceed."""
        ordered = sorted(self.late)
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else 0.0

    def percentile_of_time(self, share: float) -> float:
        """The lateness that was not exceeded in this share of the time, each beat counted for as long as it took."""
        ordered = sorted(self.late)
        total, so_far = sum(ordered) + BEAT_MS * len(ordered), 0.0
        for late in ordered:
            so_far += late + BEAT_MS
            if so_far >= share * total:
                return round(late, 1)
        return 0.0

    @property
    def longest(self) -> float:
        """The longest stall."""
        return round(max(self.late, default=0.0), 1)


@contextmanager
def beating() -> Iterator[Beats]:
    """Count the beats of what happens inside."""
    beats = Beats()
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        beats.late.append(max(0.0, (now - last) * 1e3 - BEAT_MS))
        last = now

    timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start()
    yield beats
    timer.stop()


@contextmanager
def _open_desk(store: Store) -> Iterator[Desk]:
    qt.painting_application()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(store, state_file=Path(folder) / "window.ini")
        desk.window.show_pane("customers")
        desk.window.show()
        pause(1500)
        begin_collecting()  # as the program does once it has started
        try:
            yield desk
        finally:
            desk.close()


def pause(ms: int) -> None:
    """Let the window live for so long, asleep between events as in the program."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def during(store: Store, verb: Callable[..., Any], *args: Any) -> Beats:
    """The beats of an open window while a change runs in the background, until its lists show it."""
    with _open_desk(store) as desk, beating() as beats:
        finished = QEventLoop()
        desk.background.changed.connect(lambda _: QTimer.singleShot(1000, finished.quit))
        QTimer.singleShot(int(LONGEST_WAIT * 1e3), finished.quit)
        desk.background.change(verb, *args)
        finished.exec()
    return beats


def working(store: Store) -> Beats:
    """The beats of a person at work: words in the search field, scrolling, from pane to pane, a visit form."""
    with _open_desk(store) as desk, beating() as beats:
        pane = desk.panes[0]
        assert isinstance(pane, CustomersPane)
        for word in ("云帆科技", "医疗器械", "northfield"):
            for letter in word:
                pane.filters.field.insert(letter)
                pause(120)
            pause(300)
            pane.filters.field.clear()
            pause(400)
        for _ in range(30):
            QTest.keyClick(pane.table, Qt.Key.Key_PageDown)
            pause(40)
        for _ in range(20):
            QTest.keyClick(pane.table, Qt.Key.Key_Down)
            pause(120)
        for name in ("contacts", "visits", "tasks", "call_list", "customers"):
            desk.window.show_pane(name)
            pause(1500)
        QTest.keyClick(pane.table, Qt.Key.Key_V)
        pause(1000)
    return beats
