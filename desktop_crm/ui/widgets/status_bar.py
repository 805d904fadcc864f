"""The line at the foot of the window: how we stand with the network, which store and day, which keys work now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, theme


class StatusBar(QWidget):
    """Items at the left, each with an optional due-state sign; key hints at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[tuple[str, str]] = ()
        self._hints = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Items as (sign, words); a sign is the name of a due state or empty."""
        self._items = items
        self.setAccessibleName(" · ".join(words for _, words in items))
        self.update()

    def set_hints(self, hints: str) -> None:
        """The keys that work now."""
        self._hints = hints
        self.setAccessibleDescription(hints)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme.metrics().status)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), colours.window)
        paint.rule(painter, 0, self.width(), 0, colours.line)
        x, height = 14.0, self.height()
        for sign, words in self._items:
            if sign:
                paint.due_sign(painter, QRectF(x, height / 2 - 4.5, 10, 10), sign)
                x += 16
            x += paint.text(painter, QRectF(x, 1, self.width() - x, height - 1), words, colours.text2, "tiny") + 24
        room = QRectF(x, 1, max(0.0, self.width() - x - 14), height - 1)
        if fonts.advance(self._hints, "tiny") <= room.width():
            paint.text(painter, room, self._hints, colours.text2, "tiny", align=Qt.AlignmentFlag.AlignRight)
