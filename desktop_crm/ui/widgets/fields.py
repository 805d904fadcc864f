"""Fields to type in: one line, search, notes; with the edge that all fields share."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.scroll import use_thin_bars

RADIUS = 6
_CLEAR = QColor(0, 0, 0, 0)


def paint_edge(painter: QPainter, rect: QRectF, *, focused: bool, enabled: bool, tone: Tone | None) -> None:
    """The ground and edge of a field: focus before validation before rest."""
    colours = theme.current()
    ground = colours.base if enabled else colours.sunken
    if tone is not None:
        paint.box(painter, rect, RADIUS, ground, colours.ink(tone), width=colours.focus_width if focused else 1.4)
    elif focused:
        paint.box(painter, rect, RADIUS, ground, colours.accent, width=colours.focus_width)
    else:
        paint.box(painter, rect, RADIUS, ground, colours.field if enabled else colours.line2)


class TextField(QLineEdit):
    """One line of text. Readings of what was typed stand as chips at its right (``set_readings``)."""

    left = Signal()
    """The focus went elsewhere: the moment for validation."""

    _RIGHT_ROOM = 0
    """Pixels at the right end that belong to a sign of a subclass."""

    def __init__(self, text: str = "", *, hint: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tone: Tone | None = None
        self._readings: Sequence[tuple[str, Tone]] = ()
        self._composing = False
        self.setFrame(False)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setFont(fonts.font("body"))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Base, _CLEAR)
        self.setPalette(colours)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._set_margins()

    @property
    def composing(self) -> bool:
        """Whether an input method has text that is not committed: forms then take no key as theirs."""
        return self._composing

    def set_tone(self, tone: Tone | None) -> None:
        """Colour of the edge: ``warning`` or ``error`` after validation, None when all is well."""
        self._tone = tone
        self.update()

    def set_readings(self, readings: Sequence[tuple[str, Tone]]) -> None:
        """Chips at the right of the field: how the text was understood, as (words, tone)."""
        self._readings = readings
        self._set_margins()
        self.setAccessibleDescription(", ".join(words for words, _ in readings))
        self.update()

    def event(self, event: QEvent) -> bool:
        # While a composition is open no key is a shortcut (RULES.md, *Keys*).
        if event.type() == QEvent.Type.ShortcutOverride and self._composing:
            event.accept()
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(160, theme.metrics().field)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, theme.metrics().field)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)
        # A menu or calendar of the field itself is no place to go to.
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_edge(painter, QRectF(self.rect()), focused=self.hasFocus(), enabled=self.isEnabled(), tone=self._tone)
        self._paint_inside(painter)
        painter.end()
        super().paintEvent(event)

    def _paint_inside(self, painter: QPainter) -> None:
        right = self.width() - 6.0 - self._RIGHT_ROOM
        for words, tone in reversed(self._readings):
            width = fonts.advance(words, "small") + 16
            height = fonts.line_height("small") + 4
            paint.chip(painter, QRectF(right - width, (self.height() - height) / 2, width, height), words, tone)
            right -= width + 6

    def _set_margins(self) -> None:
        chips = sum(math.ceil(fonts.advance(words, "small")) + 22 for words, _ in self._readings)
        self.setTextMargins(8, 0, 8 + chips + self._RIGHT_ROOM, 0)


class SearchField(TextField):
    """A text field with a magnifier; Esc clears it, Down goes to the list below."""

    down = Signal()
    """Down or Enter: the list is wanted."""
    given_up = Signal()
    """Esc in the empty field."""

    def __init__(self, *, hint: str = "", name: str = "", keys: str = "", parent: QWidget | None = None) -> None:
        self._keys = keys
        super().__init__(hint=hint, name=name or hint, parent=parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.given_up.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.text() and event.position().x() > self.width() - 30:
            self.clear()
            return
        super().mousePressEvent(event)

    def _paint_inside(self, painter: QPainter) -> None:
        colours = theme.current()
        middle = self.height() / 2
        paint.icon(painter, QRectF(11, middle - 8, 16, 16), "search", colours.text2)
        if self.text():
            paint.icon(painter, QRectF(self.width() - 26, middle - 7, 14, 14), "close", colours.text2)
        elif self._keys:
            room = QRectF(0, 0, self.width() - 12, self.height())
            paint.text(painter, room, self._keys, colours.text2, "tiny", align=Qt.AlignmentFlag.AlignRight)

    def _set_margins(self) -> None:
        hint = fonts.advance(self._keys, "tiny") if self._keys else 12
        self.setTextMargins(31, 0, round(hint) + 20, 0)


class NoteField(QPlainTextEdit):
    """Several lines of text; Tab leaves it (RULES.md, *Keys*); small words may stand in its corner (draft saved)."""

    left = Signal()

    def __init__(self, text: str = "", *, hint: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: Tone | None = None
        self._composing = False
        use_thin_bars(self)
        self.setPlainText(text)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setFont(fonts.font("body"))
        self.setTabChangesFocus(True)
        self.setViewportMargins(6, 3, 6, 3)
        self.viewport().setAutoFillBackground(False)
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Base, _CLEAR)
        self.setPalette(colours)

    @property
    def composing(self) -> bool:
        """Whether an input method has text that is not committed."""
        return self._composing

    def set_tone(self, tone: Tone | None) -> None:
        """Colour of the edge after validation."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, math.ceil(4 * fonts.line_height("body")) + 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, math.ceil(fonts.line_height("body")) + 20)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)
        self.update()
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        # The edge lies on the frame around the viewport; QFrame paints nothing there without a frame shape.
        if event.type() == QEvent.Type.Paint:
            painter = QPainter(self)
            paint_edge(painter, QRectF(self.rect()), focused=self.hasFocus(), enabled=self.isEnabled(), tone=self._tone)
            painter.end()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and self._composing:
            event.accept()
            return True
        return super().event(event)
