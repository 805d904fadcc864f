"""Small sheets that come up beside what they explain, and go with Esc or a click elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_crm.ui import paint, theme
from desktop_crm.ui.widgets.card import Rule
from desktop_crm.ui.widgets.label import Label

SHADE = 14
RADIUS = 10
_PADDING = 14


class Popover(QWidget):
    """A rounded popup with the one shadow; ``inside`` is its layout."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        edge = SHADE + _PADDING
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(edge, edge - 4, edge, edge - 4)
        self.inside.setSpacing(8)

    def pop_up_at(self, corner: QPoint) -> None:
        """Open with the upper left corner of the visible sheet at a global place, kept on the screen."""
        self.adjustSize()
        place = QRect(corner - QPoint(SHADE, SHADE), self.size())
        screen = QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry().adjusted(-SHADE, -SHADE, SHADE, SHADE)
        place.moveLeft(max(room.left(), min(place.left(), room.right() - place.width())))
        place.moveTop(max(room.top(), min(place.top(), room.bottom() - place.height())))
        self.move(place.topLeft())
        self.show()

    def pop_up_below(self, anchor: QWidget, rect: QRect | None = None) -> None:
        """Open below a widget, or below a part of it."""
        spot = rect or anchor.rect()
        self.pop_up_at(anchor.mapToGlobal(spot.bottomLeft() + QPoint(0, 6)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect()).adjusted(SHADE, SHADE, -SHADE, -SHADE)
        paint.shadow(painter, place, RADIUS, SHADE)
        paint.box(painter, place, RADIUS, colours.raised, colours.line2)


@dataclass(frozen=True, slots=True)
class ExplainLine:
    """One input of a number: what, how it was reckoned, what came out."""

    label: str
    reckoning: str
    value: str = ""
    source: str = ""
    """Where the input is from and of when: "entered 11-20", "36 purchases"."""


class ExplainPopover(Popover):
    """How a number came about: formula lines, the result, where it stands; Ctrl+C copies it as text."""

    def __init__(
        self,
        title: str,
        lines: Sequence[ExplainLine],
        result: tuple[str, str],
        notes: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._lines, self._result, self._notes = title, lines, result, notes
        self.setAccessibleName(self.text())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(380)
        self.inside.addWidget(Label(title, "h3", fixed=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight
        for number, line in enumerate(lines):
            place = 3 * number
            grid.addWidget(Label(line.label, fixed=True), place, 0)
            grid.addWidget(Label(line.reckoning, token="text2", fixed=True, align=right), place, 1)
            grid.addWidget(Label(line.value, bold=True, fixed=True, align=right), place, 2)
            if line.source:
                grid.addWidget(Label(line.source, "tiny", "text2", fixed=True), place + 1, 0, 1, 3)
            grid.setRowMinimumHeight(place + 2, 8)  # a source stands closer to its line than to the next one
        self.inside.addLayout(grid)
        self.inside.addWidget(Rule())
        total = QGridLayout()
        total.setColumnStretch(0, 1)
        total.addWidget(Label(result[0], bold=True, fixed=True), 0, 0)
        total.addWidget(Label(result[1], bold=True, fixed=True, align=right), 0, 1)
        self.inside.addLayout(total)
        for note in notes:
            self.inside.addWidget(Label(note, "small", "text2", wrap=True))

    def text(self) -> str:
        """The whole explanation as plain text, one line each."""
        lines = [self._title]
        lines += [
            " · ".join(part for part in (line.label, line.reckoning, line.value, line.source) if part)
            for line in self._lines
        ]
        return "\n".join([*lines, " ".join(self._result), *self._notes])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Escape):
            self.close()
        else:
            super().keyPressEvent(event)
