"""The line at the foot of the window: how we stand with the server and what waits, the store, which keys work now."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.theme import Tone

_LEFT = 8
_ROOM = 6
"""At both sides of a counter, for its focus ring."""
_SIGN = 10


@dataclass(frozen=True, slots=True)
class StatusItem:
    """A counter: what it opens, its sign in a colour, its words."""

    key: str
    sign: str
    tone: Tone
    words: str


class StatusBar(QWidget):
    """Counters that are buttons, then items with an optional due-state sign; key hints at the right."""

    asked = Signal(str)
    """The key of a counter that was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[tuple[str, str]] = ()
        self._counters: Sequence[StatusItem] = ()
        self._buttons: list[_Counter] = []
        self._hints = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_LEFT, 1, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)

    def set_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Items as (sign, words); a sign is the name of a due state or empty."""
        self._items = items
        self._name_it()

    def set_counters(self, counters: Sequence[StatusItem]) -> None:
        """Show these as buttons; a screen reader is told when they change."""
        if counters == self._counters:
            return
        self._counters = counters
        while len(self._buttons) < len(counters):
            button = _Counter(self)
            button.clicked.connect(lambda _on=False, one=button: self.asked.emit(one.key))
            self._row.insertWidget(len(self._buttons), button)
            self._buttons.append(button)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(counters))
            if place < len(counters):
                button.show_item(counters[place])
        self._name_it()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def counter(self, key: str) -> QAbstractButton | None:
        """The button of a counter; None while it is not shown."""
        return next((one for one in self._buttons if one.key == key and not one.isHidden()), None)

    def focus_first(self) -> None:
        """Put the focus on the first counter."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_hints(self, hints: str) -> None:
        """The keys that work now."""
        self._hints = hints
        self.setAccessibleDescription(hints)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme.metrics().status)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme.metrics().status)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), colours.window)
        paint.rule(painter, 0, self.width(), 0, colours.line)
        shown = [button.sizeHint().width() + 8 for button in self._buttons if not button.isHidden()]
        x, height = sum(shown, _LEFT + _ROOM if not shown else _LEFT + 2 * _ROOM), self.height()
        for sign, words in self._items:
            if sign:
                paint.due_sign(painter, QRectF(x, height / 2 - 4.5, _SIGN, _SIGN), sign)
                x += 16
            used = paint.text(painter, QRectF(x, 1, self.width() - x, height - 1), words, colours.text2, "tiny")
            x += math.ceil(used) + 24
        room = QRectF(x, 1, max(0.0, self.width() - x - 14), height - 1)
        if fonts.advance(self._hints, "tiny") <= room.width():
            paint.text(painter, room, self._hints, colours.text2, "tiny", align=Qt.AlignmentFlag.AlignRight)

    def _name_it(self) -> None:
        words = [*(counter.words for counter in self._counters), *(words for _, words in self._items)]
        self.setAccessibleName(" · ".join(words))
        self.update()


class _Counter(QAbstractButton):
    """Sign and words; a click, Space or Enter opens what they are about."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = ""
        self._item = StatusItem("", "", "plain", "")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_item(self, item: StatusItem) -> None:
        """Show this one."""
        self.key, self._item = item.key, item
        self.setText(item.words)
        self.setAccessibleName(item.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = math.ceil(fonts.advance(self._item.words, "tiny"))
        return QSize(words + _SIGN + 6 + 2 * _ROOM, theme.metrics().status - 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect()).adjusted(0, 2, 0, -2)
        if self.underMouse() or self.isDown():
            paint.box(painter, place, 5, colours.hover)
        spot = QRectF(_ROOM, place.center().y() - _SIGN / 2, _SIGN, _SIGN)
        paint.due_sign(painter, spot, self._item.sign, colours.ink(self._item.tone))
        room = QRectF(_ROOM + _SIGN + 6, 0, self.width() - _ROOM - _SIGN - 6, self.height())
        paint.text(painter, room, self._item.words, colours.text2, "tiny", elide=False)
        if self.hasFocus():
            paint.focus_ring(painter, place, 5)
