"""Round chips for filters: on, offered, or to be added."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, theme

State = Literal["on", "offered", "add"]

PADDING = 10.0
MARK = 12.0
GAP = 6.0


class Chip(QAbstractButton):
    """A chip that is on (tinted, with a cross), offered (plain) or adds (dashed, with a plus).

    ``clicked`` for all; ``removed`` when the cross is hit or Delete is pressed on one that is on.
    """

    removed = Signal()

    def __init__(self, text: str, state: State = "offered", *, sign: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self._state: State = state
        self._sign = sign
        self._removable = True
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def state(self) -> State:
        """on, offered or add."""
        return self._state

    def set_state(self, state: State) -> None:
        """Change between on, offered and add."""
        self._state = state
        self.updateGeometry()
        self.update()

    def set_removable(self, removable: bool) -> None:
        """Whether an "on" chip shows a cross; exclusive choices (kinds of a timeline) show none."""
        self._removable = removable
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = 2 * PADDING + fonts.advance(self.text(), "small")
        width += (MARK + GAP) * sum((bool(self._sign), self._state == "add", self._has_cross()))
        return QSize(math.ceil(width), math.ceil(fonts.line_height("small")) + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._has_cross():
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._has_cross() and self.isDown() and event.position().x() > self.width() - PADDING - MARK - 4:
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect())
        radius = place.height() / 2
        warm = self.underMouse()
        if self._state == "on":
            paint.box(painter, place, radius, colours.accent_soft, colours.accent_line)
            ink = colours.text if colours.is_contrast else colours.accent
        elif self._state == "offered":
            paint.box(painter, place, radius, colours.hover if warm else colours.base, colours.line2)
            ink = colours.text
        else:
            paint.box(painter, place, radius, colours.hover if warm else None, colours.line2, dashed=True)
            ink = colours.text2
        x, middle = PADDING, place.center().y()
        if self._state == "add":
            paint.icon(painter, QRectF(x, middle - 7, 14, 14), "plus", ink)
            x += MARK + GAP
        if self._sign:
            paint.due_sign(painter, QRectF(x, middle - 5, 10, 10), self._sign)
            x += MARK + GAP - 2
        x += paint.text(
            painter, QRectF(x, 0, place.width() - x, place.height()), self.text(), ink, "small", elide=False
        )
        if self._has_cross():
            paint.icon(painter, QRectF(x + GAP, middle - 5, 10, 10), "close", ink)
        if self.hasFocus():
            paint.focus_ring(painter, place, radius)

    def _has_cross(self) -> bool:
        return self._state == "on" and self._removable
