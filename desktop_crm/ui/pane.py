"""What the window asks of a pane, and what a pane may ask of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.changes import Changes
from desktop_crm.ui import theme
from desktop_crm.ui.theme import Tone


class Pane(QWidget):
    """One place of the side bar. Subclasses set the class attributes and override what they need.

    A pane never reaches for the window: it emits one of the signals below.
    """

    name = ""
    """Stable name: key of the pane's window state, target of ``go_asked``."""
    icon = ""
    """Icon of the side bar, a name of icons.py."""
    group = 0
    """Group of the side bar: 0 my day and records, 1 my business, 2 machine."""
    kinds: tuple[str, ...] = ()
    """Record kinds that this pane opens (``open_record``)."""

    count_changed = Signal(object, str)
    """Number shown in the side bar (None for none) and a ``Tone``: "plain", or "due"/"late" for overdue work."""
    hints_changed = Signal()
    """The keys that work now have changed."""
    open_asked = Signal(str, str)
    """Record kind and id that another pane shows."""
    log_visit_asked = Signal(str)
    """Log a visit at this customer id, empty = choose in the form."""
    said = Signal(str, bool)
    """What was done, for the toast; True offers undo."""

    def title(self) -> str:
        """Name of the pane in the side bar and the window title."""
        raise NotImplementedError

    def activate(self) -> None:
        """The pane has come into sight: load what is stale, put the focus where work begins."""

    def refresh(self, changes: Changes) -> None:
        """Something changed, perhaps by this pane itself: reload what ``changes.touches`` says is shown here."""

    def open_record(self, kind: str, id_: str) -> None:
        """Show one record of ``kinds``; the pane is in sight already."""

    def set_reading(self, reads: bool) -> None:
        """Whether who works here only reads what others are responsible for: what would be refused is not offered."""

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the window's general actions do here, by id of shortcuts.py: new, find, print, next_record ..."""
        return {}

    def command_words(self) -> Mapping[str, str]:
        """Better words for some of these actions: {"new": "New customer"}."""
        return {}

    def hints(self) -> str:
        """Keys that work now, for the right end of the status bar."""
        return ""

    def place(self) -> object:
        """Where the user is in this pane (record, tab), for back and forward; any comparable value."""
        return None

    def go_to(self, place: object) -> None:
        """Go back to what ``place`` returned earlier."""

    def layout_state(self) -> Mapping[str, str]:
        """What the user arranged here and finds again at the next start, by name: columns, seams."""
        return {}

    def restore_layout(self, kept: Callable[[str], str]) -> None:
        """Arrange it as it was: ``kept`` gives by name what ``layout_state`` returned, or an empty text."""

    def areas(self) -> list[QWidget]:
        """Widgets that F6 steps through, in order: filter, list, detail."""
        return []

    def set_count(self, count: int | None, tone: Tone = "plain") -> None:
        """Tell the side bar a number."""
        self.count_changed.emit(count, tone)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().window)
